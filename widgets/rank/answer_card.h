#pragma once

#include "widgets/rank/ballot.h"

#include <QTextDocument>
#include <QWidget>

#include <memory>

class QTextBrowser;

namespace espalier {

/// One answer: the key that ranks it, its place so far, its text. It can be clicked anywhere and
/// dragged from wherever no words stand; on words a drag selects. The text scrolls by itself.
class AnswerCard : public QWidget
{
    Q_OBJECT
public:
    explicit AnswerCard(QWidget* parent = nullptr);

    /// `key`: what to press for it, "1" or "A".
    void setAnswer(const QString& key, std::unique_ptr<QTextDocument> document);
    void setPlace(const std::optional<Ballot::Place>& place, bool bad);
    /// Whether the keys that scroll go to this card.
    void setCurrent(bool current);
    /// Whether a dragged card would fall on this one.
    void setAimed(bool aimed);
    void scroll(int lines);
    void scrollPage(int pages);
    QString key() const { return m_key; }
    QString placeText() const;
    QTextBrowser* text() const { return m_text; }
    /// The key as a picture, for dragging.
    QPixmap keyPixmap() const;

Q_SIGNALS:
    void pressed();
    void dragged(const QPoint& global);
    void dropped(const QPoint& global);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;

private:
    QString m_key;
    std::optional<Ballot::Place> m_place;
    bool m_bad = false, m_current = false, m_aimed = false, m_dragging = false;
    QPoint m_pressedAt;
    bool m_onWords = false; ///< the hand went down on words
    QTextBrowser* m_text;
    std::unique_ptr<QTextDocument> m_document;
};

/// Paints a key as people know it from a keyboard.
void paintKey(QPainter& painter, const QRectF& rect, const QString& key, bool strong);

} // namespace espalier
