/// eval.classify: texts whose class is known are sorted by the model's head for labels, by how
/// likely a language model finds each label after the text, or by what it writes there. Result:
/// report.json with figures, their intervals and the confusion matrix; every text as an item.

#include "core/stages/eval_classify.h"

#include "core/base/files.h"
#include "core/engine/generate/generator.h"
#include "core/engine/nn/prediction.h"
#include "core/engine/peft/adapted_model.h"
#include "core/engine/stages/all.h"
#include "core/engine/stages/context.h"
#include "core/engine/train/row_loader.h"
#include "core/metrics/bootstrap.h"
#include "core/metrics/classification.h"
#include "core/reward/answers.h"
#include "core/rows/encode_rows.h"
#include "core/rows/rows.h"

#include <cmath>
#include <limits>

namespace espalier {

namespace {

std::string filled(std::string pattern, const Row& row)
{
    const auto put = [&](const std::string& key, const std::string& text) {
        for (size_t at = pattern.find(key); at != std::string::npos;
             at = pattern.find(key, at + text.size()))
            pattern.replace(at, key.size(), text);
    };
    put("{second}", row.second);
    put("{text}", row.text);
    return pattern;
}

struct Sorting
{
    explicit Sorting(StageContext& from);
    /// The class of each of the texts [first, end); -1 where the model names none.
    std::vector<int64_t> byHead(const std::vector<Row>& texts);
    std::vector<int64_t> byLikelihood(const std::vector<Row>& texts);
    std::vector<int64_t> byWriting(const std::vector<Row>& texts);

