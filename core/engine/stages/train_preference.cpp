/// train.preference: a model learns from preferences directly: DPO, IPO, KTO, ORPO, SimPO and two
/// relatives of DPO. The reference is the model as it came in; what it thinks of each answer is
/// worked out once, before the training, and kept.

#include "core/stages/train_preference.h"

#include "core/engine/align/preference_losses.h"
#include "core/engine/stages/all.h"
#include "core/engine/stages/compared.h"
#include "core/engine/stages/sample_texts.h"

#include <algorithm>
#include <cmath>

namespace espalier {

namespace {

using torch::Tensor;

/// A pair, or an answer by itself (the other side is empty then).
struct Preferred
{
    Sequence chosen, rejected;
    Sequence mismatched; ///< kto: this prompt with another row's answer
    float refChosen = 0, refRejected = 0, refMismatched = 0;
    int64_t longest() const
    {
        return static_cast<int64_t>(std::max(chosen.ids.size(), rejected.ids.size()));
    }
    int64_t tokens() const { return static_cast<int64_t>(chosen.ids.size() + rejected.ids.size()); }
};

/// What the model says of responses, (B) each.
struct Said
{
    Tensor logProbs;     ///< of the whole response; differentiable unless gradients are off
    Tensor hidden, mask; ///< of the pass
};

class PreferenceTraining
{
public:
    explicit PreferenceTraining(StageContext& context);
    void run();

private:
    std::vector<Preferred> read(Split side);
    Sequence encode(const Row& row, const Passage& answer);
    void askReference(std::vector<Preferred>& all);
    Said ask(const std::vector<const Sequence*>& sequences, double dropout) const;
    PreferenceLoss
    lossOf(const std::vector<const Preferred*>& some, double dropout, Curves& curves);
    StepResult learn(int64_t step, AdamW& optimizer, double learningRate);
    std::optional<Validation> validate();
    std::vector<SampledText> sample();

