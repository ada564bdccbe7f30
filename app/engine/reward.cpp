#include "app/engine/artifact_choice.h"
#include "app/engine/command.h"
#include "core/base/error.h"
#include "core/base/files.h"
#include "core/engine/align/reward_source.h"
#include "core/metrics/statistics.h"
#include "core/rows/candidates.h"
#include "core/rows/rows.h"

#include <cmath>
#include <iostream>

namespace espalier {

namespace {

struct RewardOptions
{
    std::string workspace, reward, answers, split = "all";
    int64_t limit = 0;
    bool json = false;
};

/// A folder, or RUN:NODE: what that node made.
std::filesystem::path artifactFolder(Workspace& workspace, const std::string& choice)
{
    if (std::filesystem::is_directory(choice))
        return choice;
    if (choice.find(':') == std::string::npos)
        throw inputError("{} is neither a folder nor RUN:NODE.", choice);
    const NodeChoice chosen = chooseNode(workspace, choice);
    if (!chosen.artifact || chosen.node.empty())
        throw inputError("Run {} has nothing of a node `{}`.", chosen.run.id, chosen.node);
    return chosen.artifact->folder;
}

/// Answers that are to be scored, and which of two was preferred where somebody said so.
struct Stored
{
    std::vector<Row> rows;
    std::vector<std::string> texts;
    std::vector<int64_t> tokens;
    std::vector<bool> ended;
    std::vector<std::pair<size_t, size_t>> preferred; ///< better, worse
    bool simulated = false;
};

bool wanted(const RewardOptions& options, Split side)
{
    return options.split == "all" || (options.split == "train") == (side == Split::Train);
}

Stored readStored(const std::filesystem::path& folder, const RewardOptions& options)
{
    Stored stored;
    const auto add = [&](const Row& row, const std::string& text, int64_t tokens, bool ended) {
        stored.rows.push_back(row);
        stored.texts.push_back(text);
        stored.tokens.push_back(tokens);
        stored.ended.push_back(ended);
        return stored.texts.size() - 1;
    };
    const auto full = [&](uint64_t i) {
        return options.limit > 0 && i >= static_cast<uint64_t>(options.limit);
    };
    if (std::filesystem::exists(folder / "candidates.jsonl")) {
        uint64_t i = 0;
        for (const CandidateSet& set : readCandidates(folder)) {
            if (!wanted(options, set.side) || full(i++))
                continue;
            for (const CandidateAnswer& answer : set.answers)
                add(set.row, answer.text, answer.tokens, answer.ended);
        }
        return stored;
    }
    const Rows rows = Rows::open(folder);
    for (const Split side : {Split::Train, Split::Validation})
        for (uint64_t i = 0; wanted(options, side) && i < rows.size(side) && !full(i); ++i) {
            const Row row = rows.row(side, i);
            if (rows.kind() == RowKind::Preferences && !row.good) {
                const size_t better = add(row, plainText(row.chosen), 0, true);
                stored.preferred.emplace_back(better, add(row, plainText(row.rejected), 0, true));
                stored.simulated = stored.simulated || row.kind == "simulated";
            } else if (rows.kind() == RowKind::Problems) {
                add(row, row.answer, 0, true);
            } else {
                add(row, plainText(row.completion), 0, true);
            }
        }
    return stored;
}

void tryReward(const RewardOptions& options)
{
    auto workspace = openWorkspace(options.workspace);
    const auto reward =
        openReward(artifactFolder(workspace, options.reward), torch::Device(torch::kCPU));
    const Stored stored = readStored(artifactFolder(workspace, options.answers), options);
    if (stored.texts.empty())
        throw inputError("{} holds no answers to try the reward on.", options.answers);
    std::vector<Answered> answered;
    for (size_t i = 0; i < stored.texts.size(); ++i)
        answered.push_back({&stored.rows[i], stored.texts[i], stored.ended[i], stored.tokens[i]});
    const auto scores = reward.score(answered);
    std::vector<double> known;
    for (const double score : scores)
        if (std::isfinite(score))
            known.push_back(score);
    const Figure mean = meanFigure(known);
    int64_t agrees = 0, ties = 0, pairs = 0;
    for (const auto& [better, worse] : stored.preferred) {
        if (!std::isfinite(scores[better]) || !std::isfinite(scores[worse]))
            continue;
        ++pairs;
        agrees += scores[better] > scores[worse] ? 1 : 0;
        ties += scores[better] == scores[worse] ? 1 : 0;
    }
    nlohmann::json found{
        {"answers", scores.size()},
        {"scored", known.size()},
        {"reward", toJson(mean)},
        {"lowest", known.empty() ? 0 : *std::ranges::min_element(known)},
        {"highest", known.empty() ? 0 : *std::ranges::max_element(known)}};
    const WeakerChecks weaker = reward.weakerChecks();
    if (weaker.tested > 0)
        found["weaker_checks"] = {
            {"answers", weaker.answers}, {"problems", weaker.problems}, {"tested", weaker.tested}};
    if (pairs > 0) {
        found["agreement"] = toJson(shareFigure(agrees, pairs));
        found["ties"] = ties;
        found["simulated"] = stored.simulated;
    }
    if (options.json) {
        std::cout << found.dump() << '\n';
        return;
    }
    std::vector<std::vector<std::string>> rows{{tr("figure").words(), tr("value").words()}};
    rows.push_back({tr("answers").words(), std::to_string(scores.size())});
    rows.push_back({tr("scored").words(), std::to_string(known.size())});
    rows.push_back({tr("mean reward").words(), figure(mean.value)});
    rows.push_back({tr("lowest").words(), figure(found["lowest"])});
    rows.push_back({tr("highest").words(), figure(found["highest"])});
    if (pairs > 0) {
        const Figure share = shareFigure(agrees, pairs);
        rows.push_back(
            {(stored.simulated ? tr("agrees with the simulated annotator")
                               : tr("agrees with people"))
                 .words(),
             fmt::format(
                 "{} ({} to {}, {})",
                 figure(share.value),
                 figure(share.low),
                 figure(share.high),
                 tr("{} pairs", pairs).words())});
        rows.push_back({tr("ties").words(), std::to_string(ties)});
    }
    std::cout << table(rows);
    if (const auto notice = reward.weakerNotice())
        std::cout << '\n' << notice->words() << '\n';
    // The best and the worst, to see what it likes.
    std::vector<size_t> order;
    for (size_t i = 0; i < scores.size(); ++i)
        if (std::isfinite(scores[i]))
            order.push_back(i);
    std::ranges::stable_sort(order, [&](size_t a, size_t b) { return scores[a] > scores[b]; });
    for (const size_t i : {size_t{0}, order.size() / 2, order.size() - 1})
        if (i < order.size())
            std::cout << '\n'
                      << figure(scores[order[i]]) << "  " << plainText(stored.rows[order[i]].prompt)
                      << "\n    " << stored.texts[order[i]] << '\n';
}

} // namespace

void addRewardCommand(CLI::App& app, int& /*exitStatus*/)
{
    const auto options = std::make_shared<RewardOptions>();
    auto* reward = app.add_subcommand("reward", tr("Rewards, tried on answers").words());
    reward->require_subcommand(1);
    auto* command = reward->add_subcommand(
        "try",
        tr("Scores stored answers, and says how often it agrees where somebody ranked them")
            .words());
    addWorkspaceOption(*command, options->workspace);
    command->add_option("REWARD", options->reward, tr("A reward's folder, or RUN:NODE").words())
        ->required();
    command
        ->add_option(
            "ANSWERS",
            options->answers,
            tr("Candidates, preferences, instructions or problems: a folder, or RUN:NODE").words())
        ->required();
    command->add_option("--split", options->split, tr("train, validation or all").words())
        ->check(CLI::IsMember({"train", "validation", "all"}));
    command->add_option("--limit", options->limit, tr("At most so many rows a side").words());
    command->add_flag("--json", options->json, tr("JSON").words());
    command->callback([options] { tryReward(*options); });
}

} // namespace espalier
