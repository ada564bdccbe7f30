#pragma once

/// Small models for tests of stages, in folders as artifacts have them.

#include "core/engine/formats/model_folder.h"
#include "core/text/train_tokenizer.h"

#include <filesystem>

namespace espalier {

/// A token a letter.
inline Tokenizer letterTokenizer()
{
    CharacterTrainer trainer;
    trainer.add("abcdefghijklmnopqrstuvwxyz0123456789 ?=.,+-:");
    return trainer.finish();
}

/// Bytes and some merges: other ids for the same letters.
inline Tokenizer mergingTokenizer()
{
    BpeTrainParams params;
    params.vocabSize = 280;
    BpeTrainer trainer(params);
    trainer.add("say a? say b? say c? abc abcde abcdefg, abc abcde abcdefg.");
    return trainer.finish();
}

/// A GPT-2 of 32 positions that has learned nothing, with its tokenizer.
inline void makeSmallModel(const std::filesystem::path& folder, const Tokenizer& tokenizer)
{
    std::filesystem::create_directories(folder);
    ModelConfig config;
    config.vocabSize = tokenizer.vocabSize();
    config.positions = 32;
    config.width = 48;
    config.layers = 2;
    config.heads = config.kvHeads = 4;
    config.headDim = 12;
    config.inner = 96;
    config.eosIds = {*tokenizer.special().eos};
    Transformer model(config);
    model->initialise(3);
    saveModelFolder(model, folder);
    tokenizer.save(folder);
}

} // namespace espalier
