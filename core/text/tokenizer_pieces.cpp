/// tokenizer.json's normalizer and pre_tokenizer to steps.

#include "core/text/tokenizer_json.h"
#include "core/text/train_tokenizer.h"

#include <algorithm>

namespace espalier {

namespace {

using Json = nlohmann::json;

MatchBehaviour behaviourOf(const std::string& name)
{
    static const std::pair<const char*, MatchBehaviour> all[] = {
        {"Isolated", MatchBehaviour::Isolated},
        {"Removed", MatchBehaviour::Removed},
        {"MergedWithPrevious", MatchBehaviour::MergedWithPrevious},
        {"MergedWithNext", MatchBehaviour::MergedWithNext},
        {"Contiguous", MatchBehaviour::Contiguous},
    };
    for (const auto& [known, behaviour] : all)
        if (name == known)
            return behaviour;
    throw unsupported("pre_tokenizer", "Split with the behavior " + name);
}

SplitStep patternStep(const std::string& expression)
{
    SplitStep step;
    step.kind = SplitStep::Kind::Pattern;
    step.pattern.emplace(expression);
    return step;
}

SplitStep readSplit(const Json& section)
{
    const Json& pattern = member(section, "pattern");
    SplitStep step;
    if (const Json& regex = member(pattern, "Regex"); regex.is_string()) {
        if (regex == "[\\s\\S]")
            step.kind = SplitStep::Kind::Characters;
        else
            step = patternStep(regex.get<std::string>());
    } else if (const Json& literal = member(pattern, "String"); literal.is_string()) {
        step.kind = SplitStep::Kind::Literal;
        step.literal = literal.get<std::string>();
    } else {
        throw malformed("pre_tokenizer", "Split needs a pattern, Regex or String");
    }
    step.behaviour = behaviourOf(textOf(section, "behavior", "pre_tokenizer"));
    step.invert = flagOf(section, "invert", false, "pre_tokenizer");
    if (step.kind == SplitStep::Kind::Characters && step.behaviour != MatchBehaviour::Isolated)
        step = patternStep("[\\s\\S]");
    return step;
}

} // namespace

std::vector<NormalForm> readNormalizer(const Json& section)
{
    std::vector<NormalForm> forms;
    for (const Json* step : sequenceOf(section, "normalizers", "normalizer")) {
        const std::string type = textOf(*step, "type", "normalizer");
        if (type == "BertNormalizer") {
            const bool lowercase = flagOf(*step, "lowercase", true, "normalizer");
            if (flagOf(*step, "clean_text", true, "normalizer"))
                forms.push_back(NormalForm::CleanText);
            if (flagOf(*step, "handle_chinese_chars", true, "normalizer"))
                forms.push_back(NormalForm::ChineseCharacters);
            if (flagOf(*step, "strip_accents", lowercase, "normalizer"))
                forms.push_back(NormalForm::StripAccents);
            if (lowercase)
                forms.push_back(NormalForm::Lowercase);
            continue;
        }
        const auto all = normalForms();
        const auto known = std::ranges::find_if(
            all, [&](const NormalFormInfo& info) { return type == info.type; });
        if (known == all.end())
            throw unsupported("normalizer", type);
        forms.push_back(known->form);
    }
    return forms;
}

std::vector<SplitStep> readPreTokenizer(const Json& section, bool& byteLevel)
{
    const std::string part = "pre_tokenizer";
    std::vector<SplitStep> steps;
    byteLevel = false;
    for (const Json* one : sequenceOf(section, "pretokenizers", part)) {
        const std::string type = textOf(*one, "type", part);
        if (byteLevel)
            throw unsupported(part, type + " after ByteLevel");
        if (type == "Split") {
            steps.push_back(readSplit(*one));
        } else if (type == "Digits") {
            steps.push_back(
                patternStep(flagOf(*one, "individual_digits", false, part) ? "\\p{N}" : "\\p{N}+"));
        } else if (type == "BertPreTokenizer") {
            steps.push_back({.kind = SplitStep::Kind::Words, .pattern = {}, .literal = {}});
        } else if (type == "ByteLevel") {
            byteLevel = true;
            if (flagOf(*one, "add_prefix_space", true, part))
                steps.push_back(
                    {.kind = SplitStep::Kind::PrefixSpace, .pattern = {}, .literal = {}});
            if (flagOf(*one, "use_regex", true, part))
                steps.push_back(patternStep(kGpt2Pattern));
        } else {
            throw unsupported(part, type);
        }
    }
    return steps;
}

} // namespace espalier
