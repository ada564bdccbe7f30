#include "core/text/bpe.h"

#include "core/base/error.h"
#include "core/base/hash.h"

#include <queue>

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstring>
#include <memory>

namespace espalier {

namespace {

constexpr int32_t kMissing = -1;
constexpr int32_t kNoRank = std::numeric_limits<int32_t>::max();
constexpr size_t kShortPiece = 64;

uint64_t pairKey(int32_t left, int32_t right)
{
    return (static_cast<uint64_t>(static_cast<uint32_t>(left)) << 32) |
           static_cast<uint32_t>(right);
}

size_t spread(uint64_t key)
{
    key *= 0x9E3779B97F4A7C15ULL;
    return static_cast<size_t>(key ^ (key >> 29));
}

/// One piece and its ids in one cache line.
struct alignas(64) CachedPiece
{
    static constexpr size_t kMaxBytes = 22;
    static constexpr size_t kMaxIds = 10;
    uint8_t length = 0;
    uint8_t count = 0;
    std::array<char, kMaxBytes> piece;
    std::array<int32_t, kMaxIds> ids;
};
static_assert(sizeof(CachedPiece) == 64);

/// The pieces that a thread met last (2 MiB), of one model at a time: most words of a text come
/// again.
class PieceCache
{
public:
    CachedPiece& at(uint64_t serial, std::string_view piece)
    {
        if (m_serial != serial || !m_entries) {
            m_entries = std::make_unique<std::array<CachedPiece, kEntries>>();
            m_serial = serial;
        }
        return (*m_entries)[hash64(piece) % kEntries];
    }

private:
    static constexpr size_t kEntries = size_t{1} << 15;
    uint64_t m_serial = 0;
    std::unique_ptr<std::array<CachedPiece, kEntries>> m_entries;
};

uint64_t nextSerial()
{
    static std::atomic<uint64_t> last{0};
    return ++last;
}

} // namespace

BpeModel::BpeModel(
    std::span<const std::string> tokens, std::vector<Merge> merges, BpeOptions options)
    : m_merges(std::move(merges))
    , m_slots(std::bit_ceil(std::max<size_t>(16, 2 * m_merges.size())))
    , m_options(options)
    , m_serial(nextSerial())
{
    m_bytes.fill(kMissing);
    for (size_t id = 0; id < tokens.size(); ++id) {
        if (tokens[id].size() == 1)
            m_bytes[static_cast<unsigned char>(tokens[id].front())] = static_cast<int32_t>(id);
        if (m_options.wholePieces && !tokens[id].empty())
            m_whole.emplace(tokens[id], static_cast<int32_t>(id));
    }
    const size_t mask = m_slots.size() - 1;
    for (size_t rank = 0; rank < m_merges.size(); ++rank) {
        const Merge& merge = m_merges[rank];
        const uint64_t pair = pairKey(merge.left, merge.right);
        size_t slot = spread(pair) & mask;
        while (m_slots[slot].pair != kNone && m_slots[slot].pair != pair)
            slot = (slot + 1) & mask;
        m_slots[slot] = {pair, static_cast<int32_t>(rank), merge.result};
    }
}

const BpeModel::Slot* BpeModel::find(int32_t left, int32_t right) const
{
    const uint64_t pair = pairKey(left, right);
    const size_t mask = m_slots.size() - 1;
    for (size_t slot = spread(pair) & mask; m_slots[slot].pair != kNone; slot = (slot + 1) & mask)
        if (m_slots[slot].pair == pair)
            return &m_slots[slot];
    return nullptr;
}

void BpeModel::encode(std::string_view piece, std::vector<int32_t>& ids) const
{
    if (piece.size() > CachedPiece::kMaxBytes)
        return encodeUncached(piece, ids);
    thread_local PieceCache cache;
    CachedPiece& entry = cache.at(m_serial, piece);
    if (entry.length == piece.size() &&
        std::memcmp(entry.piece.data(), piece.data(), piece.size()) == 0) {
        ids.insert(ids.end(), entry.ids.begin(), entry.ids.begin() + entry.count);
        return;
    }
    const size_t before = ids.size();
    encodeUncached(piece, ids);
    const size_t count = ids.size() - before;
    if (count > CachedPiece::kMaxIds)
        return;
    entry.length = static_cast<uint8_t>(piece.size());
    entry.count = static_cast<uint8_t>(count);
    std::memcpy(entry.piece.data(), piece.data(), piece.size());
    std::copy_n(ids.end() - static_cast<ptrdiff_t>(count), count, entry.ids.begin());
}

void BpeModel::encodeUncached(std::string_view piece, std::vector<int32_t>& ids) const
{
    if (m_options.wholePieces) {
        if (const auto whole = m_whole.find(piece); whole != m_whole.end()) {
            ids.push_back(whole->second);
            return;
        }
    }
    std::vector<int32_t> symbols;
    symbols.reserve(piece.size());
    for (const char byte : piece) {
        int32_t id = m_bytes[static_cast<unsigned char>(byte)];
        if (id == kMissing) {
            if (!m_options.unk)
                throw inputError(
                    "The tokenizer has no token for the byte {} of the text and none for unknown "
                    "text.",
                    static_cast<int>(static_cast<unsigned char>(byte)));
            id = *m_options.unk;
        }
        symbols.push_back(id);
    }
    if (symbols.size() <= kShortPiece)
        mergeShort(symbols);
    else
        mergeLong(symbols);
    ids.insert(ids.end(), symbols.begin(), symbols.end());
}

/// Looks at every neighbour after each merge: quadratic, and fastest for words.
void BpeModel::mergeShort(std::vector<int32_t>& symbols) const
{
    std::array<int32_t, kShortPiece> ranks;
    size_t count = symbols.size();
    const auto rankAt = [&](size_t at) {
        const Slot* slot = at + 1 < count ? find(symbols[at], symbols[at + 1]) : nullptr;
        return slot != nullptr ? slot->rank : kNoRank;
    };
    for (size_t i = 0; i < count; ++i)
        ranks[i] = rankAt(i);
    while (count > 1) {
        const size_t best =
            std::min_element(ranks.begin(), ranks.begin() + static_cast<ptrdiff_t>(count)) -
            ranks.begin();
        if (ranks[best] == kNoRank)
            break;
        symbols[best] = m_merges[ranks[best]].result;
        std::move(symbols.begin() + best + 2, symbols.begin() + count, symbols.begin() + best + 1);
        std::move(ranks.begin() + best + 2, ranks.begin() + count, ranks.begin() + best + 1);
        --count;
        ranks[best] = rankAt(best);
        if (best > 0)
            ranks[best - 1] = rankAt(best - 1);
    }
    symbols.resize(count);
}

/// A queue of possible merges over a linked list: n log n, for pieces of any length.
void BpeModel::mergeLong(std::vector<int32_t>& symbols) const
{
    struct Candidate
    {
        int32_t rank;
        uint32_t at;
        bool operator>(const Candidate& other) const
        {
            return rank != other.rank ? rank > other.rank : at > other.at;
        }
    };
    constexpr uint32_t kEnd = std::numeric_limits<uint32_t>::max();
    const auto count = static_cast<uint32_t>(symbols.size());
    std::vector<uint32_t> previous(count);
    std::vector<uint32_t> next(count);
    for (uint32_t i = 0; i < count; ++i) {
        previous[i] = i == 0 ? kEnd : i - 1;
        next[i] = i + 1 == count ? kEnd : i + 1;
    }
    const auto rankAt = [&](uint32_t at) {
        const Slot* slot = next[at] != kEnd ? find(symbols[at], symbols[next[at]]) : nullptr;
        return slot != nullptr ? slot->rank : kNoRank;
    };
    std::vector<Candidate> candidates;
    for (uint32_t i = 0; i < count; ++i)
        if (const int32_t rank = rankAt(i); rank != kNoRank)
            candidates.push_back({rank, i});
    std::priority_queue queue(std::greater<Candidate>{}, std::move(candidates));
    while (!queue.empty()) {
        const auto [rank, at] = queue.top();
        queue.pop();
        if (symbols[at] == kMissing || rankAt(at) != rank)
            continue; // a neighbour was merged away since
        const uint32_t gone = next[at];
        symbols[at] = m_merges[rank].result;
        symbols[gone] = kMissing;
        next[at] = next[gone];
        if (next[at] != kEnd)
            previous[next[at]] = at;
        if (const int32_t newRank = rankAt(at); newRank != kNoRank)
            queue.push({newRank, at});
        if (const uint32_t before = previous[at]; before != kEnd)
            if (const int32_t newRank = rankAt(before); newRank != kNoRank)
                queue.push({newRank, before});
    }
    std::erase(symbols, kMissing);
}

} // namespace espalier
