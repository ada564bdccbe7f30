#include "core/stages/tokenizer_train.h"

#include "core/stages/estimates.h"

#include <algorithm>

namespace espalier {

namespace {

std::map<std::string, Facts> inferTrained(const StageQuery& query)
{
    const auto params = bind<TokenizerTrainParams>(query.params);
    Facts facts;
    facts.bytes = factsOf(query, "text").bytes;
    facts.vocabSize = params.kind != "character" ? params.vocabSize : 0;
    // English and Korean with 2,048 merges give about 3 bytes a token; it grows with the
    // vocabulary's logarithm.
    facts.bytesPerToken = params.kind != "character"
                              ? 0.35 * std::log2(static_cast<double>(params.vocabSize)) - 0.8
                              : 1.0;
    return {{"tokenizer", facts}};
}

Estimate estimateTrained(const StageQuery& query, const Machine& machine)
{
    const auto params = bind<TokenizerTrainParams>(query.params);
    double bytes = static_cast<double>(factsOf(query, "text").bytes);
    if (params.maxMegabytes > 0)
        bytes = std::min(bytes, params.maxMegabytes * 1e6);
    const double merges = params.kind != "character" ? static_cast<double>(params.vocabSize) : 0;
    return {
        100e6 + 0.5 * bytes,
        0.1 + bytes / (10e6 * machine.threads) + merges * 5e-4,
        100.0 * merges + 1e5,
        0};
}

std::vector<Finding> checkTrained(const StageQuery& query)
{
    const auto params = bind<TokenizerTrainParams>(query.params);
    std::vector<Finding> findings;
    if (params.kind == "bpe" &&
        params.vocabSize < 256 + static_cast<int64_t>(params.specialTokens.size()))
        findings.push_back(
            {"vocab_size",
             tr("`vocab_size` must be at least 256 bytes and {} special tokens.",
                params.specialTokens.size())});
    if (std::ranges::find(params.specialTokens, std::string()) != params.specialTokens.end())
        findings.push_back({"special_tokens", tr("a special token is empty; take it out.")});
    return findings;
}

std::vector<Finding> checkLoaded(const StageQuery& query)
{
    const auto params = bind<TokenizerLoadParams>(query.params);
    if (params.path.empty())
        return {{"path", tr("no file is named; set `path`.")}};
    if (!std::filesystem::exists(query.folder / params.path))
        return {
            {"path",
             tr("the file {} does not exist. Check the path.",
                (query.folder / params.path).lexically_normal().string())}};
    return {};
}

} // namespace

StageInfo tokenizerTrain()
{
    return {
        .name = "tokenizer.train",
        .title = trNoop("Train a tokenizer"),
        .help = trNoop("Learns how to cut text into tokens. Byte-level BPE merges the most "
                       "frequent neighbours until the vocabulary is full; WordPiece does so within "
                       "words and has the mask token that models which fill gaps need; the "
                       "character tokenizer takes each character as one token."),
        .inputs = {{"text", PortType::Text}},
        .outputs = {{"tokenizer", PortType::Tokenizer}},
        .params = describe<TokenizerTrainParams>(),
        .infer = inferTrained,
        .estimate = estimateTrained,
        .check = checkTrained,
    };
}

StageInfo tokenizerLoad()
{
    return {
        .name = "tokenizer.load",
        .title = trNoop("Load a tokenizer"),
        .help = trNoop(
            "Reads a tokenizer that exists: a Hugging Face tokenizer.json, GPT-2's own files, or "
            "BERT's vocab.txt."),
        .inputs = {},
        .outputs = {{"tokenizer", PortType::Tokenizer}},
        .params = describe<TokenizerLoadParams>(),
        .infer =
            [](const StageQuery&) {
                return std::map<std::string, Facts>{{"tokenizer", Facts{}}};
            },
        .estimate =
            [](const StageQuery& query, const Machine&) {
                const auto bytes =
                    static_cast<double>(textBytes(query.folder / textOf(query.params, "path")));
                return Estimate{60e6 + 20 * bytes, 0.1 + bytes / 10e6, bytes + 1e5, 0};
            },
        .check = checkLoaded,
    };
}

} // namespace espalier
