#include "app/engine/command.h"
#include "core/store/dead_runs.h"

#include <utf8proc.h>

#include <algorithm>
#include <cmath>

namespace espalier {

void addWorkspaceOption(CLI::App& command, std::string& workspace)
{
    command.add_option(
        "--workspace",
        workspace,
        "The workspace folder (default: $ESPALIER_WORKSPACE or ~/.local/share/espalier/workspace)");
}

Workspace openWorkspace(const std::string& option)
{
    auto workspace =
        Workspace::open(option.empty() ? defaultWorkspace() : std::filesystem::path(option));
    stopDeadRuns(workspace);
    return workspace;
}

size_t columns(std::string_view text)
{
    size_t width = 0;
    const auto* at = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
    auto left = static_cast<utf8proc_ssize_t>(text.size());
    while (left > 0) {
        utf8proc_int32_t point = 0;
        const auto used = std::max<utf8proc_ssize_t>(1, utf8proc_iterate(at, left, &point));
        width += point >= 0 ? static_cast<size_t>(std::max(0, utf8proc_charwidth(point))) : 1;
        at += used;
        left -= used;
    }
    return width;
}

std::string
table(const std::vector<std::vector<std::string>>& rows, const std::vector<size_t>& right)
{
    std::vector<size_t> widths;
    for (const auto& row : rows) {
        widths.resize(std::max(widths.size(), row.size()));
        for (size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], columns(row[i]));
    }
    std::string text;
    for (const auto& row : rows) {
        std::string line;
        for (size_t i = 0; i < row.size(); ++i) {
            const std::string space(widths[i] - columns(row[i]), ' ');
            const bool toRight = std::ranges::find(right, i) != right.end();
            line += toRight ? space + row[i] : row[i] + space;
            line += "  ";
        }
        line.erase(line.find_last_not_of(' ') + 1);
        text += line + "\n";
    }
    return text;
}

std::string figure(double value)
{
    if (std::isnan(value))
        return "-";
    const double size = std::abs(value);
    if (size != 0 && (size < 1e-3 || size >= 1e7))
        return fmt::format("{:.3g}", value);
    if (size >= 1000)
        return fmt::format("{:.0f}", value);
    return fmt::format("{:.4g}", value);
}

std::string duration(double seconds)
{
    const auto whole = static_cast<int64_t>(seconds + 0.5);
    if (whole < 60)
        return tr("{} s", whole).words();
    if (whole < 3600)
        return tr("{} min {} s", whole / 60, whole % 60).words();
    return tr("{} h {} min", whole / 3600, whole % 3600 / 60).words();
}

} // namespace espalier
