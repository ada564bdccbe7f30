/// tokenizer.json's post_processor: the ids that are put around a text.

#include "core/base/error.h"
#include "core/text/tokenizer_parts.h"

namespace espalier {

namespace {

using Json = nlohmann::json;

Error malformed(const char* what)
{
    return inputError("tokenizer.json: post_processor is malformed: {}.", what);
}

void readTemplate(const Json& section, TokenizerParts& parts)
{
    const Json none;
    const Json& tokens = section.contains("special_tokens") ? section["special_tokens"] : none;
    if (!section.contains("single") || !section["single"].is_array())
        throw malformed("a TemplateProcessing needs the list \"single\"");
    std::vector<int32_t>* side = &parts.prefix;
    for (const Json& item : section["single"]) {
        if (item.contains("Sequence")) {
            side = &parts.suffix;
            continue;
        }
        const std::string name = item.value(Json::json_pointer("/SpecialToken/id"), std::string());
        if (!tokens.is_object() || !tokens.contains(name) || !tokens[name].contains("ids"))
            throw malformed("a special token of \"single\" has no ids in \"special_tokens\"");
        for (const Json& id : tokens[name]["ids"])
            side->push_back(id.get<int32_t>());
    }
}

/// Two pairs of token and id: `cls` goes in front, `sep` behind.
void readPair(const Json& section, TokenizerParts& parts)
{
    parts.prefix.push_back(section.at("cls").at(1).get<int32_t>());
    parts.suffix.push_back(section.at("sep").at(1).get<int32_t>());
}

void read(const Json& section, TokenizerParts& parts)
{
    const std::string type = section.value("type", std::string());
    if (type == "Sequence") {
        for (const Json& inner : section.at("processors"))
            read(inner, parts);
    } else if (type == "TemplateProcessing") {
        readTemplate(section, parts);
    } else if (type == "RobertaProcessing" || type == "BertProcessing") {
        readPair(section, parts);
    } else if (type != "ByteLevel") {
        throw inputError("tokenizer.json: post_processor is not supported ({}).", type);
    }
}

} // namespace

void readPostProcessor(const Json& section, TokenizerParts& parts)
{
    if (section.is_null())
        return;
    try {
        read(section, parts);
    } catch (const nlohmann::json::exception& error) {
        throw malformed(error.what());
    }
    for (const auto& ids : {parts.prefix, parts.suffix})
        for (const int32_t id : ids)
            if (!parts.vocabulary.contains(id))
                throw inputError(
                    "tokenizer.json: post_processor adds the id {}, which the vocabulary lacks.",
                    id);
}

} // namespace espalier
