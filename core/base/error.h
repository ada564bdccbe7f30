#pragma once

#include "core/base/message.h"

#include <stdexcept>

namespace espalier {

/// A run or an operation that cannot go on. Thrown with one clear sentence (and a remedy in it where there is one),
/// gains context while it rises ("stage finetune: file a.jsonl line 7: ..."), is caught once by the runner.
class Error : public std::runtime_error
{
public:
    /// Whose fault: decides the exit status (Input 2, Waiting for people 3, Interrupted 130, everything else 1).
    enum class Kind { Failure, Input, Interrupted, Waiting };

    explicit Error(Message message, Kind kind = Kind::Failure);
    /// The same error with a context in front, outermost first.
    Error within(Message context) const;

    const Message& message() const { return m_message; }
    const std::vector<Message>& context() const { return m_context; }
    Kind kind() const { return m_kind; }
    /// Context and message in the current language, joined by ": ".
    std::string words() const;

private:
    Error(Message message, std::vector<Message> context, Kind kind);

    Message m_message;
    std::vector<Message> m_context;
    Kind m_kind;
};

/// An Error that a person's input caused.
template <typename... Args>
Error inputError(const char* id, const Args&... args)
{
    return Error(tr(id, args...), Error::Kind::Input);
}

} // namespace espalier
