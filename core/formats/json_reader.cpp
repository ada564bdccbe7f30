#include "core/formats/json_reader.h"

#include "core/base/files.h"

#include <cmath>

namespace espalier {

namespace {

/// A value short enough for a sentence.
std::string shown(const nlohmann::json& value)
{
    std::string text = value.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
    if (text.size() > 40)
        text = text.substr(0, 40) + "...";
    return text;
}

} // namespace

nlohmann::json readJsonObject(const std::filesystem::path& file)
{
    const std::string bytes = readFile(file);
    nlohmann::json json;
    try {
        json = nlohmann::json::parse(bytes);
    } catch (const nlohmann::json::parse_error& error) {
        throw inputError(
            "{} is not valid JSON: it breaks off or goes wrong at byte {}. Fetch or write the file "
            "again.",
            file.string(),
            error.byte);
    }
    if (!json.is_object())
        throw inputError("{} holds no JSON object. Fetch or write the file again.", file.string());
    return json;
}

JsonReader::JsonReader(const nlohmann::json& object, std::string place)
    : m_object(object)
    , m_place(std::move(place))
{
    if (!object.is_object())
        throw inputError("{}: a JSON object was expected, not {}.", m_place, shown(object));
}

const nlohmann::json* JsonReader::find(const char* key) const
{
    const auto found = m_object.find(key);
    return found == m_object.end() || found->is_null() ? nullptr : &*found;
}

Error JsonReader::wrong(const char* key, Message expected) const
{
    const Error error(std::move(expected), Error::Kind::Input);
    const auto* value = find(key);
    return value == nullptr ? error.within(tr("{}: the key `{}` is missing", m_place, key))
                            : error.within(tr("{}: `{}` is {}", m_place, key, shown(*value)));
}

std::optional<int64_t> JsonReader::integer(const char* key) const
{
    const auto* value = find(key);
    if (value == nullptr)
        return std::nullopt;
    const double number = value->is_number() ? value->get<double>() : std::nan("");
    if (!(std::abs(number) < 9e15) || number != std::floor(number))
        throw wrong(key, tr("it should be an integer."));
    return static_cast<int64_t>(number);
}

std::optional<double> JsonReader::number(const char* key) const
{
    const auto* value = find(key);
    if (value == nullptr)
        return std::nullopt;
    if (!value->is_number())
        throw wrong(key, tr("it should be a number."));
    return value->get<double>();
}

std::optional<bool> JsonReader::boolean(const char* key) const
{
    const auto* value = find(key);
    if (value == nullptr)
        return std::nullopt;
    if (!value->is_boolean())
        throw wrong(key, tr("it should be true or false."));
    return value->get<bool>();
}

std::optional<std::string> JsonReader::text(const char* key) const
{
    const auto* value = find(key);
    if (value == nullptr)
        return std::nullopt;
    if (!value->is_string())
        throw wrong(key, tr("it should be a text."));
    return value->get<std::string>();
}

std::vector<int64_t> JsonReader::integers(const char* key) const
{
    const auto* value = find(key);
    if (value == nullptr)
        return {};
    if (!value->is_array())
        return {integer(key).value()};
    std::vector<int64_t> all;
    for (const auto& item : *value) {
        if (!item.is_number_integer())
            throw wrong(key, tr("it should be an integer or a list of integers."));
        all.push_back(item.get<int64_t>());
    }
    return all;
}

int64_t JsonReader::size(const char* key) const
{
    // 2^31 - 1 elements along one dimension are more than any model of these families has.
    const auto value = integer(key);
    if (!value || *value < 1 || *value > 2147483647)
        throw wrong(key, tr("it should be a positive integer."));
    return *value;
}

} // namespace espalier
