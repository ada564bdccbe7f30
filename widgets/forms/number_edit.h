#pragma once

#include "core/params/params.h"

#include <QAbstractSpinBox>

namespace espalier {

/// A number that stays as it was typed ("1e-3", "${seed}"); the arrows step whole numbers by one
/// and others by a unit of their first digit (0.001 -> 0.002; 0.001 -> 0.0009), Ctrl by ten of
/// them, within the declared range.
class NumberEdit : public QAbstractSpinBox
{
    Q_OBJECT
public:
    explicit NumberEdit(const ParamInfo& info, QWidget* parent = nullptr);

    QString text() const;
    void setText(const QString& text);
    /// Shown faintly while there is no text; where stepping starts from.
    void setDefaultText(const QString& text);
    QLineEdit* edit() const { return lineEdit(); }

    void stepBy(int steps) override;
    QValidator::State validate(QString& input, int& pos) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void textEdited(const QString& text);

protected:
    StepEnabled stepEnabled() const override;
    void wheelEvent(QWheelEvent* event) override;

private:
    std::optional<double> number() const;
    ParamInfo m_info;
    QString m_default;
};

} // namespace espalier
