#include "core/pipeline/ports.h"

#include "core/base/message.h"

#include <array>

namespace espalier {

std::span<const PortTypeInfo> portTypes()
{
    static constexpr std::array<PortTypeInfo, 12> all{{
        {PortType::Text, "text", trNoop("Text"), trNoop("documents of plain text")},
        {PortType::Instructions,
         "instructions",
         trNoop("Instructions"),
         trNoop("prompts with the answers to learn")},
        {PortType::Prompts, "prompts", trNoop("Prompts"), trNoop("prompts without answers")},
        {PortType::Preferences,
         "preferences",
         trNoop("Preferences"),
         trNoop("answers that were preferred to others")},
        {PortType::Problems,
         "problems",
         trNoop("Problems"),
         trNoop("prompts with an answer that can be checked")},
        {PortType::Labelled, "labelled", trNoop("Labelled text"), trNoop("texts with a class")},
        {PortType::Tokenizer, "tokenizer", trNoop("Tokenizer"), trNoop("cuts text into tokens")},
        {PortType::Model, "model", trNoop("Model"), trNoop("a language model with its tokenizer")},
        {PortType::Reward, "reward", trNoop("Reward"), trNoop("scores an answer")},
        {PortType::Candidates,
         "candidates",
         trNoop("Candidates"),
         trNoop("several answers to each prompt")},
        {PortType::Report, "report", trNoop("Report"), trNoop("measured figures")},
        {PortType::Files, "files", trNoop("Files"), trNoop("files for other programs")},
    }};
    return all;
}

const PortTypeInfo& portType(PortType type)
{
    return portTypes()[static_cast<size_t>(type)];
}

} // namespace espalier
