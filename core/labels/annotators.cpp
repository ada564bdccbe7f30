#include "core/labels/annotators.h"

namespace espalier {

std::map<std::string, Annotator> annotatorsByUid(Database& database)
{
    std::map<std::string, Annotator> all;
    for (const Annotator& annotator : Labels(database).annotators())
        all.emplace(annotator.uid, annotator);
    return all;
}

std::set<std::string> uidsOfPeople(Database& database)
{
    std::set<std::string> people;
    for (const auto& [uid, annotator] : annotatorsByUid(database))
        if (annotator.kind == "human")
            people.insert(uid);
    return people;
}

} // namespace espalier
