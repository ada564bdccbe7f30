#pragma once

#include "core/pipeline/stage.h"

namespace espalier {

/// Parameters of tokenizer.train.
struct TokenizerTrainParams {
    std::string kind = "bpe";
    int64_t vocabSize = 2048;
    int64_t minFrequency = 2;
    bool lowercase = false;
    std::vector<std::string> specialTokens{"<|endoftext|>"};
    double maxMegabytes = 200;

    static constexpr auto fields()
    {
        return std::tuple{
            field("kind", &TokenizerTrainParams::kind, "byte-level BPE (pieces of words; any text can be written with it), WordPiece (BERT's, with a mask token for models that fill gaps) or one token per character").choices("bpe", "wordpiece", "character"),
            field("vocab_size", &TokenizerTrainParams::vocabSize, "number of tokens: 256 bytes (WordPiece: the characters), the merges and the special tokens together").range(257, 1000000).unit("tokens").onlyWith("kind", "bpe", "wordpiece"),
            field("min_frequency", &TokenizerTrainParams::minFrequency, "a pair seen fewer times is not merged").range(1, 1e9).advanced().onlyWith("kind", "bpe", "wordpiece"),
            field("lowercase", &TokenizerTrainParams::lowercase, "turn capital letters into small ones and drop accents, as BERT's English models do; takes Hangul apart").advanced().onlyWith("kind", "wordpiece"),
            field("special_tokens", &TokenizerTrainParams::specialTokens, "tokens that steer the model; the first one ends a document").advanced(),
            field("max_megabytes", &TokenizerTrainParams::maxMegabytes, "learn from at most this much text, from its beginning; 0 is all").range(0, 1e6).unit("MB").advanced(),
        };
    }
};

StageInfo tokenizerTrain();

/// Parameters of tokenizer.load.
struct TokenizerLoadParams {
    std::string path;

    static constexpr auto fields()
    {
        return std::tuple{
            field("path", &TokenizerLoadParams::path, "a tokenizer.json, a folder that holds one, GPT-2's vocab.json with merges.txt beside it, or BERT's vocab.txt").path(),
        };
    }
};

StageInfo tokenizerLoad();

} // namespace espalier
