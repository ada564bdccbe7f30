#include "core/data/tokens.h"

#include "core/base/error.h"
#include "core/text/parallel.h"
#include "core/text/utf8.h"

#include <nlohmann/json.hpp>

#include <bit>
#include <cassert>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <future>
#include <limits>

namespace espalier {

namespace fs = std::filesystem;

namespace {

static_assert(std::endian::native == std::endian::little, "token files are little endian");

constexpr int kVersion = 1;
constexpr size_t kPieceBytes = size_t{256} << 10;
constexpr size_t kLongestPiece = size_t{16} << 20;
constexpr size_t kBatchPieces = 8; ///< per thread

fs::path manifestFile(const fs::path& folder)
{
    return folder / "tokens.json";
}
fs::path tokensFile(const fs::path& folder, std::string_view name)
{
    return folder / (std::string(name) + ".bin");
}
fs::path startsFile(const fs::path& folder, std::string_view name)
{
    return folder / (std::string(name) + ".documents.bin");
}

bool needsWide(int32_t vocabSize)
{
    return vocabSize > 1 + std::numeric_limits<uint16_t>::max();
}

/// A file that is written in order; complete only after close().
class BinaryWriter
{
public:
    explicit BinaryWriter(fs::path file)
        : m_file(std::move(file))
        , m_out(m_file, std::ios::binary | std::ios::trunc)
    {
        check();
    }

    template <typename T>
    void write(std::span<const T> values)
    {
        m_out.write(
            reinterpret_cast<const char*>(values.data()),
            static_cast<std::streamsize>(values.size_bytes()));
        check();
    }

    void close()
    {
        m_out.close();
        check();
    }

private:
    void check() const
    {
        if (!m_out)
            throw Error(
                tr("Writing {} failed: {}. Free some space and resume.",
                   m_file.string(),
                   std::strerror(errno)));
    }

    fs::path m_file;
    std::ofstream m_out;
};

/// A stretch of a document that is encoded on its own.
struct Piece
{
    std::string text;
    bool startsDocument = true;
    bool endsDocument = true;
    std::vector<int32_t> ids;
};

/// Cuts documents into pieces whose ids joined are those of the whole.
class PieceReader
{
public:
    PieceReader(DocumentSource& source, const Tokenizer& tokenizer)
        : m_source(source)
        , m_tokenizer(tokenizer)
    {
    }

    /// About `bytes` of text as pieces; none at the end.
    std::vector<Piece> next(size_t bytes)
    {
        std::vector<Piece> pieces;
        size_t got = 0;
        DocumentPart part;
        while (got < bytes && m_source.next(part)) {
            got += part.text.size();
            m_rest.erase(0, m_begin);
            m_searched -= m_begin;
            m_begin = 0;
            m_rest += part.text;
            cutRest(pieces);
            if (part.endsDocument) {
                give(pieces, m_rest.size(), true);
                m_atStart = true;
            }
        }
        return pieces;
    }

private:
    void cutRest(std::vector<Piece>& pieces)
    {
        while (m_rest.size() - m_begin > kPieceBytes) {
            const size_t until = std::min(
                m_rest.size(), std::max(m_searched + kPieceBytes / 2, m_begin + kPieceBytes));
            const bool tooLong = m_searched - m_begin >= kLongestPiece;
            if (const size_t cut = tooLong ? 0 : cutBefore(until); cut > m_begin)
                give(pieces, cut, false);
            else if (tooLong)
                give(
                    pieces,
                    m_begin + completeUtf8(std::string_view(m_rest).substr(m_begin, kLongestPiece)),
                    false);
            else if (until == m_searched)
                return;
            else
                m_searched = until;
        }
    }

    /// The last safe cut in [m_searched, until), 0 where there is none.
    size_t cutBefore(size_t until) const
    {
        constexpr size_t kSight = 16; // bytes before a place that decide whether it is a cut
        size_t from = m_searched - m_begin > kSight ? m_searched - kSight : m_begin;
        while (from > m_begin && (static_cast<unsigned char>(m_rest[from]) & 0xC0) == 0x80)
            --from;
        const size_t cut =
            m_tokenizer.safeCut(utf8Prefix(std::string_view(m_rest).substr(from), until - from));
        return cut == 0 ? 0 : from + cut;
    }

