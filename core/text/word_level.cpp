#include "core/base/error.h"
#include "core/text/token_model.h"
#include "core/text/vocabulary.h"

namespace espalier {

WordLevelModel::WordLevelModel(const Vocabulary& vocabulary, std::optional<int32_t> unk)
    : m_vocabulary(vocabulary)
    , m_unk(unk)
{
}

void WordLevelModel::encode(std::string_view piece, std::vector<int32_t>& ids) const
{
    const auto id = m_vocabulary.id(piece);
    if (!id && !m_unk)
        throw inputError(
            "The tokenizer has no token for \"{}\" and none for unknown text.",
            piece.substr(0, 64));
    ids.push_back(id ? *id : *m_unk);
}

} // namespace espalier
