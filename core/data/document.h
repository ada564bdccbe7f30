#pragma once

/// A stream of text documents, whatever they come from. A long document comes in parts, so that
/// none must fit in memory.

#include <cstdint>
#include <string>

namespace espalier {

/// A document or a piece of one: whole characters, in order.
struct DocumentPart
{
    std::string text;
    bool endsDocument = true;
};

/// Gives documents one after another.
class DocumentSource
{
public:
    virtual ~DocumentSource() = default;
    /// The next part in `part`; false at the end. Throws Error where the source is broken.
    virtual bool next(DocumentPart& part) = 0;
    /// Rows that were left out because they were broken, so far.
    virtual uint64_t skippedRows() const { return 0; }
};

} // namespace espalier
