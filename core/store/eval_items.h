#pragma once

/// What an evaluation found, item by item: so that two models can be compared on the same items.

#include "core/store/database.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace espalier {

struct EvalItem
{
    std::string task;   ///< what is judged, "problems"; items are counted in each apart
    int64_t item = 0;   ///< the item's number in its data
    int64_t repeat = 0; ///< which of several answers to it
    std::string prompt;
    std::string target; ///< what was wanted
    std::string output; ///< what came
    double score = 0;   ///< 1 right, 0 wrong, or between; NaN: not scored
    nlohmann::json data = nlohmann::json::object();
};

/// The items of a workspace. Cheap to make; borrows the connection.
class EvalItems
{
public:
    explicit EvalItems(Database& database)
        : m_database(database)
    {
    }

    /// All in one transaction. The same stage run, task, item and repeat replaces.
    void append(int64_t stageRun, const std::vector<EvalItem>& items);
    /// By task, item and repeat.
    std::vector<EvalItem> ofStageRun(int64_t stageRun);

private:
    Database& m_database;
};

} // namespace espalier
