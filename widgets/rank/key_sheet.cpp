#include "widgets/rank/key_sheet.h"

#include "widgets/common/theme.h"

#include <QEvent>
#include <QLabel>
#include <QVBoxLayout>

namespace espalier {

using namespace Qt::StringLiterals;

KeySheet::KeySheet(QWidget* parent)
    : QFrame(parent)
    , m_text(new QLabel(this))
{
    setRole(this, "card");
    setAttribute(Qt::WA_StyledBackground);
    m_text->setTextFormat(Qt::RichText);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(Theme::kSpace24, Theme::kSpace16, Theme::kSpace24, Theme::kSpace16);
    layout->addWidget(m_text);
    parent->installEventFilter(this);
    hide();
}

void KeySheet::toggle(bool pair)
{
    if (isVisible()) {
        hide();
        return;
    }
    QString rows;
    const auto row = [&](const QString& keys, const QString& words) {
        rows += u"<tr><td style='padding: 3px 20px 3px 0' align='right'><b>%1</b></td>"
                "<td style='padding: 3px 0'>%2</td></tr>"_s.arg(
                    keys.toHtmlEscaped(), words.toHtmlEscaped());
    };
    if (pair)
        row(u"A  B"_s, tr("the better answer"));
    else
        row(u"1 … 9"_s, tr("the best answer first, then the next"));
    row(u"="_s, tr("tie with the place before"));
    row(u"T"_s, tr("all tied"));
    row(u"X"_s, tr("all bad"));
    row(u"Backspace"_s, tr("undo the last press"));
    row(u"Enter"_s, tr("keep it and go on"));
    row(u"S"_s, tr("skip"));
    row(u"F"_s, tr("flag for review"));
    row(u"C"_s, tr("comment; Enter returns"));
    row(u"Ctrl+Z"_s, tr("take back the last move, then what was kept"));
    row(u"← →"_s, tr("choose the answer to scroll"));
    row(u"↑ ↓ Space"_s, tr("scroll it"));
    row(tr("Mouse"), tr("click the best first; drag to move, onto another to tie"));
    m_text->setText(u"<table>"_s + rows + u"</table>"_s);
    setAccessibleName(tr("Keys"));
    adjustSize();
    place();
    show();
    raise();
}

void KeySheet::place()
{
    const QSize room = parentWidget()->size();
    move((room.width() - width()) / 2, (room.height() - height()) / 2);
}

bool KeySheet::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == parent() && event->type() == QEvent::Resize && isVisible())
        place();
    return QFrame::eventFilter(watched, event);
}

void KeySheet::mousePressEvent(QMouseEvent*)
{
    hide();
}

} // namespace espalier
