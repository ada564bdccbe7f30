#include "core/data/split.h"

#include "core/base/error.h"
#include "core/base/hash.h"
#include "core/text/utf8.h"

#include <algorithm>
#include <cmath>

namespace espalier {

namespace {

constexpr size_t kHashedBytes = 4096;

/// Keeps the documents of one side.
class SideOfDocuments : public DocumentSource
{
public:
    SideOfDocuments(std::unique_ptr<DocumentSource> source, const SplitPlan& plan, Split side)
        : m_source(std::move(source))
        , m_plan(plan)
        , m_side(side)
        , m_firstOfValidation(firstOfValidation(plan.documents, plan.options.fraction))
    {
    }

    bool next(DocumentPart& part) override
    {
        while (m_source->next(part)) {
            if (!m_inside)
                m_wanted = sideOf(part.text) == m_side;
            m_inside = !part.endsDocument;
            m_documents += part.endsDocument ? 1 : 0;
            if (m_wanted)
                return true;
        }
        return false;
    }

    uint64_t skippedRows() const override { return m_source->skippedRows(); }

private:
    Split sideOf(std::string_view start) const
    {
        const bool validation = m_plan.options.by == SplitBy::Position
                                    ? m_documents >= m_firstOfValidation
                                    : fallsIntoValidation(start, m_plan.options);
        return validation ? Split::Validation : Split::Train;
    }

    std::unique_ptr<DocumentSource> m_source;
    SplitPlan m_plan;
    Split m_side;
    uint64_t m_firstOfValidation;
    uint64_t m_documents = 0;
    bool m_inside = false;
    bool m_wanted = false;
};

/// One side of a single document: the text before or after a byte, moved back to a character's
/// start.
class SideOfText : public DocumentSource
{
public:
    SideOfText(std::unique_ptr<DocumentSource> source, const SplitPlan& plan, Split side)
        : m_source(std::move(source))
        , m_cut(
              plan.bytes -
              static_cast<uint64_t>(static_cast<double>(plan.bytes) * plan.options.fraction))
        , m_side(side)
    {
    }

    bool next(DocumentPart& part) override
    {
        while (!m_done && m_source->next(part)) {
            const uint64_t begin = m_seen;
            m_seen += part.text.size();
            const size_t before =
                begin >= m_cut
                    ? 0
                    : utf8Prefix(
                          part.text,
                          static_cast<size_t>(std::min<uint64_t>(m_cut - begin, part.text.size())))
                          .size();
            if (m_side == Split::Train) {
                m_done = m_seen >= m_cut;
                part.text.resize(before);
                part.endsDocument = part.endsDocument || m_done;
                return true;
            }
            part.text.erase(0, before);
            if (!part.text.empty() || part.endsDocument)
                return true;
        }
        return false;
    }

private:
    std::unique_ptr<DocumentSource> m_source;
    uint64_t m_cut;
    Split m_side;
    uint64_t m_seen = 0;
    bool m_done = false;
};

/// Everything, or nothing.
class NoDocuments : public DocumentSource
{
public:
    bool next(DocumentPart& /*part*/) override { return false; }
};

} // namespace

bool fallsIntoValidation(std::string_view start, const SplitOptions& options)
{
    const uint64_t hash = hash64(start.substr(0, kHashedBytes), options.seed);
    return static_cast<double>(hash >> 11) * 0x1p-53 < options.fraction;
}

uint64_t firstOfValidation(uint64_t documents, double fraction)
{
    const auto validation = std::llround(static_cast<double>(documents) * fraction);
    const uint64_t first = documents - static_cast<uint64_t>(validation);
    return fraction > 0 && documents > 1 ? std::clamp<uint64_t>(first, 1, documents - 1) : first;
}

void checkShare(double fraction)
{
    if (fraction < 0 || fraction >= 1)
        throw inputError("The share for validation is {}. It lies between 0 and 1.", fraction);
}

SplitPlan planSplit(DocumentSource& source, const SplitOptions& options)
{
    checkShare(options.fraction);
    SplitPlan plan{options};
    if (options.by != SplitBy::Position || options.fraction == 0)
        return plan;
    DocumentPart part;
    while (source.next(part)) {
        plan.bytes += part.text.size();
        plan.documents += part.endsDocument ? 1 : 0;
    }
    return plan;
}

std::unique_ptr<DocumentSource>
splitSource(std::unique_ptr<DocumentSource> source, const SplitPlan& plan, Split side)
{
    if (plan.options.fraction == 0) {
        if (side == Split::Train)
            return source;
        return std::make_unique<NoDocuments>();
    }
    if (plan.options.by == SplitBy::Position && plan.documents == 1)
        return std::make_unique<SideOfText>(std::move(source), plan, side);
    return std::make_unique<SideOfDocuments>(std::move(source), plan, side);
}

} // namespace espalier
