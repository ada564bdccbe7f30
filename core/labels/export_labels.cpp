#include "core/base/error.h"
#include "core/labels/annotators.h"
#include "core/labels/label_files.h"

#include <algorithm>
#include <array>

namespace espalier {

namespace {

/// hh-rlhf knows two sides only: the system's text goes before the first question.
std::string hhDialogue(const Row& row, const Passage& answer)
{
    std::string text;
    std::string before = row.system;
    for (const Turn& turn : conversationOf({.prompt = row.prompt}, answer)) {
        text += turn.role == Role::Assistant ? "\n\nAssistant: " : "\n\nHuman: ";
        if (turn.role != Role::Assistant && !before.empty()) {
            text += before + "\n";
            before.clear();
        }
        text += turn.text;
    }
    return text;
}

std::string trlLine(const Row& row)
{
    return rowToJson(row);
}

std::string hhLine(const Row& row)
{
    nlohmann::ordered_json line{
        {"chosen", hhDialogue(row, row.chosen)}, {"rejected", hhDialogue(row, row.rejected)}};
    if (!row.kind.empty()) // beside what hh-rlhf knows: who ranked is never lost
        line["kind"] = row.kind;
    return line.dump();
}

nlohmann::ordered_json promptAndAnswers(
    Labels& labels, const Prompt& prompt, const std::set<std::string>& about, bool mixed)
{
    auto all = labels.candidates(prompt.uid);
    if (mixed) // by hashes: the order tells nothing about which model said what
        std::ranges::sort(all, {}, &Candidate::uid);
    auto candidates = nlohmann::ordered_json::array();
    for (const Candidate& candidate : all)
        if (about.contains(candidate.uid))
            candidates.push_back(
                {{"uid", candidate.uid},
                 {"text", candidate.text},
                 {"origin", candidate.origin},
                 {"meta", candidate.meta}});
    return {
        {"prompt", prompt.content},
        {"origin", prompt.origin},
        {"meta", prompt.meta},
        {"candidates", candidates}};
}

LabelLines rankingLines(Database& database, const std::vector<Ranking>& rankings)
{
    Labels labels(database);
    auto annotators = annotatorsByUid(database);
    LabelLines lines;
    for (const Ranking& ranking : rankings) {
        const auto prompt = labels.prompt(ranking.promptUid);
        if (!prompt)
            throw inputError("The prompt {} of a ranking is missing.", ranking.promptUid);
        const Annotator& annotator = annotators[ranking.annotatorUid];
        nlohmann::ordered_json line{{"uid", ranking.uid}};
        line.update(promptAndAnswers(labels, *prompt, candidatesOf(ranking.verdict), false));
        line.update(nlohmann::ordered_json{
            {"kind", ranking.kind},
            {"verdict", ranking.verdict},
            {"annotator", annotator.name},
            {"annotator_kind", annotator.kind},
            {"created_at", ranking.createdAt},
            {"took_ms", ranking.tookMs}});
        lines.text += line.dump() + "\n";
        ++lines.lines;
    }
    return lines;
}

} // namespace

std::span<const LabelFormInfo> labelForms()
{
    static constexpr std::array<LabelFormInfo, 3> all{{
        {LabelForm::Trl, "trl", trNoop("Preference rows (TRL)")},
        {LabelForm::Hh, "hh", trNoop("Dialogues, chosen and rejected (hh-rlhf)")},
        {LabelForm::Rankings, "rankings", trNoop("Rankings as they are")},
    }};
    return all;
}

std::optional<LabelForm> labelFormOfName(std::string_view name)
{
    for (const LabelFormInfo& info : labelForms())
        if (info.name == name)
            return info.form;
    return std::nullopt;
}

LabelLines writeLabels(
    Database& database,
    const std::vector<Ranking>& rankings,
    LabelForm form,
    const RankingRowsOptions& options)
{
    if (form == LabelForm::Rankings)
        return rankingLines(database, rankings);
    LabelLines lines;
    for (const Row& row : rowsOfRankings(database, rankings, options)) {
        lines.text += (form == LabelForm::Trl ? trlLine(row) : hhLine(row)) + "\n";
        ++lines.lines;
    }
    return lines;
}

LabelLines writeWaiting(Database& database, const std::vector<LabelItem>& items)
{
    Labels labels(database);
    LabelLines lines;
    for (const LabelItem& item : items) {
        if (item.done >= item.wanted)
            continue;
        const auto prompt = labels.prompt(item.promptUid);
        if (!prompt)
            throw inputError("The prompt {} of a task is missing.", item.promptUid);
        const std::set<std::string> about(item.candidateUids.begin(), item.candidateUids.end());
        lines.text += promptAndAnswers(labels, *prompt, about, true).dump() + "\n";
        ++lines.lines;
    }
    return lines;
}

} // namespace espalier
