#pragma once

#include <QWidget>

namespace espalier {

/// One line of text that is shortened to the room it has: to another wording where one was given,
/// else with "…". The whole text is its tool tip then.
class ElidedLabel : public QWidget
{
    Q_OBJECT
public:
    explicit ElidedLabel(QWidget* parent = nullptr);
    explicit ElidedLabel(const QString& text, QWidget* parent = nullptr);
    void setText(const QString& text, const QString& shorter = {});
    QString text() const { return m_text; }
    /// What is painted: as much as there is room for.
    QString shownText() const;
    void setElideMode(Qt::TextElideMode mode);
    void setAlignment(Qt::Alignment alignment);
    /// Muted instead of text colour.
    void setMuted(bool muted);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void updateToolTip();
    QString m_text, m_shorter;
    Qt::TextElideMode m_mode = Qt::ElideRight;
    Qt::Alignment m_alignment = Qt::AlignLeft | Qt::AlignVCenter;
    bool m_muted = false;
};

} // namespace espalier
