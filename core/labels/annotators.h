#pragma once

/// Who ranked, by uid.

#include "core/store/labels.h"

#include <map>
#include <set>
#include <string>

namespace espalier {

/// All annotators of the database.
std::map<std::string, Annotator> annotatorsByUid(Database& database);
/// The uids of those who are people, not a rule or a model.
std::set<std::string> uidsOfPeople(Database& database);

} // namespace espalier
