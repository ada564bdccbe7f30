#include "core/store/bench.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/store/migrate.h"
#include "core/store/nodes.h"
#include "core/store/series.h"

#include <nlohmann/json.hpp>

#include <chrono>
#include <cmath>

namespace espalier {

namespace {

double secondsSince(std::chrono::steady_clock::time_point start)
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Looks like a loss: falls, with a ripple; the same for writer and reader.
double valueAt(int series, int64_t step)
{
    const auto x = static_cast<double>(step);
    return 4.0 / (1.0 + 1e-3 * x) + 0.01 * static_cast<double>((step * 7919 + series) % 101);
}

} // namespace

nlohmann::json benchStore(const std::filesystem::path& folder, int series, int64_t points)
{
    const TemporaryFolder place(folder, "espalier-bench-");
    const std::filesystem::path file = place.path() / "espalier.db";
    Database database(file);
    migrate(database, migrations());
    const int64_t stageRun =
        Nodes(database).createStageRun({.key = "bench", .stage = "bench", .codeVersion = "1"}).id;
    const int64_t steps = points / series;

    const auto writeStart = std::chrono::steady_clock::now();
    {
        WriteQueue queue(file);
        SeriesWriter writer(queue);
        std::vector<size_t> handles;
        for (int i = 0; i < series; ++i)
            handles.push_back(writer.series(stageRun, "series_" + std::to_string(i)));
        for (int64_t step = 0; step < steps; ++step)
            for (int i = 0; i < series; ++i)
                writer.append(handles[static_cast<size_t>(i)], step, step * 3, valueAt(i, step));
        writer.flush();
    }
    const double writeSeconds = secondsSince(writeStart);

    const auto readStart = std::chrono::steady_clock::now();
    int64_t counted = 0;
    Series reader(database);
    for (int i = 0; i < series; ++i) {
        const auto info = reader.find(stageRun, "series_" + std::to_string(i));
        for (const Point& point : info ? reader.points(info->id) : std::vector<Point>()) {
            if (point.value != valueAt(i, point.step) || point.elapsedMs != point.step * 3)
                throw Error(tr("Series {} reads back other points than were written.", i));
            ++counted;
        }
    }
    const double readSeconds = secondsSince(readStart);
    if (counted != steps * series)
        throw Error(tr("{} points were written and {} read back.", steps * series, counted));
    const auto bytes =
        database.integer("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size");
    return {
        {"series", series},
        {"points", counted},
        {"counted", counted},
        {"write_s", writeSeconds},
        {"points_per_s", static_cast<double>(counted) / writeSeconds},
        {"read_s", readSeconds},
        {"read_points_per_s", static_cast<double>(counted) / readSeconds},
        {"bytes_per_point", static_cast<double>(bytes) / static_cast<double>(counted)}};
}

} // namespace espalier