    void give(std::vector<Piece>& pieces, size_t end, bool endsDocument)
    {
        pieces.push_back({m_rest.substr(m_begin, end - m_begin), m_atStart, endsDocument, {}});
        m_begin = end;
        m_searched = end;
        m_atStart = false;
    }

    DocumentSource& m_source;
    const Tokenizer& m_tokenizer;
    std::string m_rest;    ///< of the document that is going on
    size_t m_begin = 0;    ///< bytes of it that were given
    size_t m_searched = 0; ///< where a search for cuts goes on; m_begin <= m_searched
    bool m_atStart = true;
};

class StoreWriter
{
public:
    StoreWriter(
        const fs::path& folder, std::string_view name, bool wide, std::optional<int32_t> separator)
        : m_tokens(tokensFile(folder, name))
        , m_starts(startsFile(folder, name))
        , m_wide(wide)
        , m_separator(separator)
    {
    }

    void write(const std::vector<Piece>& pieces)
    {
        m_starting.clear();
        m_narrow.clear();
        m_full.clear();
        for (const Piece& piece : pieces) {
            if (piece.startsDocument) {
                m_starting.push_back(counts.tokens);
                ++counts.documents;
            }
            counts.textBytes += piece.text.size();
            append(piece.ids);
            if (piece.endsDocument && m_separator)
                append({&*m_separator, 1});
        }
        m_tokens.write(std::span<const uint16_t>(m_narrow));
        m_tokens.write(std::span<const uint32_t>(m_full));
        m_starts.write(std::span<const uint64_t>(m_starting));
    }

    void close()
    {
        m_tokens.close();
        m_starts.close();
    }

    TokenCounts counts;

private:
    void append(std::span<const int32_t> ids)
    {
        counts.tokens += ids.size();
        if (m_wide)
            m_full.insert(m_full.end(), ids.begin(), ids.end());
        else
            m_narrow.insert(m_narrow.end(), ids.begin(), ids.end());
    }

