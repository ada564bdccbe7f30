#include "tests/engine/generate/test_generator.h"

#include "core/base/error.h"
#include "core/engine/generate/generator.h"
#include "core/engine/generate/sampling.h"
#include "core/engine/nn/kernels.h"
#include "tests/engine/nn/families.h"

#include <QTest>

#include <set>

using namespace espalier;
using torch::Tensor;

namespace {

void familyRows()
{
    QTest::addColumn<int>("row");
    int row = 0;
    for (const auto& [name, config] : smallModels()) {
        QTest::newRow(name.c_str()) << row++;
    }
}

Transformer makeModel(size_t row)
{
    Transformer model(smallModels()[row].second);
    model->initialise(7);
    model->eval();
    return model;
}

std::vector<int64_t> ids(uint64_t seed, int64_t count)
{
    torch::manual_seed(seed);
    const Tensor drawn = torch::randint(37, {count}, torch::kInt64);
    return {drawn.data_ptr<int64_t>(), drawn.data_ptr<int64_t>() + count};
}

/// Logits after the last id, by the plain forward of the whole sequence.
Tensor lastLogits(Transformer& model, const std::vector<int64_t>& sequence)
{
    const torch::NoGradGuard guard;
    ForwardOptions options;
    options.fused = false;
    const Tensor hidden =
        model->forward(torch::tensor(at::ArrayRef<int64_t>(sequence)).unsqueeze(0), options);
    return model->logits(hidden[0][-1], options);
}

std::string letters(const std::vector<int64_t>& tokens)
{
    std::string text;
    for (const int64_t id : tokens) {
        text += static_cast<char>('A' + id % 26);
    }
    return text;
}

} // namespace

void TestGenerator::greedyFollowsTheModel_data()
{
    familyRows();
}

void TestGenerator::greedyFollowsTheModel()
{
    QFETCH(int, row);
    Transformer model = makeModel(static_cast<size_t>(row));
    for (const bool fused : {true, false}) {
        Generator generator(model, {.batch = 2, .fused = fused});
        GenerationRequest request;
        request.prompt = ids(1, 9);
        request.maxNewTokens = 12;
        request.sampling.temperature = 0;
        const auto result = generator.generate({request}).front();
        auto sequence = request.prompt;
        for (size_t i = 0; i < result.ids.size(); ++i) {
            const Tensor logits = lastLogits(model, sequence);
            // Within rounding: two candidates may be as good as equal.
            const double gap = (logits.max() - logits[result.ids[i]]).item<double>();
            QVERIFY2(gap < 1e-4, qPrintable(QString::number(gap)));
            const double expected = torch::log_softmax(logits, 0)[result.ids[i]].item<double>();
            QVERIFY(std::abs(result.logProbs[i] - expected) < 1e-4);
            sequence.push_back(result.ids[i]);
        }
        QCOMPARE(result.ids.size(), size_t{12});
    }
}

void TestGenerator::sameRequestSameTextInAnyBatch_data()
{
    familyRows();
}

void TestGenerator::sameRequestSameTextInAnyBatch()
{
    QFETCH(int, row);
    Transformer model = makeModel(static_cast<size_t>(row));
    std::vector<GenerationRequest> requests(20);
    for (size_t i = 0; i < requests.size(); ++i) {
        requests[i].prompt = ids(i, 1 + static_cast<int64_t>(i * 7 % 19));
        requests[i].seed = i / 2; // some seeds are shared
        requests[i].maxNewTokens = 10 + static_cast<int64_t>(i % 5);
    }
    const kernels::Table& before = kernels::table();
    for (const kernels::Table* level : kernels::available()) {
        kernels::use(*level);
        std::vector<GenerationResult> alone;
        Generator one(model, {.batch = 1});
        for (const auto& request : requests) {
            alone.push_back(one.generate({request}).front());
        }
        for (const int64_t batch : {3, 20}) {
            Generator many(model, {.batch = batch});
            const auto together = many.generate(requests);
            for (size_t i = 0; i < requests.size(); ++i) {
                QCOMPARE(together[i].ids, alone[i].ids);
                QCOMPARE(together[i].logProbs, alone[i].logProbs); // to the last bit
            }
        }
    }
    kernels::use(before);
}

