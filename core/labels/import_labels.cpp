#include "core/base/hash.h"
#include "core/labels/label_files.h"
#include "core/labels/label_lines.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <thread>

namespace espalier {

namespace {

using Json = nlohmann::json;

constexpr size_t kLinesAtOnce = 32;

/// The numbers of candidates in a verdict, replaced by their uids.
Json withUids(Json verdict, const std::vector<Candidate>& candidates)
{
    const auto visit = [&](Json& value, const auto& self) -> void {
        if (value.is_array())
            for (Json& each : value)
                self(each, self);
        else
            value = candidates.at(std::stoul(value.get<std::string>())).uid;
    };
    for (const char* part : {"order", "placed", "shown"})
        if (verdict.contains(part))
            visit(verdict[part], visit);
    return verdict;
}

/// Puts prompts and candidates in, and gives the lines their uids here.
void addTexts(Labels& labels, std::span<LabelLine> lines, int64_t import)
{
    std::vector<Prompt> prompts;
    for (const LabelLine& line : lines)
        prompts.push_back(line.prompt);
    const auto uids = labels.addPrompts(std::move(prompts), import);
    std::vector<Candidate> candidates;
    for (size_t i = 0; i < lines.size(); ++i) {
        lines[i].prompt.uid = uids[i];
        for (Candidate& candidate : lines[i].candidates) {
            candidate.promptUid = uids[i];
            candidates.push_back(candidate);
        }
    }
    const auto names = labels.addCandidates(std::move(candidates), import);
    size_t next = 0;
    for (LabelLine& line : lines) {
        for (Candidate& candidate : line.candidates)
            candidate.uid = names[next++];
        if (line.ranking)
            line.ranking->verdict = withUids(std::move(line.ranking->verdict), line.candidates);
    }
}

/// One item for each prompt and set of candidates; as many rankings wanted as the file has.
LabelTask openTask(Database& database, const std::vector<LabelLine>& lines, const std::string& name)
{
    std::map<std::pair<std::string, std::set<std::string>>, size_t> at;
    std::vector<LabelItem> items;
    std::vector<std::set<std::string>> people;
    bool pairs = true;
    for (const LabelLine& line : lines) {
        std::set<std::string> set;
        LabelItem item{.promptUid = line.prompt.uid};
        for (const Candidate& candidate : line.candidates)
            if (set.insert(candidate.uid).second)
                item.candidateUids.push_back(candidate.uid);
        if (set.size() < 2)
            continue; // the same answer twice: nothing to compare
        const auto [found, isNew] = at.try_emplace({item.promptUid, set}, items.size());
        if (isNew) {
            pairs = pairs && set.size() == 2;
            items.push_back(std::move(item));
            people.emplace_back();
        }
        if (line.ranking && line.ranking->kind != "skip")
            people[found->second].insert(line.annotator.kind + ":" + line.annotator.name);
    }
    Hasher hasher;
    for (size_t i = 0; i < items.size(); ++i) {
        items[i].wanted = std::max<int64_t>(1, static_cast<int64_t>(people[i].size()));
        hasher.add(items[i].promptUid).add("\n").add(Json(items[i].candidateUids).dump());
    }
    return LabelTasks(database).open(
        {.uid = "import:" + hasher.hex(),
         .title = name,
         .kind = pairs ? "pair" : "ranking",
         .resume = false},
        items);
}

} // namespace

ImportedLabels importLabels(Database& database, const LabelImportOptions& options)
{
    std::vector<LabelLine> lines = readLabelLines(options.file, options.annotator);
    Labels labels(database);
    const std::string name = options.file.filename().string();
    const int64_t import = labels.beginImport(name);
    for (size_t from = 0; from < lines.size(); from += kLinesAtOnce) {
        if (options.progress && !options.progress(from, lines.size()))
            return {};
        addTexts(
            labels,
            std::span(lines).subspan(from, std::min(kLinesAtOnce, lines.size() - from)),
            import);
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    labels.finishImport(import);
    ImportedLabels imported;
    imported.task = openTask(database, lines, name);
    imported.items = LabelTasks(database).progress(imported.task.id).items;
    std::vector<Ranking> rankings;
    for (LabelLine& line : lines) {
        if (!line.ranking)
            continue;
        Ranking ranking = std::move(*line.ranking);
        ranking.promptUid = line.prompt.uid;
        ranking.annotatorUid = labels.annotator(line.annotator.name, line.annotator.kind).uid;
        if (ranking.uid.empty())
            ranking.uid = Hasher()
                              .add(ranking.promptUid)
                              .add(line.annotator.name)
                              .add(ranking.kind)
                              .add(ranking.verdict.dump())
                              .hex();
        rankings.push_back(std::move(ranking));
    }
    imported.rankings = static_cast<int64_t>(labels.addAll(std::move(rankings)));
    return imported;
}

} // namespace espalier
