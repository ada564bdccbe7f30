#include "core/data/built_in_text.h"

namespace espalier {

namespace {

class WorldSource : public DocumentSource
{
public:
    WorldSource(uint64_t seed, uint64_t count, Language language, Split split)
        : m_seed(seed)
        , m_count(count)
        , m_language(language)
        , m_split(split)
    {
    }

    bool next(DocumentPart& part) override
    {
        if (m_next == m_count)
            return false;
        part = {worldDocument(m_seed, m_next++, m_language, m_split), true};
        return true;
    }

private:
    uint64_t m_seed;
    uint64_t m_count;
    Language m_language;
    Split m_split;
    uint64_t m_next = 0;
};

} // namespace

std::unique_ptr<DocumentSource> worldSource(uint64_t seed, uint64_t count, Language language, Split split)
{
    return std::make_unique<WorldSource>(seed, count, language, split);
}

} // namespace espalier
