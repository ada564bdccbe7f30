#pragma once

/// Answers to prompts in the database, and a stage's question to people about them: prompts,
/// candidates and a labelling task; and what they said of it.

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
    int64_t dropped = 0;    ///< rankings of the task about other answers than those asked about now
    int64_t unreadable = 0; ///< rankings of the task that count for nothing (isVerdict())
};

/// Writes what an artifact of candidates holds (its folder, under its key) as rows of prompts and
/// candidates. Done twice it changes nothing.
void keepCandidates(
    Database& database, const std::string& key, const std::filesystem::path& folder);

/// Puts the task into the queue (its uid is `key`; one that is there is found again) and reads what
/// was said so far. Its prompts and candidates are the rows of `candidates`, the key of an artifact
/// of them (may be empty), unless another task asks about those: a ranking would count for both.
PeopleAnswers askPeople(
    Database& database,
    const std::string& key,
    const std::string& candidates,
    int64_t run,
    const std::string& node,
    const PeopleTask& task);

} // namespace espalier
