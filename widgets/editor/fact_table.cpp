#include "widgets/editor/fact_table.h"

#include "widgets/common/theme.h"

namespace espalier {

using namespace Qt::StringLiterals;

QString factTable(const std::vector<std::pair<QString, QString>>& rows)
{
    QString html = u"<table width='100%' cellspacing='0' cellpadding='2'>"_s;
    for (const auto& [name, value] : rows) {
        html +=
            u"<tr><td><span style='color:%3'>%1</span></td><td align='right'>%2</td></tr>"_s.arg(
                name.toHtmlEscaped(), value.toHtmlEscaped(), theme().muted.name());
    }
    return html + u"</table>"_s;
}

} // namespace espalier
