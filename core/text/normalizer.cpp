#include "core/text/normalizer.h"

#include "core/base/error.h"
#include "core/text/pretokenizer.h"
#include "core/text/utf8.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

namespace espalier {

namespace {

int optionsOf(NormalForm form)
{
    switch (form) {
    case NormalForm::Nfc:
        return UTF8PROC_STABLE | UTF8PROC_COMPOSE;
    case NormalForm::Nfd:
        return UTF8PROC_STABLE | UTF8PROC_DECOMPOSE;
    case NormalForm::Nfkc:
        return UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_COMPOSE;
    default:
        return UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE;
    }
}

std::string mapped(std::string_view text, NormalForm form)
{
    utf8proc_uint8_t* result = nullptr;
    const auto length = utf8proc_map(
        reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
        static_cast<utf8proc_ssize_t>(text.size()),
        &result,
        static_cast<utf8proc_option_t>(optionsOf(form)));
    const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(result, &std::free);
    if (length < 0)
        throw Error(tr("Normalising the text failed: {}.", utf8proc_errmsg(length)));
    return {reinterpret_cast<const char*>(result), static_cast<size_t>(length)};
}

std::string lowered(std::string_view text)
{
    std::string lower;
    lower.reserve(text.size());
    for (size_t at = 0; at < text.size();) {
        const char32_t character = nextCodePoint(text, at);
        if (character == 0x130) // the one letter whose small form is two characters
            lower.append("i\xCC\x87");
        else
            appendUtf8(lower, utf8proc_tolower(static_cast<utf8proc_int32_t>(character)));
    }
    return lower;
}

/// Categories Cc, Cf and Co, as the reference's tables have it: unassigned ones are none.
bool isControl(char32_t c)
{
    const auto category = utf8proc_category(static_cast<utf8proc_int32_t>(c));
    return category == UTF8PROC_CATEGORY_CC || category == UTF8PROC_CATEGORY_CF ||
           category == UTF8PROC_CATEGORY_CO;
}

std::string cleaned(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (size_t at = 0; at < text.size();) {
        const char32_t c = nextCodePoint(text, at);
        if (c == '\t' || c == '\n' || c == '\r')
            out += ' ';
        else if (c != 0 && c != 0xFFFD && !isControl(c))
            appendUtf8(out, isSpaceCharacter(c) ? U' ' : c);
    }
    return out;
}

bool isChinese(char32_t c)
{
    static constexpr std::pair<char32_t, char32_t> kRanges[] = {
        {0x4E00, 0x9FFF},
        {0x3400, 0x4DBF},
        {0x20000, 0x2A6DF},
        {0x2A700, 0x2B73F},
        {0x2B740, 0x2B81F},
        {0x2B920, 0x2CEAF}, // as the reference has it; Unicode's block begins at 0x2B820
        {0xF900, 0xFAFF},
        {0x2F800, 0x2FA1F},
    };
    return std::ranges::any_of(
        kRanges, [c](const auto& range) { return c >= range.first && c <= range.second; });
}

std::string chineseApart(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (size_t at = 0; at < text.size();) {
        const char32_t c = nextCodePoint(text, at);
        const bool apart = isChinese(c);
        out += apart ? " " : "";
        appendUtf8(out, c);
        out += apart ? " " : "";
    }
    return out;
}

std::string withoutMarks(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (size_t at = 0; at < text.size();) {
        const char32_t c = nextCodePoint(text, at);
        if (utf8proc_category(static_cast<utf8proc_int32_t>(c)) != UTF8PROC_CATEGORY_MN)
            appendUtf8(out, c);
    }
    return out;
}

} // namespace

std::span<const NormalFormInfo> normalForms()
{
    static const NormalFormInfo all[] = {
        {"NFC", NormalForm::Nfc},
        {"NFD", NormalForm::Nfd},
        {"NFKC", NormalForm::Nfkc},
        {"NFKD", NormalForm::Nfkd},
        {"Lowercase", NormalForm::Lowercase},
    };
    return all;
}

std::string normalize(std::string_view text, const std::vector<NormalForm>& forms)
{
    const bool ascii = std::ranges::all_of(
        text, [](char byte) { return static_cast<unsigned char>(byte) < 0x80; });
    std::string result(text);
    for (const NormalForm form : forms) {
        if (form == NormalForm::Lowercase)
            result = lowered(result);
        else if (form == NormalForm::CleanText)
            result = cleaned(result);
        else if (ascii)
            continue;
        else if (form == NormalForm::ChineseCharacters)
            result = chineseApart(result);
        else if (form == NormalForm::StripAccents)
            result = withoutMarks(mapped(result, NormalForm::Nfd));
        else
            result = mapped(result, form);
    }
    return result;
}

} // namespace espalier
