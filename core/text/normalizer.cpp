#include "core/text/normalizer.h"

#include "core/base/error.h"
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
        else if (!ascii)
            result = mapped(result, form);
    }
    return result;
}

} // namespace espalier
