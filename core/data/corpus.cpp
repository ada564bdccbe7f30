#include "core/data/corpus.h"

#include "core/base/error.h"

#include <algorithm>
#include <cstring>

namespace espalier {

namespace fs = std::filesystem;

namespace {

constexpr size_t kPartBytes = size_t{1} << 20;

fs::path textFile(const fs::path& folder, std::string_view name)
{
    return folder / (std::string(name) + ".txt");
}
fs::path startsFile(const fs::path& folder, std::string_view name)
{
    return folder / (std::string(name) + ".documents.bin");
}

class CorpusSource : public DocumentSource
{
public:
    explicit CorpusSource(const Corpus& corpus)
        : m_corpus(corpus)
    {
    }

    bool next(DocumentPart& part) override
    {
        if (m_rest.empty()) {
            if (m_next == m_corpus.documents())
                return false;
            m_rest = m_corpus.document(m_next++);
        }
        size_t length = std::min(m_rest.size(), kPartBytes);
        if (length < m_rest.size())
            while (length > 0 && (static_cast<unsigned char>(m_rest[length]) & 0xC0U) == 0x80U)
                --length;
        part.text.assign(m_rest.substr(0, length));
        m_rest.remove_prefix(length);
        part.endsDocument = m_rest.empty();
        return true;
    }

private:
    const Corpus& m_corpus;
    uint64_t m_next = 0;
    std::string_view m_rest;
};

} // namespace

CorpusWriter::CorpusWriter(const fs::path& folder, std::string_view name)
    : m_folder(folder)
    , m_text(textFile(folder, name), std::ios::binary)
    , m_starts(startsFile(folder, name), std::ios::binary)
{
}

void CorpusWriter::add(const DocumentPart& part)
{
    if (!m_inside) {
        m_starts.write(reinterpret_cast<const char*>(&m_counts.bytes), sizeof m_counts.bytes);
        ++m_counts.documents;
    }
    m_inside = !part.endsDocument;
    m_text.write(part.text.data(), static_cast<std::streamsize>(part.text.size()));
    m_counts.bytes += part.text.size();
    if (!m_text || !m_starts)
        throw Error(
            tr("Writing {} failed: the disk is full or read-only. Free some space and resume.",
               m_folder.string()));
}

CorpusCounts CorpusWriter::finish()
{
    m_text.close();
    m_starts.close();
    if (!m_text || !m_starts)
        throw Error(
            tr("Writing {} failed: the disk is full or read-only. Free some space and resume.",
               m_folder.string()));
    return m_counts;
}

Corpus::Corpus(const fs::path& folder, std::string_view name)
    : m_text(textFile(folder, name))
    , m_starts(startsFile(folder, name))
    , m_documents(m_starts.bytes().size() / sizeof(uint64_t))
{
    if (m_starts.bytes().size() % sizeof(uint64_t) != 0)
        throw inputError(
            "The text in {} is damaged: the list of documents is cut short. Run its stage again.",
            folder.string());
}

std::string_view Corpus::document(uint64_t index) const
{
    const auto start = [&](uint64_t i) {
        uint64_t value = bytes();
        if (i < m_documents)
            std::memcpy(&value, m_starts.bytes().data() + i * sizeof value, sizeof value);
        return std::min<uint64_t>(value, bytes());
    };
    const uint64_t begin = start(index);
    return text().substr(begin, start(index + 1) - begin);
}

std::unique_ptr<DocumentSource> Corpus::source() const
{
    return std::make_unique<CorpusSource>(*this);
}

} // namespace espalier
