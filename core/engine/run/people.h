#pragma once

/// A stage's question to people, kept in the database: prompts, candidates and a labelling task;
/// and what they said of it.

#include "core/base/message.h"
#include "core/engine/stages/context.h"
#include "core/store/label_tasks.h"

namespace espalier {

/// How far people are.
struct PeopleAnswers
{
    LabelProgress progress;
    std::string digest;                  ///< of the rankings that count
    std::vector<PeopleRanking> rankings; ///< in the order they came; empty until the task is met
};

/// Puts the task into the queue (its uid is `key`; one that is there is found again) and reads what
/// was said so far.
PeopleAnswers askPeople(
    Database& database,
    const std::string& key,
    int64_t run,
    const std::string& node,
    const PeopleTask& task);

} // namespace espalier
