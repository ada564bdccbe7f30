#include "core/data/file_documents.h"

#include "core/base/error.h"

#include <algorithm>

namespace espalier {

bool RowSource::next(DocumentPart& part)
{
    const auto errorOf = [this](const RowProblem& problem) {
        return Error(problem.message, Error::Kind::Input)
            .within(tr("file {} line {}", m_file.string(), problem.line));
    };
    while (true) {
        try {
            part.endsDocument = true;
            if (!nextRow(part.text)) {
                if (m_rows == 0 && m_skipped > 0) // then the file, not the rows, is what is wrong
                    throw errorOf(m_firstProblem);
                return false;
            }
            ++m_rows;
            return true;
        } catch (const FileProblem& problem) {
            throw Error(problem.message, Error::Kind::Input).within(tr("file {}", m_file.string()));
        } catch (const RowProblem& problem) {
            if (m_onBadRow == BadRow::Stop)
                throw errorOf(problem);
            if (m_skipped++ == 0)
                m_firstProblem = problem;
        }
    }
}

std::string listOfNames(const std::vector<std::string>& names)
{
    std::string list;
    for (const std::string& name : names)
        list += (list.empty() ? "\"" : ", \"") + name + "\"";
    return list;
}

bool isBlank(std::string_view text)
{
    return std::ranges::all_of(
        text, [](char byte) { return byte == ' ' || (byte >= '\t' && byte <= '\r'); });
}

} // namespace espalier
