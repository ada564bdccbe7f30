#include "core/engine/stages/answering.h"

#include "core/base/error.h"
#include "core/engine/stages/context.h"

namespace espalier {

namespace {

AdaptedModel openForAnswers(const StageContext& context, const std::filesystem::path& folder)
{
    AdaptedModel model = openModel(folder);
    moveTo(model, torch::Device(context.device()));
    model.model->eval();
    return model;
}

} // namespace

std::vector<Answered> answeredBy(const std::vector<Row>& rows, const std::vector<Answer>& answers)
{
    const size_t each = rows.empty() ? 1 : answers.size() / rows.size();
    std::vector<Answered> all;
    for (size_t i = 0; i < answers.size(); ++i)
        all.push_back(
            {&rows[i / each],
             answers[i].text,
             answers[i].ended,
             answers[i].sequence.responseTokens()});
    return all;
}

Error nothingRewarded()
{
    return inputError("No answer could be rewarded. Look whether the rows have gold answers or "
                      "tests, and whether the reward fits them.");
}

void sayRewardNotices(
    StageContext& context, const RewardSource& reward, std::set<std::string>* said)
{
    for (const RewardNotice& notice : reward.notices())
        if (said == nullptr || said->insert(notice.name).second)
            context.say(
                "rewards",
                Notice::Warning,
                notice.message,
                {{"notice", notice.name}, {"answers", notice.answers}});
}

Rows openAsked(const StageContext& context)
{
    const auto prompts = context.inputs("prompts");
    return prompts.empty() ? Rows::open(context.input("problems"), RowKind::Problems)
                           : Rows::open(prompts.front(), RowKind::Prompts);
}

EncodeOptions writingFor(const Tokenizer& tokenizer, const std::string& write, int64_t maxTokens)
{
    EncodeOptions writing;
    writing.maxTokens = maxTokens;
    const bool own = !tokenizer.chatTemplate().empty();
    if (write == "chat" || (write == "auto" && own)) {
        writing.chat = chatTemplateOf(tokenizer);
        writing.asChat = true;
    }
    return writing;
}

Answering::Answering(
    const AdaptedModel& model, const Tokenizer& tokenizer, const AnsweringOptions& options)
    : m_model(model)
    , m_tokenizer(tokenizer)
    , m_options(options)
    , m_writing(writingFor(tokenizer, options.write, model.model->config().positions))
    , m_generator(model.model, {.batch = options.batch})
{
    if (model.model->config().bidirectional() || model.model->config().classifies())
        throw inputError("This model can't write answers; wire a causal language model.");
}

std::vector<Answer> Answering::answer(const std::vector<Asked>& asked, double temperature)
{
    const ModelConfig& config = m_model.model->config();
    const int64_t positions = config.positions - m_model.model->virtualTokens();
    const int64_t room = std::max<int64_t>(1, positions - m_options.maxNewTokens);
    std::vector<GenerationRequest> requests;
    requests.reserve(asked.size());
    const Row* written = nullptr;
    std::vector<int32_t> ids;
    for (const Asked& one : asked) {
        if (one.row != written) {
            written = one.row;
            ids = encodePrompt(*one.row, m_tokenizer, m_writing);
            if (static_cast<int64_t>(ids.size()) > room) {
                ids.erase(ids.begin(), ids.end() - room);
                ++m_cut;
            }
            if (ids.empty())
                ids.push_back(
                    m_tokenizer.special().bos.value_or(m_tokenizer.special().eos.value_or(0)));
        }
        GenerationRequest& request = requests.emplace_back();
        request.prompt.assign(ids.begin(), ids.end());
        request.maxNewTokens = m_options.maxNewTokens;
        request.sampling.temperature = temperature;
        request.sampling.topP = m_options.topP;
        request.stopIds = config.eosIds;
        request.stopStrings = m_options.stop;
        request.seed = one.seed;
    }
    const auto decode = [&](const std::vector<int64_t>& ids) {
        return m_tokenizer.decode(std::vector<int32_t>(ids.begin(), ids.end()), true);
    };
    const auto results = m_generator.generate(requests, decode);
    std::vector<Answer> answers;
    answers.reserve(results.size());
    for (size_t i = 0; i < results.size(); ++i) {
        const GenerationResult& result = results[i];
        Answer& answer = answers.emplace_back();
        answer.sequence.ids.assign(requests[i].prompt.begin(), requests[i].prompt.end());
        answer.sequence.response.assign(answer.sequence.ids.size(), 0);
        answer.sequence.ids.insert(answer.sequence.ids.end(), result.ids.begin(), result.ids.end());
        answer.sequence.response.resize(answer.sequence.ids.size(), 1);
        answer.text = result.text;
        answer.ended =
            result.reason == FinishReason::StopId || result.reason == FinishReason::StopString;
        for (const float logProb : result.logProbs)
            answer.logProb += logProb;
    }
    return answers;
}

void Answering::sayCutPrompts(StageContext& context) const
{
    if (m_cut > 0)
        context.say(
            "rows",
            Notice::Warning,
            tr("{} prompts are too long for the model beside an answer of {} tokens; their "
               "beginnings were cut off. A smaller `max_new_tokens` leaves more room.",
               m_cut,
               m_options.maxNewTokens),
            {{"prompts", m_cut}});
}

AnsweringModel::AnsweringModel(
    const StageContext& context,
    const std::filesystem::path& folder,
    const AnsweringOptions& options)
    : tokenizer(Tokenizer::load(folder))
    , model(openForAnswers(context, folder))
    , answering(model, tokenizer, options)
{
}

} // namespace espalier
