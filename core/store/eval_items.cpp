#include "core/store/eval_items.h"

#include "core/store/sql.h"

namespace espalier {

void EvalItems::append(int64_t stageRun, const std::vector<EvalItem>& items)
{
    m_database.transaction([&] {
        for (const EvalItem& item : items)
            run(m_database,
                "INSERT OR REPLACE INTO eval_items(stage_run_id, task, item, repeat, prompt, target, "
                "output, score, data) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)",
                stageRun,
                item.task,
                item.item,
                item.repeat,
                item.prompt,
                item.target,
                item.output,
                item.score,
                item.data);
    });
}

std::vector<EvalItem> EvalItems::ofStageRun(int64_t stageRun)
{
    Query query(
        m_database,
        "SELECT task, item, repeat, prompt, target, output, score, data FROM eval_items WHERE "
        "stage_run_id = ? ORDER BY task, item, repeat",
        stageRun);
    std::vector<EvalItem> items;
    while (query.next())
        items.push_back(
            {.task = query.text(0),
             .item = query.integer(1),
             .repeat = query.integer(2),
             .prompt = query.text(3),
             .target = query.text(4),
             .output = query.text(5),
             .score = query.real(6),
             .data = query.json(7)});
    return items;
}

} // namespace espalier
