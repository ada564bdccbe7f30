#pragma once

#include "core/store/samples.h"

#include <QWidget>

#include <memory>

class QLabel;
class QSlider;
class QTextEdit;
class QToolButton;

namespace espalier {

/// What the model said at each step, from the same prompts: a slider over the steps, the newest
/// followed while it stands at the end.
class SamplesPanel : public QWidget
{
    Q_OBJECT
public:
    explicit SamplesPanel(QWidget* parent = nullptr);
    void setSamples(std::shared_ptr<const std::vector<Sample>> samples);
    /// The step in view; -1 without samples.
    int64_t step() const;
    QString text() const;

protected:
    void changeEvent(QEvent* event) override;

private:
    void retranslate();
    void showStep();

    std::shared_ptr<const std::vector<Sample>> m_samples;
    std::vector<std::pair<std::string, int64_t>> m_steps; ///< node and step, as they came
    QSlider* m_slider;
    QToolButton* m_previous;
    QToolButton* m_next;
    QLabel* m_label;
    QTextEdit* m_text;
};

} // namespace espalier
