#include "widgets/forms/param_text.h"

#include <QStringList>

using namespace Qt::StringLiterals;

namespace espalier {

QString valueForEditor(const ParamInfo& info, const Value& value)
{
    if (info.kind == ParamKind::List && value.is_array()) {
        QStringList lines;
        for (const Value& item : value)
            lines << QString::fromStdString(valueToText(item))
                         .replace(u'\\', u"\\\\"_s)
                         .replace(u'\n', u"\\n"_s);
        return lines.join(u'\n');
    }
    QString text = QString::fromStdString(valueToText(value));
    // 1e-05 is how a machine writes it.
    if (value.is_number_float())
        text.replace("e-0"_L1, "e-"_L1).replace("e+0"_L1, "e"_L1).replace("e+"_L1, "e"_L1);
    return text;
}

Value valueFromEditor(const ParamInfo& info, const QString& text)
{
    switch (info.kind) {
    case ParamKind::List: {
        Value items = Value::array();
        for (const QString& line : text.split(u'\n')) {
            QString item;
            for (qsizetype i = 0; i < line.size(); ++i) {
                if (line[i] != u'\\' || i + 1 == line.size())
                    item += line[i];
                else
                    item += line[++i] == u'n' ? QChar(u'\n') : line[i];
            }
            items.push_back(item.toStdString());
        }
        return items;
    }
    case ParamKind::Bool:
    case ParamKind::Integer:
    case ParamKind::Number:
        return valueFromText(text.trimmed().toStdString());
    default:
        return text.toStdString();
    }
}

bool namesVariable(const Value& value)
{
    return value.is_string() && value.get_ref<const std::string&>().find("${") != std::string::npos;
}

} // namespace espalier
