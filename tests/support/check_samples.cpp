/// check_samples CORPUS_FOLDER LANGUAGE < samples.jsonl
///
/// Reads what `espalier-engine generate --json` wrote and says how much of it is the built-in
/// world's language, and how much of it stands word for word in the training text. Prints one JSON
/// object:
/// {"samples", "sentences", "parsed", "parsed_share", "copied"}; `copied` counts samples that share
/// twelve words in a row with the training text. A sample that was cut at its length ends in half a
/// sentence, which is left out.

#include "core/base/hash.h"
#include "core/data/corpus.h"
#include "core/data/world.h"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <iostream>
#include <unordered_set>

using namespace espalier;

namespace {

constexpr size_t kRun = 12;

std::string joined(const std::vector<std::string>& words, size_t from)
{
    std::string text;
    for (size_t i = from; i < from + kRun; ++i)
        text += words[i] + ' ';
    return text;
}

std::unordered_set<uint64_t> runsOf(const Corpus& corpus)
{
    std::unordered_set<uint64_t> runs;
    for (uint64_t i = 0; i < corpus.documents(); ++i) {
        const auto words = worldWords(corpus.document(i));
        for (size_t from = 0; from + kRun <= words.size(); ++from)
            runs.insert(hash64(joined(words, from)));
    }
    return runs;
}

bool isCopied(const std::string& text, const std::unordered_set<uint64_t>& runs)
{
    const auto words = worldWords(text);
    for (size_t from = 0; from + kRun <= words.size(); ++from)
        if (runs.contains(hash64(joined(words, from))))
            return true;
    return false;
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 3) {
        std::fputs("usage: check_samples CORPUS_FOLDER en|ko < samples.jsonl\n", stderr);
        return 2;
    }
    const Corpus corpus(argv[1], "train");
    const auto language = std::string(argv[2]) == "ko" ? Language::Korean : Language::English;
    const auto runs = runsOf(corpus);
    size_t samples = 0, sentences = 0, parsed = 0, copied = 0;
    std::string line;
    while (std::getline(std::cin, line)) {
        const auto sample = nlohmann::json::parse(line);
        const auto text = sample.at("text").get<std::string>();
        auto all = sentencesOf(text);
        if (sample.at("reason") == "length" && !all.empty())
            all.pop_back();
        for (const auto& sentence : all) {
            ++sentences;
            if (parsesSentence(sentence, language))
                ++parsed;
            else
                std::fprintf(stderr, "not parsed: %s\n", sentence.c_str());
        }
        ++samples;
        copied += isCopied(text, runs) ? 1 : 0;
    }
    const nlohmann::json result{
        {"samples", samples},
        {"sentences", sentences},
        {"parsed", parsed},
        {"parsed_share",
         sentences > 0 ? static_cast<double>(parsed) / static_cast<double>(sentences) : 0},
        {"copied", copied}};
    std::cout << result.dump() << "\n";
    return 0;
}