void TestGenerator::logProbsAreTheModels()
{
    Transformer model = makeModel(0);
    Generator generator(model);
    GenerationRequest request;
    request.prompt = ids(3, 5);
    request.maxNewTokens = 8;
    request.sampling.temperature = 0.5;
    request.sampling.topK = 5;
    request.sampling.repetitionPenalty = 1.3;
    size_t calls = 0;
    const auto result = generator
                            .generate(
                                {request},
                                {},
                                [&](size_t index, int64_t, float) {
                                    ++calls;
                                    return index == 0;
                                })
                            .front();
    QCOMPARE(calls, size_t{8});
    auto sequence = request.prompt;
    for (size_t i = 0; i < result.ids.size(); ++i) {
        const double expected =
            torch::log_softmax(lastLogits(model, sequence), 0)[result.ids[i]].item<double>();
        QVERIFY(std::abs(result.logProbs[i] - expected) < 1e-4);
        sequence.push_back(result.ids[i]);
    }
}

void TestGenerator::cutsKeepWhatTheyShould()
{
    // Probabilities .5, .25, .125, .0625, .0625
    const std::vector<float> logits = {
        std::log(0.5F), std::log(0.25F), std::log(0.125F), std::log(0.0625F), std::log(0.0625F)};
    const auto reachable = [&](const SamplingOptions& options) {
        std::set<int64_t> seen;
        Random random(1, "test");
        std::vector<float> work;
        for (int i = 0; i < 2000; ++i) {
            auto copy = logits;
            seen.insert(sample(work, copy.data(), 5, options, {}, random).id);
        }
        return seen;
    };
    SamplingOptions options;
    QCOMPARE(reachable(options).size(), size_t{5});
    options.topK = 2;
    QCOMPARE(reachable(options), (std::set<int64_t>{0, 1}));
    options = {};
    options.topP = 0.75;
    QCOMPARE(reachable(options), (std::set<int64_t>{0, 1}));
    options.topP = 0.76;
    QCOMPARE(reachable(options), (std::set<int64_t>{0, 1, 2}));
    options = {};
    options.minP = 0.2;
    QCOMPARE(reachable(options), (std::set<int64_t>{0, 1, 2}));
    options = {};
    options.temperature = 0;
    QCOMPARE(reachable(options), (std::set<int64_t>{0}));
}

void TestGenerator::samplingFollowsTheDistribution()
{
    // 600 tokens over several blocks; token i has probability proportional to i % 3.
    std::vector<float> logits(600);
    for (size_t i = 0; i < logits.size(); ++i) {
        logits[i] = i % 3 == 0 ? -100.0F : std::log(static_cast<float>(i % 3));
    }
    Random random(5, "test");
    std::vector<float> work;
    int twos = 0;
    int late = 0;
    constexpr int kDraws = 20000;
    for (int i = 0; i < kDraws; ++i) {
        auto copy = logits;
        const int64_t id = sample(work, copy.data(), 600, {}, {}, random).id;
        QVERIFY(id % 3 != 0);
        twos += id % 3 == 2 ? 1 : 0;
        late += id >= 300 ? 1 : 0;
    }
    // Four standard deviations of a share of 2/3 and 1/2.
    QVERIFY(std::abs(static_cast<double>(twos) / kDraws - 2.0 / 3) < 0.0134);
    QVERIFY(std::abs(static_cast<double>(late) / kDraws - 0.5) < 0.0142);
}

void TestGenerator::repetitionPenaltyWeighsOnSeenTokens()
{
    SamplingOptions options;
    options.temperature = 0;
    options.repetitionPenalty = 2;
    Random random(1, "test");
    std::vector<float> work;
    std::vector<float> logits = {3.0F, 2.0F, -1.0F};
    QCOMPARE(sample(work, logits.data(), 3, options, {0}, random).id, int64_t{1}); // 1.5 < 2
    logits = {-1.0F, -1.5F, -9.0F};
    QCOMPARE(sample(work, logits.data(), 3, options, {0, 0}, random).id, int64_t{1}); // -2 < -1.5
}

