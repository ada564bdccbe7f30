#include "widgets/rank/answer_card.h"

#include "widgets/common/theme.h"

#include <QAbstractTextDocumentLayout>
#include <QApplication>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QTextBrowser>
#include <QTextDocument>

namespace espalier {

using namespace Qt::StringLiterals;

namespace {

constexpr int kHead = 40;
constexpr int kKey = 24;

} // namespace

void paintKey(QPainter& painter, const QRectF& rect, const QString& key, bool strong)
{
    painter.setPen(QPen(strong ? theme().accent : theme().lineStrong, 1));
    painter.setBrush(strong ? theme().accent : theme().window);
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5);
    painter.setPen(strong ? theme().onAccent : theme().text);
    painter.setFont(numberFont(Theme::kBody, Weight::Strong));
    painter.drawText(rect, Qt::AlignCenter, key);
}

AnswerCard::AnswerCard(QWidget* parent)
    : QWidget(parent)
    , m_text(new QTextBrowser(this))
{
    m_text->setOpenLinks(false);
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setFocusPolicy(Qt::NoFocus); // the keys stay with the board
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_text->viewport()->setAutoFillBackground(false);
    m_text->setStyleSheet(u"QTextBrowser { background: transparent; padding: 0; }"_s);
    m_text->viewport()->installEventFilter(this);
    setCursor(Qt::ArrowCursor);
}

void AnswerCard::setAnswer(const QString& key, std::unique_ptr<QTextDocument> document)
{
    m_key = key;
    m_text->setDocument(document.get());
    m_document = std::move(document);
    m_text->verticalScrollBar()->setValue(0);
    setAccessibleName(tr("Answer %1").arg(key));
    m_text->setAccessibleName(accessibleName());
    update();
}

void AnswerCard::setPlace(const std::optional<Ballot::Place>& place, bool bad)
{
    m_place = place;
    m_bad = bad;
    setAccessibleDescription(placeText());
    update();
}

void AnswerCard::setCurrent(bool current)
{
    m_current = current;
    update();
}

void AnswerCard::setAimed(bool aimed)
{
    if (std::exchange(m_aimed, aimed) != aimed)
        update();
}

QString AnswerCard::placeText() const
{
    if (m_bad)
        return tr("bad");
    if (!m_place)
        return {};
    return m_place->sharing > 1 ? tr("place %1, tied").arg(m_place->place + 1)
                                : tr("place %1").arg(m_place->place + 1);
}

void AnswerCard::scroll(int lines)
{
    auto* bar = m_text->verticalScrollBar();
    bar->setValue(bar->value() + lines * bar->singleStep() * 2);
}

void AnswerCard::scrollPage(int pages)
{
    auto* bar = m_text->verticalScrollBar();
    bar->setValue(bar->value() + pages * (bar->pageStep() - bar->singleStep()));
}

QPixmap AnswerCard::keyPixmap() const
{
    const qreal ratio = devicePixelRatioF();
    QPixmap picture(QSize(kKey + 12, kKey + 12) * ratio);
    picture.setDevicePixelRatio(ratio);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme().accent, 1));
    painter.setBrush(theme().surface);
    painter.drawRoundedRect(QRectF(0.5, 0.5, kKey + 11, kKey + 11), Theme::kRadius, Theme::kRadius);
    paintKey(painter, {6, 6, kKey, kKey}, m_key, true);
    return picture;
}

void AnswerCard::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool placed = m_place.has_value() && !m_bad;
    QPen border(
        m_current || m_aimed ? theme().accent
        : placed             ? blend(theme().accent, theme().line, 0.5)
                             : theme().line);
    border.setWidthF(m_current || m_aimed ? 2 : 1);
    painter.setPen(border);
    painter.setBrush(m_aimed ? theme().accentSoft : theme().surface);
    const qreal half = border.widthF() / 2;
    painter.drawRoundedRect(
        QRectF(rect()).adjusted(half, half, -half, -half), Theme::kRadius, Theme::kRadius);
    painter.setPen(QPen(theme().line, 1));
    painter.drawLine(
        QPointF(Theme::kSpace12, kHead - 0.5), QPointF(width() - Theme::kSpace12, kHead - 0.5));
    paintKey(painter, {Theme::kSpace12, (kHead - kKey) / 2.0, kKey, kKey}, m_key, placed);
    painter.setFont(textFont(Theme::kBody, Weight::Strong));
    painter.setPen(m_bad ? theme().error : theme().accent);
    const QRect label(
        Theme::kSpace12 + kKey + Theme::kSpace8,
        0,
        width() - 2 * Theme::kSpace12 - kKey - Theme::kSpace8,
        kHead);
    painter.drawText(label, Qt::AlignRight | Qt::AlignVCenter, placeText());
}

void AnswerCard::resizeEvent(QResizeEvent*)
{
    m_text->setGeometry(
        Theme::kSpace8,
        kHead + Theme::kSpace4,
        width() - 2 * Theme::kSpace8 + Theme::kSpace4,
        height() - kHead - 2 * Theme::kSpace4);
}

/// Beside the words the body is like the head; on them a drag selects, and a click is a click.
bool AnswerCard::eventFilter(QObject* watched, QEvent* event)
{
    const bool mouse = event->type() == QEvent::MouseButtonPress ||
                       event->type() == QEvent::MouseMove ||
                       event->type() == QEvent::MouseButtonRelease;
    if (watched != m_text->viewport() || !mouse)
        return QWidget::eventFilter(watched, event);
    auto* at = static_cast<QMouseEvent*>(event);
    if (at->button() != Qt::LeftButton && !(at->buttons() & Qt::LeftButton))
        return false;
    const QPointF own = mapFromGlobal(at->globalPosition());
    if (event->type() == QEvent::MouseButtonPress) {
        const QPoint scrolled(
            m_text->horizontalScrollBar()->value(), m_text->verticalScrollBar()->value());
        m_onWords = m_text->document()->documentLayout()->hitTest(
                        at->position() + scrolled, Qt::ExactHit) >= 0;
        m_pressedAt = own.toPoint();
    }
    if (m_onWords) {
        const bool still =
            (own.toPoint() - m_pressedAt).manhattanLength() < QApplication::startDragDistance();
        if (event->type() == QEvent::MouseButtonRelease && still)
            Q_EMIT pressed();
        return false;
    }
    QMouseEvent mine(
        event->type(), own, at->globalPosition(), at->button(), at->buttons(), at->modifiers());
    event->type() == QEvent::MouseButtonPress ? mousePressEvent(&mine)
    : event->type() == QEvent::MouseMove      ? mouseMoveEvent(&mine)
                                              : mouseReleaseEvent(&mine);
    return true;
}

void AnswerCard::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return QWidget::mousePressEvent(event);
    m_pressedAt = event->position().toPoint();
    m_dragging = false;
}

void AnswerCard::mouseMoveEvent(QMouseEvent* event)
{
    if (!(event->buttons() & Qt::LeftButton))
        return;
    const QPoint way = event->position().toPoint() - m_pressedAt;
    if (way.manhattanLength() >= QApplication::startDragDistance())
        m_dragging = true;
    if (m_dragging)
        Q_EMIT dragged(event->globalPosition().toPoint());
}

void AnswerCard::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return;
    if (std::exchange(m_dragging, false))
        Q_EMIT dropped(event->globalPosition().toPoint());
    else if (rect().contains(event->position().toPoint()))
        Q_EMIT pressed();
}

} // namespace espalier
