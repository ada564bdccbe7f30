#pragma once

/// The part of a tokenizer that turns a piece of text into ids: one class per type of
/// tokenizer.json's `model`.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace espalier {

class Vocabulary;

class TokenModel
{
public:
    virtual ~TokenModel() = default;
    /// Appends the ids of a piece (not empty). Safe from several threads.
    virtual void encode(std::string_view piece, std::vector<int32_t>& ids) const = 0;
};

/// Whole pieces looked up; a piece that is unknown becomes `unk`, or an Error where there is none.
class WordLevelModel : public TokenModel
{
public:
    WordLevelModel(const Vocabulary& vocabulary, std::optional<int32_t> unk);
    void encode(std::string_view piece, std::vector<int32_t>& ids) const override;

private:
    const Vocabulary& m_vocabulary;
    std::optional<int32_t> m_unk;
};

} // namespace espalier