    StageContext& m_context;
    TrainPreferenceParams m_params;
    const PreferenceLossInfo& m_info;
    std::filesystem::path m_source;
    Tokenizer m_tokenizer;
    Rows m_rows;
    AdaptedModel m_model;
    EncodeOptions m_writing;
    std::vector<Preferred> m_train, m_validation;
    std::unique_ptr<ComparedData<Preferred>> m_data;
    uint64_t m_cut = 0, m_equal = 0;
};

PreferenceTraining::PreferenceTraining(StageContext& context)
    : m_context(context)
    , m_params(context.params<TrainPreferenceParams>())
    , m_info(preferenceLoss(m_params.loss))
    , m_source(context.input("model"))
    , m_tokenizer(Tokenizer::load(m_source))
    , m_rows(Rows::open(context.input("preferences"), RowKind::Preferences))
    , m_model(openModel(m_source))
{
    moveTo(m_model, torch::Device(context.device()));
    const ModelConfig& config = m_model.model->config();
    if (config.bidirectional() || config.classifies())
        throw inputError("This model can't write answers; wire a causal language model.");
    if (m_rows.header().unpaired && m_info.pairs)
        throw inputError(
            "These preferences are single answers, wanted or not; `{}` needs pairs. Set "
            "`loss` to kto.",
            m_params.loss);
    m_writing = writingOf(
        m_rows,
        m_tokenizer,
        m_params.write,
        m_params.block,
        config.positions - m_model.model->virtualTokens());
    m_train = read(Split::Train);
    m_validation = read(Split::Validation);
    needSome(m_train.empty(), m_rows, m_writing);
    m_data = std::make_unique<ComparedData<Preferred>>(m_train, m_params, context);
}

Sequence PreferenceTraining::encode(const Row& row, const Passage& answer)
{
    auto encoded = encodeRow(row, answer, m_tokenizer, m_writing);
    m_cut += encoded.cut() ? 1 : 0;
    return {std::move(encoded.ids), std::move(encoded.trained)};
}

std::vector<Preferred> PreferenceTraining::read(Split side)
{
    std::vector<Preferred> all;
    const uint64_t count = m_rows.size(side);
    for (uint64_t i = 0; i < count; ++i) {
        const Row row = m_rows.row(side, i);
        Preferred pair;
        if (row.good) {
            (*row.good ? pair.chosen : pair.rejected) = encode(row, row.completion);
        } else {
            pair.chosen = encode(row, row.chosen);
            pair.rejected = encode(row, row.rejected);
            if (pair.chosen.ids == pair.rejected.ids) {
                ++m_equal;
                continue;
            }
        }
        const bool empty = (!pair.chosen.ids.empty() && pair.chosen.responseTokens() == 0) ||
                           (!pair.rejected.ids.empty() && pair.rejected.responseTokens() == 0);
        if (empty) {
            ++m_equal;
            continue;
        }
        if (!m_info.pairs && count > 1) {
            const Row other = m_rows.row(side, (i + 1) % count);
            pair.mismatched = encode(row, other.good ? other.completion : other.chosen);
        }
        all.push_back(std::move(pair));
    }
    return all;
}

Said PreferenceTraining::ask(const std::vector<const Sequence*>& sequences, double dropout) const
{
    std::vector<Sequence> all;
    for (const Sequence* sequence : sequences)
        all.push_back(*sequence);
    if (all.empty()) {
        const Tensor none = torch::zeros({0}, torch::TensorOptions(m_model.model->device()));
        return {none, {}, {}};
    }
    const SequenceBatch batch = makeBatch(all, m_model.model->device());
    const PolicyPass pass = policyPass(m_model.model, batch, {.dropout = dropout});
    return {maskedSumPerRow(pass.logProbs, batch.mask), pass.hidden, batch.mask};
}

void PreferenceTraining::askReference(std::vector<Preferred>& all)
{
    const torch::NoGradGuard guard;
    m_model.model->eval();
    const auto put = [&](Sequence Preferred::*side, float Preferred::*value) {
        const auto batch = static_cast<size_t>(2 * m_params.batch);
        for (size_t first = 0; first < all.size(); first += batch) {
            std::vector<const Sequence*> some;
            std::vector<size_t> places;
            for (size_t i = first; i < std::min(all.size(), first + batch); ++i)
                if (!(all[i].*side).ids.empty()) {
                    some.push_back(&(all[i].*side));
                    places.push_back(i);
                }
            const Tensor found =
                ask(some, 0).logProbs.to(torch::kCPU, torch::kFloat32).contiguous();
            for (size_t i = 0; i < places.size(); ++i)
                all[places[i]].*value = found.data_ptr<float>()[i];
            if (m_context.interrupted())
                throw m_context.stopped();
        }
    };
    put(&Preferred::chosen, &Preferred::refChosen);
    put(&Preferred::rejected, &Preferred::refRejected);
    if (!m_info.pairs)
        put(&Preferred::mismatched, &Preferred::refMismatched);
}

PreferenceLoss PreferenceTraining::lossOf(
    const std::vector<const Preferred*>& some, double dropout, Curves& curves)
{
    std::vector<const Sequence*> sequences;
    std::vector<float> refChosen, refRejected, chosenTokens, rejectedTokens;
    for (const Preferred* pair : some)
        if (!pair->chosen.ids.empty()) {
            sequences.push_back(&pair->chosen);
            refChosen.push_back(pair->refChosen);
            chosenTokens.push_back(static_cast<float>(pair->chosen.responseTokens()));
        }
    const auto chosen = static_cast<int64_t>(sequences.size());
    for (const Preferred* pair : some)
        if (!pair->rejected.ids.empty()) {
            sequences.push_back(&pair->rejected);
            refRejected.push_back(pair->refRejected);
            rejectedTokens.push_back(static_cast<float>(pair->rejected.responseTokens()));
        }
    const Said said = ask(sequences, dropout);
    const Tensor& all = said.logProbs;
    const auto given = [&](const std::vector<float>& values) {
        return torch::tensor(values).to(all.device());
    };
    PreferenceScores scores;
    scores.chosen = all.narrow(0, 0, chosen);
    scores.rejected = all.narrow(0, chosen, all.size(0) - chosen);
    scores.refChosen = given(refChosen);
    scores.refRejected = given(refRejected);
    scores.chosenTokens = given(chosenTokens);
    scores.rejectedTokens = given(rejectedTokens);
    if (!m_info.pairs) {
        const torch::NoGradGuard guard;
        std::vector<const Sequence*> others;
        std::vector<float> references;
        for (const Preferred* pair : some)
            if (!pair->mismatched.ids.empty()) {
                others.push_back(&pair->mismatched);
                references.push_back(pair->refMismatched);
            }
        scores.mismatched = others.empty() ? torch::zeros({}, all.options().requires_grad(false))
                                           : (ask(others, 0).logProbs - given(references)).mean();
    }
    PreferenceLoss found = m_info.loss(
        scores,
        {m_params.beta,
         m_params.gamma,
         m_params.lambda,
         m_params.smoothing,
         m_params.desirable,
         m_params.undesirable});
    const auto mean = [](const Tensor& x) { return x.mean().item<double>(); };
    // Of each response the sum over its tokens of their logits' mean over the vocabulary.
    const Tensor logits = maskedSumPerRow(meanLogits(m_model.model, said.hidden), said.mask);
    curves.clear();
    // Rows that are not pairs may all be of one side; the other then has no point.
    const auto tell = [&](const std::string& side,
                          const Tensor& reward,
                          const Tensor& logProbs,
                          int64_t first,
                          const Tensor& tokens) {
        if (reward.numel() == 0)
            return;
        curves.emplace_back("rewards/" + side, mean(reward));
        curves.emplace_back("logps/" + side, mean(logProbs.detach()));
        const Tensor sum = logits.narrow(0, first, tokens.size(0)).sum();
        curves.emplace_back("logits/" + side, (sum / tokens.sum()).item<double>());
    };
    tell("chosen", found.chosenReward, scores.chosen, 0, scores.chosenTokens);
    tell("rejected", found.rejectedReward, scores.rejected, chosen, scores.rejectedTokens);
    if (found.chosenReward.numel() > 0 && found.rejectedReward.numel() > 0)
        curves.emplace_back(
            "rewards/margins", mean(found.chosenReward) - mean(found.rejectedReward));
    if (m_info.pairs)
        curves.emplace_back(
            "rewards/accuracies",
            mean((found.chosenReward > found.rejectedReward).to(torch::kFloat32)));
    curves.insert(curves.end(), found.curves.begin(), found.curves.end());
    return found;
}

StepResult PreferenceTraining::learn(int64_t step, AdamW& optimizer, double learningRate)
{
    m_model.model->train();
    return learnFrom<Preferred>(
        m_data->at(step),
        m_params,
        optimizer,
        learningRate,
        [&](const std::vector<const Preferred*>& some, Curves& curves) {
            return lossOf(some, m_params.dropout, curves).loss;
        });
}

std::optional<Validation> PreferenceTraining::validate()
{
    const torch::NoGradGuard guard;
    CurveMeans means;
    for (const auto& some :
         piecesOf(m_validation, judgedRows(m_params, m_validation.size()), m_params.batch)) {
        if (m_context.interrupted())
            return std::nullopt;
        Curves curves;
        const auto weight = static_cast<double>(some.size());
        means.add("eval_loss", lossOf(some, 0, curves).loss.item<double>(), weight);
        const auto withOne = [&](Sequence Preferred::*side) {
            return static_cast<double>(std::ranges::count_if(
                some, [&](const Preferred* row) { return !(row->*side).ids.empty(); }));
        };
        for (const auto& [name, value] : curves)
            means.add(
                "eval_" + name,
                value,
                name.ends_with("/chosen")     ? withOne(&Preferred::chosen)
                : name.ends_with("/rejected") ? withOne(&Preferred::rejected)
                                              : weight);
    }
    const Curves curves = means.curves();
    return Validation{curves.front().second, curves};
}

std::vector<SampledText> PreferenceTraining::sample()
{
    std::vector<SamplePrompt> prompts;
    for (const std::string& prompt : m_params.samplePrompts) {
        Row row;
        row.prompt.text = prompt;
        prompts.push_back({prompt, encodePrompt(row, m_tokenizer, m_writing)});
    }
    const Split side = m_rows.size(Split::Validation) > 0 ? Split::Validation : Split::Train;
    if (prompts.empty())
        for (uint64_t i = 0;
             i < std::min(static_cast<uint64_t>(m_params.sampleRows), m_rows.size(side));
             ++i) {
            const Row row = m_rows.row(side, i);
            prompts.push_back({plainText(row.prompt), encodePrompt(row, m_tokenizer, m_writing)});
        }
    return continuePrompts(m_model.model, m_tokenizer, prompts, m_params);
}

void PreferenceTraining::run()
{
    sayCutAnswers(
        m_context,
        m_cut,
        m_equal,
        m_writing,
        m_model.model->config().positions - m_model.model->virtualTokens());
    if (m_info.reference) {
        m_context.doing(tr("asking the reference"));
        askReference(m_train);
        askReference(m_validation);
    }
    Training::Parts parts;
    parts.model = m_model.model;
    parts.trained = m_model.trained();
    parts.data = m_data.get();
    parts.steps = plannedSteps(m_params, *m_data);
    parts.learn = [&](int64_t step, AdamW& optimizer, double rate) {
        return learn(step, optimizer, rate);
    };
    if (!m_validation.empty())
        parts.validate = [&] { return validate(); };
    parts.sample = [&] { return sample(); };
    Training training(m_context, m_params, std::move(parts));
    training.run();
    saveAdapted(m_model, m_source, m_context.output());
    m_context.describe(
        {{"parameters", m_model.model->config().parameterCount()},
         {"trained_parameters", m_model.trainedCount()},
         {"steps", training.steps()},
         {"weights_of_step", training.resultStep()},
         {"loss", m_info.name}});
}

} // namespace

void runTrainPreference(StageContext& context)
{
    PreferenceTraining(context).run();
}

} // namespace espalier
