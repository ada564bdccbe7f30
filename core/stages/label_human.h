#pragma once

#include "core/pipeline/stage.h"

namespace espalier {

/// Parameters of label.human.
struct LabelHumanParams
{
    std::string title;
    std::string guide;
    std::string kind = "ranking";
    int64_t limit = 0;
    int64_t perItem = 1;
    double overlap = 0;
    int64_t overlapAnnotators = 2;
    std::string pairs = "all";
    std::string weights = "agreement";
    bool resume = true;

    static constexpr auto fields()
    {
        using P = LabelHumanParams;
        return std::tuple{
            field("title", &P::title, "what the task is called in the Rank page; empty is the node's name").execution(),
            field("guide", &P::guide, "what annotators should look at").execution(),
            field("kind", &P::kind, "ranking: all answers in an order. pair: two at a time; 4 answers to a prompt ask for 2 rankings, 5 for 3, as the last one then meets the first").choices("ranking", "pair"),
            field("limit", &P::limit, "ask for this many training prompts, from the first on; 0 is all").range(0, 1e9).unit("prompts"),
            field("per_item", &P::perItem, "rankings by different annotators that each prompt needs; of pairs, that each pair needs").range(1, 100),
            field("overlap", &P::overlap, "share of the prompts that more annotators are asked, so that their agreement can be told").range(0, 1),
            field("overlap_annotators", &P::overlapAnnotators, "how many annotators those prompts need").range(2, 100),
            field("pairs", &P::pairs, "which pairs a ranking gives. neighbours: each with the next worse. extremes: best and worst. all: every pair").choices("neighbours", "extremes", "all"),
            field("weights", &P::weights, "agreement: an annotator counts by how often others agree. equal: all count alike").choices("agreement", "equal"),
            field("resume", &P::resume, "the run goes on by itself when the labels are there").execution(),
        };
    }
};

StageInfo labelHuman();

} // namespace espalier