    BinaryWriter m_tokens;
    BinaryWriter m_starts;
    bool m_wide;
    std::optional<int32_t> m_separator;
    std::vector<uint16_t> m_narrow;
    std::vector<uint32_t> m_full;
    std::vector<uint64_t> m_starting;
};

nlohmann::json readManifest(const fs::path& folder)
{
    const fs::path file = manifestFile(folder);
    const auto manifest = nlohmann::json::parse(readFile(file), nullptr, false);
    if (!manifest.is_object() || manifest.value("version", 0) != kVersion ||
        !manifest.contains("names") || !manifest["names"].is_object())
        throw inputError(
            "The file {} describes no token store that this version reads.", file.string());
    return manifest;
}

void enter(
    const fs::path& folder,
    std::string_view name,
    const TokenCounts& counts,
    int32_t vocabSize,
    const std::optional<int32_t>& separator)
{
    nlohmann::json manifest = {{"version", kVersion}, {"names", nlohmann::json::object()}};
    if (fs::exists(manifestFile(folder)))
        manifest = readManifest(folder);
    manifest["names"][std::string(name)] = {
        {"tokens", counts.tokens},
        {"documents", counts.documents},
        {"text_bytes", counts.textBytes},
        {"dtype", needsWide(vocabSize) ? "uint32" : "uint16"},
        {"vocab_size", vocabSize},
        {"separator", separator ? nlohmann::json(*separator) : nlohmann::json()},
        {"files", {tokensFile({}, name).string()}},
        {"document_starts", startsFile({}, name).string()},
    };
    writeAtomically(manifestFile(folder), manifest.dump(2) + "\n");
}

template <typename T>
T valueAt(const MappedFile& file, uint64_t index)
{
    T value{};
    std::memcpy(&value, file.bytes().data() + index * sizeof(T), sizeof(T));
    return value;
}

template <typename Stored, typename T>
void copyFrom(const MappedFile& file, uint64_t start, std::span<T> out)
{
    const auto* from =
        reinterpret_cast<const Stored*>(file.bytes().data()) + start; // a mapping begins on a page
    std::copy_n(from, out.size(), out.begin());
}

} // namespace

TokenCounts writeTokens(
    DocumentSource& source,
    const Tokenizer& tokenizer,
    const fs::path& folder,
    std::string_view name,
    const TokenWriteOptions& options)
{
    fs::create_directories(folder);
    StoreWriter writer(folder, name, needsWide(tokenizer.vocabSize()), options.separator);
    const unsigned threads = threadCount(options.threads);
    PieceReader reader(source, tokenizer);
    const size_t batchBytes = kPieceBytes * kBatchPieces * threads;
    std::vector<Piece> batch = reader.next(batchBytes);
    while (!batch.empty()) {
        // The next batch is read while this one is encoded.
        auto ahead = std::async(std::launch::async, [&] { return reader.next(batchBytes); });
        parallelFor(batch.size(), threads, [&](size_t i) {
            Piece& piece = batch[i];
            tokenizer.encodeInto(
                piece.text, piece.ids, options.parseSpecial, !piece.startsDocument);
        });
        writer.write(batch);
        if (options.progress && !options.progress(writer.counts.textBytes))
            throw Error(tr("Encoding the text was stopped."), Error::Kind::Interrupted);
        batch = ahead.get();
    }
    writer.close();
    if (writer.counts.tokens == 0)
        throw inputError("There is no text for \"{}\": no document came.", name);
    enter(folder, name, writer.counts, tokenizer.vocabSize(), options.separator);
    return writer.counts;
}

TokenCounts writeIds(
    std::vector<int32_t> ids, int32_t vocabSize, const fs::path& folder, std::string_view name)
{
    fs::create_directories(folder);
    StoreWriter writer(folder, name, needsWide(vocabSize), std::nullopt);
    std::vector<Piece> whole(1);
    whole.front().ids = std::move(ids);
    writer.write(whole);
    writer.close();
    enter(folder, name, writer.counts, vocabSize, std::nullopt);
    return writer.counts;
}

bool TokenStore::has(const fs::path& folder, std::string_view name)
{
    return fs::exists(manifestFile(folder)) &&
           readManifest(folder)["names"].contains(std::string(name));
}

TokenStore::TokenStore(const fs::path& folder, std::string_view name)
    : m_tokens(tokensFile(folder, name))
    , m_starts(startsFile(folder, name))
{
    const nlohmann::json manifest = readManifest(folder);
    const auto entry = manifest["names"].find(std::string(name));
    if (entry == manifest["names"].end())
        throw inputError("The token store {} has no \"{}\".", folder.string(), name);
    try {
        entry->at("tokens").get_to(m_counts.tokens);
        entry->at("documents").get_to(m_counts.documents);
        entry->at("text_bytes").get_to(m_counts.textBytes);
        entry->at("vocab_size").get_to(m_vocabSize);
        m_wide = entry->at("dtype") == "uint32";
        if (!entry->at("separator").is_null())
            m_separator = entry->at("separator").get<int32_t>();
    } catch (const nlohmann::json::exception& error) {
        throw inputError(
            "The file {} is damaged: {}.", manifestFile(folder).string(), error.what());
    }
    const uint64_t width = m_wide ? sizeof(uint32_t) : sizeof(uint16_t);
    if (m_tokens.bytes().size() != m_counts.tokens * width ||
        m_starts.bytes().size() != m_counts.documents * sizeof(uint64_t))
        throw inputError(
            "The token store {} is damaged: \"{}\" has not the size that tokens.json says. Encode "
            "the text again.",
            folder.string(),
            name);
}

int32_t TokenStore::at(uint64_t index) const
{
    assert(index < size() && "a token lies within its store");
    return m_wide ? static_cast<int32_t>(valueAt<uint32_t>(m_tokens, index))
                  : valueAt<uint16_t>(m_tokens, index);
}

void TokenStore::copy(uint64_t start, std::span<int64_t> out) const
{
    assert(start + out.size() <= size() && "a range lies within its store");
    m_wide ? copyFrom<uint32_t>(m_tokens, start, out) : copyFrom<uint16_t>(m_tokens, start, out);
}

void TokenStore::copy(uint64_t start, std::span<int32_t> out) const
{
    assert(start + out.size() <= size() && "a range lies within its store");
    m_wide ? copyFrom<uint32_t>(m_tokens, start, out) : copyFrom<uint16_t>(m_tokens, start, out);
}

uint64_t TokenStore::documentStart(uint64_t document) const
{
    assert(document < documents());
    return valueAt<uint64_t>(m_starts, document);
}

} // namespace espalier
