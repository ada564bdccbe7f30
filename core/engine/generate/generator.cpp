#include "core/engine/generate/generator.h"

#include "core/base/error.h"
#include "core/engine/generate/decoder.h"
#include "core/engine/generate/sampling.h"

#include <algorithm>

namespace espalier {

namespace {

/// A request that stands in a place of the batch.
struct Running
{
    size_t request;
    int64_t place;
    Random random;
    std::vector<int64_t> seen; ///< prompt and continuation
    size_t fed = 0;            ///< how many of `seen` the decoder has read
};

/// A stop string can only end in the newest token: so many last ids hold it whole, since an id
/// gives a byte or more. Some ids (special ones) may decode to nothing, hence the margin.
size_t tailLength(const std::vector<std::string>& stops)
{
    size_t longest = 0;
    for (const std::string& stop : stops) {
        longest = std::max(longest, stop.size());
    }
    return longest + 16;
}

/// First place in `text` where any of the strings begins.
size_t firstStop(const std::string& text, const std::vector<std::string>& stops)
{
    size_t first = std::string::npos;
    for (const std::string& stop : stops) {
        if (!stop.empty()) {
            first = std::min(first, text.find(stop));
        }
    }
    return first;
}

bool stopsAtString(
    const GenerationRequest& request, const GenerationResult& result, const DecodeFunction& decode)
{
    if (request.stopStrings.empty() || !decode) {
        return false;
    }
    const size_t tail = std::min(result.ids.size(), tailLength(request.stopStrings));
    const std::vector<int64_t> last(
        result.ids.end() - static_cast<std::ptrdiff_t>(tail), result.ids.end());
    return firstStop(decode(last), request.stopStrings) != std::string::npos;
}

} // namespace

class Generator::Impl
{
public:
    Impl(Transformer model, GeneratorOptions options)
        : m_config(model->config())
        , m_options(options)
        , m_decoder(
              options.fused && fusedApplies(model->headWeight()) && model->folds()
                  ? makeFastDecoder(model)
                  : makePlainDecoder(model, options.fused))
    {
        TORCH_CHECK(options.batch > 0, "Generator: batch ", options.batch);
        m_config.positions -= model->virtualTokens(); // what is left for a text
    }

    void refresh() { m_decoder->refresh(); }
    std::vector<GenerationResult> generate(
        const std::vector<GenerationRequest>& requests,
        const DecodeFunction& decode,
        const TokenCallback& onToken);

private:
    void check(const std::vector<GenerationRequest>& requests) const;
    void sampleAll(const std::vector<GenerationRequest>& requests);
    std::optional<FinishReason> finished(
        const GenerationRequest& request,
        const GenerationResult& result,
        const Running& running,
        const DecodeFunction& decode) const;

