#include "core/stages/sft_encoding.h"

#include <algorithm>

namespace espalier {

int64_t sftBlock(const SftParams& params, int64_t room)
{
    return params.block > 0 ? std::min(params.block, room) : room;
}

EncodeOptions
sftEncoding(const SftParams& params, const Tokenizer& tokenizer, bool conversational, int64_t block)
{
    EncodeOptions options;
    options.trainOn = params.trainOn == "everything"  ? TrainOn::Everything
                      : params.trainOn == "assistant" ? TrainOn::Assistant
                                                      : TrainOn::Completion;
    const bool own = !tokenizer.chatTemplate().empty();
    if (params.write == "chat" || (params.write == "auto" && (conversational || own))) {
        options.chat = chatTemplateOf(tokenizer, params.chatTemplate);
        options.asChat = params.write == "chat" || own;
    }
    options.maxTokens = block;
    return options;
}

} // namespace espalier
