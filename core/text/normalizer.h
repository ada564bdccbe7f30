#pragma once

/// What is done to a text before it is cut into pieces: Unicode normal forms and lower case.

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace espalier {

enum class NormalForm {
    Nfc,
    Nfd,
    Nfkc,
    Nfkd,
    Lowercase,
    // The steps of BertNormalizer, in its order (Lowercase is the last).
    CleanText,         ///< without control characters, every white space a space
    ChineseCharacters, ///< spaces around CJK ideographs (neither kana nor Hangul)
    StripAccents       ///< NFD without nonspacing marks: Hangul stays taken apart into jamo
};

/// A row of tokenizer.json's normalizer types that are one form.
struct NormalFormInfo
{
    const char* type;
    NormalForm form;
};
std::span<const NormalFormInfo> normalForms();

/// Valid UTF-8 in, valid UTF-8 out.
std::string normalize(std::string_view text, const std::vector<NormalForm>& forms);

} // namespace espalier