    ModelConfig m_config;
    GeneratorOptions m_options;
    std::unique_ptr<Decoder> m_decoder;
    std::vector<Running> m_running;
    std::vector<Sampled> m_sampled;
    std::vector<float> m_logits; ///< (running, vocab)
};

void Generator::Impl::check(const std::vector<GenerationRequest>& requests) const
{
    for (size_t i = 0; i < requests.size(); ++i) {
        const auto& prompt = requests[i].prompt;
        if (prompt.empty()) {
            throw inputError("Prompt {} is empty; give at least one token to go on from.", i + 1);
        }
        if (static_cast<int64_t>(prompt.size()) > m_config.positions) {
            throw inputError(
                "Prompt {} has {} tokens, but the model reads at most {}; shorten it.",
                i + 1,
                prompt.size(),
                m_config.positions);
        }
        for (const int64_t id : prompt) {
            if (id < 0 || id >= m_config.vocabSize) {
                throw inputError(
                    "Prompt {} has the token id {}, but the model's vocabulary has {}; the "
                    "tokenizer "
                    "belongs to another model.",
                    i + 1,
                    id,
                    m_config.vocabSize);
            }
        }
    }
}

void Generator::Impl::sampleAll(const std::vector<GenerationRequest>& requests)
{
    m_sampled.resize(m_running.size());
    const int64_t vocab = m_config.vocabSize;
    at::parallel_for(
        0,
        static_cast<int64_t>(m_running.size()),
        std::max<int64_t>(1, 16384 / vocab),
        [&](int64_t begin, int64_t end) {
            std::vector<float> work;
            for (int64_t i = begin; i < end; ++i) {
                Running& running = m_running[static_cast<size_t>(i)];
                m_sampled[static_cast<size_t>(i)] = sample(
                    work,
                    m_logits.data() + i * vocab,
                    vocab,
                    requests[running.request].sampling,
                    running.seen,
                    running.random);
            }
        });
}

std::optional<FinishReason> Generator::Impl::finished(
    const GenerationRequest& request,
    const GenerationResult& result,
    const Running& running,
    const DecodeFunction& decode) const
{
    const auto& stops = request.stopIds;
    if (std::find(stops.begin(), stops.end(), result.ids.back()) != stops.end()) {
        return FinishReason::StopId;
    }
    if (stopsAtString(request, result, decode)) {
        return FinishReason::StopString;
    }
    if (static_cast<int64_t>(result.ids.size()) >= request.maxNewTokens) {
        return FinishReason::Length;
    }
    // The newest id still has to be read to go on.
    if (static_cast<int64_t>(running.seen.size()) > m_config.positions) {
        return FinishReason::ContextFull;
    }
    return std::nullopt;
}

std::vector<GenerationResult> Generator::Impl::generate(
    const std::vector<GenerationRequest>& requests,
    const DecodeFunction& decode,
    const TokenCallback& onToken)
{
    check(requests);
    std::vector<GenerationResult> results(requests.size());
    const auto places = std::min<int64_t>(m_options.batch, static_cast<int64_t>(requests.size()));
    int64_t capacity = 1;
    for (const auto& request : requests) {
        capacity =
            std::max(capacity, static_cast<int64_t>(request.prompt.size()) + request.maxNewTokens);
    }
    m_decoder->prepare(places, std::min(capacity, m_config.positions));
    m_running.clear();
    std::vector<int64_t> free;
    for (int64_t place = places - 1; place >= 0; --place) {
        free.push_back(place);
    }
    size_t next = 0;
    std::vector<Feed> feeds;
    while (next < requests.size() || !m_running.empty()) {
        for (; !free.empty() && next < requests.size(); ++next) {
            if (requests[next].maxNewTokens <= 0) {
                continue;
            }
            m_decoder->clear(free.back());
            m_running.push_back(
                {next,
                 free.back(),
                 Random(requests[next].seed, "generate"),
                 requests[next].prompt});
            free.pop_back();
        }
        feeds.clear();
        for (Running& running : m_running) {
            feeds.push_back(
                {running.place, std::span<const int64_t>(running.seen).subspan(running.fed)});
            running.fed = running.seen.size();
        }
        m_logits.resize(m_running.size() * static_cast<size_t>(m_config.vocabSize));
        if (!feeds.empty()) {
            m_decoder->feed(feeds, m_logits.data());
        }
        sampleAll(requests);
        std::vector<Running> going;
        for (size_t i = 0; i < m_running.size(); ++i) {
            Running& running = m_running[i];
            GenerationResult& result = results[running.request];
            const Sampled sampled = m_sampled[i];
            running.seen.push_back(sampled.id);
            result.ids.push_back(sampled.id);
            result.logProbs.push_back(sampled.logProb);
            auto reason = finished(requests[running.request], result, running, decode);
            if (onToken && !onToken(running.request, sampled.id, sampled.logProb) && !reason) {
                reason = FinishReason::Cancelled;
            }
            if (reason) {
                result.reason = *reason;
                free.push_back(running.place);
            } else {
                going.push_back(std::move(running));
            }
        }
        m_running = std::move(going);
    }
    for (size_t i = 0; decode && i < results.size(); ++i) {
        results[i].text = decode(results[i].ids);
        if (results[i].reason == FinishReason::StopString) {
            const size_t end = firstStop(results[i].text, requests[i].stopStrings);
            results[i].text.resize(std::min(end, results[i].text.size()));
        }
    }
    return results;
}

Generator::Generator(Transformer model, GeneratorOptions options)
    : m_impl(std::make_unique<Impl>(std::move(model), options))
{
}
Generator::~Generator() = default;
Generator::Generator(Generator&&) noexcept = default;
Generator& Generator::operator=(Generator&&) noexcept = default;

std::vector<GenerationResult> Generator::generate(
    const std::vector<GenerationRequest>& requests,
    const DecodeFunction& decode,
    const TokenCallback& onToken)
{
    return m_impl->generate(requests, decode, onToken);
}

void Generator::refresh()
{
    m_impl->refresh();
}

} // namespace espalier
