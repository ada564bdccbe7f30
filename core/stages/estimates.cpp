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

Facts factsOf(const StageQuery& query, const char* port)
{
    const auto found = query.inputs.find(port);
    return found == query.inputs.end() ? Facts{} : found->second;
}

} // namespace espalier
