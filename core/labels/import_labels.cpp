#include "core/base/error.h"
#include "core/base/hash.h"
#include "core/data/file_documents.h"
#include "core/labels/label_files.h"
#include "core/rows/records.h"
#include "core/rows/row_reader.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <thread>

namespace espalier {

namespace {

using Json = nlohmann::json;

/// One line of a file before it is in the database: uids are those of the file.
struct Line
{
    Prompt prompt;
    std::vector<Candidate> candidates;
    std::optional<Ranking> ranking;
    Annotator annotator;
};

constexpr size_t kLinesAtOnce = 32;

/// A candidate of a preference: a text, or one turn; more turns go along as they are.
Candidate candidateOfPassage(const Passage& passage, const std::string& origin)
{
    Candidate candidate{.text = plainText(passage), .origin = origin};
    if (passage.turns.size() > 1 ||
        (passage.turns.size() == 1 && passage.turns.front().role != Role::Assistant)) {
        candidate.text.clear();
        for (const Turn& turn : passage.turns) {
            candidate.meta["turns"].push_back(
                {{"role", roleName(turn.role)}, {"content", turn.text}});
            candidate.text += (candidate.text.empty() ? "" : "\n\n") +
                              (turn.role == Role::Assistant ? turn.text : "> " + turn.text);
        }
    }
    return candidate;
}

Line lineOfPair(const Row& row, const std::string& origin, const std::string& annotator)
{
    if (row.good)
        throw inputError(
            "The file marks single answers as good or bad. Pairs are needed here: a chosen and a "
            "rejected answer in each row.");
    Line line;
    line.prompt = {.content = promptContent(row), .origin = origin};
    line.candidates = {
        candidateOfPassage(row.chosen, origin), candidateOfPassage(row.rejected, origin)};
    line.candidates[0].uid = "chosen";
    line.candidates[1].uid = "rejected";
    const bool simulated = row.kind == kSimulatedMark;
    line.annotator = {
        .name = simulated ? "simulated: " + origin : annotator,
        .kind = simulated ? "rule" : "human"};
    const bool tied = row.margin && *row.margin == 0;
    line.ranking = Ranking{
        .kind = "pair",
        .verdict = {
            {"order", tied ? Json{{"chosen", "rejected"}} : Json{{"chosen"}, {"rejected"}}},
            {"shown", {"chosen", "rejected"}}}};
    return line;
}

Line lineOfRanking(const Json& record, const std::string& origin, const std::string& annotator)
{
    Line line;
    line.prompt = {
        .content = record.at("prompt"),
        .origin = record.value("origin", origin),
        .meta = record.value("meta", Json::object())};
    for (const Json& each : record.at("candidates"))
        line.candidates.push_back(
            each.is_string() ? Candidate{.text = each.get<std::string>(), .origin = origin}
                             : Candidate{
                                   .uid = each.value("uid", ""),
                                   .text = each.at("text").get<std::string>(),
                                   .origin = each.value("origin", origin),
                                   .meta = each.value("meta", Json::object())});
    if (const auto verdict = record.find("verdict"); verdict != record.end()) {
        line.ranking = Ranking{
            .uid = record.value("uid", ""),
            .kind = record.value("kind", "ranking"),
            .verdict = *verdict,
            .createdAt = record.value("created_at", int64_t{0}),
            .tookMs = record.value("took_ms", int64_t{0})};
        line.annotator = {
            .name = record.value("annotator", annotator),
            .kind = record.value("annotator_kind", "human")};
    }
    return line;
}

std::vector<Line> readLines(const LabelImportOptions& options)
{
    const std::string origin = options.file.filename().string();
    const std::string annotator = options.annotator.empty() ? origin : options.annotator;
    std::vector<Line> lines;
    Record record;
    const auto records = openRecords(options.file, true);
    const auto place = [&] { return tr("file {} line {}", origin, record.line); };
    try {
        if (!records->next(record))
            throw inputError("The file {} is empty.", options.file.string());
        if (record.value.contains("candidates")) {
            do
                lines.push_back(lineOfRanking(record.value, origin, annotator));
            while (records->next(record));
            return lines;
        }
    } catch (const Json::exception&) {
        throw Error(
            tr("This is no line of rankings: it needs \"prompt\" and \"candidates\"."),
            Error::Kind::Input)
            .within(place());
    } catch (const RowProblem& problem) {
        throw Error(problem.message, Error::Kind::Input).within(place());
    }
    RowReader reader({.path = options.file, .kind = RowKind::Preferences});
    for (Row row; reader.next(row);)
        lines.push_back(lineOfPair(row, origin, annotator));
    return lines;
}

/// Uids of the file in a verdict, replaced by ours.
Json renamed(Json verdict, const std::map<std::string, std::string>& names)
{
    const auto visit = [&](Json& value, const auto& self) -> void {
        if (value.is_array())
            for (Json& each : value)
                self(each, self);
        else if (value.is_string())
            if (const auto found = names.find(value.get<std::string>()); found != names.end())
                value = found->second;
    };
    for (const char* part : {"order", "placed", "shown"})
        if (verdict.contains(part))
            visit(verdict[part], visit);
    return verdict;
}

/// Puts prompts and candidates in, and gives the lines their uids here.
void addTexts(Labels& labels, std::span<Line> lines, int64_t import)
{
    std::vector<Prompt> prompts;
    for (const Line& line : lines)
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
    for (Line& line : lines) {
        std::map<std::string, std::string> here;
        for (Candidate& candidate : line.candidates) {
            here.emplace(candidate.uid, names[next]);
            candidate.uid = names[next++];
        }
        if (line.ranking)
            line.ranking->verdict = renamed(std::move(line.ranking->verdict), here);
    }
}

/// One item for each prompt and set of candidates; as many rankings wanted as the file has.
LabelTask openTask(Database& database, const std::vector<Line>& lines, const std::string& name)
{
    std::map<std::pair<std::string, std::set<std::string>>, size_t> at;
    std::vector<LabelItem> items;
    std::vector<std::set<std::string>> people;
    bool pairs = true;
    for (const Line& line : lines) {
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
    std::vector<Line> lines = readLines(options);
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
    for (Line& line : lines) {
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
