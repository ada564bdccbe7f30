#include "core/rows/encode_rows.h"

#include <algorithm>

namespace espalier {

namespace {

/// A stretch of text and whether it must be learned.
struct Piece
{
    std::string text;
    bool trained = false;
};

std::string spelling(const Tokenizer& tokenizer, std::optional<int32_t> id)
{
    return id ? std::string(tokenizer.tokenOf(*id)) : std::string();
}

ChatOptions chatOptions(const Tokenizer& tokenizer)
{
    ChatOptions options;
    options.bos = spelling(tokenizer, tokenizer.special().bos);
    options.eos = spelling(tokenizer, tokenizer.special().eos);
    return options;
}

nlohmann::ordered_json messagesOf(std::span<const Turn> turns)
{
    auto messages = nlohmann::ordered_json::array();
    for (const Turn& turn : turns)
        messages.push_back({{"role", roleName(turn.role)}, {"content", turn.text}});
    return messages;
}

/// The turns of a row with its prompt alone.
std::vector<Turn> promptTurns(const Row& row)
{
    return conversationOf(row, Passage{});
}

bool usesChat(const Row& row, const EncodeOptions& options)
{
    return options.chat && (options.asChat || row.prompt.isConversation());
}

/// The whole conversation cut where what must be learned begins and ends.
std::vector<Piece> chatPieces(
    const Row& row,
    const Passage& completion,
    const Tokenizer& tokenizer,
    const EncodeOptions& options)
{
    const auto turns = conversationOf(row, completion);
    const auto settings = chatOptions(tokenizer);
    const auto messages = messagesOf(turns);
    const std::string text = options.chat->render(messages, settings).text;
    if (options.trainOn == TrainOn::Everything)
        return {{text, true}};
    auto spans = assistantSpans(*options.chat, messages, settings);
    if (options.trainOn == TrainOn::Completion) {
        const auto before = promptTurns(row);
        const auto given =
            static_cast<size_t>(std::ranges::count(before, Role::Assistant, &Turn::role));
        spans.erase(
            spans.begin(),
            spans.begin() + static_cast<std::ptrdiff_t>(std::min(given, spans.size())));
    }
    std::vector<Piece> pieces;
    size_t at = 0;
    for (const auto& [begin, end] : spans) {
        pieces.push_back({text.substr(at, begin - at), false});
        pieces.push_back({text.substr(begin, end - begin), true});
        at = end;
    }
    // A model stops at its eos: where the template ends a turn otherwise, it follows the last one.
    if (!settings.eos.empty() && !pieces.empty() &&
        pieces.back().text.find(settings.eos) == std::string::npos &&
        text.find(settings.eos, at) == std::string::npos)
        pieces.push_back({settings.eos, true});
    else
        pieces.push_back({text.substr(at), false});
    return pieces;
}

/// A text without roles: the system's, the prompt.
std::string plainPrompt(const Row& row)
{
    return (row.system.empty() ? "" : row.system + "\n\n") + plainText(row.prompt);
}

} // namespace

size_t EncodedRow::trainedCount() const
{
    return static_cast<size_t>(std::ranges::count(trained, uint8_t{1}));
}

ChatTemplate chatTemplateOf(const Tokenizer& tokenizer, const std::string& given)
{
    if (!given.empty())
        return ChatTemplate(given);
    const auto own = tokenizer.chatTemplate();
    return ChatTemplate(own.empty() ? std::string(kDefaultChatTemplate) : std::string(own));
}

EncodedRow encodeRow(
    const Row& row,
    const Passage& completion,
    const Tokenizer& tokenizer,
    const EncodeOptions& options)
{
    const bool chat = usesChat(row, options);
    std::vector<Piece> pieces;
    if (chat) {
        pieces = chatPieces(row, completion, tokenizer, options);
    } else {
        const bool all = options.trainOn == TrainOn::Everything;
        pieces = {{plainPrompt(row), all}, {plainText(completion), true}};
        if (row.prompt.isConversation())
            pieces.insert(pieces.begin() + 1, {"\n", all});
    }
    EncodedRow encoded;
    for (const Piece& piece : pieces) {
        if (!piece.text.empty())
            tokenizer.encodeInto(piece.text, encoded.ids);
        encoded.trained.resize(encoded.ids.size(), piece.trained ? 1 : 0);
    }
    if (!chat && tokenizer.special().eos) {
        encoded.ids.push_back(*tokenizer.special().eos);
        encoded.trained.push_back(1);
    }
    encoded.length = encoded.ids.size();
    const auto room = static_cast<size_t>(options.maxTokens);
    if (encoded.length > room) {
        encoded.ids.resize(room);
        encoded.trained.resize(room);
    }
    return encoded;
}

std::vector<int32_t>
encodePrompt(const Row& row, const Tokenizer& tokenizer, const EncodeOptions& options)
{
    std::vector<int32_t> ids;
    std::string text;
    if (usesChat(row, options)) {
        auto settings = chatOptions(tokenizer);
        settings.addGenerationPrompt = true;
        text = options.chat->render(messagesOf(promptTurns(row)), settings).text;
    } else {
        text = plainPrompt(row);
        if (row.prompt.isConversation())
            text += '\n';
    }
    tokenizer.encodeInto(text, ids);
    return ids;
}

EncodedText encodeText(const Row& row, const Tokenizer& tokenizer, int64_t maxTokens)
{
    const auto& special = tokenizer.special();
    EncodedText out;
    const auto add = [&](std::optional<int32_t> id, uint8_t type) {
        if (id) {
            out.ids.push_back(*id);
            out.types.push_back(type);
        }
    };
    auto first = tokenizer.encode(row.text);
    auto second = tokenizer.encode(row.second);
    const bool pair = !row.second.empty();
    const size_t around = (special.cls ? 1 : 0) + (special.sep ? (pair ? 2 : 1) : 0);
    out.length = first.size() + second.size() + around;
    const size_t room =
        static_cast<size_t>(maxTokens) > around ? static_cast<size_t>(maxTokens) - around : 0;
    while (first.size() + second.size() > room) // the longer one gives way, token by token
        (first.size() >= second.size() ? first : second).pop_back();
    add(special.cls, 0);
    for (const int32_t id : first)
        add(id, 0);
    add(special.sep, 0);
    for (const int32_t id : second)
        add(id, 1);
    if (pair)
        add(special.sep, 1);
    return out;
}

} // namespace espalier
