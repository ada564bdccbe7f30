#pragma once

#include "core/stages/row_file.h"

namespace espalier {

/// Parameters of data.problems.
struct DataProblemsParams : RowFileParams
{
    std::string kind;
    std::string answerIs = "auto";

    static constexpr auto fields()
    {
        return std::tuple_cat(fileFields(), std::tuple{
                field("kind", &DataProblemsParams::kind, "how an answer is checked, for rows that do not say so themselves: math, code, choice, exact, or a name of yours"),
                field("answer_is", &DataProblemsParams::answerIs, "how the answer of a row with choices names one of them; auto takes the choice itself, its letter, or its number from 0").choices("auto", "text", "letter", "number_from_0", "number_from_1"),
            }, splitFields());
    }
    RowFileOptions options(const std::filesystem::path& file) const
    {
        static const std::map<std::string, AnswerIs> all{
            {"auto", AnswerIs::Auto},
            {"text", AnswerIs::Text},
            {"letter", AnswerIs::Letter},
            {"number_from_0", AnswerIs::NumberFrom0},
            {"number_from_1", AnswerIs::NumberFrom1}};
        RowFileOptions options = fileOptions(RowKind::Problems, file);
        options.tag = kind;
        options.answerIs = all.at(answerIs);
        return options;
    }
};

StageInfo dataProblems();

} // namespace espalier
