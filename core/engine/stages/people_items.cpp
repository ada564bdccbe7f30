#include "core/engine/stages/people_items.h"

#include "core/labels/ranking_rows.h"

namespace espalier {

PeopleItem peopleItem(const CandidateSet& set, int64_t wanted)
{
    PeopleItem item;
    item.prompt = promptContent(set.row);
    for (const CandidateAnswer& answer : set.answers)
        item.answers.push_back(
            {answer.text,
             {{"model", answer.model},
              {"temperature", answer.temperature},
              {"tokens", answer.tokens}}});
    item.wanted = wanted;
    return item;
}

} // namespace espalier
