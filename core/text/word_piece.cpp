#include "core/text/word_piece.h"

#include "core/text/vocabulary.h"

#include <algorithm>

namespace espalier {

namespace {

bool continues(char byte)
{
    return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

} // namespace

WordPieceModel::WordPieceModel(
    const Vocabulary& vocabulary, const std::vector<bool>& inModel, WordPieceOptions options)
    : m_vocabulary(vocabulary)
    , m_inModel(inModel)
    , m_options(std::move(options))
{
    for (int32_t id = 0; id < vocabulary.size(); ++id)
        if (inModel[id])
            m_longest = std::max(m_longest, vocabulary.token(id).size());
}

void WordPieceModel::encode(std::string_view piece, std::vector<int32_t>& ids) const
{
    const size_t before = ids.size();
    const auto unknown = [&] {
        ids.resize(before);
        ids.push_back(m_options.unk);
    };
    const auto characters =
        std::ranges::count_if(piece, [](char byte) { return !continues(byte); });
    if (characters > m_options.mostCharacters)
        return unknown();
    std::string spelled;
    for (size_t begin = 0; begin < piece.size();) {
        spelled = begin > 0 ? m_options.prefix : std::string();
        const size_t prefix = spelled.size();
        spelled.append(piece.substr(begin, m_longest));
        int32_t id = -1;
        size_t length = spelled.size();
        for (; length > prefix; --length) {
            const size_t end = begin + length - prefix;
            if (end < piece.size() && continues(piece[end]))
                continue; // only whole characters
            const auto found = m_vocabulary.id(std::string_view(spelled).substr(0, length));
            if (found && m_inModel[*found]) {
                id = *found;
                break;
            }
        }
        if (id < 0)
            return unknown();
        ids.push_back(id);
        begin += length - prefix;
    }
}

std::string cleanedUp(std::string text)
{
    static constexpr std::pair<std::string_view, std::string_view> kChanges[] = {
        {" .", "."},
        {" ?", "?"},
        {" !", "!"},
        {" ,", ","},
        {" ' ", "'"},
        {" n't", "n't"},
        {" 'm", "'m"},
        {" do not", " don't"},
        {" 's", "'s"},
        {" 've", "'ve"},
        {" 're", "'re"},
    };
    for (const auto& [from, to] : kChanges)
        for (size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
            text.replace(at, from.size(), to);
    return text;
}

} // namespace espalier