    StageContext& context;
    EvalClassifyParams params;
    Tokenizer tokenizer;
    AdaptedModel adapted;
    Rows rows;
    std::vector<std::string> labels;
    int64_t block;
    std::string method;
    std::vector<std::string> outputs; ///< what was written, for the items
};

Sorting::Sorting(StageContext& from)
    : context(from)
    , params(context.params<EvalClassifyParams>())
    , tokenizer(Tokenizer::load(context.input("model")))
    , adapted(openModel(context.input("model")))
    , rows(Rows::open(context.input("labelled"), RowKind::Labelled))
    , labels(rows.header().classes)
{
    const ModelConfig& config = adapted.model->config();
    moveTo(adapted, torch::Device(context.device()));
    adapted.model->eval();
    const int64_t room = config.positions - adapted.model->virtualTokens();
    block = params.block > 0 ? std::min(params.block, room) : room;
    method = params.method != "auto" ? params.method : config.classifies() ? "head" : "likelihood";
    if (method == "head" && !config.classifies())
        throw inputError("The model has no head for labels; train one with train.sft, or set "
                         "`method` to likelihood.");
    if (method != "head" && (config.classifies() || config.bidirectional()))
        throw inputError("This model can't write or weigh labels; set `method` to head.");
    if (method == "head" && config.labels != labels)
        throw inputError("The model sorts into other classes than the texts have; evaluate it on "
                         "texts with its own classes.");
    if (labels.size() < 2)
        throw inputError(
            "The labelled texts are all of one class, {}; sorting needs two or more.",
            labels.empty() ? "" : labels.front());
}

std::vector<int64_t> Sorting::byHead(const std::vector<Row>& texts)
{
    const torch::NoGradGuard guard;
    const bool bidirectional = adapted.model->config().bidirectional();
    ExampleSet set;
    std::vector<uint32_t> order;
    for (const Row& row : texts) {
        const auto text = encodeText(row, tokenizer, block);
        set.ids.insert(set.ids.end(), text.ids.begin(), text.ids.end());
        if (bidirectional)
            set.types.insert(set.types.end(), text.types.begin(), text.types.end());
        if (text.ids.empty()) // an empty text still has a place
            set.ids.push_back(tokenizer.special().eos.value_or(0));
        set.starts.push_back(set.ids.size());
        set.weights.push_back(1);
        set.labels.push_back(0);
        order.push_back(static_cast<uint32_t>(order.size()));
    }
    set.trained.assign(set.ids.size(), 0);
    const auto batch = RowLoader::padded(set, order, bidirectional, adapted.model->device());
    ForwardOptions options;
    options.lengths = batch.lengths;
    options.types = batch.types;
    const auto best =
        adapted.model->classify(adapted.model->forward(batch.ids, options), batch.lengths, options)
            .argmax(1)
            .cpu();
    return {best.data_ptr<int64_t>(), best.data_ptr<int64_t>() + best.numel()};
}

std::vector<int64_t> Sorting::byLikelihood(const std::vector<Row>& texts)
{
    const torch::NoGradGuard guard;
    std::vector<int64_t> found;
    for (const Row& row : texts) {
        ExampleSet set;
        std::vector<uint32_t> order;
        std::vector<int32_t> text = tokenizer.encode(filled(params.pattern, row));
        if (text.empty())
            text.push_back(tokenizer.special().bos.value_or(tokenizer.special().eos.value_or(0)));
        for (const std::string& label : labels) {
            const auto name = tokenizer.encode(label);
            const auto room = static_cast<size_t>(
                std::max<int64_t>(1, block - static_cast<int64_t>(name.size())));
            const size_t cut = text.size() > room ? text.size() - room : 0; // the end counts most
            set.ids.insert(
                set.ids.end(), text.begin() + static_cast<std::ptrdiff_t>(cut), text.end());
            set.trained.resize(set.ids.size(), 0);
            set.ids.insert(set.ids.end(), name.begin(), name.end());
            set.trained.resize(set.ids.size(), 1);
            set.starts.push_back(set.ids.size());
            set.weights.push_back(1);
            order.push_back(static_cast<uint32_t>(order.size()));
        }
        const auto batch = RowLoader::padded(set, order, false, adapted.model->device());
        const auto scores =
            predictionScores(adapted.model, adapted.model->forward(batch.ids), batch.targets)
                .logProbs.view(batch.targets.sizes())
                .sum(1);
        found.push_back(scores.argmax().item<int64_t>());
    }
    return found;
}

std::vector<int64_t> Sorting::byWriting(const std::vector<Row>& texts)
{
    int64_t longest = 1;
    for (const std::string& label : labels)
        longest = std::max(longest, static_cast<int64_t>(tokenizer.encode(label).size()) + 2);
    std::vector<GenerationRequest> requests;
    for (const Row& row : texts) {
        GenerationRequest request;
        auto ids = tokenizer.encode(filled(params.pattern, row));
        if (ids.empty())
            ids.push_back(tokenizer.special().bos.value_or(tokenizer.special().eos.value_or(0)));
        const int64_t room = std::max<int64_t>(1, block - longest);
        if (static_cast<int64_t>(ids.size()) > room)
            ids.erase(ids.begin(), ids.end() - room);
        request.prompt.assign(ids.begin(), ids.end());
        request.maxNewTokens = longest;
        request.sampling.temperature = 0;
        request.stopIds = adapted.model->config().eosIds;
        requests.push_back(std::move(request));
    }
    const auto results =
        Generator(adapted.model, {.batch = params.batch})
            .generate(requests, [&](const std::vector<int64_t>& ids) {
                return tokenizer.decode(std::vector<int32_t>(ids.begin(), ids.end()), true);
            });
    std::vector<int64_t> found;
    for (const auto& result : results) {
        int64_t best = -1;
        size_t length = 0;
        const std::string written = normalisedAnswer(result.text);
        for (size_t i = 0; i < labels.size(); ++i) {
            const std::string label = normalisedAnswer(labels[i]);
            if (written.starts_with(label) && label.size() > length) {
                best = static_cast<int64_t>(i);
                length = label.size();
            }
        }
        outputs.push_back(result.text);
        found.push_back(best);
    }
    return found;
}

/// Of the texts of these numbers: truth and decision counted.
Confusion confusionOf(
    const std::vector<std::pair<int64_t, int64_t>>& pairs,
    int64_t classes,
    const std::vector<int64_t>& items)
{
    Confusion confusion(classes);
    for (const int64_t item : items)
        confusion.add(
            pairs[static_cast<size_t>(item)].first, pairs[static_cast<size_t>(item)].second);
    return confusion;
}

/// Figures over all texts, with intervals; those that are no mean by a bootstrap.
nlohmann::json figuresOf(
    const std::vector<std::pair<int64_t, int64_t>>& pairs, const std::vector<std::string>& labels)
{
    const auto classes = static_cast<int64_t>(labels.size());
    const auto n = static_cast<int64_t>(pairs.size());
    const auto right =
        std::ranges::count_if(pairs, [](const auto& pair) { return pair.first == pair.second; });
    nlohmann::json figures{{"accuracy", toJson(shareFigure(right, n))}};
    const auto add = [&](const std::string& name, double (Confusion::*figure)() const) {
        figures[name] = toJson(bootstrapFigure(n, 500, 1, [&](const std::vector<int64_t>& items) {
            return (confusionOf(pairs, classes, items).*figure)();
        }));
    };
    add("f1_macro", &Confusion::macroF1);
    add("f1_micro", &Confusion::microF1);
    add("f1_weighted", &Confusion::weightedF1);
    add("precision_macro", &Confusion::macroPrecision);
    add("recall_macro", &Confusion::macroRecall);
    add("kappa", &Confusion::kappa);
    add("mcc", &Confusion::mcc);
    return figures;
}

/// Precision, recall and F1 of one class, with intervals by drawing the texts again.
nlohmann::json
classFigures(const std::vector<std::pair<int64_t, int64_t>>& pairs, int64_t classes, int64_t one)
{
    const auto of = [&](double (Confusion::*figure)(int64_t) const) {
        return toJson(bootstrapFigure(
            static_cast<int64_t>(pairs.size()), 500, 1, [&](const std::vector<int64_t>& items) {
                return (confusionOf(pairs, classes, items).*figure)(one);
            }));
    };
    return {
        {"precision", of(&Confusion::precision)},
        {"recall", of(&Confusion::recall)},
        {"f1", of(&Confusion::f1)}};
}

} // namespace

void runEvalClassify(StageContext& context)
{
    Sorting sorting(context);
    const auto& params = sorting.params;
    const Split side = params.split == "train" ? Split::Train : Split::Validation;
    uint64_t count = sorting.rows.size(side);
    if (count == 0)
        throw inputError(
            "The texts have no {} part; raise `validation` where they are read, or choose another "
            "`split`.",
            params.split);
    if (params.limit > 0)
        count = std::min(count, static_cast<uint64_t>(params.limit));
    std::vector<std::pair<int64_t, int64_t>> pairs; // truth and decision
    const auto step = static_cast<uint64_t>(params.batch);
    for (uint64_t first = 0; first < count; first += step) {
        std::vector<Row> texts;
        for (uint64_t i = first; i < std::min(count, first + step); ++i)
            texts.push_back(sorting.rows.row(side, i));
        sorting.outputs.clear();
        const auto found = sorting.method == "head"         ? sorting.byHead(texts)
                           : sorting.method == "likelihood" ? sorting.byLikelihood(texts)
                                                            : sorting.byWriting(texts);
        std::vector<JudgedItem> items;
        for (size_t i = 0; i < texts.size(); ++i) {
            const auto truth =
                static_cast<int64_t>(sorting.rows.classIndex(texts[i].label).value_or(0));
            pairs.emplace_back(truth, found[i]);
            const std::string named =
                found[i] >= 0 ? sorting.labels[static_cast<size_t>(found[i])] : std::string();
            items.push_back(
                {"classify",
                 static_cast<int64_t>(first + i),
                 0,
                 texts[i].second.empty() ? texts[i].text : texts[i].text + "\n" + texts[i].second,
                 texts[i].label,
                 sorting.outputs.empty() ? named : sorting.outputs[i],
                 found[i] == truth ? 1.0 : 0.0,
                 {{"label", named}}});
        }
        context.judged(items);
        context.progress(static_cast<int64_t>(first + texts.size()), static_cast<int64_t>(count));
        if (context.interrupted())
            throw context.stopped();
    }
    const auto classes = static_cast<int64_t>(sorting.labels.size());
    Confusion confusion(classes);
    for (const auto& [truth, decided] : pairs)
        confusion.add(truth, decided);
    nlohmann::json report{
        {"kind", "classify"},
        {"split", params.split},
        {"method", sorting.method},
        {"texts", count},
        {"labels", sorting.labels},
        {"figures", figuresOf(pairs, sorting.labels)}};
    for (int64_t c = 0; c < classes; ++c) {
        nlohmann::json row = nlohmann::json::array();
        for (int64_t p = 0; p < classes; ++p)
            row.push_back(confusion.count(c, p));
        report["confusion"].push_back(row);
        report["named_none"].push_back(confusion.none(c));
        nlohmann::json figures = classFigures(pairs, classes, c);
        figures["label"] = sorting.labels[static_cast<size_t>(c)];
        report["classes"].push_back(std::move(figures));
    }
    writeAtomically(context.output() / "report.json", report.dump(2) + "\n");
    context.describe(report);
    const nlohmann::json& figures = report["figures"];
    for (const auto& [name, value] : figures.items())
        context.log(name, 0, value["value"].get<double>());
}

} // namespace espalier
