#include "widgets/editor/tokens_view.h"

#include "core/text/utf8.h"
#include "widgets/common/number_format.h"
#include "widgets/common/theme.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace espalier {

using namespace Qt::StringLiterals;

namespace {

constexpr int kPad = 3, kGap = 2, kLine = 22, kChip = 20;

QFont tokenFont()
{
    return textFont(12);
}

} // namespace

QString tokenText(const FlowToken& token)
{
    if (firstInvalidUtf8(token.text)) {
        QStringList bytes;
        for (const char byte : token.text)
            bytes << u"%1"_s.arg(static_cast<unsigned char>(byte), 2, 16, QChar(u'0')).toUpper();
        return u"‹"_s + bytes.join(u' ') + u"›"_s;
    }
    QString text = QString::fromStdString(token.text);
    for (QChar& letter : text) {
        const char16_t code = letter.unicode();
        if (code == u' ')
            letter = QChar(u'·');
        else if (code == u'\n')
            letter = QChar(u'⏎');
        else if (code == u'\t')
            letter = QChar(u'⇥');
        else if (code < 0x20)
            letter = QChar(static_cast<char16_t>(0x2400 + code));
    }
    return text;
}

TokensView::TokensView(QWidget* parent)
    : QWidget(parent)
{
    // Not Fixed: the hint, made for another width, would then be the most it gets.
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    connect(&themeNotifier(), &ThemeNotifier::changed, this, qOverload<>(&QWidget::update));
}

void TokensView::setTokens(std::vector<FlowToken> tokens)
{
    m_tokens = std::move(tokens);
    m_texts.clear();
    m_widths.clear();
    const QFontMetrics metrics(tokenFont());
    QString all;
    for (const FlowToken& token : m_tokens) {
        m_texts.push_back(tokenText(token));
        m_widths.push_back(std::max(5, metrics.horizontalAdvance(m_texts.back())) + 2 * kPad);
        all += token.trained ? u'[' + m_texts.back() + u']' : m_texts.back();
    }
    setAccessibleDescription(all);
    layOut(width(), &m_places);
    updateGeometry();
    update();
}

int TokensView::layOut(int width, std::vector<QRect>* places) const
{
    if (places)
        places->clear();
    int x = 0, y = 0;
    for (size_t i = 0; i < m_tokens.size(); ++i) {
        const int room = std::min(m_widths[i], std::max(width, 20));
        if (x > 0 && x + room > width) {
            x = 0;
            y += kLine;
        }
        if (places)
            places->emplace_back(x, y, room, kChip);
        x += room + kGap;
        if (m_tokens[i].text.ends_with('\n')) {
            x = 0;
            y += kLine;
        }
    }
    return x > 0 ? y + kLine : y;
}

int TokensView::heightForWidth(int width) const
{
    return layOut(width, nullptr);
}

QSize TokensView::sizeHint() const
{
    return {200, heightForWidth(std::max(width(), 120))};
}

QSize TokensView::minimumSizeHint() const
{
    return {80, kLine};
}

void TokensView::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    layOut(width(), &m_places);
}

void TokensView::paintEvent(QPaintEvent* event)
{
    const Theme& look = theme();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(tokenFont());
    for (size_t i = 0; i < m_tokens.size(); ++i) {
        const QRect& place = m_places[i];
        if (!place.intersects(event->rect()))
            continue;
        const FlowToken& token = m_tokens[i];
        painter.setPen(token.special ? QPen(look.lineStrong) : Qt::NoPen);
        painter.setBrush(token.trained ? look.accentSoft : look.hover);
        painter.drawRoundedRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
        if (token.trained) // not by colour alone
            painter.fillRect(
                QRect(place.left() + 1, place.bottom() - 1, place.width() - 2, 2), look.accent);
        painter.setPen(token.special ? look.muted : look.text);
        painter.drawText(
            place.adjusted(kPad, 0, -kPad, -1),
            Qt::AlignLeft | Qt::AlignVCenter,
            painter.fontMetrics().elidedText(
                m_texts[i], Qt::ElideRight, place.width() - 2 * kPad + 2));
    }
}

bool TokensView::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const auto found = std::ranges::find_if(
        m_places, [&](const QRect& place) { return place.contains(help->pos()); });
    if (found == m_places.end()) {
        QToolTip::hideText();
        return true;
    }
    const auto index = static_cast<size_t>(found - m_places.begin());
    const QString number = formatCount(static_cast<int64_t>(index) + 1);
    QToolTip::showText(
        help->globalPos(),
        m_tokens[index].trained ? tr("Token %1, to be learned").arg(number)
                                : tr("Token %1, given").arg(number),
        this);
    return true;
}

} // namespace espalier
