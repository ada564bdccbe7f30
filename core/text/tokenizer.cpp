#include "core/text/tokenizer.h"

#include "core/base/error.h"
#include "core/text/parallel.h"
#include "core/text/tokenizer_parts.h"
#include "core/text/utf8.h"

namespace espalier {

namespace {

/// Buffers of one encoding that are used again for every stretch between added tokens.
struct Scratch
{
    std::vector<std::string_view> pieces;
    std::deque<std::string> made;
};

void encodePlain(
    const TokenizerParts& parts,
    std::string_view text,
    bool continues,
    Scratch& scratch,
    std::vector<int32_t>& ids)
{
    scratch.made.clear();
    parts.preTokenizer.split(text, continues, scratch.pieces, scratch.made);
    for (const std::string_view piece : scratch.pieces)
        parts.model->encode(piece, ids);
}

/// Calls plain(text, begin) for the stretches between the added tokens of a text and appends the
/// tokens' ids.
template <typename Plain>
void betweenAdded(
    const TokenizerParts& parts,
    const AddedTokenFinder& finder,
    std::string_view text,
    bool special,
    std::vector<int32_t>& ids,
    const Plain& plain)
{
    size_t done = 0;
    while (const auto found = finder.find(text, done, special, parts.added)) {
        if (found->span.begin > done)
            plain(text.substr(done, found->span.begin - done), done);
        ids.push_back(found->token->id);
        done = found->span.end;
    }
    if (done < text.size())
        plain(text.substr(done), done);
}

void checkUtf8(std::string_view text)
{
    if (const auto at = firstInvalidUtf8(text))
        throw inputError("The text is not UTF-8 at byte {}. Convert it to UTF-8 first.", *at);
}

void encodeValid(
    const TokenizerParts& parts,
    std::string_view text,
    bool special,
    bool continues,
    std::vector<int32_t>& ids)
{
    Scratch scratch;
    betweenAdded(
        parts, parts.rawFinder, text, special, ids, [&](std::string_view raw, size_t begin) {
            const bool goesOn = continues && begin == 0;
            if (parts.normalForms.empty() && parts.normalizedFinder.empty())
                return encodePlain(parts, raw, goesOn, scratch, ids);
            const std::string normal = normalize(raw, parts.normalForms);
            betweenAdded(
                parts,
                parts.normalizedFinder,
                normal,
                special,
                ids,
                [&](std::string_view plain, size_t at) {
                    encodePlain(parts, plain, goesOn && at == 0, scratch, ids);
                });
        });
}

/// Cuts a text at safe cuts into pieces of about `bytes`.
std::vector<std::string_view>
cutPieces(const Tokenizer& tokenizer, std::string_view text, size_t bytes)
{
    std::vector<std::string_view> pieces;
    size_t wanted = bytes;
    while (text.size() > wanted) {
        const size_t cut = tokenizer.safeCut(utf8Prefix(text, wanted));
        if (cut == 0) {
            wanted *= 2; // so that a text without cuts is searched a few times only
            continue;
        }
        pieces.push_back(text.substr(0, cut));
        text.remove_prefix(cut);
        wanted = bytes;
    }
    pieces.push_back(text);
    return pieces;
}

} // namespace

Tokenizer::Tokenizer(std::unique_ptr<const TokenizerParts> parts)
    : m_parts(std::move(parts))
{
}

Tokenizer::~Tokenizer() = default;
Tokenizer::Tokenizer(Tokenizer&&) noexcept = default;
Tokenizer& Tokenizer::operator=(Tokenizer&&) noexcept = default;

std::vector<int32_t>
Tokenizer::encode(std::string_view text, bool parseSpecial, bool addSpecial) const
{
    std::vector<int32_t> ids;
    if (addSpecial)
        ids = m_parts->prefix;
    encodeInto(text, ids, parseSpecial);
    if (addSpecial)
        ids.insert(ids.end(), m_parts->suffix.begin(), m_parts->suffix.end());
    return ids;
}

void Tokenizer::encodeInto(
    std::string_view text, std::vector<int32_t>& ids, bool parseSpecial, bool continues) const
{
    checkUtf8(text);
    encodeValid(*m_parts, text, parseSpecial, continues, ids);
}

std::vector<int32_t>
Tokenizer::encodeParallel(std::string_view text, unsigned threads, bool parseSpecial) const
{
    checkUtf8(text);
    const auto pieces = cutPieces(*this, text, size_t{1} << 18);
    std::vector<std::vector<int32_t>> parts(pieces.size());
    parallelFor(pieces.size(), threads, [&](size_t i) {
        encodeValid(*m_parts, pieces[i], parseSpecial, i > 0, parts[i]);
    });
    std::vector<int32_t> ids;
    for (const auto& part : parts)
        ids.insert(ids.end(), part.begin(), part.end());
    return ids;
}

size_t Tokenizer::safeCut(std::string_view text) const
{
    if (!m_parts->preTokenizer.cutsAtWords() || m_parts->addedHoldCuts)
        return 0;
    return lastWordCut(text);
}

std::string Tokenizer::decode(std::span<const int32_t> ids, bool skipSpecial) const
{
    std::string text;
    bool first = true;
    for (const int32_t id : ids) {
        if (skipSpecial && isSpecial(id))
            continue;
        text.append(bytesOf(id, first));
        first = false;
    }
    return firstInvalidUtf8(text) ? toValidUtf8(text) : text;
}

std::string_view Tokenizer::bytesOf(int32_t id, bool first) const
{
    if (id < 0 || id >= vocabSize())
        throw inputError("The id {} lies outside the vocabulary of {} tokens.", id, vocabSize());
    return first && !m_parts->firstBytes.empty() ? m_parts->firstBytes[id] : m_parts->bytes[id];
}

int32_t Tokenizer::vocabSize() const
{
    return m_parts->vocabulary.size();
}
std::optional<int32_t> Tokenizer::idOf(std::string_view token) const
{
    return m_parts->vocabulary.id(token);
}
std::string_view Tokenizer::tokenOf(int32_t id) const
{
    return m_parts->vocabulary.token(id);
}
bool Tokenizer::isSpecial(int32_t id) const
{
    return id >= 0 && id < vocabSize() && m_parts->specialIds[id];
}
const SpecialIds& Tokenizer::special() const
{
    return m_parts->special;
}
std::span<const AddedToken> Tokenizer::addedTokens() const
{
    return m_parts->added;
}
std::string_view Tokenizer::kind() const
{
    return m_parts->type;
}

bool Tokenizer::isCharacters() const
{
    if (m_parts->type != "WordLevel")
        return false;
    for (int32_t id = 0; id < vocabSize(); ++id) {
        if (!m_parts->inModel[id] || isSpecial(id))
            continue;
        const std::string& character = m_parts->bytes[id];
        size_t end = 0;
        if (!character.empty())
            nextCodePoint(character, end);
        if (end != character.size())
            return false;
    }
    return true;
}

StreamDecoder::StreamDecoder(const Tokenizer& tokenizer, bool skipSpecial)
    : m_tokenizer(tokenizer)
    , m_skipSpecial(skipSpecial)
{
}

std::string StreamDecoder::push(int32_t id)
{
    if (m_skipSpecial && m_tokenizer.isSpecial(id))
        return {};
    m_pending.append(m_tokenizer.bytesOf(id, std::exchange(m_first, false)));
    const size_t complete = completeUtf8(m_pending);
    std::string text = toValidUtf8(std::string_view(m_pending).substr(0, complete));
    m_pending.erase(0, complete);
    return text;
}

std::string StreamDecoder::finish()
{
    return toValidUtf8(std::exchange(m_pending, {}));
}

} // namespace espalier
