#include "widgets/common/language.h"

#include "core/base/error.h"

#include <QCoreApplication>
#include <QLocale>

#include <filesystem>

using namespace Qt::StringLiterals;

namespace espalier {

WindowLanguage::WindowLanguage(std::filesystem::path folder, QObject* parent)
    : QTranslator(parent)
    , m_folder(std::move(folder))
    , m_code(u"en"_s)
{
    QCoreApplication::installTranslator(this);
}

WindowLanguage::~WindowLanguage()
{
    QCoreApplication::removeTranslator(this);
}

bool WindowLanguage::setLanguage(const QString& code)
{
    bool found = true;
    m_code = code;
    try {
        useCatalogue(
            code == "en"_L1 ? std::filesystem::path() : m_folder / (code.toStdString() + ".mo"));
    } catch (const Error&) {
        useCatalogue({});
        m_code = u"en"_s;
        found = false;
    }
    // Installing again is what sends LanguageChange to every widget.
    QCoreApplication::removeTranslator(this);
    QCoreApplication::installTranslator(this);
    return found;
}

QStringList WindowLanguage::available() const
{
    QStringList codes{u"en"_s};
    std::error_code failed;
    for (const auto& entry : std::filesystem::directory_iterator(m_folder, failed)) {
        const QString code = QString::fromStdString(entry.path().stem().string());
        if (entry.path().extension() == ".mo" && !codes.contains(code))
            codes << code;
    }
    return codes;
}

QString WindowLanguage::nativeName(const QString& code)
{
    if (code == "en"_L1)
        return u"English"_s;
    const QString name = QLocale(code).nativeLanguageName();
    return name.isEmpty() ? code : name;
}

QString WindowLanguage::preferred() const
{
    const QStringList there = available();
    for (const QString& wished : QLocale::system().uiLanguages()) {
        const QString code = wished.section(u'-', 0, 0);
        if (there.contains(code))
            return code;
    }
    return u"en"_s;
}

QString WindowLanguage::translate(
    const char* /*context*/, const char* text, const char* /*disambiguation*/, int /*n*/) const
{
    const std::string translated = espalier::translate(text);
    // A null string lets Qt show the source text.
    return translated == text ? QString() : QString::fromStdString(translated);
}

QString shown(std::string_view text)
{
    return QString::fromStdString(translate(text));
}

QString shown(const Message& message)
{
    return QString::fromStdString(message.words());
}

} // namespace espalier
