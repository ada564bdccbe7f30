#pragma once

#include "core/pipeline/stage.h"
#include "core/rows/row_template.h"

namespace espalier {

/// Parameters of data.template.
struct DataTemplateParams
{
    std::string system;
    std::string prompt = "{prompt}";
    std::string steps;
    std::string answerFormat;
    std::string completion = "{completion}";
    int64_t shots = 0;
    std::string choose = "seed";
    std::string example = "{prompt}\n{completion}";
    std::string between = "\n\n";
    int64_t pool = 5000;
    int64_t seed = 1;

    static constexpr auto fields()
    {
        return std::tuple{
            field("system", &DataTemplateParams::system, "the system prompt; empty leaves the row's own").lines(),
            field("prompt", &DataTemplateParams::prompt, "the prompt, with places for what the row holds: {prompt}, {choices}, {tests}, {entry_point}, {kind}").lines(),
            field("steps", &DataTemplateParams::steps, "wording after the prompt that asks for a chain of thought, such as: Let's think step by step.").lines(),
            field("answer_format", &DataTemplateParams::answerFormat, "wording after the prompt that says how to answer, such as: End with #### and the number.").lines(),
            field("completion", &DataTemplateParams::completion, "the answer to learn, with places: {completion}, {answer}, {rationale} and those of the prompt").lines(),
            field("shots", &DataTemplateParams::shots, "worked examples before the question, from the training rows, never the row itself").range(0, 64).unit("examples").group("Worked examples"),
            field("choose", &DataTemplateParams::choose, "which examples: any, by the seed, or those whose questions are most alike").choices("seed", "similarity").group("Worked examples"),
            field("example", &DataTemplateParams::example, "one example, with the places of the answer; conversations take turns instead").lines().group("Worked examples"),
            field("between", &DataTemplateParams::between, "what stands between examples").lines().advanced().group("Worked examples"),
            field("pool", &DataTemplateParams::pool, "at most so many training rows are candidates for examples").range(2, 1e6).unit("rows").advanced().group("Worked examples"),
            field("seed", &DataTemplateParams::seed, "seed of the choice of examples").range(0, 9e15).group("Worked examples"),
        };
    }

    TemplateOptions options() const;
};

StageInfo dataTemplate();

} // namespace espalier
