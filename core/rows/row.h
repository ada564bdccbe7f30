#pragma once

/// One row of data for everything after pre-training: five kinds in one plain struct, each using
/// the fields named at its kind. Fields that a row doesn't have are empty.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace espalier {

enum class RowKind : uint8_t {
    Instructions, ///< system, prompt, completion, weight; kind and answer for scoring
    Prompts,      ///< system, prompt
    Preferences,  ///< system, prompt, chosen, rejected, margin; or, unpaired, prompt, completion,
                  ///< good
    Problems,     ///< system, prompt, answer, rationale, choices, correct, tests, entryPoint, kind
    Labelled,     ///< text, second, label
};

/// A row of the table of kinds.
struct RowKindInfo
{
    RowKind kind;
    const char* name;  ///< stable: headers, port names, "data.<name>"
    const char* stage; ///< the stage that reads such rows
    const char* needs; ///< the keys of a row of it: either of these
};

/// Every kind, in the order of the enumeration.
std::span<const RowKindInfo> rowKinds();
const RowKindInfo& rowKind(RowKind kind);
std::optional<RowKind> rowKindOfName(std::string_view name);

enum class Role : uint8_t { System, User, Assistant, Tool };

/// "system", "user", "assistant", "tool".
const char* roleName(Role role);

/// What one side says in a conversation.
struct Turn
{
    Role role = Role::User;
    std::string text;
    bool operator==(const Turn&) const = default;
};

/// A text as it stands, or the turns of a conversation (`text` is empty then).
struct Passage
{
    std::string text;
    std::vector<Turn> turns;

    bool isConversation() const { return !turns.empty(); }
    /// Whether it says nothing: no text, or no turn with one.
    bool empty() const;
    bool operator==(const Passage&) const = default;
};

/// One row. Either all passages of a row are conversations or none is. Of a conversation the prompt
/// begins with the user and ends with the user or a tool, a completion begins with the assistant;
/// the system's text stands in `system` alone. Of a plain row prompt and completion are joined as
/// they are: white space between belongs to the completion.
struct Row
{
    std::string system;
    Passage prompt;
    Passage completion;       ///< instructions; preferences without pairs
    Passage chosen, rejected; ///< preferences in pairs
    std::optional<bool> good; ///< preferences without pairs: whether the completion is wanted
    std::optional<double> margin;
    double weight = 1;     ///< how much the row counts in training
    std::string kind;      ///< a tag: how the answer is checked or what the row is about ("math")
    std::string answer;    ///< the gold answer
    std::string rationale; ///< the steps that lead to the answer
    std::vector<std::string> choices;
    std::optional<uint64_t> correct; ///< the place of the gold answer among the choices, from 0
    std::string tests;               ///< a program that fails where the answer is wrong
    std::string entryPoint;          ///< the function that the tests call
    std::string text, second;        ///< labelled: the text, or a pair of them
    std::string label;               ///< labelled: the name of the class

    bool operator==(const Row&) const = default;
};

/// A row as the line of JSON that an artifact holds; TRL's names, in a fixed order, what is empty
/// left out.
std::string rowToJson(const Row& row);
/// The row of such a line. Throws nlohmann::json::exception where it is none.
Row rowFromJson(std::string_view line);

/// The turns of a passage; a plain text is one turn of `role`.
std::vector<Turn> turnsOf(const Passage& passage, Role role);
/// The whole conversation: the system's text where there is one, the prompt, what follows it.
std::vector<Turn> conversationOf(const Row& row, const Passage& completion);
/// The texts of a passage with newlines between, without roles.
std::string plainText(const Passage& passage);

} // namespace espalier
