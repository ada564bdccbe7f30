#include "core/text/tokenizer_json.h"

namespace espalier {

using Json = nlohmann::json;

Error unsupported(const std::string& part, const std::string& what)
{
    return inputError("tokenizer.json: {} is not supported ({}).", part, what);
}

Error malformed(const std::string& part, const std::string& what)
{
    return inputError("tokenizer.json: {} is malformed: {}.", part, what);
}

const Json& member(const Json& object, const char* key)
{
    static const Json none;
    const auto found = object.is_object() ? object.find(key) : object.end();
    return object.is_object() && found != object.end() ? *found : none;
}

std::string textOf(const Json& object, const char* key, const std::string& part)
{
    const Json& value = member(object, key);
    if (!value.is_string())
        throw malformed(part, std::string("\"") + key + "\" should be a text");
    return value.get<std::string>();
}

bool flagOf(const Json& object, const char* key, bool fallback, const std::string& part)
{
    const Json& value = member(object, key);
    if (value.is_null())
        return fallback;
    if (!value.is_boolean())
        throw malformed(part, std::string("\"") + key + "\" should be true or false");
    return value.get<bool>();
}

std::vector<const Json*> sequenceOf(const Json& section, const char* key, const std::string& part)
{
    if (section.is_null())
        return {};
    if (textOf(section, "type", part) != "Sequence")
        return {&section};
    const Json& list = member(section, key);
    if (!list.is_array())
        throw malformed(part, std::string("a Sequence needs the list \"") + key + "\"");
    std::vector<const Json*> all;
    for (const Json& inner : list)
        for (const Json* one : sequenceOf(inner, key, part))
            all.push_back(one);
    return all;
}

} // namespace espalier
