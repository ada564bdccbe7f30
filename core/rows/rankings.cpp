#include "core/rows/rankings.h"

#include "core/base/error.h"
#include "core/base/files.h"

#include <nlohmann/json.hpp>

#include <fstream>

namespace espalier {

namespace {

std::filesystem::path rankingsFile(const std::filesystem::path& folder, Split side)
{
    return folder / (side == Split::Train ? "train.rankings.jsonl" : "validation.rankings.jsonl");
}

} // namespace

void writeRankings(
    const std::filesystem::path& folder, Split side, const std::vector<RankedRow>& rankings)
{
    std::string text;
    for (const RankedRow& ranked : rankings) {
        nlohmann::ordered_json line;
        line["row"] = nlohmann::ordered_json::parse(rowToJson(ranked.row));
        line["answers"] = nlohmann::ordered_json::array();
        for (const Passage& answer : ranked.answers) {
            Row alone;
            alone.completion = answer;
            line["answers"].push_back(nlohmann::ordered_json::parse(rowToJson(alone)));
        }
        line["places"] = ranked.places;
        line["weight"] = ranked.weight;
        text += line.dump() + "\n";
    }
    writeAtomically(rankingsFile(folder, side), text);
}

std::vector<RankedRow> readRankings(const std::filesystem::path& folder, Split side)
{
    const auto path = rankingsFile(folder, side);
    std::vector<RankedRow> all;
    if (!std::filesystem::exists(path))
        return all;
    std::ifstream file(path);
    std::string line;
    while (std::getline(file, line)) {
        try {
            const auto json = nlohmann::json::parse(line);
            RankedRow ranked;
            ranked.row = rowFromJson(json.at("row").dump());
            for (const auto& answer : json.at("answers"))
                ranked.answers.push_back(rowFromJson(answer.dump()).completion);
            ranked.places = json.at("places").get<std::vector<std::vector<int64_t>>>();
            ranked.weight = json.value("weight", 1.0);
            for (const auto& place : ranked.places)
                for (const int64_t answer : place)
                    if (answer < 0 || answer >= static_cast<int64_t>(ranked.answers.size()))
                        throw inputError(
                            "{} is damaged at line {}.", path.string(), all.size() + 1);
            all.push_back(std::move(ranked));
        } catch (const nlohmann::json::exception&) {
            throw inputError("{} is damaged at line {}.", path.string(), all.size() + 1);
        }
    }
    return all;
}

} // namespace espalier
