#include "core/store/samples.h"

#include "core/store/sql.h"

namespace espalier {

namespace {

std::vector<Sample> readSamples(Query& query)
{
    std::vector<Sample> samples;
    while (query.next()) {
        samples.push_back(
            {.id = query.integer(0),
             .stageRun = query.integer(1),
             .node = query.text(2),
             .step = query.integer(3),
             .promptIndex = static_cast<int>(query.integer(4)),
             .prompt = query.text(5),
             .text = query.text(6),
             .tokens = query.integer(7),
             .time = query.integer(8)});
        const std::string detail = query.text(9);
        if (!detail.empty())
            samples.back().detail = nlohmann::json::parse(detail, nullptr, false);
    }
    return samples;
}

} // namespace

void Samples::append(const std::vector<Sample>& samples)
{
    m_database.transaction([&] {
        for (const Sample& sample : samples)
            run(m_database,
                "INSERT OR REPLACE INTO samples(stage_run_id, step, prompt_index, prompt, text, "
                "tokens, time, detail) "
                "VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
                sample.stageRun,
                sample.step,
                sample.promptIndex,
                sample.prompt,
                sample.text,
                sample.tokens,
                sample.time != 0 ? sample.time : nowMs(),
                sample.detail.is_object() ? sample.detail.dump() : std::string());
    });
}

std::vector<Sample> Samples::ofStageRun(int64_t stageRun, std::optional<int64_t> afterStep)
{
    Query query(
        m_database,
        "SELECT id, stage_run_id, '', step, prompt_index, prompt, text, tokens, time, "
        "detail FROM samples "
        "WHERE stage_run_id = ?1 AND (?2 IS NULL OR step > ?2) ORDER BY step, prompt_index",
        stageRun,
        afterStep);
    return readSamples(query);
}

std::vector<Sample> Samples::ofRun(int64_t run)
{
    Query query(
        m_database,
        "SELECT samples.id, samples.stage_run_id, run_nodes.node, samples.step, prompt_index, "
        "prompt, text, tokens, "
        "time, detail FROM run_nodes JOIN samples ON samples.stage_run_id = run_nodes.stage_run_id "
        "WHERE "
        "run_id = ? "
        "ORDER BY position, samples.step, prompt_index",
        run);
    return readSamples(query);
}

void Samples::truncateAfter(int64_t stageRun, int64_t step)
{
    run(m_database, "DELETE FROM samples WHERE stage_run_id = ? AND step > ?", stageRun, step);
}

} // namespace espalier
