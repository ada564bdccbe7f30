#pragma once

/// The language of the window, switched without restart. One gettext catalogue serves core, engine
/// and window.

#include "core/base/message.h"

#include <QStringList>
#include <QTranslator>

#include <filesystem>

namespace espalier {

/// Answers QObject::tr() from the catalogue that espalier::translate() uses. Install once, by
/// constructing it after the QApplication; setLanguage() sends LanguageChange to every widget,
/// which then puts its texts in again (changeEvent -> retranslate()).
class WindowLanguage : public QTranslator
{
    Q_OBJECT
public:
    /// `folder` holds `<code>.mo` (the build's translations/).
    explicit WindowLanguage(std::filesystem::path folder, QObject* parent = nullptr);
    ~WindowLanguage() override;

    /// "en" or the name of a catalogue. False, and English, where that catalogue can't be read.
    bool setLanguage(const QString& code);
    QString code() const { return m_code; }
    /// "en" and every catalogue in the folder.
    QStringList available() const;
    /// The language's own name for itself.
    static QString nativeName(const QString& code);
    /// What the system asks for, if there is a catalogue for it; else "en".
    QString preferred() const;

    QString translate(
        const char* context, const char* text, const char* disambiguation, int n) const override;
    bool isEmpty() const override { return false; }

private:
    std::filesystem::path m_folder;
    QString m_code;
};

/// A core text (a stage's title, a parameter's help) in the current language.
QString shown(std::string_view text);
/// A core message in the current language.
QString shown(const Message& message);

} // namespace espalier
