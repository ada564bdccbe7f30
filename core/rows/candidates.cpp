#include "core/rows/candidates.h"

#include "core/base/error.h"
#include "core/base/files.h"

#include <nlohmann/json.hpp>

#include <fstream>
#include <set>
#include <sstream>

namespace espalier {

namespace {

constexpr const char* kCandidatesFile = "candidates.jsonl";

std::vector<std::string> wordsOfAnswer(const std::string& text)
{
    std::vector<std::string> words;
    std::istringstream stream(text);
    for (std::string word; stream >> word;) {
        for (char& letter : word)
            if (letter >= 'A' && letter <= 'Z')
                letter = static_cast<char>(letter - 'A' + 'a');
        words.push_back(std::move(word));
    }
    return words;
}

std::set<std::pair<std::string, std::string>> pairsOfWords(const std::vector<std::string>& words)
{
    std::set<std::pair<std::string, std::string>> pairs;
    for (size_t i = 0; i + 1 < words.size(); ++i)
        pairs.emplace(words[i], words[i + 1]);
    return pairs;
}

} // namespace

void writeCandidates(const std::filesystem::path& folder, const std::vector<CandidateSet>& sets)
{
    std::string text;
    for (const CandidateSet& set : sets) {
        nlohmann::ordered_json line;
        line["split"] = set.side == Split::Train ? "train" : "validation";
        line["row"] = nlohmann::ordered_json::parse(rowToJson(set.row));
        line["answers"] = nlohmann::ordered_json::array();
        for (const CandidateAnswer& answer : set.answers)
            line["answers"].push_back(
                {{"text", answer.text},
                 {"model", answer.model},
                 {"temperature", answer.temperature},
                 {"tokens", answer.tokens},
                 {"ended", answer.ended},
                 {"log_prob", answer.logProb}});
        text += line.dump() + "\n";
    }
    writeAtomically(folder / kCandidatesFile, text);
}

std::vector<CandidateSet> readCandidates(const std::filesystem::path& folder)
{
    const auto path = folder / kCandidatesFile;
    if (!std::filesystem::exists(path))
        throw inputError("{} holds no candidates.", folder.string());
    std::vector<CandidateSet> sets;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
        try {
            const auto json = nlohmann::json::parse(line);
            CandidateSet& set = sets.emplace_back();
            set.side = json.at("split") == "train" ? Split::Train : Split::Validation;
            set.row = rowFromJson(json.at("row").dump());
            for (const auto& answer : json.at("answers"))
                set.answers.push_back(
                    {answer.at("text").get<std::string>(),
                     answer.value("model", ""),
                     answer.value("temperature", 1.0),
                     answer.value("tokens", int64_t{0}),
                     answer.value("ended", true),
                     answer.value("log_prob", 0.0)});
        } catch (const nlohmann::json::exception&) {
            throw inputError("{} is damaged at line {}.", path.string(), sets.size());
        }
    }
    return sets;
}

bool nearlySame(const std::string& a, const std::string& b, double share)
{
    const auto first = wordsOfAnswer(a), second = wordsOfAnswer(b);
    if (first == second)
        return true;
    const auto left = pairsOfWords(first), right = pairsOfWords(second);
    if (left.empty() || right.empty())
        return false;
    size_t common = 0;
    for (const auto& pair : left)
        common += right.count(pair);
    const auto all = static_cast<double>(left.size() + right.size() - common);
    return static_cast<double>(common) / all >= share;
}

Passage answerTo(const Row& row, const std::string& text)
{
    Passage answer;
    if (row.prompt.isConversation())
        answer.turns.push_back({Role::Assistant, text});
    else
        answer.text = text;
    return answer;
}

} // namespace espalier
