/// A BERT tokenizer's sections of tokenizer.json, and its vocab.txt.

#include "core/text/tokenizer_parts.h"

namespace espalier {

using Json = nlohmann::json;

Json bertSections(bool lowercase, bool stripAccents, bool chineseCharacters)
{
    Json sections = gpt2Sections();
    sections["normalizer"] = {
        {"type", "BertNormalizer"},
        {"clean_text", true},
        {"handle_chinese_chars", chineseCharacters},
        {"strip_accents", stripAccents},
        {"lowercase", lowercase}};
    sections["pre_tokenizer"] = {{"type", "BertPreTokenizer"}};
    sections["decoder"] = {{"type", "WordPiece"}, {"prefix", "##"}, {"cleanup", true}};
    sections["model"] = {
        {"type", "WordPiece"},
        {"unk_token", "[UNK]"},
        {"continuing_subword_prefix", "##"},
        {"max_input_chars_per_word", 100}};
    return sections;
}

Json bertProcessing(int32_t cls, int32_t sep)
{
    const auto token = [](const char* name, int type) {
        return Json{{"SpecialToken", {{"id", name}, {"type_id", type}}}};
    };
    const auto text = [](const char* name, int type) {
        return Json{{"Sequence", {{"id", name}, {"type_id", type}}}};
    };
    const auto ids = [](const char* name, int32_t id) {
        return Json{{"id", name}, {"ids", Json::array({id})}, {"tokens", Json::array({name})}};
    };
    return {
        {"type", "TemplateProcessing"},
        {"single", Json::array({token("[CLS]", 0), text("A", 0), token("[SEP]", 0)})},
        {"pair",
         Json::array(
             {token("[CLS]", 0),
              text("A", 0),
              token("[SEP]", 0),
              text("B", 1),
              token("[SEP]", 1)})},
        {"special_tokens", {{"[CLS]", ids("[CLS]", cls)}, {"[SEP]", ids("[SEP]", sep)}}},
    };
}

Json bertFromVocabText(std::string_view text, const Json& config)
{
    Json vocab = Json::object();
    Json added = Json::array();
    for (int32_t line = 0; !text.empty(); ++line) {
        const size_t end = std::min(text.find('\n'), text.size());
        std::string token(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (token.ends_with('\r'))
            token.pop_back();
        if (token.empty()) // an id without a token
            continue;
        if (token == "[PAD]" || token == "[UNK]" || token == "[CLS]" || token == "[SEP]" ||
            token == "[MASK]")
            added.push_back(addedTokenJson({.id = line, .content = token}));
        vocab[token] = line;
    }
    const auto flag = [&](const char* key, bool fallback) {
        return config.is_object() && config.contains(key) && config[key].is_boolean()
                   ? config[key].get<bool>()
                   : fallback;
    };
    const bool lowercase = flag("do_lower_case", true);
    Json file = bertSections(
        lowercase, flag("strip_accents", lowercase), flag("tokenize_chinese_chars", true));
    if (vocab.contains("[CLS]") && vocab.contains("[SEP]"))
        file["post_processor"] =
            bertProcessing(vocab["[CLS]"].get<int32_t>(), vocab["[SEP]"].get<int32_t>());
    file["model"]["vocab"] = std::move(vocab);
    file["added_tokens"] = std::move(added);
    return file;
}

std::string vocabText(const TokenizerParts& parts)
{
    std::string text;
    for (int32_t id = 0; id < parts.vocabulary.size(); ++id) {
        const std::string_view token = parts.vocabulary.token(id);
        if (token.find_first_of("\r\n") != std::string_view::npos)
            return {};
        text.append(token) += '\n';
    }
    return text;
}

} // namespace espalier
