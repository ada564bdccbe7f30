/// train.reward: a causal model with a score in place of its words learns from preferences:
/// Bradley-Terry on pairs, or Plackett-Luce on whole rankings. Scores are normalised afterwards
/// over the answers it was trained on, so that a reward has mean 0 and deviation 1 there. It is
/// judged by whole rankings that were held out, where there are some, and by a gold reward.

#include "core/stages/train_reward.h"

#include "core/base/files.h"
#include "core/engine/align/reward_losses.h"
#include "core/engine/align/reward_source.h"
#include "core/engine/formats/model_folder.h"
#include "core/engine/stages/all.h"
#include "core/engine/stages/compared.h"
#include "core/engine/stages/ranked_answers.h"
#include "core/engine/stages/ranking_figures.h"
#include "core/metrics/statistics.h"

namespace espalier {

namespace {

using torch::Tensor;

constexpr size_t kReferenceAnswers = 2000;

/// What a batch of rankings was scored.
struct Scored
{
    std::vector<Tensor> scores; ///< by ranking: (answers, heads)
    Tensor all;                 ///< (all answers, heads)
};

class RewardTraining
{
public:
    explicit RewardTraining(StageContext& context);
    void run();

private:
    Transformer open() const;
    Scored score(const std::vector<const Ranked*>& some, const ForwardOptions& options);
    Tensor lossOf(const std::vector<const Ranked*>& some, const Scored& scored) const;
    Curves curvesOf(const std::vector<const Ranked*>& some, const Scored& scored) const;
    StepResult learn(int64_t step, AdamW& optimizer, double learningRate);
    std::vector<Ranked> readJudged();
    std::optional<Validation> validate();
    RewardModelFacts normalise();
    nlohmann::json figures();
    void tell(const nlohmann::json& figures, int64_t step);

