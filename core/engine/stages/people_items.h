#pragma once

#include "core/engine/stages/context.h"
#include "core/rows/candidates.h"

namespace espalier {

/// The answers to a prompt as people are shown them, and as they are kept in the database.
PeopleItem peopleItem(const CandidateSet& set, int64_t wanted = 1);

} // namespace espalier
