#include "core/base/message.h"

#include "core/base/error.h"

#include <fmt/args.h>
#include <nlohmann/json.hpp>

#include <atomic>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <iterator>
#include <memory>
#include <unordered_map>

namespace espalier {

namespace {

using Catalogue = std::unordered_map<std::string, std::string>;

std::atomic<std::shared_ptr<const Catalogue>>& current()
{
    static std::atomic<std::shared_ptr<const Catalogue>> catalogue;
    return catalogue;
}

/// Fills `{}` (and `{N}`) places; a place without an argument, as a faulty translation may have,
/// stays as it is.
std::string fill(const std::string& text, const std::vector<std::string>& args)
{
    fmt::dynamic_format_arg_store<fmt::format_context> store;
    for (const auto& arg : args)
        store.push_back(arg);
    try {
        return fmt::vformat(text, store);
    } catch (const fmt::format_error&) {
        std::string plain = text;
        for (const auto& arg : args)
            plain += " [" + arg + "]";
        return plain;
    }
}

/// Reads the GNU .mo layout: magic, revision, count, offsets of two tables of (length, offset).
Catalogue readCatalogue(const std::filesystem::path& file)
{
    std::ifstream in(file, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    const auto word = [&](size_t at) {
        uint32_t value = 0;
        if (at + 4 > bytes.size())
            throw Error(tr("The translation file {} is cut short.", file.string()));
        std::memcpy(&value, bytes.data() + at, 4);
        return size_t{value};
    };
    if (!in || word(0) != 0x950412deU)
        throw Error(tr("The translation file {} can't be read.", file.string()));
    const size_t count = word(8), originals = word(12), translations = word(16);
    const auto text = [&](size_t table, size_t i) {
        const size_t length = word(table + 8 * i), offset = word(table + 8 * i + 4);
        if (offset + length > bytes.size())
            throw Error(tr("The translation file {} is cut short.", file.string()));
        return bytes.substr(offset, length);
    };
    Catalogue catalogue;
    for (size_t i = 0; i < count; ++i)
        catalogue.emplace(text(originals, i), text(translations, i));
    catalogue.erase("");
    return catalogue;
}

} // namespace

std::string Message::words() const
{
    return fill(translate(id), args);
}

std::string Message::english() const
{
    return fill(id, args);
}

void to_json(nlohmann::json& json, const Message& message)
{
    json = {{"id", message.id}, {"args", message.args}};
}

void from_json(const nlohmann::json& json, Message& message)
{
    json.at("id").get_to(message.id);
    json.at("args").get_to(message.args);
}

std::string translate(std::string_view text)
{
    const std::shared_ptr<const Catalogue> catalogue = current();
    if (catalogue) {
        const auto found = catalogue->find(std::string(text));
        if (found != catalogue->end() && !found->second.empty())
            return found->second;
    }
    return std::string(text);
}

void useCatalogue(const std::filesystem::path& file)
{
    current() = file.empty() ? std::shared_ptr<const Catalogue>()
                             : std::make_shared<const Catalogue>(readCatalogue(file));
}

} // namespace espalier
