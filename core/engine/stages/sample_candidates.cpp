/// sample.candidates: models answer each prompt several times, in turn at several temperatures;
/// answers that say nearly the same are sampled again. Prompts with fewer than two different
/// answers are left out and counted.

#include "core/stages/sample_candidates.h"

#include "core/base/random.h"
#include "core/engine/stages/all.h"
#include "core/engine/stages/answering.h"
#include "core/engine/stages/context.h"
#include "core/rows/candidates.h"

namespace espalier {

namespace {

/// Prompts that are answered before a stop is looked for.
constexpr uint64_t kPiece = 128;

class Candidates
{
public:
    explicit Candidates(StageContext& context);
    void run();

private:
    struct Writer
    {
        std::unique_ptr<AnsweringModel> model;
        std::string name;
    };
    void addPiece(Split side, uint64_t first, uint64_t end);
    void ask(std::vector<CandidateSet>& sets, Split side, uint64_t first, int64_t round);

    StageContext& m_context;
    SampleCandidatesParams m_params;
    Rows m_rows;
    std::vector<Writer> m_writers;
    std::vector<CandidateSet> m_sets;
    uint64_t m_dropped = 0, m_fewer = 0;
};

Candidates::Candidates(StageContext& context)
    : m_context(context)
    , m_params(context.params<SampleCandidatesParams>())
    , m_rows(openAsked(context))
{
    for (const auto& folder : context.inputs("model")) {
        Writer& writer = m_writers.emplace_back();
        writer.name = "model " + std::to_string(m_writers.size());
        writer.model = std::make_unique<AnsweringModel>(
            context,
            folder,
            AnsweringOptions{
                .write = m_params.write,
                .maxNewTokens = m_params.maxNewTokens,
                .batch = m_params.batch});
    }
}

/// Fills every set that still lacks answers, one answer a place.
void Candidates::ask(std::vector<CandidateSet>& sets, Split side, uint64_t first, int64_t round)
{
    // Which writer and temperature a place has; asked together by them. A set's places begin behind
    // the answers that it had before this round.
    std::vector<size_t> before;
    for (const CandidateSet& set : sets)
        before.push_back(set.answers.size());
    const auto values = m_params.temperatureValues();
    const auto temperatures = values.size();
    for (size_t w = 0; w < m_writers.size(); ++w)
        for (size_t t = 0; t < temperatures; ++t) {
            std::vector<Asked> asked;
            std::vector<size_t> whose;
            for (size_t i = 0; i < sets.size(); ++i)
                for (auto place = static_cast<int64_t>(before[i]); place < m_params.answers;
                     ++place) {
                    const auto turn = static_cast<size_t>(place + round);
                    if (turn % m_writers.size() != w || turn / m_writers.size() % temperatures != t)
                        continue;
                    const std::string stream =
                        std::string(side == Split::Train ? "train" : "validation") + "/" +
                        std::to_string(round) + "/" + std::to_string(place);
                    asked.push_back(
                        {&sets[i].row,
                         Random(static_cast<uint64_t>(m_params.seed), stream, first + i).bits()});
                    whose.push_back(i);
                }
            if (asked.empty())
                continue;
            Writer& writer = m_writers[w];
            const double temperature = values[t];
            const auto answers = writer.model->answering.answer(asked, temperature);
            for (size_t i = 0; i < answers.size(); ++i) {
                const Answer& answer = answers[i];
                auto& there = sets[whose[i]].answers;
                const bool known =
                    std::any_of(there.begin(), there.end(), [&](const CandidateAnswer& other) {
                        return nearlySame(other.text, answer.text, m_params.duplicate);
                    });
                if (known || static_cast<int64_t>(there.size()) >= m_params.answers)
                    continue;
                there.push_back(
                    {answer.text,
                     writer.name,
                     temperature,
                     answer.sequence.responseTokens(),
                     answer.ended,
                     answer.logProb});
            }
        }
}

void Candidates::addPiece(Split side, uint64_t first, uint64_t end)
{
    std::vector<CandidateSet> sets;
    for (uint64_t i = first; i < end; ++i)
        sets.push_back({side, m_rows.row(side, i), {}});
    for (int64_t round = 0; round <= m_params.tries; ++round)
        ask(sets, side, first, round);
    for (CandidateSet& set : sets) {
        if (set.answers.size() < 2) {
            ++m_dropped;
            continue;
        }
        m_fewer += static_cast<int64_t>(set.answers.size()) < m_params.answers ? 1 : 0;
        m_sets.push_back(std::move(set));
    }
}

void Candidates::run()
{
    const uint64_t train = m_rows.size(Split::Train);
    const uint64_t asked =
        m_params.limit > 0 ? std::min(train, static_cast<uint64_t>(m_params.limit)) : train;
    const uint64_t held = m_rows.size(Split::Validation);
    const uint64_t validation =
        train > 0 ? std::max<uint64_t>(held > 0 ? 1 : 0, held * asked / train) : held;
    uint64_t done = 0;
    for (const auto& [side, count] :
         {std::pair{Split::Train, asked}, std::pair{Split::Validation, validation}})
        for (uint64_t first = 0; first < count; first += kPiece) {
            const uint64_t end = std::min(count, first + kPiece);
            addPiece(side, first, end);
            done += end - first;
            m_context.progress(
                static_cast<int64_t>(done), static_cast<int64_t>(asked + validation));
            if (m_context.interrupted())
                throw m_context.stopped();
        }
    if (m_dropped > 0 || m_fewer > 0)
        m_context.say(
            "candidates",
            m_dropped + m_fewer > (asked + validation) / 2 ? Notice::Warning : Notice::Info,
            tr("{} prompts had fewer than two different answers and were left out, {} have fewer "
               "than "
               "{}: a higher temperature or fewer `answers` help.",
               m_dropped,
               m_fewer,
               m_params.answers),
            {{"dropped", m_dropped}, {"fewer", m_fewer}});
    for (const Writer& writer : m_writers)
        writer.model->answering.sayCutPrompts(m_context);
    if (m_sets.empty())
        throw inputError(
            "No prompt has two different answers. Raise the temperature, or take a model "
            "that is less sure.");
    writeCandidates(m_context.output(), m_sets);
    double answers = 0;
    for (const CandidateSet& set : m_sets)
        answers += static_cast<double>(set.answers.size());
    m_context.log("distinct", 0, answers / static_cast<double>(m_sets.size()));
    m_context.describe(
        {{"prompts", m_sets.size()},
         {"answers", answers},
         {"models", m_writers.size()},
         {"dropped", m_dropped}});
}

} // namespace

void runSampleCandidates(StageContext& context)
{
    Candidates(context).run();
}

} // namespace espalier
