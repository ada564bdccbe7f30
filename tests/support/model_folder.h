#pragma once

#include "core/formats/model_config_json.h"
#include "core/text/train_tokenizer.h"

#include <filesystem>

namespace espalier {

/// A folder of a model, as far as readers without torch need it: config.json and a tokenizer.
inline void
writeModel(const std::filesystem::path& folder, int64_t positions = ModelConfig().positions)
{
    BpeTrainParams options;
    options.vocabSize = 300;
    options.specialTokens = {"<|endoftext|>"};
    BpeTrainer trainer(options);
    trainer.add("the fox and the hen");
    trainer.finish().save(folder);
    ModelConfig config;
    config.vocabSize = 300;
    config.positions = positions;
    config.width = 8;
    config.heads = config.kvHeads = 2;
    config.headDim = 4;
    config.inner = 32;
    config.layers = 1;
    writeModelConfig(config, folder);
}

} // namespace espalier
