#include "widgets/rank/card_board.h"

#include "widgets/common/theme.h"
#include "widgets/rank/answer_card.h"
#include "widgets/rank/answer_text.h"

#include <algorithm>

namespace espalier {

namespace {

constexpr int kLeastCard = 260; ///< narrower than that, four cards go in two rows

QString keyOf(int card, bool letters)
{
    return letters ? QString(QChar(u'A' + card)) : QString::number(card + 1);
}

} // namespace

bool PreparedItem::step()
{
    if (!item)
        return false;
    if (!prompt)
        prompt = promptDocument(item->prompt.content);
    else if (answers.size() < item->shown.size())
        answers.push_back(answerDocument(QString::fromStdString(item->shown[answers.size()].text)));
    return answers.size() < item->shown.size();
}

PreparedItem PreparedItem::of(const RankItemPtr& item)
{
    PreparedItem prepared{.item = item};
    while (prepared.step()) {
    }
    return prepared;
}

CardBoard::CardBoard(QWidget* parent)
    : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
}

void CardBoard::setAnswers(std::vector<std::unique_ptr<QTextDocument>> answers, bool letters)
{
    m_count = static_cast<int>(answers.size());
    while (m_cards.size() < answers.size()) {
        auto* card = new AnswerCard(this);
        const int index = static_cast<int>(m_cards.size());
        connect(card, &AnswerCard::pressed, this, [this, index] { Q_EMIT cardPressed(index); });
        connect(card, &AnswerCard::dragged, this, [this, index](const QPoint& at) {
            Q_EMIT cardDragged(index, at);
        });
        connect(card, &AnswerCard::dropped, this, [this, index](const QPoint& at) {
            Q_EMIT cardDropped(index, at);
        });
        m_cards.push_back(card);
    }
    m_current = 0;
    place(); // sizes first: a document is laid out once, at the width it is shown in
    for (int i = 0; i < static_cast<int>(m_cards.size()); ++i) {
        const bool isUsed = i < m_count;
        if (isUsed) {
            card(i)->setAnswer(keyOf(i, letters), std::move(answers[static_cast<size_t>(i)]));
            card(i)->setCurrent(false); // shown when somebody chooses one
        }
        card(i)->setVisible(isUsed);
    }
}

void CardBoard::setBallot(const Ballot& ballot)
{
    for (int i = 0; i < m_count; ++i)
        card(i)->setPlace(ballot.placeOf(i), ballot.isBad());
}

void CardBoard::setCurrent(int index)
{
    if (m_count == 0)
        return;
    m_current = std::clamp(index, 0, m_count - 1);
    for (int i = 0; i < m_count; ++i)
        card(i)->setCurrent(i == m_current);
}

int CardBoard::cardAt(const QPoint& global) const
{
    for (int i = 0; i < m_count; ++i)
        if (card(i)->rect().contains(card(i)->mapFromGlobal(global)))
            return i;
    return -1;
}

void CardBoard::showTarget(int index)
{
    for (int i = 0; i < m_count; ++i)
        card(i)->setAimed(i == index);
}

int CardBoard::columnsFor(int count, int width)
{
    const bool fits = width >= count * kLeastCard + (count - 1) * Theme::kSpace12;
    if (count <= 2 || (count <= 5 && fits) || (count == 3 && width >= 3 * 200))
        return std::max(1, count);
    return (count + 1) / 2;
}

void CardBoard::resizeEvent(QResizeEvent*)
{
    place();
}

void CardBoard::place()
{
    if (m_count == 0)
        return;
    const int columns = columnsFor(m_count, width());
    const int rows = (m_count + columns - 1) / columns;
    const int gap = Theme::kSpace12;
    const int high = (height() - gap * (rows - 1)) / rows;
    for (int i = 0; i < m_count; ++i) {
        const int row = i / columns;
        const int inRow = std::min(columns, m_count - row * columns);
        // Edges by rounding, so that the last card of a row ends where the row does.
        const auto edge = [&](int column) { return (width() + gap) * column / inRow; };
        const int column = i % columns;
        card(i)->setGeometry(
            edge(column), row * (high + gap), edge(column + 1) - gap - edge(column), high);
    }
}

} // namespace espalier
