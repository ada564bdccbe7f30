#pragma once

#include "widgets/rank/ballot.h"
#include "widgets/rank/rank_feed.h"

#include <QTextDocument>
#include <QWidget>

namespace espalier {

class AnswerCard;

/// An item's texts as documents, made before they are needed.
struct PreparedItem
{
    RankItemPtr item;
    std::unique_ptr<QTextDocument> prompt;
    std::vector<std::unique_ptr<QTextDocument>> answers;

    /// Makes the next document; false when all are made. One a time, so that the window's thread
    /// never works long on what nobody sees yet.
    bool step();
    static PreparedItem of(const RankItemPtr& item);
};

/// The cards of one item side by side, in two rows where they are many or narrow.
class CardBoard : public QWidget
{
    Q_OBJECT
public:
    explicit CardBoard(QWidget* parent = nullptr);

    /// `letters`: the keys are A and B instead of 1, 2, ...
    void setAnswers(std::vector<std::unique_ptr<QTextDocument>> answers, bool letters);
    void setBallot(const Ballot& ballot);
    int count() const { return m_count; }
    AnswerCard* card(int index) const { return m_cards.at(static_cast<size_t>(index)); }
    /// The card that the scrolling keys go to.
    int current() const { return m_current; }
    void setCurrent(int index);
    /// The card at a point of the screen, -1 where there is none.
    int cardAt(const QPoint& global) const;
    /// Shows where a dragged card would fall; -1: nowhere.
    void showTarget(int index);
    /// How many columns `count` cards take in that width.
    static int columnsFor(int count, int width);

Q_SIGNALS:
    void cardPressed(int index);
    void cardDragged(int index, const QPoint& global);
    void cardDropped(int index, const QPoint& global);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void place();

    std::vector<AnswerCard*> m_cards; ///< made once, those beyond `m_count` hidden
    int m_count = 0, m_current = 0;
};

} // namespace espalier
