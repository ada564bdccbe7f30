#pragma once

/// What flows over a wire: its first rows or documents, from the result where there is one, else
/// from the file or the built-in world that the stage before reads, in the words of a template
/// between. Where rows go into train.sft, what the model is to learn of them.

#include "core/rows/preview.h"
#include "core/stages/flow_rows.h"

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace espalier {

/// A wire and what is known of its pipeline.
struct FlowQuestion
{
    Pipeline pipeline;
    Edge edge;
    std::filesystem::path folder;                         ///< relative paths resolve against it
    std::map<std::string, std::filesystem::path> results; ///< of the nodes that have one: where
    size_t count = 5;                                     ///< rows or documents at most
};

/// A token of a row.
struct FlowToken
{
    std::string text; ///< its bytes: half a character is possible
    bool trained = false;
    bool special = false;
    bool operator==(const FlowToken&) const = default;
};

struct FlowRow
{
    std::vector<RowPart> parts;
    std::vector<bool> trained;     ///< of each part; empty where the wire doesn't go into train.sft
    std::vector<FlowToken> tokens; ///< the first ones
    size_t given = 0;              ///< tokens that the model gets
    size_t learned = 0;            ///< of them, those that it learns to write
    size_t length = 0;             ///< in tokens, before it was cut
};

struct FlowPreview
{
    using From = FlowFrom;

    PortType type = PortType::Text;
    From from = From::Nowhere;
    std::string form;              ///< of a file's rows, as recognised
    std::optional<uint64_t> count; ///< rows or documents in all, where that is known
    std::vector<FlowRow> rows;
    std::vector<std::string> documents; ///< beginnings
    Message note;             ///< why there is nothing to be shown, or what differs from a run
    bool trains = false;      ///< the rows go into train.sft
    bool learnsClass = false; ///< which learns the class of a text, no token of it
    Message tokensNote;       ///< why there are no tokens
};

/// Reads what there is; never throws for what is missing or broken, but says so in `note`. Reads
/// files: not for the window's thread. `stopped` is asked while it reads, on its thread, and ends
/// it by true (the preview is then of no use).
FlowPreview previewFlow(
    const FlowQuestion& question,
    std::span<const StageInfo> stages,
    const std::function<bool()>& stopped = {});

} // namespace espalier
