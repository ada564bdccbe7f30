#include "core/stages/estimates.h"

#include <algorithm>

namespace espalier {

namespace fs = std::filesystem;

namespace {

/// Bytes a second at which weights come from memory.
constexpr double kMemoryRate = 1.4e10;

double headWeights(const Facts& model)
{
    return static_cast<double>(model.vocabSize * model.width);
}

/// All but the tables that words come from and go to.
double blockWeights(const Facts& model)
{
    const double tables = model.tiedHead || model.classifies ? 1 : 2;
    return std::max(0.0, static_cast<double>(model.parameters) - tables * headWeights(model));
}

/// Scores of queries and keys, and their sums of values, once.
double attentionFlops(const Facts& model, const Passing& rows)
{
    return 2 * static_cast<double>(model.layers * model.width) * rows.length * rows.tokens;
}

} // namespace

int64_t textBytes(const fs::path& path)
{
    const auto sizeOf = [](const fs::path& file) {
        std::error_code code;
        const auto size = fs::file_size(file, code);
        return code ? int64_t{0} : static_cast<int64_t>(size) * (file.extension() == ".gz" ? 4 : 1);
    };
    std::error_code code;
    if (!fs::is_directory(path, code))
        return sizeOf(path);
    int64_t total = 0;
    for (fs::recursive_directory_iterator entry(path, code), end; !code && entry != end;
         entry.increment(code))
        if (entry->is_regular_file(code))
            total += sizeOf(entry->path());
    return total;
}

Facts modelFacts(const ModelConfig& config)
{
    Facts facts;
    facts.vocabSize = config.vocabSize;
    facts.parameters = config.parameterCount();
    facts.layers = config.layers;
    facts.width = config.width;
    facts.heads = config.heads;
    facts.inner = config.inner;
    facts.positions = config.positions;
    facts.family = modelFamilyName(config.family);
    facts.classifies = config.classifies();
    facts.tiedHead = config.tiedHead;
    return facts;
}

double trainFlopsPerToken(const Facts& model, int64_t block)
{
    return 6.0 * static_cast<double>(model.parameters) +
           12.0 * static_cast<double>(model.layers * model.width * block);
}

double trainedWeights(const Facts& model)
{
    return static_cast<double>(model.adapted > 0 ? model.adapted : model.parameters);
}

double forwardFlops(const Facts& model, const Passing& rows)
{
    return 2 * (blockWeights(model) * rows.tokens + headWeights(model) * rows.scored) +
           attentionFlops(model, rows);
}

double learningFlops(const Facts& model, const Passing& rows, double trained)
{
    const double weights = std::max(1.0, static_cast<double>(model.parameters));
    const double share = std::min(1.0, trained / weights);
    return 2 * (2 + share) * blockWeights(model) * rows.tokens +
           2 * (3 + share) * headWeights(model) * rows.scored + 3 * attentionFlops(model, rows);
}

double bytesPerToken(const Facts& model)
{
    return model.bytesPerToken > 0 ? model.bytesPerToken : 4;
}

int64_t integerOf(const Values& params, const char* name, int64_t fallback)
{
    const auto found = params.find(name);
    return found != params.end() && found->is_number() ? found->get<int64_t>() : fallback;
}

double numberOf(const Values& params, const char* name, double fallback)
{
    const auto found = params.find(name);
    return found != params.end() && found->is_number() ? found->get<double>() : fallback;
}

std::string textOf(const Values& params, const char* name)
{
    const auto found = params.find(name);
    return found != params.end() && found->is_string() ? found->get<std::string>() : std::string();
}

bool flagOf(const Values& params, const char* name)
{
    const auto found = params.find(name);
    return found != params.end() && found->is_boolean() && found->get<bool>();
}

std::optional<Finding> blockTooLong(int64_t block, const Facts& model)
{
    if (model.positions <= 0 || block <= model.positions)
        return std::nullopt;
    return Finding{
        "block",
        tr("a block of {} tokens is longer than the model's {} positions; make `block` "
           "smaller or `positions` larger.",
           block,
           model.positions)};
}

std::optional<Finding> cantAnswer(const Facts& model)
{
    if (model.family != "bert" && !model.classifies)
        return std::nullopt;
    return Finding{"", tr("this model can't write answers; wire a causal language model.")};
}

std::optional<Finding> noRoomToAsk(int64_t tokens, const Facts& model)
{
    if (model.positions <= 0 || tokens < model.positions)
        return std::nullopt;
    return Finding{
        "max_new_tokens",
        tr("answers of {} tokens leave no room for the problem in the model's {} positions.",
           tokens,
           model.positions)};
}

namespace {

double writingFlops(const Writing& writing, const Facts& model)
{
    // Rows fill a part of the model's positions.
    const double length = static_cast<double>(model.positions) / 2;
    return forwardFlops(model, {writing.tokens + writing.read, writing.tokens, length}) *
           static_cast<double>(writing.passes);
}

} // namespace

double writingSeconds(const Writing& writing, const Facts& model, const Machine& machine)
{
    const double steps = writing.tokens / static_cast<double>(std::max<int64_t>(1, writing.batch));
    return std::max(
        writingFlops(writing, model) / machine.flopsPerSecond,
        steps * 4 * (blockWeights(model) + headWeights(model)) / kMemoryRate);
}

Estimate writingEstimate(const Writing& writing, const Facts& model, const Machine& machine)
{
    Estimate result;
    result.flops = writingFlops(writing, model);
    result.seconds = 0.5 + writingSeconds(writing, model, machine);
    result.memoryBytes = 250e6 + 8.0 * static_cast<double>(writing.models * model.parameters) +
                         8.0 * static_cast<double>(writing.batch * model.positions) *
                             static_cast<double>(model.layers * model.width);
    return result;
}

Facts rankedFacts(const Facts& candidates, const std::string& pairs)
{
    constexpr int64_t kUsual = 4;
    const int64_t answers = candidates.answers > 0 ? candidates.answers : kUsual;
    const int64_t each = pairs == "extremes" ? 1
                         : pairs == "all"    ? answers * (answers - 1) / 2
                                             : answers - 1;
    Facts facts;
    facts.answers = answers;
    facts.prompts = candidates.documents;
    facts.documents = candidates.documents * each;
    // A prompt is about as long as an answer, and stands in each of its pairs.
    facts.bytes = candidates.bytes * each * 3 / (answers + 1);
    return facts;
}

double promptTokens(const Facts& rows, const Facts& model)
{
    constexpr double kUnknown = 48, kShare = 0.6;
    if (rows.documents <= 0 || rows.bytes <= 0)
        return kUnknown;
    return kShare * static_cast<double>(rows.bytes) / static_cast<double>(rows.documents) /
           bytesPerToken(model);
}

Facts factsOf(const StageQuery& query, const char* port)
{
    const auto found = query.inputs.find(port);
    return found == query.inputs.end() ? Facts{} : found->second;
}

} // namespace espalier
