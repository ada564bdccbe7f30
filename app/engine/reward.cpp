#include "app/engine/command.h"
#include "app/engine/reward_answers.h"
#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/engine/align/reward_source.h"
#include "core/metrics/statistics.h"
#include "core/reward/reward_folder.h"
#include "core/text/tokenizer.h"

#include <array>
#include <cmath>
#include <iostream>

namespace espalier {

namespace fs = std::filesystem;

namespace {

struct RewardOptions
{
    std::string workspace, reward, answers;
    StoredAnswersOptions which;
    bool json = false;
};

/// Whether a description has a rule about the number of tokens; its parts' folders not looked into.
bool countsTokens(const nlohmann::json& description)
{
    for (const auto& rule : description.value("rules", nlohmann::json::array()))
        if (rule.value("rule", "") == "length" && rule.value("unit", "") == "tokens")
            return true;
    const auto parts = description.value("parts", nlohmann::json::array());
    return std::ranges::any_of(parts, [](const nlohmann::json& part) {
        return part.contains("reward") && countsTokens(part["reward"]);
    });
}

/// Counts the tokens of answers where rules go by them. Returns how many answers stay without.
int64_t countTokens(StoredAnswers& stored, const fs::path& reward, const std::string& answers)
{
    std::vector<fs::path> folders = rewardFolders(reward);
    if (std::ranges::none_of(
            folders, [](const fs::path& folder) { return countsTokens(readReward(folder)); }))
        return 0;
    if (fs::exists(answers))
        folders.push_back(
            fs::is_directory(answers) ? fs::path(answers) : fs::path(answers).parent_path());
    const auto found = std::ranges::find_if(
        folders, [](const fs::path& folder) { return fs::exists(folder / "tokenizer.json"); });
    if (found == folders.end())
        return std::ranges::count(stored.tokens, 0);
    const auto tokenizer = Tokenizer::load(*found);
    for (size_t i = 0; i < stored.texts.size(); ++i)
        if (stored.tokens[i] == 0)
            stored.tokens[i] =
                static_cast<int64_t>(tokenizer.encode(stored.texts[i], false).size());
    return 0;
}

/// How often a reward orders pairs as somebody did.
struct RewardAgreement
{
    ItemGroups byPrompt; ///< its pairs, and those ordered alike
    int64_t ties = 0;
};

/// By who placed the one higher (PlacedBy).
std::array<RewardAgreement, 3>
agreementOfReward(const StoredAnswers& stored, const std::vector<double>& scores)
{
    std::array<RewardAgreement, 3> found;
    for (const auto& [better, worse, by] : stored.preferred) {
        if (!std::isfinite(scores[better]) || !std::isfinite(scores[worse]))
            continue;
        RewardAgreement& agreement = found[static_cast<size_t>(by)];
        const Row& row = stored.rows[better];
        agreement.byPrompt[hash64(plainText(row.prompt), hash64(row.system))].add(
            scores[better] > scores[worse]);
        agreement.ties += scores[better] == scores[worse] ? 1 : 0;
    }
    return found;
}

/// How they are told apart, in the order of PlacedBy.
struct PlacedByName
{
    const char* name; ///< in JSON
    const char* title;
};
constexpr std::array<PlacedByName, 3> kPlacedBy{{
    {"people", trNoop("agrees with people")},
    {"simulated", trNoop("agrees with simulated annotators")},
    {"mixed", trNoop("agrees with people and simulated annotators together")},
}};

/// The best, the middle and the worst answer, to see what it likes.
void showAnswers(const StoredAnswers& stored, const std::vector<double>& scores)
{
    std::vector<size_t> order;
    for (size_t i = 0; i < scores.size(); ++i)
        if (std::isfinite(scores[i]))
            order.push_back(i);
    std::ranges::stable_sort(order, [&](size_t a, size_t b) { return scores[a] > scores[b]; });
    for (const size_t i : {size_t{0}, order.size() / 2, order.size() - 1})
        std::cout << '\n'
                  << figure(scores[order[i]]) << "  " << plainText(stored.rows[order[i]].prompt)
                  << "\n    " << stored.texts[order[i]] << '\n';
}

/// What to say where no answer has a score.
Error whyNothing(const std::vector<RewardNotice>& notices, size_t answers)
{
    for (const RewardNotice& notice : notices)
        if (notice.name == "too_long")
            return Error(notice.message, Error::Kind::Input);
    return inputError(
        "None of the {} answers can be scored: what this reward goes by, such as a right answer, "
        "tests or the number of tokens, is not known of them. Try it on problems, or on "
        "candidates.",
        answers);
}

void tryReward(const RewardOptions& options)
{
    auto workspace = openWorkspace(options.workspace);
    const fs::path folder = findArtifact(workspace, options.reward).folder;
    const auto reward = openReward(folder, torch::Device(torch::kCPU));
    StoredAnswers stored = readStoredAnswers(workspace, options.answers, options.which);
    const int64_t withoutTokens = countTokens(stored, folder, options.answers);
    std::vector<Answered> answered;
    for (size_t i = 0; i < stored.texts.size(); ++i)
        answered.push_back({&stored.rows[i], stored.texts[i], stored.ended[i], stored.tokens[i]});
    const auto scores = reward.score(answered);
    std::vector<double> known;
    for (const double score : scores)
        if (std::isfinite(score))
            known.push_back(score);
    const auto notices = reward.notices();
    if (known.empty())
        throw whyNothing(notices, scores.size());
    const Figure mean = meanFigure(known);
    const auto agreement = agreementOfReward(stored, scores);
    nlohmann::json found{
        {"answers", scores.size()},
        {"scored", known.size()},
        {"reward", toJson(mean)},
        {"lowest", *std::ranges::min_element(known)},
        {"highest", *std::ranges::max_element(known)},
        {"without_tokens", withoutTokens}};
    for (const RewardNotice& notice : notices)
        found["notices"][notice.name] = notice.answers;
    const WeakerChecks weaker = reward.weakerChecks();
    if (weaker.tested > 0)
        found["weaker_checks"] = {
            {"answers", weaker.answers}, {"problems", weaker.problems}, {"tested", weaker.tested}};
    std::vector<std::vector<std::string>> rows{
        {tr("figure").words(), tr("value").words()},
        {tr("answers").words(), std::to_string(scores.size())},
        {tr("scored").words(), std::to_string(known.size())},
        {tr("mean reward").words(), figure(mean.value)},
        {tr("lowest").words(), figure(found["lowest"])},
        {tr("highest").words(), figure(found["highest"])}};
    for (size_t by = 0; by < agreement.size(); ++by) {
        const Figure share = groupedShareFigure(agreement[by].byPrompt);
        if (share.n == 0)
            continue;
        const int64_t ties = agreement[by].ties;
        found[kPlacedBy[by].name] = {{"agreement", toJson(share)}, {"ties", ties}};
        rows.push_back(
            {translate(kPlacedBy[by].title),
             fmt::format(
                 "{} ({} to {}, {})",
                 figure(share.value),
                 figure(share.low),
                 figure(share.high),
                 tr("{} pairs, {} tied", share.n, ties).words())});
    }
    if (options.json) {
        std::cout << found.dump() << '\n';
        return;
    }
    std::cout << table(rows);
    for (const RewardNotice& notice : notices)
        if (notice.name != "partial" || notice.answers > withoutTokens) // else told below
            std::cout << '\n' << notice.message.words() << '\n';
    if (withoutTokens > 0)
        std::cout
            << '\n'
            << tr("The reward's rules about the number of tokens were left out for {} answers: "
                  "no tokenizer is known here. Try it on candidates, or lay a tokenizer.json "
                  "beside the answers.",
                  withoutTokens)
                   .words()
            << '\n';
    showAnswers(stored, scores);
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
            tr("Candidates, preferences, instructions or problems: a folder, RUN:NODE, or a file "
               "of "
               "rows or rankings")
                .words())
        ->required();
    command->add_option("--split", options->which.split, tr("train, validation or all").words())
        ->check(CLI::IsMember({"train", "validation", "all"}));
    command->add_option("--limit", options->which.limit, tr("At most so many rows a side").words());
    command->add_flag("--json", options->json, tr("JSON").words());
    command->callback([options] { tryReward(*options); });
}

} // namespace espalier
