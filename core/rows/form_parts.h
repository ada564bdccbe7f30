#pragma once

/// What the readers of forms share. For the form_*.cpp.

#include "core/rows/forms.h"

namespace espalier {

/// Whether a record has a text under that name.
bool hasText(const nlohmann::json& record, const char* name);
/// The value of a name. Throws RowProblem with the names that exist.
const nlohmann::json& valueOf(const nlohmann::json& record, const std::string& name);
/// The text of a name; throws where it is missing or no text.
std::string textOf(const nlohmann::json& record, const std::string& name);
/// Likewise, empty where it is missing or null.
std::string textOrNothing(const nlohmann::json& record, const std::string& name);
/// A text, number or truth value as text. Throws RowProblem for anything else.
std::string scalarText(const nlohmann::json& value, const std::string& name);
/// true and false, 1 and 0, also as texts.
bool truthOf(const nlohmann::json& value, const std::string& name);
double numberOf(const nlohmann::json& value, const std::string& name);

/// The turns of a list of messages; `roleKey` and `textKey` name their members.
std::vector<Turn> turnsOfJson(const nlohmann::json& list, const char* roleKey, const char* textKey);
/// Takes a system turn at the beginning out of the turns into row.system.
void takeSystem(Row& row, std::vector<Turn>& turns);
/// Cuts a conversation before its last turn, which must be the assistant's; without one (and with
/// `open`) it is a prompt.
void cutConversation(Row& row, std::vector<Turn> turns, bool open);
/// Cuts chosen and rejected after what they begin with in common, which is the prompt.
void cutCommonPrompt(Row& row, std::vector<Turn> chosen, std::vector<Turn> rejected);

/// Text without white space at its ends.
std::string trimmed(std::string_view text);

/// Fills row.correct and puts the chosen text into row.answer where the row has choices.
void resolveChoice(Row& row, const nlohmann::json& answer, AnswerIs answerIs);

// The forms; see forms.cpp.
bool fitsTrl(const nlohmann::json& record);
RowKind kindOfTrl(const nlohmann::json& record, const FormOptions& options);
Row readTrl(const nlohmann::json& record, const FormOptions& options);
Row readAlpaca(const nlohmann::json& record, const FormOptions& options);
Row readShareGpt(const nlohmann::json& record, const FormOptions& options);
Row readHh(const nlohmann::json& record, const FormOptions& options);
Row readGsm8k(const nlohmann::json& record, const FormOptions& options);
Row readHumanEval(const nlohmann::json& record, const FormOptions& options);
Row readMbpp(const nlohmann::json& record, const FormOptions& options);
Row readBbh(const nlohmann::json& record, const FormOptions& options);
Row readTable(const nlohmann::json& record, const FormOptions& options);

} // namespace espalier
