/// ChartView: its curves and their legend.

#include "widgets/charts/chart_view.h"
#include "widgets/charts/flow_layout.h"
#include "widgets/charts/legend_chip.h"
#include "widgets/common/number_format.h"

#include <algorithm>
#include <cmath>

namespace espalier {

void ChartView::setCurves(std::vector<ChartCurve> curves)
{
    const bool same = std::equal(
        curves.begin(),
        curves.end(),
        m_curves.begin(),
        m_curves.end(),
        [](const auto& a, const auto& b) {
            return a.key == b.key && a.label == b.label && a.colour == b.colour;
        });
    m_curves = std::move(curves);
    if (!same)
        rebuildChips();
    updateChips();
    refresh();
}

void ChartView::setShown(uint64_t key, bool shown)
{
    if (shown)
        m_hidden.remove(key);
    else
        m_hidden.insert(key);
    if (const auto chip = m_chipOf.find(key); chip != m_chipOf.end())
        chip->second->setChecked(shown);
    updateChips();
    refresh();
}

void ChartView::rebuildChips()
{
    for (const auto& [key, chip] : m_chipOf)
        delete chip;
    m_chipOf.clear();
    for (const ChartCurve& curve : m_curves) {
        auto* chip = new LegendChip(curve.label, curve.colour, m_legend);
        chip->setChecked(isShown(curve.key));
        connect(chip, &LegendChip::toggled, this, [this, key = curve.key](bool on) {
            if (on != isShown(key))
                setShown(key, on);
        });
        m_chips->addWidget(chip);
        chip->show();
        m_chipOf[curve.key] = chip;
    }
    m_legend->updateGeometry();
}

/// Values in the legend: at the crosshair while there is one, the last ones otherwise.
void ChartView::updateChips()
{
    for (const ChartCurve& curve : m_curves) {
        std::optional<SeriesPoint> point;
        if (curve.data->size() > 0) {
            const double step = m_cursor ? map(curve)->toStep(*m_cursor)
                                         : static_cast<double>(curve.data->lastStep());
            point = curve.data->at(step + 1e-9 * std::abs(step));
        }
        m_chipOf[curve.key]->setValue(point ? formatNumber(point->value) : QString());
    }
}

} // namespace espalier
