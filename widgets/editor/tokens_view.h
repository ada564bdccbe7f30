#pragma once

#include "core/stages/flow_preview.h"

#include <QWidget>

namespace espalier {

/// A token as it can be read: blanks and line ends as marks, bytes that are no whole character in
/// hexadecimal.
QString tokenText(const FlowToken& token);

/// A row as its tokens, one beside the other. Those that are learned stand on the accent's tint and
/// are underlined.
class TokensView : public QWidget
{
    Q_OBJECT
public:
    explicit TokensView(QWidget* parent = nullptr);
    void setTokens(std::vector<FlowToken> tokens);
    const std::vector<FlowToken>& tokens() const { return m_tokens; }
    /// Where a token is painted.
    QRect place(size_t token) const { return m_places[token]; }

    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool event(QEvent* event) override;

private:
    int layOut(int width, std::vector<QRect>* places) const;

    std::vector<FlowToken> m_tokens;
    std::vector<QString> m_texts;
    std::vector<int> m_widths;
    std::vector<QRect> m_places;
};

} // namespace espalier
