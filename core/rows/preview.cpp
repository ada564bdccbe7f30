#include "core/rows/preview.h"

#include "core/base/message.h"
#include "core/text/utf8.h"

#include <algorithm>

namespace espalier {

std::vector<RowPart> partsOf(const Row& row, size_t maxBytes)
{
    std::vector<RowPart> parts;
    const auto add = [&](const std::string& role, const std::string& text) {
        if (!text.empty())
            parts.push_back({role, std::string(utf8Prefix(text, maxBytes))});
    };
    const auto passage =
        [&](const std::string& name, const std::string& before, const Passage& value) {
            add(name, value.text);
            for (const Turn& turn : value.turns)
                add(before + roleName(turn.role), turn.text);
        };
    add("system", row.system);
    passage("prompt", "", row.prompt);
    passage("completion", "", row.completion);
    if (row.good)
        add("label", *row.good ? "true" : "false");
    passage("chosen", "chosen ", row.chosen);
    passage("rejected", "rejected ", row.rejected);
    if (row.margin)
        add("margin", fmt::format("{}", *row.margin));
    for (size_t i = 0; i < row.choices.size(); ++i)
        add(row.correct == i ? "correct" : "choice", row.choices[i]);
    add("rationale", row.rationale);
    add("answer", row.answer);
    add("tests", row.tests);
    add("entry_point", row.entryPoint);
    add("text", row.text);
    add("second", row.second);
    add("label", row.label);
    add("kind", row.kind);
    if (row.weight != 1)
        add("weight", fmt::format("{}", row.weight));
    return parts;
}

RowsPreview previewRows(const Rows& rows, Split side, size_t count, size_t maxBytes)
{
    RowsPreview preview{rows.kind(), rows.header().form, {}};
    for (uint64_t i = 0; i < std::min<uint64_t>(count, rows.size(side)); ++i)
        preview.rows.push_back(partsOf(rows.row(side, i), maxBytes));
    return preview;
}

RowsPreview previewRows(RowFileOptions options, size_t count, size_t maxBytes)
{
    options.limit = count;
    RowReader reader(options);
    RowsPreview preview{reader.kind(), reader.form().name, {}};
    Row row;
    while (preview.rows.size() < count && reader.next(row))
        preview.rows.push_back(partsOf(row, maxBytes));
    return preview;
}

} // namespace espalier
