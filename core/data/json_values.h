#pragma once

/// Values of JSON one after another, from a stream, without holding more than one.

#include "core/data/text_input.h"

#include <nlohmann/json.hpp>

namespace espalier {

/// Cuts a stream of JSON into the values of its outer array, or into its outer values where it has
/// no array, without holding more than one.
class JsonValues
{
public:
    explicit JsonValues(const std::filesystem::path& file)
        : m_input(file)
    {
    }

    /// The bytes of the next value; false at the end. Throws FileProblem where it never ends or is
    /// too long for a row.
    bool next(std::string& value);
    /// The line at which the last value starts, from 1.
    uint64_t line() const { return m_valueLine; }

private:
    bool peek();
    char take(std::string& value);
    bool endsScalar(const std::string& value) const;
    bool skipToValue();

    TextInput m_input;
    std::string m_buffer;
    size_t m_at = 0;
    uint64_t m_line = 1;
    uint64_t m_valueLine = 1;
    bool m_started = false;
};

/// One value. Throws RowProblem at `line` where it is no JSON.
nlohmann::json parseRow(std::string_view row, uint64_t line);

/// The only list of objects in an object, as in {"version": 1, "examples": [{...}, ...]}.
nlohmann::json* listWithin(nlohmann::json& object);

} // namespace espalier
