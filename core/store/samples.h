#pragma once

/// What a model said while it learned: texts sampled from fixed prompts at an interval.

#include "core/store/database.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace espalier {

struct Sample
{
    int64_t id = 0;
    int64_t stageRun = 0;
    std::string node; ///< set where the samples were asked for by run
    int64_t step = 0;
    int promptIndex = 0;
    std::string prompt;
    std::string text; ///< the completion alone
    int64_t tokens = 0;
    int64_t time = 0; ///< UTC ms; filled in where 0
    /// Of a rollout: {"tokens": [text...], NAME: [number a token...], "score": number}, NAME one of
    /// log_prob, reward, kl, value, advantage. Null for others.
    nlohmann::json detail;
};

/// The samples of a workspace. Cheap to make; borrows the connection.
class Samples
{
public:
    explicit Samples(Database& database)
        : m_database(database)
    {
    }

    /// All in one transaction. The same stage run, step and prompt index replaces.
    void append(const std::vector<Sample>& samples);
    /// By step, then prompt index.
    std::vector<Sample>
    ofStageRun(int64_t stageRun, std::optional<int64_t> afterStep = std::nullopt);
    std::vector<Sample> ofRun(int64_t run);
    /// Removes those after `step` (a resume).
    void truncateAfter(int64_t stageRun, int64_t step);

private:
    Database& m_database;
};

} // namespace espalier
