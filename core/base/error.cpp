#include "core/base/error.h"

namespace espalier {

namespace {

std::string join(
    const std::vector<Message>& context,
    const Message& message,
    std::string (Message::*say)() const)
{
    std::string text;
    for (const auto& part : context)
        text += (part.*say)() + ": ";
    return text + (message.*say)();
}

} // namespace

Error::Error(Message message, Kind kind)
    : Error(std::move(message), {}, kind)
{
}

Error::Error(Message message, std::vector<Message> context, Kind kind)
    : std::runtime_error(join(context, message, &Message::english))
    , m_message(std::move(message))
    , m_context(std::move(context))
    , m_kind(kind)
{
}

Error Error::within(Message context) const
{
    std::vector<Message> all{std::move(context)};
    all.insert(all.end(), m_context.begin(), m_context.end());
    return Error(m_message, std::move(all), m_kind);
}

std::string Error::words() const
{
    return join(m_context, m_message, &Message::words);
}

} // namespace espalier
