#include "core/report/pipeline_drawing.h"

#include "core/pipeline/ports.h"
#include "core/stages/stages.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace espalier {

namespace {

constexpr double kBoxWidth = 168;
constexpr double kBoxHeight = 54;
constexpr double kColumn = kBoxWidth + 64;
constexpr double kRow = kBoxHeight + 34;
constexpr double kMargin = 8;
constexpr double kArch = 30; ///< how far above the boxes the longest edges pass

struct Spot
{
    double x = 0, y = 0;
};
using Spots = std::map<std::string, Spot>;

/// As drawn in the editor, moved to begin at zero; empty where boxes would cover each other.
Spots drawnSpots(const Pipeline& pipeline)
{
    Spots spots;
    double left = INFINITY;
    double top = INFINITY;
    for (const Node& node : pipeline.nodes) {
        left = std::min(left, node.x);
        top = std::min(top, node.y);
    }
    for (const Node& node : pipeline.nodes) {
        const Spot spot{(node.x - left) * kColumn, (node.y - top) * kRow};
        for (const auto& [id, other] : spots)
            if (std::abs(other.x - spot.x) < kBoxWidth + 12 &&
                std::abs(other.y - spot.y) < kBoxHeight + 12)
                return {};
        spots.emplace(node.id, spot);
    }
    return spots;
}

/// A column for each length of the longest way from a source.
Spots columnSpots(const Pipeline& pipeline)
{
    std::map<std::string, size_t> depth;
    for (size_t round = 0; round < pipeline.nodes.size(); ++round)
        for (const Edge& edge : pipeline.edges)
            depth[edge.toNode] = std::min(
                pipeline.nodes.size(), std::max(depth[edge.toNode], depth[edge.fromNode] + 1));
    std::map<size_t, int> rows;
    Spots spots;
    for (const Node& node : pipeline.nodes) {
        const size_t column = depth[node.id];
        spots[node.id] = {static_cast<double>(column) * kColumn, rows[column]++ * kRow};
    }
    return spots;
}

/// A text cut to about `room` letters; wide signs count double.
std::string cut(const std::string& text, double room)
{
    double used = 0;
    for (size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if ((byte & 0xC0U) == 0x80U)
            continue;
        used += byte < 0x80 ? 1 : 1.8;
        if (used > room)
            return text.substr(0, i) + "…";
    }
    return text;
}

/// Index of the series colour that the window gives to a port of that type; -1 is muted.
int portColourIndex(PortType type)
{
    switch (type) {
    case PortType::Text:
        return 0;
    case PortType::Instructions:
    case PortType::Labelled:
        return 5;
    case PortType::Prompts:
    case PortType::Preferences:
    case PortType::Problems:
        return 3;
    case PortType::Tokenizer:
        return 4;
    case PortType::Model:
        return 2;
    case PortType::Reward:
        return 1;
    case PortType::Candidates:
        return 6;
    case PortType::Report:
        return 7;
    case PortType::Files:
        return -1;
    }
    return -1;
}

std::string edgePaint(const Pipeline& pipeline, const Edge& edge)
{
    const Node* from = pipeline.find(edge.fromNode);
    const StageInfo* stage = from == nullptr ? nullptr : findStage(stages(), from->stage);
    const Port* port = stage == nullptr ? nullptr : findPort(stage->outputs, edge.fromPort);
    const int colour = port == nullptr ? -1 : portColourIndex(port->type);
    return colour < 0 ? "var(--muted,#66706A)" : seriesPaint(colour);
}

std::string curvePath(double x1, double y1, double x2, double y2)
{
    const double bend = std::max(36.0, std::abs(x2 - x1) / 2);
    return fmt::format(
        "M{:.1f} {:.1f}C{:.1f} {:.1f} {:.1f} {:.1f} {:.1f} {:.1f}",
        x1,
        y1,
        x1 + bend,
        y1,
        x2 - bend,
        y2,
        x2,
        y2);
}

/// Over the boxes that stand between; the farther it goes, the higher.
std::string archPath(double x1, double y1, double x2, double y2)
{
    const double top = std::min(y1, y2) - kBoxHeight / 2 - kArch * (1 - kColumn / (x2 - x1 + 1));
    return fmt::format(
        "M{0:.1f} {1:.1f}C{2:.1f} {1:.1f} {3:.1f} {4:.1f} {5:.1f} {4:.1f}L{6:.1f} {4:.1f}"
        "C{7:.1f} {4:.1f} {8:.1f} {9:.1f} {10:.1f} {9:.1f}",
        x1,
        y1,
        x1 + 36,
        x1 + 16,
        top,
        x1 + 64,
        x2 - 64,
        x2 - 16,
        x2 - 36,
        y2,
        x2);
}

std::string drawEdge(const Pipeline& pipeline, const Edge& edge, const Spot& from, const Spot& to)
{
    const double x1 = from.x + kBoxWidth;
    const double y1 = from.y + kBoxHeight / 2;
    const double x2 = to.x;
    const double y2 = to.y + kBoxHeight / 2;
    const bool over = std::abs(y2 - y1) < kBoxHeight && x2 - x1 > kColumn;
    return fmt::format(
        R"svg(<path d="{}" fill="none" stroke-width="2" style="stroke:{}"><title>{}</title></path>)svg",
        over ? archPath(x1, y1, x2, y2) : curvePath(x1, y1, x2, y2),
        edgePaint(pipeline, edge),
        escapeHtml(edge.text()));
}

std::string drawNode(const Node& node, const ReportNode* report, const Spot& spot)
{
    const std::string title =
        report == nullptr || report->title.empty() ? node.stage : report->title;
    const std::string state = report == nullptr ? "" : report->state;
    std::string out = fmt::format(
        "<g transform=\"translate({:.1f} {:.1f})\"><title>{}</title>"
        R"svg(<rect width="{}" height="{}" rx="6" stroke-width="1.2" )svg"
        R"svg(style="fill:var(--surface,#FFF);stroke:var(--line-strong,#B9C1BA)"/>)svg"
        R"svg(<text x="12" y="23" font-weight="600" style="fill:var(--text,#1E2420)">{}</text>)svg"
        R"svg(<text x="12" y="42" font-size="11.5" style="fill:var(--muted,#66706A)">{}</text>)svg",
        spot.x,
        spot.y,
        escapeHtml(title),
        kBoxWidth,
        kBoxHeight,
        escapeHtml(cut(title, 18)),
        escapeHtml(cut(node.id, 22)));
    if (!state.empty())
        out += fmt::format(
            R"(<circle class="dot {}" cx="{}" cy="38" r="4"/>)", escapeHtml(state), kBoxWidth - 14);
    return out + "</g>";
}

} // namespace

std::string drawPipeline(const Pipeline& pipeline, const std::vector<ReportNode>& nodes)
{
    if (pipeline.nodes.empty())
        return "";
    Spots spots = drawnSpots(pipeline);
    if (spots.empty())
        spots = columnSpots(pipeline);
    double width = 0;
    double height = 0;
    for (auto& [id, spot] : spots) {
        spot.x += kMargin;
        spot.y += kMargin + kArch;
        width = std::max(width, spot.x + kBoxWidth + kMargin);
        height = std::max(height, spot.y + kBoxHeight + kMargin);
    }
    std::string out = fmt::format(
        R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0:.0f} {1:.0f}" width="{0:.0f}" )"
        R"(height="{1:.0f}" style="min-width:{3:.0f}px" role="img" aria-label="{2}" )"
        R"(font-family="inherit" font-size="13">)",
        width,
        height,
        escapeHtml(translate("Pipeline")),
        0.7 * width);
    for (const Edge& edge : pipeline.edges)
        if (spots.contains(edge.fromNode) && spots.contains(edge.toNode))
            out += drawEdge(pipeline, edge, spots[edge.fromNode], spots[edge.toNode]);
    for (const Node& node : pipeline.nodes) {
        const auto report = std::find_if(nodes.begin(), nodes.end(), [&](const ReportNode& known) {
            return known.id == node.id;
        });
        out += drawNode(node, report == nodes.end() ? nullptr : &*report, spots[node.id]);
    }
    return out + "</svg>";
}

} // namespace espalier