    StageContext& m_context;
    TrainRewardParams m_params;
    std::filesystem::path m_source;
    Tokenizer m_tokenizer;
    Rows m_rows;
    Transformer m_model;
    EncodeOptions m_writing;
    std::vector<Ranked> m_train, m_validation; ///< as they are learned
    std::vector<Ranked> m_judged;              ///< held out: whole rankings where there are some
    uint64_t m_cut = 0, m_equal = 0;
    std::string m_labels; ///< whose they are: people, simulated, mixed
    std::unique_ptr<ComparedData<Ranked>> m_data;
};

RewardTraining::RewardTraining(StageContext& context)
    : m_context(context)
    , m_params(context.params<TrainRewardParams>())
    , m_source(context.input("model"))
    , m_tokenizer(Tokenizer::load(m_source))
    , m_rows(Rows::open(context.input("preferences"), RowKind::Preferences))
    , m_model(open())
{
    m_writing =
        writingOf(m_rows, m_tokenizer, m_params.write, m_params.block, m_model->config().positions);
    RankedReader reader(context.input("preferences"), m_rows, m_tokenizer, m_writing);
    const bool whole = m_params.loss == "plackett_luce";
    m_train = reader.read(Split::Train, whole);
    m_validation = reader.read(Split::Validation, whole);
    m_cut = reader.cut();
    m_equal = reader.equal();
    m_labels = reader.labels();
    needSome(m_train.empty(), m_rows, m_writing);
    m_judged = readJudged();
    m_data = std::make_unique<ComparedData<Ranked>>(m_train, m_params, context);
}

/// The wired model's trunk under fresh heads.
Transformer RewardTraining::open() const
{
    AdaptedModel found = openModel(m_source);
    if (found.adapted())
        mergeAdapters(found);
    ModelConfig config = found.model->config();
    if (config.bidirectional())
        throw inputError("A reward model reads forwards; wire a causal language model.");
    config.labels.clear();
    for (int64_t head = 0; head < m_params.heads; ++head)
        config.labels.push_back(
            m_params.heads == 1 ? "reward" : "reward_" + std::to_string(head + 1));
    Transformer model(config);
    model->initialise(static_cast<uint64_t>(m_params.seed));
    const torch::NoGradGuard guard;
    auto own = model->named_parameters();
    for (const auto& item : found.model->named_parameters())
        if (Tensor* weight = own.find(item.key());
            weight && weight->sizes() == item.value().sizes())
            weight->copy_(item.value());
    model->to(torch::Device(m_context.device()));
    return model;
}

/// Held-out rankings, with what the gold reward says of them: that needs no training, so it fails
/// before one.
std::vector<Ranked> RewardTraining::readJudged()
{
    RankedReader reader(m_context.input("preferences"), m_rows, m_tokenizer, m_writing);
    if (m_context.inputs("gold").empty())
        return reader.read(Split::Validation, true);
    m_context.doing(tr("asking the gold reward"));
    const auto gold = openReward(m_context.input("gold"), torch::Device(m_context.device()));
    auto judged = reader.read(Split::Validation, true, [&](std::span<const Answered> answers) {
        if (m_context.interrupted())
            throw m_context.stopped();
        return gold.score(answers);
    });
    sayRewardNotices(m_context, gold);
    return judged;
}

Scored RewardTraining::score(const std::vector<const Ranked*>& some, const ForwardOptions& options)
{
    std::vector<Sequence> sequences;
    for (const Ranked* ranked : some)
        sequences.insert(sequences.end(), ranked->answers.begin(), ranked->answers.end());
    const SequenceBatch batch = makeBatch(sequences, m_model->device());
    Scored scored;
    scored.all = m_model->classify(hiddenStates(m_model, batch, options), batch.lengths, options)
                     .to(torch::kFloat32);
    int64_t at = 0;
    for (const Ranked* ranked : some) {
        const auto count = static_cast<int64_t>(ranked->answers.size());
        scored.scores.push_back(scored.all.narrow(0, at, count));
        at += count;
    }
    return scored;
}

/// Weighted mean over rankings, each head by itself.
Tensor RewardTraining::lossOf(const std::vector<const Ranked*>& some, const Scored& scored) const
{
    Tensor sum = torch::zeros({}, scored.all.options());
    double weights = 0;
    for (size_t i = 0; i < some.size(); ++i) {
        const Ranked& ranked = *some[i];
        weights += ranked.weight;
        for (int64_t head = 0; head < m_params.heads; ++head) {
            const Tensor scores = scored.scores[i].select(1, head);
            Tensor loss;
            if (m_params.loss == "plackett_luce") {
                loss = plackettLuce(scores, ranked.places);
                if (m_params.centre > 0)
                    loss = loss + m_params.centre * scores.sum().square();
            } else {
                loss = bradleyTerry(
                    scores[0],
                    scores[1],
                    m_params.margin ? torch::full({}, ranked.margin, scores.options()) : Tensor(),
                    m_params.centre);
            }
            sum = sum + ranked.weight * loss;
        }
    }
    return sum / (weights * static_cast<double>(m_params.heads));
}

/// Pairs of neighbouring places: how far apart, and how many are the right way round.
Curves RewardTraining::curvesOf(const std::vector<const Ranked*>& some, const Scored& scored) const
{
    const torch::NoGradGuard guard;
    const Tensor means = scored.all.mean(1);
    double right = 0, margin = 0, pairs = 0;
    for (size_t i = 0; i < some.size(); ++i) {
        const auto scores = scored.scores[i].mean(1).to(torch::kCPU);
        for (size_t a = 0; a + 1 < some[i]->places.size(); ++a) {
            const double better = scores[some[i]->places[a][0]].item<double>();
            const double worse = scores[some[i]->places[a + 1][0]].item<double>();
            right += better > worse ? 1 : 0;
            margin += better - worse;
            ++pairs;
        }
    }
    return {
        {"accuracy", right / pairs},
        {"margin", margin / pairs},
        {"mean_reward", means.mean().item<double>()},
        {"min_reward", means.min().item<double>()},
        {"max_reward", means.max().item<double>()}};
}

StepResult RewardTraining::learn(int64_t step, AdamW& optimizer, double learningRate)
{
    m_model->train();
    ForwardOptions options;
    options.dropout = m_params.dropout;
    return learnFrom<Ranked>(
        m_data->at(step),
        m_params,
        optimizer,
        learningRate,
        [&](const std::vector<const Ranked*>& some, Curves& curves) {
            const Scored scored = score(some, options);
            curves = curvesOf(some, scored);
            return lossOf(some, scored);
        });
}

std::optional<Validation> RewardTraining::validate()
{
    const torch::NoGradGuard guard;
    m_model->eval();
    CurveMeans means;
    for (const auto& some :
         piecesOf(m_validation, judgedRows(m_params, m_validation.size()), m_params.batch)) {
        if (m_context.interrupted())
            return std::nullopt;
        const Scored scored = score(some, {});
        const auto weight = static_cast<double>(some.size());
        const Curves curves = curvesOf(some, scored);
        means.add("eval_loss", lossOf(some, scored).item<double>(), weight);
        for (const auto& [name, value] : curves)
            if (name == "accuracy" || name == "margin")
                means.add("eval_" + name, value, weight);
    }
    const Curves curves = means.curves();
    return Validation{curves.front().second, curves};
}

/// Mean and deviation of the scores of answers that it learned from.
RewardModelFacts RewardTraining::normalise()
{
    const torch::NoGradGuard guard;
    m_model->eval();
    std::vector<Tensor> all;
    for (const auto& some : piecesOf(m_train, kReferenceAnswers / 2, m_params.batch))
        all.push_back(score(some, {}).all.mean(1).to(torch::kFloat64).cpu());
    const Tensor scores = torch::cat(all);
    RewardModelFacts facts;
    facts.mean = scores.mean().item<double>();
    facts.std = std::max(1e-6, scores.std().item<double>());
    facts.write = m_writing.asChat ? "chat" : "plain";
    facts.maxTokens = m_writing.maxTokens;
    facts.labels = m_labels;
    return facts;
}

/// What it says of the answers of a ranking: `scores` (answers, heads), all heads together.
JudgedRanking judgedBy(const Ranked& ranked, const Tensor& scores)
{
    const Tensor heads = scores.to(torch::kFloat64).cpu();
    const Tensor means = heads.mean(1).contiguous();
    JudgedRanking judged{.places = ranked.places, .prompt = ranked.prompt, .gold = ranked.gold};
    judged.scores.assign(means.data_ptr<double>(), means.data_ptr<double>() + means.numel());
    for (size_t a = 0; a < ranked.answers.size(); ++a) {
        judged.lengths.push_back(static_cast<double>(ranked.answers[a].responseTokens()));
        if (heads.size(1) > 1)
            judged.spread.push_back(heads[static_cast<int64_t>(a)].std().item<double>());
    }
    return judged;
}

nlohmann::json RewardTraining::figures()
{
    const torch::NoGradGuard guard;
    m_model->eval();
    std::vector<JudgedRanking> judged;
    for (const auto& some : piecesOf(m_judged, m_judged.size(), m_params.batch)) {
        const Scored scored = score(some, {});
        for (size_t i = 0; i < some.size(); ++i)
            judged.push_back(judgedBy(*some[i], scored.scores[i]));
    }
    return rankingFigures(judged);
}

/// What the window and the report page show: figures with intervals, and accuracy by how sure the
/// model is.
nlohmann::json rewardReport(const nlohmann::json& figures)
{
    nlohmann::json report{
        {"kind", "reward"},
        {"split", "validation"},
        {"pairs", figures.at("pairs")},
        {"labels", figures.at("labels")}};
    for (const char* name :
         {"accuracy", "length_only_accuracy", "gold_agreement", "gold_correlation"})
        if (figures.contains(name))
            report["figures"][name] = figures[name];
    for (const nlohmann::json& bin : figures.value("by_certainty", nlohmann::json::array())) {
        const auto pairs = std::llround(bin.at("pairs").get<double>());
        const auto right =
            std::llround(bin.at("pairs").get<double>() * bin.at("accuracy").get<double>());
        report["kinds"][fmt::format("p = {:.2f}", bin.at("certainty").get<double>())] = {
            {"accuracy", toJson(shareFigure(right, pairs))}};
    }
    return report;
}

/// The figures beside the curves.
void RewardTraining::tell(const nlohmann::json& figures, int64_t step)
{
    if (figures.contains("accuracy")) {
        m_context.log("held_out_accuracy", step, figures["accuracy"]["value"].get<double>());
        m_context.log("length_correlation", step, figures["length_correlation"].get<double>());
    }
    if (const auto doubt = doubtAbout(figures))
        m_context.say("reward_model", Notice::Warning, *doubt);
    for (const char* name : {"gold_correlation", "gold_agreement"})
        if (figures.contains(name))
            m_context.log(name, step, figures[name]["value"].get<double>());
    const auto unscored = figures.value("gold_unscored", int64_t{0});
    if (unscored > 0)
        m_context.say(
            "rewards",
            Notice::Warning,
            tr("{} held-out answers could not be scored by the gold reward and are left out of "
               "what is compared with it. Look whether it fits them.",
               unscored),
            {{"unscored", unscored}});
}

void RewardTraining::run()
{
    sayCutAnswers(m_context, m_cut, m_equal, m_writing, m_model->config().positions);
    Training::Parts parts;
    parts.model = m_model;
    for (const auto& item : m_model->named_parameters())
        parts.trained.emplace_back(item.key(), item.value());
    parts.data = m_data.get();
    parts.steps = plannedSteps(m_params, *m_data);
    parts.learn = [&](int64_t step, AdamW& optimizer, double rate) {
        return learn(step, optimizer, rate);
    };
    if (!m_validation.empty())
        parts.validate = [&] { return validate(); };
    Training training(m_context, m_params, std::move(parts));
    training.run();
    saveModelFolder(m_model, m_context.output(), m_source);
    const RewardModelFacts facts = normalise();
    writeRewardModel(facts, m_context.output());
    nlohmann::json report = figures();
    report["steps"] = training.steps();
    report["rankings"] = m_train.size();
    report["labels"] = m_labels;
    report["reference_mean"] = facts.mean;
    report["reference_std"] = facts.std;
    m_context.describe(report);
    if (report.contains("accuracy"))
        writeAtomically(m_context.output() / "report.json", rewardReport(report).dump(2) + "\n");
    tell(report, training.steps());
}

} // namespace

void runTrainReward(StageContext& context)
{
    RewardTraining(context).run();
}

} // namespace espalier
