/// Tokenizers from and to files: tokenizer.json, tokenizer_config.json, GPT-2's vocab.json with
/// merges.txt, BERT's vocab.txt.

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/text/tokenizer_parts.h"

#include <algorithm>

namespace espalier {

namespace fs = std::filesystem;

namespace {

using Json = nlohmann::json;

constexpr std::string_view kVocabEnding = "vocab.json";
constexpr std::string_view kMergesEnding = "merges.txt";
constexpr std::string_view kBertVocabEnding = "vocab.txt";

Json parseJson(std::string_view text, const std::string& what)
{
    try {
        return Json::parse(text);
    } catch (const nlohmann::json::parse_error& error) {
        const size_t at = std::min<size_t>(error.byte, text.size());
        const auto line = 1 + std::ranges::count(text.substr(0, at), '\n');
        throw inputError("{} is not valid JSON at line {} (byte {}).", what, line, error.byte);
    } catch (const nlohmann::json::exception& error) {
        throw inputError("{} is not valid JSON: {}.", what, error.what());
    }
}

/// The lines of merges.txt as entries of model.merges; a first line "#version ..." is no merge.
Json readMergesText(std::string_view text)
{
    Json merges = Json::array();
    bool first = true;
    while (!text.empty()) {
        const size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        const bool header = first && line.starts_with("#version");
        first = false;
        if (!line.empty() && !header)
            merges.push_back(line);
    }
    return merges;
}

Tokenizer loadPair(const fs::path& vocabFile, const fs::path& mergesFile)
{
    for (const fs::path& file : {vocabFile, mergesFile})
        if (!fs::exists(file))
            throw inputError(
                "The file {} is missing. GPT-2's tokenizer is two files: vocab.json and "
                "merges.txt.",
                file.string());
    Json file = gpt2Sections();
    file["model"]["vocab"] = parseJson(readFile(vocabFile), vocabFile.string());
    file["model"]["merges"] = readMergesText(readFile(mergesFile));
    const Json& vocab = file["model"]["vocab"];
    Json added = Json::array();
    if (const auto end = vocab.find("<|endoftext|>");
        end != vocab.end() && end->is_number_integer())
        added.push_back(addedTokenJson({.id = end->get<int32_t>(), .content = "<|endoftext|>"}));
    file["added_tokens"] = std::move(added);
    return Tokenizer(readParts(std::move(file), {}));
}

/// "x_vocab.json" and "x_merges.txt" of either of them.
std::pair<fs::path, fs::path> pairOf(const fs::path& file)
{
    const std::string name = file.filename().string();
    const auto stem = [&](std::string_view ending) {
        return name.substr(0, name.size() - ending.size());
    };
    const std::string start =
        name.ends_with(kVocabEnding) ? stem(kVocabEnding) : stem(kMergesEnding);
    return {
        file.parent_path() / (start + std::string(kVocabEnding)),
        file.parent_path() / (start + std::string(kMergesEnding))};
}

Json readConfig(const fs::path& folder)
{
    Json config;
    // special_tokens_map.json only names tokens; tokenizer_config.json says it last.
    for (const char* name : {"special_tokens_map.json", "tokenizer_config.json"}) {
        const fs::path file = folder / name;
        if (!fs::exists(file))
            continue;
        const Json read = parseJson(readFile(file), file.string());
        if (read.is_object())
            config.update(read);
    }
    if (const fs::path file = folder / "chat_template.jinja"; fs::exists(file))
        config["chat_template"] = readFile(file);
    return config;
}

fs::path findVocab(const fs::path& folder)
{
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator(folder))
        if (entry.path().filename().string().ends_with(kVocabEnding))
            found.push_back(entry.path());
    if (found.size() != 1)
        throw inputError(
            "The folder {} has neither a tokenizer.json nor a vocab.txt nor one vocab.json with "
            "its "
            "merges.txt.",
            folder.string());
    return found.front();
}

} // namespace

Tokenizer Tokenizer::fromJson(std::string_view json, std::string_view config)
{
    return Tokenizer(readParts(
        parseJson(json, "tokenizer.json"),
        config.empty() ? Json() : parseJson(config, "tokenizer_config.json")));
}

Tokenizer Tokenizer::load(const fs::path& path)
{
    if (!fs::exists(path))
        throw inputError("The tokenizer {} does not exist. Check the path.", path.string());
    fs::path file = path;
    if (fs::is_directory(path))
        file = fs::exists(path / "tokenizer.json")   ? path / "tokenizer.json"
               : fs::exists(path / kBertVocabEnding) ? path / kBertVocabEnding
                                                     : findVocab(path);
    const std::string name = file.filename().string();
    try {
        if (name.ends_with(kVocabEnding) || name.ends_with(kMergesEnding)) {
            const auto [vocab, merges] = pairOf(file);
            return loadPair(vocab, merges);
        }
        if (name.ends_with(kBertVocabEnding)) {
            const Json config = readConfig(file.parent_path());
            return Tokenizer(readParts(bertFromVocabText(readFile(file), config), config));
        }
        return Tokenizer(
            readParts(parseJson(readFile(file), name), readConfig(file.parent_path())));
    } catch (const Error& error) {
        throw error.within(tr("tokenizer {}", file.string()));
    }
}

std::string Tokenizer::toJson() const
{
    return writeTokenizer(*m_parts);
}
std::string Tokenizer::configJson() const
{
    return writeConfig(*m_parts);
}

void Tokenizer::save(const fs::path& folder) const
{
    fs::create_directories(folder);
    writeAtomically(folder / "tokenizer.json", toJson());
    writeAtomically(folder / "tokenizer_config.json", configJson());
    if (m_parts->type == "WordPiece")
        if (const std::string vocab = vocabText(*m_parts); !vocab.empty())
            writeAtomically(folder / kBertVocabEnding, vocab);
}

std::string_view Tokenizer::chatTemplate() const
{
    const Json& config = m_parts->config;
    if (!config.is_object() || !config.contains("chat_template") ||
        !config["chat_template"].is_string())
        return {};
    return config["chat_template"].get_ref<const std::string&>();
}

} // namespace espalier
