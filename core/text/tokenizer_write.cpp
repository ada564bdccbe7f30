/// TokenizerParts to tokenizer.json and tokenizer_config.json.

#include "core/text/tokenizer_parts.h"

namespace espalier {

using Json = nlohmann::json;
using OrderedJson = nlohmann::ordered_json;

Json gpt2Sections()
{
    const auto byteLevel = [](bool addPrefixSpace) {
        return Json{
            {"type", "ByteLevel"},
            {"add_prefix_space", addPrefixSpace},
            {"trim_offsets", true},
            {"use_regex", true}};
    };
    return {
        {"version", "1.0"},
        {"truncation", nullptr},
        {"padding", nullptr},
        {"normalizer", nullptr},
        {"pre_tokenizer", byteLevel(false)},
        {"post_processor", nullptr},
        {"decoder", byteLevel(true)},
        {"model",
         {{"type", "BPE"},
          {"dropout", nullptr},
          {"unk_token", nullptr},
          {"continuing_subword_prefix", nullptr},
          {"end_of_word_suffix", nullptr},
          {"fuse_unk", false},
          {"byte_fallback", false},
          {"ignore_merges", false}}},
    };
}

Json addedTokenJson(const AddedToken& token)
{
    return {
        {"id", token.id},
        {"content", token.content},
        {"single_word", token.singleWord},
        {"lstrip", token.lstrip},
        {"rstrip", token.rstrip},
        {"normalized", token.normalized},
        {"special", token.special},
    };
}

namespace {

/// The same content with "type" first in every object, as the reference writes it.
OrderedJson typeFirst(const Json& json)
{
    if (json.is_array()) {
        OrderedJson list = OrderedJson::array();
        for (const Json& one : json)
            list.push_back(typeFirst(one));
        return list;
    }
    if (!json.is_object())
        return json;
    OrderedJson object = OrderedJson::object();
    if (json.contains("type"))
        object["type"] = typeFirst(json["type"]);
    for (const auto& [key, value] : json.items())
        object[key] = typeFirst(value);
    return object;
}

OrderedJson writeModel(const TokenizerParts& parts)
{
    OrderedJson model = typeFirst(parts.sections["model"]);
    OrderedJson::object_t vocab;
    for (int32_t id = 0; id < parts.vocabulary.size(); ++id)
        if (parts.inModel[id]) // appended without a search: tokens are unique
            vocab.Container::emplace_back(std::string(parts.vocabulary.token(id)), id);
    model["vocab"] = std::move(vocab);
    if (const auto* bpe = dynamic_cast<const BpeModel*>(parts.model.get())) {
        OrderedJson merges = OrderedJson::array();
        for (const Merge& merge : bpe->merges())
            merges.push_back(OrderedJson::array(
                {parts.vocabulary.token(merge.left), parts.vocabulary.token(merge.right)}));
        model["merges"] = std::move(merges);
    }
    return model;
}

} // namespace

std::string writeTokenizer(const TokenizerParts& parts)
{
    OrderedJson file = OrderedJson::object();
    for (const char* key :
         {"version",
          "truncation",
          "padding",
          "added_tokens",
          "normalizer",
          "pre_tokenizer",
          "post_processor",
          "decoder"})
        file[key] = parts.sections.contains(key) ? typeFirst(parts.sections[key]) : OrderedJson();
    file["added_tokens"] = OrderedJson::array();
    for (const AddedToken& token : parts.added)
        file["added_tokens"].push_back(OrderedJson(addedTokenJson(token)));
    file["model"] = writeModel(parts);
    return file.dump(2);
}

std::string writeConfig(const TokenizerParts& parts)
{
    Json config = parts.config.is_object() ? parts.config : Json::object();
    const auto name = [&](const char* key, const std::optional<int32_t>& id) {
        if (id && !config.contains(key))
            config[key] = parts.vocabulary.token(*id);
    };
    name("bos_token", parts.special.bos);
    name("eos_token", parts.special.eos);
    name("pad_token", parts.special.pad);
    name("unk_token", parts.special.unk);
    name("mask_token", parts.special.mask);
    name("cls_token", parts.special.cls);
    name("sep_token", parts.special.sep);
    if (!config.contains("tokenizer_class"))
        config["tokenizer_class"] = "PreTrainedTokenizerFast";
    if (!config.contains("clean_up_tokenization_spaces"))
        config["clean_up_tokenization_spaces"] = false;
    return config.dump(2);
}

} // namespace espalier
