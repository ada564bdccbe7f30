#include "core/engine/stages/sample_texts.h"

#include "core/base/random.h"
#include "core/engine/generate/generator.h"

namespace espalier {

namespace {

/// The fast decoder packs the weights: a second copy, which at 12 x 768 was the peak of a training
/// with LoRA. Models with more weights than this write their few samples without it.
constexpr int64_t kMostPacked = 50'000'000;

} // namespace

std::vector<SamplePrompt>
samplePrompts(const Tokenizer& tokenizer, const std::vector<std::string>& prompts)
{
    std::vector<SamplePrompt> all;
    for (const std::string& prompt : prompts)
        all.push_back({prompt, tokenizer.encode(prompt)});
    return all;
}

std::vector<SampledText> continuePrompts(
    Transformer model,
    const Tokenizer& tokenizer,
    const std::vector<SamplePrompt>& prompts,
    const TrainingParams& params)
{
    std::vector<GenerationRequest> requests;
    for (size_t i = 0; i < prompts.size(); ++i) {
        GenerationRequest request;
        request.prompt.assign(prompts[i].ids.begin(), prompts[i].ids.end());
        if (request.prompt.empty())
            request.prompt.push_back(
                tokenizer.special().bos.value_or(tokenizer.special().eos.value_or(0)));
        const int64_t room = model->config().positions - model->virtualTokens() - 1;
        if (static_cast<int64_t>(request.prompt.size()) > room)
            request.prompt.erase(request.prompt.begin(), request.prompt.end() - room);
        request.maxNewTokens = params.sampleTokens;
        request.sampling.temperature = params.sampleTemperature;
        request.sampling.topK = params.sampleTopK;
        request.seed = Random(static_cast<uint64_t>(params.seed), "sample", i).bits();
        request.stopIds = model->config().eosIds;
        requests.push_back(std::move(request));
    }
    if (requests.empty())
        return {};
    const auto decode = [&](const std::vector<int64_t>& ids) {
        return tokenizer.decode(std::vector<int32_t>(ids.begin(), ids.end()), true);
    };
    GeneratorOptions options;
    options.fused = model->config().parameterCount() <= kMostPacked;
    const auto results = Generator(model, options).generate(requests, decode);
    std::vector<SampledText> texts;
    for (size_t i = 0; i < results.size(); ++i)
        texts.push_back(
            {static_cast<int>(i),
             prompts[i].shown,
             results[i].text,
             static_cast<int64_t>(results[i].ids.size())});
    return texts;
}

std::vector<SampledText> fillGaps(
    Transformer model,
    const Tokenizer& tokenizer,
    int64_t maskId,
    const std::vector<std::string>& prompts,
    const std::vector<int64_t>& example)
{
    const torch::NoGradGuard guard;
    std::vector<SampledText> texts;
    for (size_t i = 0; i < prompts.size(); ++i) {
        std::vector<int64_t> ids = example;
        if (!prompts[i].empty()) {
            const auto encoded = tokenizer.encode(prompts[i], true, true);
            ids.assign(encoded.begin(), encoded.end());
        } else {
            for (size_t t = 3; t < ids.size(); t += 7)
                ids[t] = maskId;
        }
        if (ids.empty() || static_cast<int64_t>(ids.size()) > model->config().positions)
            continue;
        const auto input = torch::tensor(ids, torch::kInt64).unsqueeze(0).to(model->device());
        const auto best = model->logits(model->forward(input)).argmax(-1)[0].cpu();
        std::string text;
        for (size_t t = 0; t < ids.size(); ++t) {
            const bool gap = ids[t] == maskId;
            const auto id =
                static_cast<int32_t>(gap ? best[static_cast<int64_t>(t)].item<int64_t>() : ids[t]);
            if (tokenizer.isSpecial(id) && !gap)
                continue;
            // Words of a WordPiece tokenizer carry no blank of their own.
            std::string word(
                tokenizer.kind() == "WordPiece" ? tokenizer.tokenOf(id) : tokenizer.bytesOf(id));
            const bool piece = word.starts_with("##");
            if (piece)
                word.erase(0, 2);
            if (tokenizer.kind() == "WordPiece" && !piece && !text.empty())
                text += ' ';
            text += gap ? "[" + word + "]" : word;
        }
        texts.push_back({static_cast<int>(i), prompts[i], text, static_cast<int64_t>(ids.size())});
    }
    return texts;
}

} // namespace espalier
