#pragma once

/// Which texts are most alike: cosine of counts of three characters in a row, weighted by how rare
/// they are (TF-IDF). Works for any script, without a tokenizer.

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace espalier {

class Similarity
{
public:
    explicit Similarity(const std::vector<std::string>& texts);

    /// The places of the texts most alike, the nearest first; ties in the order of the texts.
    std::vector<size_t> nearest(std::string_view text, size_t count) const;
    /// The cosine with each text, 0 to 1.
    std::vector<double> scores(std::string_view text) const;

private:
    struct Posting
    {
        uint32_t text;
        float weight;
    };
    using Weights = std::unordered_map<uint64_t, double>;
    Weights weightsOf(std::string_view text) const;

    std::unordered_map<uint64_t, double> m_rarity;
    std::unordered_map<uint64_t, std::vector<Posting>> m_postings;
    size_t m_texts = 0;
};

} // namespace espalier
