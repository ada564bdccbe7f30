#pragma once

/// Byte pair encoding on bytes (Sennrich et al. 2016; Radford et al. 2019): of all neighbours in a
/// piece the pair that was learnt first is merged first, leftmost first among equals.

#include "core/text/token_model.h"

#include <array>
#include <span>
#include <unordered_map>

namespace espalier {

/// The merge of two neighbouring tokens.
struct Merge
{
    int32_t left = 0;
    int32_t right = 0;
    int32_t result = 0;
};

struct BpeOptions
{
    bool wholePieces = false;   ///< `ignore_merges`: a piece that is a token needs no merges
    std::optional<int32_t> unk; ///< for bytes without a token
};

class BpeModel : public TokenModel
{
public:
    /// `tokens`: the bytes of every token by id (of those that the model has); must outlive the
    /// model. Merges in the order of their rank.
    BpeModel(std::span<const std::string> tokens, std::vector<Merge> merges, BpeOptions options);

    void encode(std::string_view piece, std::vector<int32_t>& ids) const override;
    const std::vector<Merge>& merges() const { return m_merges; }

private:
    struct Slot
    {
        uint64_t pair = kNone;
        int32_t rank = 0;
        int32_t result = 0;
    };
    static constexpr uint64_t kNone = ~uint64_t{0};

    const Slot* find(int32_t left, int32_t right) const;
    void encodeUncached(std::string_view piece, std::vector<int32_t>& ids) const;
    void mergeShort(std::vector<int32_t>& symbols) const;
    void mergeLong(std::vector<int32_t>& symbols) const;

    std::array<int32_t, 256> m_bytes{};
    std::vector<Merge> m_merges;
    std::vector<Slot> m_slots; ///< open addressing, a power of two, at most half full
    std::unordered_map<std::string_view, int32_t> m_whole;
    BpeOptions m_options;
    uint64_t m_serial; ///< tells this model's entries in the threads' caches from others'
};

} // namespace espalier
