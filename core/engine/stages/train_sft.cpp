/// train.sft: a model learns from examples, to answer or to sort. All rows are cut into tokens
/// once; the loss is the mean over the trained tokens of a whole step, whatever is packed or
/// accumulated. A model with an adapter learns with that alone; a new head for labels is then the
/// adapter's own.

#include "core/stages/train_sft.h"

#include "core/engine/peft/adapted_model.h"
#include "core/engine/stages/all.h"
#include "core/engine/stages/sample_texts.h"
#include "core/engine/stages/training.h"
#include "core/engine/train/row_loader.h"
#include "core/engine/train/row_loss.h"
#include "core/formats/side_files.h"
#include "core/rows/encode_rows.h"
#include "core/rows/rows.h"
#include "core/stages/sft_encoding.h"

#include <cmath>

namespace espalier {

namespace {

namespace fs = std::filesystem;

/// What became of the rows.
struct Encoded
{
    ExampleSet examples;
    uint64_t cut = 0;     ///< longer than the block
    uint64_t dropped = 0; ///< left out: too long, or nothing left to learn
};

class LoadedRows : public TrainingData
{
public:
    LoadedRows(const ExampleSet& examples, const RowLoaderParams& params, torch::Device device)
        : m_loader(examples, params, device)
    {
    }
    std::vector<MicroBatch> load(int64_t step) const override { return m_loader.load(step); }
    double epochs(int64_t step) const override { return m_loader.epochs(step); }
    int64_t stepsFor(double epochs) const override { return m_loader.stepsFor(epochs); }
    double tokens(int64_t step) const override { return m_loader.tokens(step); }

private:
    RowLoader m_loader;
};

struct Sft
{
    explicit Sft(StageContext& from);
    AdaptedModel open() const;
    Encoded encode(Split side) const;
    void say(const Encoded& encoded) const;
    std::optional<Validation> validate(const ExampleSet& examples) const;
    std::vector<SampledText> sample() const;
    void save() const;

