#pragma once

/// A text artifact: documents that were read once, checked and split, in two files a side, so that whatever comes
/// after reads plain memory-mapped UTF-8. `train.txt` holds the documents end to end, `train.documents.bin` the start of
/// each (uint64, little endian); `validation.*` likewise; `text.json` what they are.

#include "core/base/files.h"
#include "core/data/document.h"

#include <nlohmann/json_fwd.hpp>
#include <fstream>
#include <memory>

namespace espalier {

struct CorpusCounts
{
    uint64_t documents = 0;
    uint64_t bytes = 0;
};

/// Writes one side of a corpus as a stream.
class CorpusWriter
{
public:
    CorpusWriter(const std::filesystem::path& folder, std::string_view name);
    void add(const DocumentPart& part);
    /// Closes the files. Throws Error where the disk didn't take them.
    CorpusCounts finish();

private:
    std::filesystem::path m_folder;
    std::ofstream m_text, m_starts;
    CorpusCounts m_counts;
    bool m_inside = false;
};

/// One side of a corpus, memory-mapped.
class Corpus
{
public:
    /// Throws Error (input) where the folder holds no such side or is damaged.
    Corpus(const std::filesystem::path& folder, std::string_view name);

    uint64_t documents() const { return m_documents; }
    uint64_t bytes() const { return m_text.bytes().size(); }
    std::string_view document(uint64_t index) const;
    /// All documents end to end.
    std::string_view text() const { return m_text.bytes(); }
    /// The documents as a stream, long ones in parts; the corpus must outlive it.
    std::unique_ptr<DocumentSource> source() const;

private:
    MappedFile m_text, m_starts;
    uint64_t m_documents = 0;
};

} // namespace espalier