void TestGenerator::stopsWhereAsked()
{
    Transformer model = makeModel(0);
    Generator generator(model);
    GenerationRequest request;
    request.prompt = ids(2, 6);
    request.maxNewTokens = 20;
    request.seed = 9;
    const auto whole = generator.generate({request}, letters).front();
    QCOMPARE(whole.reason, FinishReason::Length);
    QCOMPARE(whole.text, letters(whole.ids));

    GenerationRequest byId = request;
    byId.stopIds = {whole.ids[4]};
    const auto stopped = generator.generate({byId}).front();
    QCOMPARE(stopped.reason, FinishReason::StopId);
    QVERIFY(stopped.ids.size() <= 5);
    QCOMPARE(stopped.ids.back(), whole.ids[4]);

    GenerationRequest byText = request;
    byText.stopStrings = {whole.text.substr(7, 3)};
    const auto cut = generator.generate({byText}, letters).front();
    QCOMPARE(cut.reason, FinishReason::StopString);
    QCOMPARE(cut.text, whole.text.substr(0, whole.text.find(byText.stopStrings.front())));

    GenerationRequest beyond = request;
    beyond.maxNewTokens = 1000; // the model has 48 positions: the last one read gives one more id
    const auto full = generator.generate({beyond}).front();
    QCOMPARE(full.reason, FinishReason::ContextFull);
    QCOMPARE(full.ids.size(), size_t{48 - 6 + 1});

    const auto cancelled =
        generator.generate({request}, {}, [](size_t, int64_t, float) { return false; }).front();
    QCOMPARE(cancelled.reason, FinishReason::Cancelled);
    QCOMPARE(cancelled.ids.size(), size_t{1});
}

void TestGenerator::refreshTakesNewWeights()
{
    Transformer model = makeModel(2);
    Generator generator(model);
    GenerationRequest request;
    request.prompt = ids(4, 6);
    request.maxNewTokens = 10;
    const auto before = generator.generate({request}).front();
    model->initialise(8);
    generator.refresh();
    const auto after = generator.generate({request}).front();
    Generator fresh(model);
    QCOMPARE(after.ids, fresh.generate({request}).front().ids);
    QVERIFY(after.logProbs != before.logProbs);
}

void TestGenerator::whatStandsInForAWeightIsDecoded()
{
    for (const size_t row : {0, 3, 7}) { // gpt2, llama with biases, qwen3
        Transformer model = makeModel(row);
        Generator generator(model);
        GenerationRequest request;
        request.prompt = ids(5, 6);
        request.maxNewTokens = 8;
        request.sampling.temperature = 0;
        const auto before = generator.generate({request}).front();
        std::vector<std::pair<std::string, Tensor>> others;
        torch::manual_seed(6);
        for (const auto& [name, weight] : model->weightsInUse()) {
            others.emplace_back(name, weight.detach() + 0.1 * torch::randn(weight.sizes()));
            model->standIn(name, others.back().second);
        }
        generator.refresh();
        const auto after = generator.generate({request}).front();
        auto sequence = request.prompt;
        for (size_t i = 0; i < after.ids.size(); ++i) {
            const double expected =
                torch::log_softmax(lastLogits(model, sequence), 0)[after.ids[i]].item<double>();
            QVERIFY(std::abs(after.logProbs[i] - expected) < 1e-4);
            sequence.push_back(after.ids[i]);
        }
        QVERIFY(after.logProbs != before.logProbs);
        for (const auto& [name, weight] : others)
            model->standBack(name, weight);
        generator.refresh();
        QVERIFY(generator.generate({request}).front().logProbs == before.logProbs);
    }
}

void TestGenerator::badPromptsGetASentence()
{
    Generator generator(makeModel(0));
    GenerationRequest request;
    QVERIFY_EXCEPTION_THROWN(generator.generate({request}), Error);
    request.prompt = {37};
    QVERIFY_EXCEPTION_THROWN(generator.generate({request}), Error);
    request.prompt = std::vector<int64_t>(49, 1);
    QVERIFY_EXCEPTION_THROWN(generator.generate({request}), Error);
}

QTEST_GUILESS_MAIN(TestGenerator)
