#include "widgets/forms/number_edit.h"

#include "widgets/common/theme.h"
#include "widgets/forms/param_text.h"

#include <QLineEdit>
#include <QWheelEvent>

#include <cmath>

namespace espalier {

namespace {

/// The next value above (or below, with a negative direction) that is round at the first digit.
double stepped(double value, int direction)
{
    if (value == 0)
        return direction * 0.1;
    const double size = std::abs(value);
    double unit = std::pow(10.0, std::floor(std::log10(size) + 1e-9));
    // Towards zero from a power of ten the digits get finer.
    const bool towardsZero = (value > 0) != (direction > 0);
    if (towardsZero && size <= unit * (1 + 1e-9))
        unit /= 10;
    const double next = std::round(value / unit + direction) * unit;
    // Through text, so that 0.0009 doesn't come out as 0.00090000000000000008.
    return QString::number(next, 'g', 12).toDouble();
}

} // namespace

NumberEdit::NumberEdit(const ParamInfo& info, QWidget* parent)
    : QAbstractSpinBox(parent)
    , m_info(info)
{
    setFocusPolicy(Qt::StrongFocus);
    lineEdit()->setFont(numberFont());
    connect(lineEdit(), &QLineEdit::textEdited, this, &NumberEdit::textEdited);
}

QString NumberEdit::text() const
{
    return lineEdit()->text();
}

void NumberEdit::setText(const QString& text)
{
    lineEdit()->setText(text);
}

void NumberEdit::setDefaultText(const QString& text)
{
    m_default = text;
    lineEdit()->setPlaceholderText(text);
}

std::optional<double> NumberEdit::number() const
{
    const Value value =
        valueFromText((text().isEmpty() ? m_default : text()).trimmed().toStdString());
    return value.is_number() ? std::optional(value.get<double>()) : std::nullopt;
}

void NumberEdit::stepBy(int steps)
{
    auto value = number();
    if (!value)
        return;
    for (int i = 0; i < std::abs(steps); ++i) {
        const int direction = steps > 0 ? 1 : -1;
        value = m_info.kind == ParamKind::Integer ? *value + direction : stepped(*value, direction);
    }
    const double inRange = std::min(std::max(*value, m_info.min), m_info.max);
    const Value result =
        m_info.kind == ParamKind::Integer ? Value(static_cast<int64_t>(inRange)) : Value(inRange);
    setText(valueForEditor(m_info, result));
    Q_EMIT textEdited(text());
}

QAbstractSpinBox::StepEnabled NumberEdit::stepEnabled() const
{
    const auto value = number();
    if (!value)
        return StepNone;
    return (*value < m_info.max ? StepUpEnabled : StepNone) |
           (*value > m_info.min ? StepDownEnabled : StepNone);
}

QValidator::State NumberEdit::validate(QString& /*input*/, int& /*pos*/) const
{
    return QValidator::Acceptable;
}

QSize NumberEdit::sizeHint() const
{
    return {110, lineEdit()->sizeHint().height()};
}

QSize NumberEdit::minimumSizeHint() const
{
    return {70, lineEdit()->sizeHint().height()};
}

void NumberEdit::wheelEvent(QWheelEvent* event)
{
    // Scrolling the form over a number must not change it.
    if (hasFocus())
        QAbstractSpinBox::wheelEvent(event);
    else
        event->ignore();
}

} // namespace espalier
