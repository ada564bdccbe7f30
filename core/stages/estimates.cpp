#include "core/stages/estimates.h"

namespace espalier {

namespace fs = std::filesystem;

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

Estimate writingEstimate(const Writing& writing, const Facts& model, const Machine& machine)
{
    Estimate result;
    // A token of an answer reads all weights; a batch shares each read.
    result.flops = writing.tokens * trainFlopsPerToken(model, model.positions) / 3;
    result.seconds =
        0.5 + static_cast<double>(writing.passes) * result.flops / machine.flopsPerSecond;
    result.memoryBytes = 250e6 + 8.0 * static_cast<double>(writing.models * model.parameters) +
                         8.0 * static_cast<double>(writing.batch * model.positions) *
                             static_cast<double>(model.layers * model.width);
    return result;
}

Facts factsOf(const StageQuery& query, const char* port)
{
    const auto found = query.inputs.find(port);
    return found == query.inputs.end() ? Facts{} : found->second;
}

} // namespace espalier
