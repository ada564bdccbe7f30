/// check_samples CORPUS_FOLDER LANGUAGE < samples.jsonl
/// check_samples LANGUAGE TRAIN HELD_OUT
///
/// Reads what `espalier-engine generate --json` wrote and says how much of it is the built-in
/// world's language, and how much of it stands word for word in the training text. Prints one JSON
/// object:
/// {"samples", "sentences", "parsed", "parsed_share", "copied"}; `copied` counts samples that share
/// twelve words in a row with the training text. A sample that was cut at its length ends in half a
/// sentence, which is left out.
///
/// The second form measures the world itself: how many of its first HELD_OUT validation documents
/// share such a run with the first TRAIN training documents. The runs go to standard error.

#include "core/data/corpus.h"
#include "tests/support/shared_runs.h"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <iostream>

using namespace espalier;

namespace {

Language languageNamed(const std::string& name)
{
    return name == "ko" ? Language::Korean : Language::English;
}

int measureWorld(Language language, uint64_t train, uint64_t held)
{
    std::vector<std::string> found;
    const size_t shared = sharedWithTraining(language, 1, train, held, found);
    for (const auto& run : found)
        std::fprintf(stderr, "shared: %s\n", run.c_str());
    std::cout << nlohmann::json{{"documents", held}, {"shared", shared}}.dump() << "\n";
    return 0;
}

int checkSamples(const Corpus& corpus, Language language)
{
    SharedRuns runs;
    for (uint64_t i = 0; i < corpus.documents(); ++i)
        runs.add(corpus.document(i));
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
        if (const auto run = runs.firstShared(text); !run.empty()) {
            ++copied;
            std::fprintf(stderr, "copied: %s\n", run.c_str());
        }
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

} // namespace

int main(int argc, char** argv)
{
    if (argc == 3)
        return checkSamples(Corpus(argv[1], "train"), languageNamed(argv[2]));
    if (argc == 4)
        return measureWorld(languageNamed(argv[1]), std::stoull(argv[2]), std::stoull(argv[3]));
    std::fputs(
        "usage: check_samples CORPUS_FOLDER en|ko < samples.jsonl\n"
        "       check_samples en|ko TRAIN HELD_OUT\n",
        stderr);
    return 2;
}
