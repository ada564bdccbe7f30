#include "core/labels/label_lines.h"

#include "core/base/error.h"
#include "core/data/file_documents.h"
#include "core/labels/ranking_rows.h"
#include "core/rows/records.h"
#include "core/rows/row_reader.h"

namespace espalier {

namespace {

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

LabelLine lineOfPair(const Row& row, const std::string& origin, const std::string& annotator)
{
    if (row.good)
        throw inputError(
            "The file marks single answers as good or bad. Pairs are needed here: a chosen and a "
            "rejected answer in each row.");
    LabelLine line;
    line.prompt = {.content = promptContent(row), .origin = origin};
    line.candidates = {
        candidateOfPassage(row.chosen, origin), candidateOfPassage(row.rejected, origin)};
    const bool simulated = row.kind == kSimulatedMark;
    line.annotator = {
        .name = simulated ? "simulated: " + origin : annotator,
        .kind = simulated ? "rule" : "human"};
    using Order = std::vector<std::vector<int>>;
    const bool tied = row.margin && *row.margin == 0;
    const nlohmann::json verdict{
        {"order", tied ? Order{{0, 1}} : Order{{0}, {1}}}, {"shown", std::vector{0, 1}}};
    line.ranking =
        Ranking{.kind = "pair", .verdict = checkedVerdict(verdict, "pair", line.candidates)};
    return line;
}

Candidate candidateOf(const nlohmann::json& given, const std::string& origin)
{
    if (given.is_string())
        return {.text = given.get<std::string>(), .origin = origin};
    Candidate candidate{
        .uid = given.value("uid", ""),
        .text = given.at("text").get<std::string>(),
        .origin = given.value("origin", origin),
        .meta = given.value("meta", nlohmann::json::object())};
    (void)passageOfCandidate(candidate, true); // its turns can be read
    return candidate;
}

LabelLine
lineOfRanking(const nlohmann::json& record, const std::string& origin, const std::string& annotator)
{
    LabelLine line;
    line.prompt = {
        .content = record.at("prompt"),
        .origin = record.value("origin", origin),
        .meta = record.value("meta", nlohmann::json::object())};
    Row row;
    takePrompt(row, line.prompt.content); // it can be read
    for (const auto& each : record.at("candidates").get<std::vector<nlohmann::json>>())
        line.candidates.push_back(candidateOf(each, origin));
    const auto verdict = record.find("verdict");
    if (verdict == record.end() || verdict->is_null())
        return line; // waits to be ranked
    const auto kind = record.value("kind", "ranking");
    line.ranking = Ranking{
        .uid = record.value("uid", ""),
        .kind = kind,
        .verdict = checkedVerdict(*verdict, kind, line.candidates),
        .createdAt = record.value("created_at", int64_t{0}),
        .tookMs = record.value("took_ms", int64_t{0})};
    line.annotator = {
        .name = record.value("annotator", annotator),
        .kind = record.value("annotator_kind", "human")};
    if (line.annotator.kind != "human" && line.annotator.kind != "rule" &&
        line.annotator.kind != "model")
        throw inputError(
            "There is no kind of annotator \"{}\". Kinds are `human`, `rule` and `model`.",
            line.annotator.kind);
    return line;
}

/// The lines of a file of rankings; none where it is of another form.
std::vector<LabelLine> readRankingLines(
    const std::filesystem::path& file, const std::string& origin, const std::string& annotator)
{
    std::vector<LabelLine> lines;
    Record record;
    uint64_t at = 0;
    const auto place = [&] { return tr("file {} line {}", origin, at); };
    try {
        const auto records = openRecords(file, true);
        const auto next = [&] {
            const bool there = records->next(record);
            at = record.line;
            return there;
        };
        if (!next())
            throw inputError("The file {} is empty.", file.string());
        if (!record.value.contains("candidates"))
            return {};
        do
            try {
                lines.push_back(lineOfRanking(record.value, origin, annotator));
            } catch (const Error& error) {
                throw error.within(place());
            }
        while (next());
    } catch (const nlohmann::json::out_of_range&) {
        throw Error(
            tr("This is no line of rankings: it needs \"prompt\" and \"candidates\"."),
            Error::Kind::Input)
            .within(place());
    } catch (const nlohmann::json::exception&) {
        throw Error(
            tr("Something in this line has another type than in a line of rankings. Compare it "
               "with what `espalier-engine labels export --form rankings` writes."),
            Error::Kind::Input)
            .within(place());
    } catch (const RowProblem& problem) {
        at = problem.line;
        throw Error(problem.message, Error::Kind::Input).within(place());
    } catch (const FileProblem& problem) {
        throw Error(problem.message, Error::Kind::Input).within(tr("file {}", origin));
    }
    return lines;
}

} // namespace

std::vector<LabelLine>
readLabelLines(const std::filesystem::path& file, const std::string& annotator)
{
    const std::string origin = file.filename().string();
    const std::string& who = annotator.empty() ? origin : annotator;
    auto lines = readRankingLines(file, origin, who);
    if (!lines.empty())
        return lines;
    RowReader reader({.path = file, .kind = RowKind::Preferences});
    for (Row row; reader.next(row);)
        lines.push_back(lineOfPair(row, origin, who));
    return lines;
}

} // namespace espalier
