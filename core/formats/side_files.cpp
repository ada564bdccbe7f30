#include "core/formats/side_files.h"

#include "core/base/files.h"
#include "core/formats/json_reader.h"

namespace espalier {

namespace fs = std::filesystem;
using nlohmann::json;
using nlohmann::ordered_json;

namespace {

void write(const fs::path& file, const ordered_json& content)
{
    writeAtomically(file, content.dump(2) + "\n");
}

/// A special token is written as its text, or as an object with the text in `content`.
std::optional<std::string> readToken(const JsonReader& in, const char* key)
{
    const json* value = in.find(key);
    if (value == nullptr)
        return std::nullopt;
    if (value->is_object() && value->contains("content") && (*value)["content"].is_string())
        return (*value)["content"].get<std::string>();
    if (!value->is_string())
        throw in.wrong(key, tr("it should be a text or an object with `content`."));
    return value->get<std::string>();
}

/// One template, or a list of named ones of which "default" counts.
std::string readTemplate(const JsonReader& in)
{
    const json* value = in.find("chat_template");
    if (value == nullptr || value->is_string())
        return value == nullptr ? "" : value->get<std::string>();
    if (value->is_array())
        for (const auto& entry : *value)
            if (entry.is_object() && entry.value("name", json()) == "default" &&
                entry.value("template", json()).is_string())
                return entry["template"].get<std::string>();
    throw in.wrong(
        "chat_template", tr("it should be a text or a list with an entry named default."));
}

/// The four tokens by key, those that are set.
ordered_json specialTokens(const TokenizerConfig& config)
{
    ordered_json out = ordered_json::object();
    const auto add = [&](const char* key, const std::optional<std::string>& token) {
        if (token)
            out[key] = *token;
    };
    add("bos_token", config.bosToken);
    add("eos_token", config.eosToken);
    add("pad_token", config.padToken);
    add("unk_token", config.unkToken);
    return out;
}

} // namespace

bool present(const fs::path& file)
{
    std::error_code ignored;
    return fs::exists(file, ignored);
}

std::optional<GenerationConfig> readGenerationConfig(const fs::path& folder)
{
    const fs::path file = folder / "generation_config.json";
    if (!present(file))
        return std::nullopt;
    const json object = readJsonObject(file);
    const JsonReader in(object, file.string());
    GenerationConfig config;
    config.bosId = in.integer("bos_token_id").value_or(-1);
    config.eosIds = in.integers("eos_token_id");
    config.padId = in.integer("pad_token_id").value_or(-1);
    config.doSample = in.boolean("do_sample");
    config.temperature = in.number("temperature");
    config.topP = in.number("top_p");
    config.minP = in.number("min_p");
    config.repetitionPenalty = in.number("repetition_penalty");
    config.topK = in.integer("top_k");
    config.maxNewTokens = in.integer("max_new_tokens");
    return config;
}

void writeGenerationConfig(const GenerationConfig& config, const fs::path& folder)
{
    ordered_json out;
    out["_from_model_config"] = true;
    if (config.bosId >= 0)
        out["bos_token_id"] = config.bosId;
    if (config.eosIds.size() == 1)
        out["eos_token_id"] = config.eosIds.front();
    else if (!config.eosIds.empty())
        out["eos_token_id"] = config.eosIds;
    if (config.padId >= 0)
        out["pad_token_id"] = config.padId;
    const auto add = [&](const char* key, const auto& value) {
        if (value)
            out[key] = *value;
    };
    add("do_sample", config.doSample);
    add("temperature", config.temperature);
    add("top_k", config.topK);
    add("top_p", config.topP);
    add("min_p", config.minP);
    add("repetition_penalty", config.repetitionPenalty);
    add("max_new_tokens", config.maxNewTokens);
    write(folder / "generation_config.json", out);
}

std::optional<TokenizerConfig> readTokenizerConfig(const fs::path& folder)
{
    const fs::path file = folder / "tokenizer_config.json";
    const fs::path templateFile = folder / "chat_template.jinja";
    if (!present(file) && !present(templateFile))
        return std::nullopt;
    TokenizerConfig config;
    if (present(file)) {
        const json object = readJsonObject(file);
        const JsonReader in(object, file.string());
        config.tokenizerClass = in.text("tokenizer_class").value_or(config.tokenizerClass);
        config.bosToken = readToken(in, "bos_token");
        config.eosToken = readToken(in, "eos_token");
        config.padToken = readToken(in, "pad_token");
        config.unkToken = readToken(in, "unk_token");
        config.addBosToken = in.boolean("add_bos_token").value_or(false);
        // "No limit" is written as 10^30.
        const double length = in.number("model_max_length").value_or(0);
        config.maxLength = length > 0 && length < 1e15 ? static_cast<int64_t>(length) : 0;
        config.chatTemplate = readTemplate(in);
    }
    if (present(templateFile)) // the newer place, and the one that counts where both are there
        config.chatTemplate = readFile(templateFile);
    return config;
}

void writeTokenizerConfig(const TokenizerConfig& config, const fs::path& folder)
{
    const ordered_json tokens = specialTokens(config);
    ordered_json out;
    out["tokenizer_class"] = config.tokenizerClass;
    out.update(tokens);
    out["add_bos_token"] = config.addBosToken;
    out["clean_up_tokenization_spaces"] = false;
    if (config.maxLength > 0)
        out["model_max_length"] = config.maxLength;
    if (!config.chatTemplate.empty())
        out["chat_template"] = config.chatTemplate;
    write(folder / "tokenizer_config.json", out);
    write(folder / "special_tokens_map.json", tokens);
}

} // namespace espalier
