#include "app/engine/reward_answers.h"

#include "app/engine/artifact_choice.h"
#include "core/base/error.h"
#include "core/labels/judged_answers.h"
#include "core/labels/label_lines.h"
#include "core/labels/order.h"
#include "core/labels/ranking_rows.h"
#include "core/rows/records.h"
#include "core/rows/row_reader.h"
#include "core/rows/rows.h"

#include <array>
#include <map>

namespace espalier {

namespace fs = std::filesystem;

namespace {

constexpr const char* kCandidatesFile = "candidates.jsonl";

bool sideWanted(const StoredAnswersOptions& options, Split side)
{
    return options.split == "all" || (options.split == "train") == (side == Split::Train);
}

bool isFull(const StoredAnswersOptions& options, uint64_t rows)
{
    return options.limit > 0 && rows >= static_cast<uint64_t>(options.limit);
}

size_t addAnswer(StoredAnswers& stored, const Row& row, const std::string& text, int64_t tokens = 0)
{
    stored.rows.push_back(row);
    stored.texts.push_back(text);
    stored.tokens.push_back(tokens);
    stored.ended.push_back(true);
    return stored.texts.size() - 1;
}

/// What a row holds that a reward can score.
void addRow(StoredAnswers& stored, const Row& row, RowKind kind)
{
    if (kind == RowKind::Preferences && !row.good) {
        const size_t better = addAnswer(stored, row, plainText(row.chosen));
        const size_t worse = addAnswer(stored, row, plainText(row.rejected));
        if (!row.margin || *row.margin != 0) // else tied: neither was preferred
            stored.preferred.push_back(
                {better,
                 worse,
                 row.kind == kSimulatedMark ? PlacedBy::Simulated
                 : row.kind == kMixedMark   ? PlacedBy::Both
                                            : PlacedBy::People});
    } else if (kind == RowKind::Problems) {
        addAnswer(stored, row, row.answer);
    } else if (kind == RowKind::Preferences || kind == RowKind::Instructions) {
        addAnswer(stored, row, plainText(row.completion));
    }
}

StoredAnswers
readSets(Workspace& workspace, const FoundArtifact& from, const StoredAnswersOptions& options)
{
    StoredAnswers stored;
    std::vector<CandidateSet> sets;
    std::vector<size_t> first; // answer of each set
    std::array<uint64_t, 2> rows{};
    for (CandidateSet& set : readCandidates(from.folder)) {
        if (!sideWanted(options, set.side) ||
            isFull(options, rows[static_cast<size_t>(set.side)]++))
            continue;
        first.push_back(stored.texts.size());
        for (const CandidateAnswer& answer : set.answers)
            stored.ended[addAnswer(stored, set.row, answer.text, answer.tokens)] = answer.ended;
        sets.push_back(std::move(set));
    }
    for (const JudgedPair& pair : judgedPairs(workspace.database(), from.key, sets))
        stored.preferred.push_back(
            {first[pair.set] + pair.better,
             first[pair.set] + pair.worse,
             pair.simulated ? PlacedBy::Simulated : PlacedBy::People});
    return stored;
}

StoredAnswers readRows(const fs::path& folder, const StoredAnswersOptions& options)
{
    StoredAnswers stored;
    const Rows rows = Rows::open(folder);
    for (const Split side : {Split::Train, Split::Validation})
        for (uint64_t i = 0;
             sideWanted(options, side) && i < rows.size(side) && !isFull(options, i);
             ++i)
            addRow(stored, rows.row(side, i), rows.kind());
    return stored;
}

/// A file of rankings, or of answers that wait to be ranked; an answer that comes again (a line for
/// each who ranked) is scored once.
StoredAnswers readRankingFile(const fs::path& file, const StoredAnswersOptions& options)
{
    StoredAnswers stored;
    std::map<std::pair<std::string, std::string>, size_t> known;
    uint64_t lines = 0;
    for (const LabelLine& line : readLabelLines(file)) {
        if (isFull(options, lines++))
            break;
        Row row;
        takePrompt(row, line.prompt.content);
        const std::string asked = line.prompt.content.dump();
        std::vector<size_t> answers;
        for (const Candidate& candidate : line.candidates) {
            const auto [at, isNew] =
                known.try_emplace({asked, candidate.text}, stored.texts.size());
            if (isNew) {
                const auto tokens = candidate.meta.find("tokens");
                const bool counted = tokens != candidate.meta.end() && tokens->is_number_integer();
                addAnswer(stored, row, candidate.text, counted ? tokens->get<int64_t>() : 0);
            }
            answers.push_back(at->second);
        }
        if (!line.ranking || line.ranking->kind == "skip")
            continue;
        for (const RankedPair& pair : pairsOf(line.ranking->verdict))
            stored.preferred.push_back(
                {answers[std::stoul(pair.better)],
                 answers[std::stoul(pair.worse)],
                 line.annotator.kind == "human" ? PlacedBy::People : PlacedBy::Simulated});
    }
    return stored;
}

StoredAnswers readRowFile(const fs::path& file, const StoredAnswersOptions& options)
{
    StoredAnswers stored;
    RowReader reader({.path = file});
    uint64_t rows = 0;
    for (Row row; !isFull(options, rows++) && reader.next(row);)
        addRow(stored, row, reader.kind());
    return stored;
}

/// Whether the first line of a file names candidates. What can't be read is said by who reads on.
bool namesCandidates(const fs::path& file)
{
    Record record;
    try {
        return openRecords(file, true)->next(record) && record.value.contains("candidates");
    } catch (const RowProblem&) {
    } catch (const FileProblem&) {
    }
    return false;
}

StoredAnswers
readAny(Workspace& workspace, const std::string& choice, const StoredAnswersOptions& options)
{
    std::string folder = choice;
    if (fs::is_regular_file(choice)) {
        const bool rankings = namesCandidates(choice);
        if (rankings || fs::path(choice).filename() != kCandidatesFile)
            return !sideWanted(options, Split::Train) ? StoredAnswers()
                   : rankings                         ? readRankingFile(choice, options)
                                                      : readRowFile(choice, options);
        folder = fs::canonical(choice).parent_path().string(); // an artifact's own file
    }
    const FoundArtifact found = findArtifact(workspace, folder);
    return fs::exists(found.folder / kCandidatesFile) ? readSets(workspace, found, options)
                                                      : readRows(found.folder, options);
}

} // namespace

FoundArtifact findArtifact(Workspace& workspace, const std::string& choice)
{
    if (fs::is_directory(choice)) // artifacts lie under their keys
        return {choice, fs::canonical(choice).filename().string()};
    if (choice.find(':') == std::string::npos)
        throw inputError("{} is neither a folder nor RUN:NODE.", choice);
    const NodeChoice chosen = chooseNode(workspace, choice);
    if (!chosen.artifact || chosen.node.empty())
        throw inputError("Run {} has nothing of a node `{}`.", chosen.run.id, chosen.node);
    return {chosen.artifact->folder, chosen.artifact->key};
}

StoredAnswers readStoredAnswers(
    Workspace& workspace, const std::string& choice, const StoredAnswersOptions& options)
{
    StoredAnswers stored = readAny(workspace, choice, options);
    if (stored.texts.empty())
        throw inputError("{} holds no answers to try the reward on.", choice);
    return stored;
}

} // namespace espalier
