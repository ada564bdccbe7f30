#include "widgets/runs/chart_controls.h"

#include "widgets/common/number_format.h"
#include "widgets/common/theme.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QSlider>

#include <cmath>

namespace espalier {

namespace {
constexpr double kNotches = 20; // of the slider a decade
constexpr int kLast = 80;       // 10,000 steps
} // namespace

ChartControls::ChartControls(QWidget* parent)
    : QWidget(parent)
{
    m_xKind = new QComboBox(this);
    m_caption = new QLabel(this);
    setRole(m_caption, "muted");
    m_slider = new QSlider(Qt::Horizontal, this);
    m_slider->setRange(0, kLast);
    m_slider->setPageStep(5);
    m_slider->setFixedWidth(120);
    m_value = new QLabel(this);
    m_value->setFont(numberFont());
    m_value->setMinimumWidth(76);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(Theme::kSpace8);
    row->addWidget(m_xKind);
    row->addSpacing(Theme::kSpace8);
    row->addWidget(m_caption);
    row->addWidget(m_slider);
    row->addWidget(m_value);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    connect(m_slider, &QSlider::valueChanged, this, [this] {
        showSmoothing();
        Q_EMIT smoothingChanged(smoothing());
    });
    connect(m_xKind, &QComboBox::activated, this, [this] { Q_EMIT xKindChanged(xKind()); });
    retranslate();
}

double ChartControls::smoothing() const
{
    const int notch = m_slider->value();
    return notch == 0 ? 0 : std::pow(10, notch / kNotches);
}

void ChartControls::setSmoothing(double steps)
{
    m_slider->setValue(
        steps <= 1 ? 0 : static_cast<int>(std::lround(std::log10(steps) * kNotches)));
}

XKind ChartControls::xKind() const
{
    return static_cast<XKind>(std::max(0, m_xKind->currentIndex()));
}

void ChartControls::showSmoothing()
{
    const auto steps = std::llround(smoothing());
    m_value->setText(
        steps == 0   ? tr("off")
        : steps == 1 ? tr("1 step")
                     : tr("%1 steps").arg(formatCount(steps)));
}

void ChartControls::retranslate()
{
    const int index = std::max(0, m_xKind->currentIndex());
    m_xKind->clear();
    m_xKind->addItems({tr("By step"), tr("By tokens"), tr("By time")});
    m_xKind->setCurrentIndex(index);
    m_xKind->setAccessibleName(tr("Horizontal axis"));
    m_xKind->setToolTip(tr("What the horizontal axis measures"));
    m_caption->setText(tr("Smoothing"));
    m_slider->setAccessibleName(tr("Smoothing"));
    m_slider->setToolTip(
        tr("Average over about so many steps; the values themselves stay as a faint band"));
    showSmoothing();
}

void ChartControls::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

} // namespace espalier
