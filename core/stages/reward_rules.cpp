#include "core/stages/reward_rules.h"

#include "core/reward/quality.h"
#include "core/stages/reward_stage.h"
#include "core/text/pattern.h"

namespace espalier {

namespace {

std::vector<Finding> check(const StageQuery& query)
{
    const auto params = bind<RewardRulesParams>(query.params);
    std::vector<Finding> findings;
    if (params.longest > 0 && params.longest < params.shortest)
        findings.push_back(
            {"longest",
             tr("no answer is at least {} and at most {} long.", params.shortest, params.longest)});
    for (const std::string& entry : params.qualities)
        if (!readWeightedQuality(entry))
            findings.push_back(
                {"qualities",
                 tr("`{}` is no quality with a weight; write one such as \"words 0.02\".", entry)});
    if (params.description()["rules"].empty() && params.qualities.empty())
        findings.push_back({"", tr("no rule counts; give one a weight.")});
    if (params.format == "pattern" && params.formatWeight > 0) {
        if (params.pattern.empty())
            findings.push_back({"pattern", tr("no regular expression is given; set `pattern`.")});
        try {
            (void)Pattern(params.pattern);
        } catch (const Error& error) {
            findings.push_back({"pattern", error.message()});
        }
    }
    return findings;
}

} // namespace

nlohmann::json RewardRulesParams::description() const
{
    nlohmann::json rules = nlohmann::json::array();
    if (formatWeight > 0)
        rules.push_back(
            {{"rule", "format"},
             {"weight", formatWeight},
             {"format", format == "pattern" ? pattern : format}});
    if (lengthWeight > 0)
        rules.push_back(
            {{"rule", "length"},
             {"weight", lengthWeight},
             {"unit", lengthUnit},
             {"shortest", shortest},
             {"longest", longest},
             {"soft", soft}});
    if (repetitionWeight > 0)
        rules.push_back(
            {{"rule", "repetition"}, {"weight", repetitionWeight}, {"words", repetitionWords}});
    if (languageWeight > 0)
        rules.push_back({{"rule", "language"}, {"weight", languageWeight}, {"language", language}});
    nlohmann::json whole{{"kind", "rules"}, {"rules", rules}};
    if (!qualities.empty())
        whole["qualities"] = qualities;
    return whole;
}

StageInfo rewardRules()
{
    StageInfo stage = rewardStage(
        "reward.rules",
        trNoop("Rules"),
        trNoop("Scores what can be seen without knowing the answer, from 0 to 1: the form, the "
               "length, repetition, the language; the mean by weight. Mostly a part of a blend."),
        describe<RewardRulesParams>());
    stage.check = check;
    return stage;
}

} // namespace espalier