    StageContext& context;
    SftParams params;
    bool sorts;
    fs::path source;
    Tokenizer tokenizer;
    Rows rows;
    AdaptedModel adapted;
    int64_t block;
    EncodeOptions writing;
};

Sft::Sft(StageContext& from)
    : context(from)
    , params(context.params<SftParams>())
    , sorts(params.head == "classification")
    , source(context.input("model"))
    , tokenizer(Tokenizer::load(source))
    , rows(Rows::open(
          context.input(sorts ? "labelled" : "instructions"),
          sorts ? RowKind::Labelled : RowKind::Instructions))
    , adapted(open())
{
    const ModelConfig& config = adapted.model->config();
    const int64_t room = config.positions - adapted.model->virtualTokens();
    block = sftBlock(params, room);
    if (!sorts && config.bidirectional())
        throw inputError(
            "A bert model can't write answers; set `head` to classification, or take a "
            "model that reads forwards.");
    if (tokenizer.vocabSize() > config.vocabSize)
        throw inputError(
            "The tokenizer has ids up to {} and the model's vocabulary only {}. Make the model "
            "with this tokenizer.",
            tokenizer.vocabSize() - 1,
            config.vocabSize);
    writing = sftEncoding(params, tokenizer, rows.header().conversational, block);
}

/// The model with the head that is asked for: a fresh one where a language model begins to sort.
AdaptedModel Sft::open() const
{
    AdaptedModel found = openModel(source);
    const auto& labels = rows.header().classes;
    if (!sorts) {
        if (found.model->config().classifies())
            throw inputError("The model sorts texts and has no head for words; set `head` to "
                             "classification.");
    } else if (!found.model->config().classifies()) {
        if (labels.size() < 2)
            throw inputError(
                "The labelled texts are all of one class, {}; sorting needs two or more.",
                labels.empty() ? "" : labels.front());
        found = {}; // one at a time
        found = openForLabels(source, labels, static_cast<uint64_t>(params.seed));
    } else if (found.model->config().labels != labels) {
        throw inputError("The model sorts into other classes than the labelled texts have; start "
                         "from a language model, or rename the classes.");
    }
    moveTo(found, torch::Device(context.device()));
    return found;
}

Encoded Sft::encode(Split side) const
{
    Encoded out;
    const uint64_t count = rows.size(side);
    for (uint64_t i = 0; i < count; ++i) {
        if (i % 1000 == 0) {
            context.progress(static_cast<int64_t>(i), static_cast<int64_t>(count));
            if (context.interrupted())
                throw context.stopped();
        }
        const Row row = rows.row(side, i);
        std::vector<int32_t> ids;
        std::vector<uint8_t> trained, types;
        size_t length = 0;
        if (sorts) {
            auto text = encodeText(row, tokenizer, block);
            ids = std::move(text.ids);
            types = std::move(text.types);
            trained.assign(ids.size(), 0);
            length = text.length;
        } else {
            auto encoded = encodeRow(row, row.completion, tokenizer, writing);
            ids = std::move(encoded.ids);
            trained = std::move(encoded.trained);
            length = encoded.length;
        }
        const bool isLong = length > ids.size();
        out.cut += isLong ? 1 : 0;
        // The first token is never predicted.
        const bool learns =
            sorts ? !ids.empty()
                  : std::find(trained.begin() + (trained.empty() ? 0 : 1), trained.end(), 1) !=
                        trained.end();
        if (!learns || (isLong && params.longRows == "drop")) {
            ++out.dropped;
            continue;
        }
        ExampleSet& set = out.examples;
        set.ids.insert(set.ids.end(), ids.begin(), ids.end());
        set.trained.insert(set.trained.end(), trained.begin(), trained.end());
        if (adapted.model->config().bidirectional())
            set.types.insert(set.types.end(), types.begin(), types.end());
        set.starts.push_back(set.ids.size());
        set.weights.push_back(static_cast<float>(row.weight));
        if (sorts) {
            const auto label = rows.classIndex(row.label);
            set.labels.push_back(static_cast<int32_t>(label.value_or(0)));
        }
    }
    return out;
}

void Sft::say(const Encoded& encoded) const
{
    const uint64_t all = rows.size(Split::Train);
    if (encoded.cut == 0 && encoded.dropped == 0)
        return;
    context.say(
        "rows",
        Notice::Info,
        tr("{} of {} rows are longer than {} tokens; {} were left out.",
           encoded.cut,
           all,
           block,
           encoded.dropped),
        {{"cut", encoded.cut}, {"dropped", encoded.dropped}, {"rows", all}});
    if (2 * encoded.cut > all)
        context.say(
            "health",
            Notice::Warning,
            tr("Most rows are longer than the {} tokens of a block, so their answers are lost: "
               "make "
               "`block` or the model's `positions` larger, or shorten the rows.",
               block),
            {{"finding", "rows_cut"}});
}

std::optional<Validation> Sft::validate(const ExampleSet& examples) const
{
    const auto go = [&] { return !context.interrupted(); };
    const auto loss =
        rowLoss(adapted.model, examples, params.batch, params.evalBatches * params.batch, go);
    if (!go() || loss.weight == 0)
        return std::nullopt;
    Validation found{loss.mean(), {{"eval_loss", loss.mean()}}};
    if (sorts) {
        found.curves.emplace_back("eval_accuracy", loss.accuracy());
    } else {
        found.curves.emplace_back("eval_perplexity", std::exp(loss.mean()));
        found.curves.emplace_back("eval_mean_token_accuracy", loss.accuracy());
        found.curves.emplace_back("eval_entropy", loss.meanEntropy());
    }
    return found;
}

std::vector<SampledText> Sft::sample() const
{
    if (sorts)
        return {};
    std::vector<SamplePrompt> prompts;
    for (const std::string& prompt : params.samplePrompts) {
        Row row;
        row.prompt.text = prompt;
        prompts.push_back({prompt, encodePrompt(row, tokenizer, writing)});
    }
    const Split side = rows.size(Split::Validation) > 0 ? Split::Validation : Split::Train;
    const auto wanted = static_cast<uint64_t>(params.sampleRows);
    if (prompts.empty())
        for (uint64_t i = 0; i < std::min(wanted, rows.size(side)); ++i) {
            const Row row = rows.row(side, i);
            prompts.push_back({plainText(row.prompt), encodePrompt(row, tokenizer, writing)});
        }
    return continuePrompts(adapted.model, tokenizer, prompts, params);
}

void Sft::save() const
{
    saveAdapted(adapted, source, context.output());
    if (!writing.chat)
        return;
    auto side = readTokenizerConfig(context.output());
    if (side && side->chatTemplate.empty()) {
        side->chatTemplate = writing.chat->source();
        writeTokenizerConfig(*side, context.output());
    }
}

} // namespace

void runSft(StageContext& context)
{
    const Sft sft(context);
    context.doing(tr("cutting the rows into tokens"));
    const Encoded train = sft.encode(Split::Train);
    const Encoded validation = sft.encode(Split::Validation);
    sft.say(train);
    if (train.examples.size() == 0)
        throw inputError(
            "Of {} rows none is left to learn from: all are longer than {} tokens or have no "
            "answer. "
            "Make `block` larger.",
            sft.rows.size(Split::Train),
            sft.block);

    RowLoaderParams loading;
    // Learned tokens before a row know of no packing.
    loading.packed =
        !sft.sorts && sft.params.packing == "best_fit" && sft.adapted.model->virtualTokens() == 0;
    loading.bidirectional = sft.adapted.model->config().bidirectional();
    loading.block = sft.block;
    loading.batch = sft.params.batch;
    loading.accumulation = sft.params.accumulation;
    loading.worldSize = context.worldSize();
    loading.rank = context.rank();
    loading.seed = static_cast<uint64_t>(sft.params.seed);
    const LoadedRows data(train.examples, loading, sft.adapted.model->device());

    Training::Parts parts;
    parts.model = sft.adapted.model;
    parts.trained = sft.adapted.trained();
    parts.data = &data;
    parts.steps = plannedSteps(sft.params, data);
    if (validation.examples.size() > 0)
        parts.validate = [&] { return sft.validate(validation.examples); };
    parts.sample = [&] { return sft.sample(); };
    Training training(context, sft.params, std::move(parts));
    training.run();

    sft.save();
    nlohmann::json facts{
        {"parameters", sft.adapted.model->config().parameterCount()},
        {"trained_parameters", sft.adapted.trainedCount()},
        {"rows", train.examples.size()},
        {"rows_cut", train.cut},
        {"rows_dropped", train.dropped},
        {"steps", training.steps()},
        {"weights_of_step", training.resultStep()}};
    if (const auto best = training.bestLoss())
        facts["best_eval_loss"] = *best;
    context.describe(facts);
}

} // namespace espalier
