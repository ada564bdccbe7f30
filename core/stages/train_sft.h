#pragma once

#include "core/pipeline/stage.h"
#include "core/stages/row_training.h"

namespace espalier {

/// Parameters of train.sft.
struct SftParams : RowTrainingParams {
    SftParams()
    {
        epochs = 3;
        batch = 8;
        learningRate = 5e-4;
        minLearningRate = 5e-5;
        warmupSteps = 20;
        weightDecay = 0.01;
        evalInterval = 100;
        evalBatches = 20;
        sampleInterval = 100;
        sampleTokens = 64;
        sampleTemperature = 0;
        samplePrompts = {};
    }

    std::string head = "language";
    std::string trainOn = "completion";
    std::string write = "auto";
    std::string chatTemplate;
    std::string packing = "best_fit";
    std::string longRows = "cut";

    static constexpr auto fields()
    {
        using P = SftParams;
        return std::tuple_cat(
            std::tuple{
                field("head", &P::head, "language: learn to answer, from instructions. classification: learn to sort texts, from labelled ones").choices("language", "classification"),
                field("train_on", &P::trainOn, "what the loss is taken over: the answer alone, every turn of the assistant, or all of the text").choices("completion", "assistant", "everything").onlyWith("head", "language"),
                field("write", &P::write, "plain: prompt and answer one after another, then the end token. chat: through the chat template. auto: chat for conversations and for models that have a template").choices("auto", "plain", "chat").onlyWith("head", "language"),
                field("chat_template", &P::chatTemplate, "a Jinja template for conversations; empty is the model's own, or ChatML where it has none").advanced().onlyWith("head", "language"),
            },
            lengthFields(),
            blockFields(),
            std::tuple{
                field("packing", &P::packing, "best_fit: several examples share a row, each seeing itself alone, and nothing is padded. none: examples of about one length side by side").choices("best_fit", "none").onlyWith("head", "language"),
                field("long_rows", &P::longRows, "what happens to a row that is longer than block").choices("cut", "drop"),
            },
            batchFields(),
            optimizerFields(),
            validationFields(),
            sampleFields(),
            sampleRowFields(),
            machineFields());
    }
};

StageInfo trainSft();

} // namespace espalier
