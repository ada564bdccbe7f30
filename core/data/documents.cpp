#include "core/data/documents.h"

#include "core/base/error.h"
#include "core/data/file_documents.h"
#include "core/text/utf8.h"

#include <algorithm>
#include <glob.h>
#include <span>

namespace espalier {

namespace fs = std::filesystem;

namespace {

using Open = std::unique_ptr<DocumentSource> (*)(const fs::path&, const TextSourceOptions&);

/// A format: its name endings, and how a file of it is opened. The first row is for names that
/// nobody knows.
struct FormatInfo
{
    TextFormat format;
    std::vector<std::string> endings;
    Open open;
};

std::span<const FormatInfo> formats()
{
    static const FormatInfo all[] = {
        {TextFormat::Text, {".txt", ".text", ".md"}, plainDocuments},
        {TextFormat::JsonLines, {".jsonl", ".ndjson"}, jsonLinesDocuments},
        {TextFormat::Json, {".json"}, jsonDocuments},
        {TextFormat::Csv, {".csv"}, csvDocuments},
        {TextFormat::Tsv, {".tsv"}, tsvDocuments},
    };
    return all;
}

std::string endingOf(const fs::path& file)
{
    const fs::path name = file.extension() == ".gz" ? file.stem() : file.filename();
    std::string ending = name.extension().string();
    std::ranges::transform(
        ending, ending.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
    return ending;
}

const FormatInfo* formatByName(const fs::path& file)
{
    const std::string ending = endingOf(file);
    for (const FormatInfo& info : formats())
        if (std::ranges::find(info.endings, ending) != info.endings.end())
            return &info;
    return nullptr;
}

const FormatInfo& formatOf(const fs::path& file, TextFormat wanted)
{
    if (wanted == TextFormat::Auto) {
        const FormatInfo* named = formatByName(file);
        return named != nullptr ? *named : formats().front();
    }
    return *std::ranges::find(formats(), wanted, &FormatInfo::format);
}

std::vector<fs::path> globbed(const std::string& pattern)
{
    glob_t found{};
    std::vector<fs::path> files;
    if (::glob(pattern.c_str(), 0, nullptr, &found) == 0)
        for (size_t i = 0; i < found.gl_pathc; ++i)
            if (!fs::is_directory(found.gl_pathv[i]))
                files.emplace_back(found.gl_pathv[i]);
    ::globfree(&found);
    return files;
}

/// The documents of several files, one file after another.
class FilesSource : public DocumentSource
{
public:
    FilesSource(std::vector<fs::path> files, TextSourceOptions options)
        : m_files(std::move(files))
        , m_options(std::move(options))
    {
    }

    bool next(DocumentPart& part) override
    {
        while (true) {
            if (!m_current) {
                if (m_next == m_files.size())
                    return endOfFiles();
                const fs::path& file = m_files[m_next++];
                m_current = formatOf(file, m_options.format).open(file, m_options);
            }
            if (m_current->next(part)) {
                m_found = true;
                return true;
            }
            m_skipped += m_current->skippedRows();
            m_current.reset();
        }
    }

    uint64_t skippedRows() const override
    {
        return m_skipped + (m_current ? m_current->skippedRows() : 0);
    }

private:
    bool endOfFiles() const
    {
        if (m_found)
            return false;
        const std::string name = m_options.path.string();
        if (m_files.size() == 1 && fs::file_size(m_files.front()) == 0)
            throw inputError("The file {} is empty.", name);
        throw inputError("There is no text in {}: every document is empty.", name);
    }

    std::vector<fs::path> m_files;
    TextSourceOptions m_options;
    std::unique_ptr<DocumentSource> m_current;
    size_t m_next = 0;
    uint64_t m_skipped = 0;
    bool m_found = false;
};

} // namespace

std::vector<fs::path> textFiles(const fs::path& path)
{
    std::vector<fs::path> files;
    if (fs::is_directory(path)) {
        for (const auto& entry : fs::recursive_directory_iterator(path))
            if (entry.is_regular_file() && formatByName(entry.path()) != nullptr &&
                !entry.path().filename().string().starts_with('.'))
                files.push_back(entry.path());
        if (files.empty())
            throw inputError(
                "The folder {} holds no text: no .txt, .jsonl, .json, .csv or .tsv, plain or .gz.",
                path.string());
    } else if (fs::exists(path)) {
        files.push_back(path);
    } else if (path.string().find_first_of("*?[") != std::string::npos) {
        files = globbed(path.string());
        if (files.empty())
            throw inputError("No file matches {}. Check the pattern.", path.string());
    } else {
        throw inputError("The file {} does not exist. Check the path.", path.string());
    }
    std::ranges::sort(files);
    return files;
}

TextFormat formatOfName(const fs::path& file)
{
    const FormatInfo* named = formatByName(file);
    return named != nullptr ? named->format : TextFormat::Auto;
}

std::unique_ptr<DocumentSource> openDocuments(const TextSourceOptions& options)
{
    return std::make_unique<FilesSource>(textFiles(options.path), options);
}

DocumentReader::DocumentReader(const TextSourceOptions& options, size_t maxBytes)
    : DocumentReader(openDocuments(options), maxBytes)
{
}

DocumentReader::DocumentReader(std::unique_ptr<DocumentSource> source, size_t maxBytes)
    : m_source(std::move(source))
    , m_maxBytes(maxBytes)
{
}

std::optional<std::string> DocumentReader::next()
{
    DocumentPart part;
    if (!m_source->next(part))
        return std::nullopt;
    std::string text = std::move(part.text);
    while (!part.endsDocument && m_source->next(part)) {
        text += part.text;
        if (text.size() > m_maxBytes)
            throw inputError(
                "A document is longer than {} bytes. Cut it into smaller ones.", m_maxBytes);
    }
    return text;
}

void forEachDocument(
    const TextSourceOptions& options, const std::function<bool(std::string&&)>& use)
{
    DocumentReader reader(options);
    while (auto document = reader.next())
        if (!use(std::move(*document)))
            return;
}

std::vector<std::string>
preview(const TextSourceOptions& options, size_t documents, size_t maxBytes)
{
    return preview(*openDocuments(options), documents, maxBytes);
}

std::vector<std::string> preview(DocumentSource& source, size_t documents, size_t maxBytes)
{
    std::vector<std::string> first;
    DocumentPart part;
    bool inside = false;
    while ((first.size() < documents || (inside && first.back().size() < maxBytes)) &&
           source.next(part)) {
        if (!inside)
            first.emplace_back();
        if (first.back().size() < maxBytes)
            first.back() += utf8Prefix(part.text, maxBytes - first.back().size());
        inside = !part.endsDocument;
    }
    return first;
}

} // namespace espalier
