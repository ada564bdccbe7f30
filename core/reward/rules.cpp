#include "core/reward/rules.h"

#include "core/base/ascii.h"
#include "core/reward/description.h"
#include "core/reward/quality.h"
#include "core/text/pattern.h"
#include "core/text/utf8.h"

#include <array>
#include <cmath>
#include <functional>

namespace espalier {

namespace {

using Score = std::function<double(const AnswerToCheck&)>;

struct Rule
{
    std::string name;
    double weight = 1;
    Score score;
};

Score formatRule(const nlohmann::json& rule)
{
    auto format = described<std::string>(rule, "format", "ends");
    if (format == "ends")
        return [](const AnswerToCheck& answer) {
            return answer.ended ? findQuality("ends_properly")->of(answer.answer) : 0;
        };
    if (format == "think")
        format = "(?s)^<think>(?!.*<think>)(.*?)</think>.*$";
    const auto pattern = std::make_shared<Pattern>(format);
    return [pattern](const AnswerToCheck& answer) {
        try {
            Span match;
            return pattern->find(toValidUtf8(answer.answer), 0, match) ? 1.0 : 0.0;
        } catch (const Error&) {
            return 0.0; // more work than the matcher allows
        }
    };
}

/// The limits of a window, by these names.
Score windowRule(
    const nlohmann::json& rule,
    const char* lower,
    const char* upper,
    std::function<double(const AnswerToCheck&)> measure)
{
    const double least = describedNumber(rule, lower, 0, 0, 1e12);
    const double most = describedNumber(rule, upper, 0, 0, 1e12);
    const double soft = describedNumber(rule, "soft", 0.2, 0, 1e6);
    return [=, measure = std::move(measure)](const AnswerToCheck& answer) {
        const double value = measure(answer);
        return std::isnan(value) ? value : windowed(value, least, most, soft);
    };
}

Score lengthRule(const nlohmann::json& rule)
{
    const auto unit = described<std::string>(rule, "unit", "characters");
    if (unit != "characters" && unit != "tokens")
        throw inputError("A length is measured in characters or tokens, not in \"{}\".", unit);
    return windowRule(rule, "shortest", "longest", [unit](const AnswerToCheck& answer) {
        if (unit == "characters")
            return findQuality("characters")->of(answer.answer);
        return answer.tokens > 0 ? static_cast<double>(answer.tokens) : std::nan("");
    });
}

Score repetitionRule(const nlohmann::json& rule)
{
    const auto words = static_cast<size_t>(describedNumber(rule, "words", 3, 1, 1000));
    return [words](const AnswerToCheck& answer) { return 1 - repeatedShare(answer.answer, words); };
}

Score languageRule(const nlohmann::json& rule)
{
    const auto language = described<std::string>(rule, "language", "korean");
    if (language != "korean" && language != "english")
        throw inputError("The language is korean or english, not \"{}\".", language);
    const Quality* quality = findQuality(language == "korean" ? "hangul" : "latin");
    return [quality](const AnswerToCheck& answer) { return quality->of(answer.answer); };
}

Score qualityRule(const nlohmann::json& rule)
{
    const auto name = described<std::string>(rule, "quality", "");
    const Quality* quality = findQuality(name);
    if (quality == nullptr)
        throw inputError("There is no quality \"{}\" of a text.", name);
    return windowRule(rule, "least", "most", [quality](const AnswerToCheck& answer) {
        return quality->of(answer.answer);
    });
}

struct RuleKind
{
    const char* name;
    Score (*make)(const nlohmann::json& rule);
};

constexpr std::array kRuleKinds{
    RuleKind{"format", formatRule},
    RuleKind{"length", lengthRule},
    RuleKind{"repetition", repetitionRule},
    RuleKind{"language", languageRule},
    RuleKind{"quality", qualityRule},
};

Rule ruleFrom(const nlohmann::json& description)
{
    const auto name = described<std::string>(description, "rule", "");
    for (const RuleKind& kind : kRuleKinds)
        if (name == kind.name)
            return {
                name, describedNumber(description, "weight", 1, 0, 1e9), kind.make(description)};
    throw inputError("There is no rule \"{}\" for a reward.", name);
}

class RulesVerifier : public Verifier
{
public:
    RulesVerifier(std::vector<Rule> rules, std::vector<WeightedQuality> qualities)
        : m_rules(std::move(rules))
        , m_qualities(std::move(qualities))
    {
    }

    Verdict check(const AnswerToCheck& answer) const override
    {
        if (ascii::trimmed(answer.answer).empty())
            return {0, "no answer"};
        const double more = qualitySum(m_qualities, answer.answer);
        double sum = 0, weights = 0, lowest = 1;
        bool partial = false;
        std::string reason;
        for (const Rule& rule : m_rules) {
            if (rule.weight == 0)
                continue;
            const double score = rule.score(answer);
            if (std::isnan(score)) {
                partial = true;
                continue;
            }
            sum += rule.weight * score;
            weights += rule.weight;
            if (score < lowest) {
                lowest = score;
                reason = rule.name;
            }
        }
        if (weights == 0 && m_qualities.empty())
            return {std::nan(""), "no rule applies"};
        Verdict verdict{weights == 0 ? more : sum / weights + more, reason};
        verdict.partial = partial;
        return verdict;
    }

private:
    std::vector<Rule> m_rules;
    std::vector<WeightedQuality> m_qualities;
};

} // namespace

std::unique_ptr<Verifier> makeRulesVerifier(const nlohmann::json& description)
{
    std::vector<Rule> rules;
    for (const auto& rule :
         described<nlohmann::json>(description, "rules", nlohmann::json::array()))
        rules.push_back(ruleFrom(rule));
    std::vector<WeightedQuality> qualities;
    for (const auto& entry : described<std::vector<std::string>>(description, "qualities", {})) {
        const auto quality = readWeightedQuality(entry);
        if (!quality)
            throw inputError(
                "`{}` is no quality with a weight; write one such as \"words 0.02\".", entry);
        qualities.push_back(*quality);
    }
    if (rules.empty() && qualities.empty())
        throw inputError("A reward of rules names no rule; give one a weight.");
    return std::make_unique<RulesVerifier>(std::move(rules), std::move(qualities));
}

} // namespace espalier
