/// Documents of a .txt: lines, blocks between blank lines, or the whole file.

#include "core/data/file_documents.h"
#include "core/data/line_reader.h"

#include <utility>

namespace espalier {

namespace {

class LineDocuments : public DocumentSource
{
public:
    LineDocuments(const std::filesystem::path& file, size_t partBytes)
        : m_lines(file)
        , m_partBytes(partBytes)
    {
    }

    bool next(DocumentPart& part) override
    {
        while (m_lines.next(part.text, m_partBytes, part.endsDocument)) {
            const bool wholeLine = !m_inside && part.endsDocument;
            m_inside = !part.endsDocument;
            if (!wholeLine || !isBlank(part.text))
                return true;
        }
        return false;
    }

private:
    LineReader m_lines;
    size_t m_partBytes;
    bool m_inside = false;
};

class BlockDocuments : public DocumentSource
{
public:
    BlockDocuments(const std::filesystem::path& file, size_t partBytes)
        : m_lines(file)
        , m_partBytes(partBytes)
    {
    }

    bool next(DocumentPart& part) override
    {
        part.text.clear();
        bool more = true;
        bool endsLine = true;
        while (part.text.size() < m_partBytes &&
               (more = m_lines.next(m_piece, m_partBytes, endsLine))) {
            const bool startsLine = m_atLineStart;
            m_atLineStart = endsLine;
            if (startsLine && endsLine && isBlank(m_piece)) {
                if (m_inside || !part.text.empty())
                    break; // the block's end
                continue;
            }
            if (startsLine && (m_inside || !part.text.empty()))
                part.text += '\n';
            part.text += m_piece;
            m_inside = true;
        }
        part.endsDocument = part.text.size() < m_partBytes;
        if (part.endsDocument)
            m_inside = false;
        return more || !part.text.empty();
    }

private:
    LineReader m_lines;
    size_t m_partBytes;
    std::string m_piece;
    bool m_inside = false; ///< a block has begun
    bool m_atLineStart = true;
};

class FileDocument : public DocumentSource
{
public:
    FileDocument(const std::filesystem::path& file, size_t partBytes)
        : m_input(file)
        , m_partBytes(partBytes)
    {
    }

    bool next(DocumentPart& part) override
    {
        part.text = std::exchange(m_ahead, {});
        while (part.text.size() < m_partBytes && m_input.read(part.text)) {
        }
        part.endsDocument = !m_input.read(m_ahead);
        return !part.text.empty();
    }

private:
    TextInput m_input;
    size_t m_partBytes;
    std::string m_ahead; ///< tells that the document goes on
};

} // namespace

std::unique_ptr<DocumentSource>
plainDocuments(const std::filesystem::path& file, const TextSourceOptions& options)
{
    switch (options.document) {
    case DocumentUnit::Line:
        return std::make_unique<LineDocuments>(file, options.partBytes);
    case DocumentUnit::BlankLine:
        return std::make_unique<BlockDocuments>(file, options.partBytes);
    default:
        return std::make_unique<FileDocument>(file, options.partBytes);
    }
}

} // namespace espalier
