#pragma once

/// Labelling tasks for tests of the Rank page.

#include "core/store/label_tasks.h"
#include "core/store/workspace.h"

#include <string>
#include <vector>

namespace espalier {

/// So many words of a story, some sentences of them.
inline std::string wordsOf(int count)
{
    std::string text;
    for (int i = 0; i < count; ++i)
        text += i % 60 == 59 ? "end.\n\n" : i % 2 == 0 ? "fox " : "walks ";
    return text;
}

/// A task over `prompts` prompts with `answers` answers each.
inline LabelTask addTask(
    Workspace& workspace,
    const std::string& uid,
    int prompts,
    int answers,
    const std::string& kind = "ranking",
    int64_t run = 0,
    int64_t wanted = 1,
    int words = 20)
{
    Labels labels(workspace.database());
    std::vector<LabelItem> items;
    for (int i = 0; i < prompts; ++i) {
        const auto prompt =
            labels.addPrompts({{.content = uid + " question " + std::to_string(i), .origin = "t"}})
                .front();
        std::vector<Candidate> all;
        for (int k = 0; k < answers; ++k)
            all.push_back(
                {.promptUid = prompt,
                 .text = "Answer **" + std::to_string(k) + "**\n\n```py\nprint(" +
                         std::to_string(i) + ")\n```\n\n" + wordsOf(words * (k + 1)),
                 .origin = "m"});
        items.push_back(
            {.promptUid = prompt, .candidateUids = labels.addCandidates(all), .wanted = wanted});
    }
    return LabelTasks(workspace.database())
        .open(
            {.uid = uid,
             .title = uid,
             .guide = "Which is kinder?",
             .run = run,
             .node = "label",
             .kind = kind},
            items);
}

} // namespace espalier
