#pragma once

/// Reads GNU gettext catalogues (.po, .pot) for tests: entries with their flags, obsolete ones left
/// out.

#include <QFile>
#include <QHash>
#include <QList>
#include <QString>

namespace espalier {

struct PoEntry
{
    QString id;
    QString translation; ///< the first form where there are plurals
    bool fuzzy = false;
};

/// A quoted PO string without its quotes and escapes.
inline QString poText(QStringView quoted)
{
    QString text;
    for (qsizetype i = 0; i < quoted.size(); ++i) {
        if (quoted[i] != u'\\' || i + 1 == quoted.size()) {
            text += quoted[i];
            continue;
        }
        const QChar escaped = quoted[++i];
        text += escaped == u'n' ? QChar(u'\n') : escaped == u't' ? QChar(u'\t') : escaped;
    }
    return text;
}

/// The entries of PO text, the header (empty id) left out.
inline QList<PoEntry> parsePo(const QString& text)
{
    QList<PoEntry> entries;
    PoEntry entry;
    QString* field = nullptr;
    QString ignored;
    const auto finish = [&] {
        if (!entry.id.isEmpty())
            entries += entry;
        entry = {};
        field = nullptr;
    };
    for (const QString& raw : text.split(u'\n')) {
        const QString line = raw.trimmed();
        if (line.isEmpty()) {
            finish();
            continue;
        }
        if (line.startsWith(u"#,") && line.contains(u"fuzzy"))
            entry.fuzzy = true;
        if (line.startsWith(u'#'))
            continue;
        if (line.startsWith(u"msgid "))
            field = &entry.id;
        else if (line.startsWith(u"msgstr ") || line.startsWith(u"msgstr[0]"))
            field = &entry.translation;
        else if (line.startsWith(u"msg"))
            field = &ignored;
        const qsizetype first = line.indexOf(u'"');
        const qsizetype last = line.lastIndexOf(u'"');
        if (field != nullptr && last > first)
            *field += poText(QStringView(line).mid(first + 1, last - first - 1));
    }
    finish();
    return entries;
}

inline QList<PoEntry> readPo(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? parsePo(QString::fromUtf8(file.readAll()))
                                          : QList<PoEntry>{};
}

} // namespace espalier
