#include "core/rows/similarity.h"

#include "core/base/hash.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace espalier {

namespace {

/// Calls `use` with a hash of every three characters in a row, ASCII letters small, with one blank
/// for any white space; short texts give one piece.
template <typename Use>
void forEachPiece(std::string_view text, Use use)
{
    std::string clean = " ";
    for (const char byte : text) {
        const bool blank = byte == ' ' || (byte >= '\t' && byte <= '\r');
        if (!blank)
            clean += byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte + 32) : byte;
        else if (clean.back() != ' ')
            clean += ' ';
    }
    if (clean.back() != ' ')
        clean += ' ';
    std::vector<size_t> starts; // of characters
    for (size_t i = 0; i < clean.size(); ++i)
        if ((static_cast<unsigned char>(clean[i]) & 0xC0U) != 0x80U)
            starts.push_back(i);
    starts.push_back(clean.size());
    for (size_t i = 0; i + 3 < starts.size(); ++i)
        use(hash64(std::string_view(clean).substr(starts[i], starts[i + 3] - starts[i])));
    if (starts.size() <= 3)
        use(hash64(clean));
}

} // namespace

Similarity::Similarity(const std::vector<std::string>& texts)
    : m_texts(texts.size())
{
    for (const std::string& text : texts) {
        std::unordered_map<uint64_t, bool> seen;
        forEachPiece(text, [&](uint64_t piece) {
            if (seen.emplace(piece, true).second)
                ++m_rarity[piece];
        });
    }
    const auto count = static_cast<double>(texts.size());
    for (auto& [piece, documents] : m_rarity)
        documents = std::log((1 + count) / (1 + documents)) + 1;
    for (size_t i = 0; i < texts.size(); ++i)
        for (const auto& [piece, weight] : weightsOf(texts[i]))
            m_postings[piece].push_back({static_cast<uint32_t>(i), static_cast<float>(weight)});
}

Similarity::Weights Similarity::weightsOf(std::string_view text) const
{
    const double unseen = std::log(1 + static_cast<double>(m_texts)) + 1;
    Weights weights;
    forEachPiece(text, [&](uint64_t piece) {
        const auto known = m_rarity.find(piece);
        weights[piece] += known == m_rarity.end() ? unseen : known->second;
    });
    double squares = 0;
    for (const auto& [piece, weight] : weights)
        squares += weight * weight;
    for (auto& [piece, weight] : weights)
        weight /= std::sqrt(squares);
    return weights;
}

std::vector<double> Similarity::scores(std::string_view text) const
{
    // In the order of the pieces, so that sums come out alike on every machine.
    const Weights weights = weightsOf(text);
    std::vector<std::pair<uint64_t, double>> sorted(weights.begin(), weights.end());
    std::ranges::sort(sorted);
    std::vector<double> scores(m_texts);
    for (const auto& [piece, weight] : sorted)
        if (const auto found = m_postings.find(piece); found != m_postings.end())
            for (const Posting& posting : found->second)
                scores[posting.text] += weight * static_cast<double>(posting.weight);
    return scores;
}

std::vector<size_t> Similarity::nearest(std::string_view text, size_t count) const
{
    const std::vector<double> score = scores(text);
    std::vector<size_t> order(m_texts);
    std::iota(order.begin(), order.end(), size_t{0});
    const size_t wanted = std::min(count, m_texts);
    std::ranges::partial_sort(
        order, order.begin() + static_cast<ptrdiff_t>(wanted), [&](size_t a, size_t b) {
            return score[a] != score[b] ? score[a] > score[b] : a < b;
        });
    order.resize(wanted);
    return order;
}

} // namespace espalier
