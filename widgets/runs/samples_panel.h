#pragma once

#include "core/store/samples.h"

#include <QWidget>

#include <memory>

class QComboBox;
class QLabel;
class QSlider;
class QTextEdit;
class QToolButton;

namespace espalier {

/// What the model said at each step, from the same prompts: a slider over the steps, the newest
/// followed while it stands at the end. Of reinforcement also some rollouts, each token coloured by
/// its reward, KL, value, advantage or log-probability.
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
    void listQuantities();
    void insertRollout(class QTextCursor& cursor, const Sample& sample) const;

    std::shared_ptr<const std::vector<Sample>> m_samples;
    std::vector<std::pair<std::string, int64_t>> m_steps; ///< node and step, as they came
    QSlider* m_slider;
    QToolButton* m_previous;
    QToolButton* m_next;
    QLabel* m_label;
    QComboBox* m_quantity; ///< what colours the tokens of rollouts; hidden where there are none
    QTextEdit* m_text;
};

} // namespace espalier
