#include "app/engine/command.h"
#include "app/engine/model_choice.h"
#include "core/engine/generate/generator.h"
#include "core/engine/run/engine_facts.h"
#include "core/pipeline/machine.h"

#include <iostream>

namespace espalier {

namespace {

struct GenerateOptions
{
    std::string workspace, model;
    std::vector<std::string> prompts, stops, adapters;
    GenerationRequest request;
    int64_t seed = 1, count = 1;
    int threads = 0;
    bool json = false;
};

const char* reasonName(FinishReason reason)
{
    switch (reason) {
    case FinishReason::Length:
        return "length";
    case FinishReason::StopId:
        return "stop";
    case FinishReason::StopString:
        return "stop_string";
    case FinishReason::ContextFull:
        return "context_full";
    case FinishReason::Cancelled:
        return "cancelled";
    }
    return "";
}

std::vector<int64_t> promptIds(const Tokenizer& tokenizer, const std::string& prompt)
{
    const auto ids = tokenizer.encode(prompt);
    std::vector<int64_t> all(ids.begin(), ids.end());
    if (all.empty())
        all.push_back(tokenizer.special().bos.value_or(tokenizer.special().eos.value_or(0)));
    return all;
}

DecodeFunction decoder(const Tokenizer& tokenizer)
{
    return [&](const std::vector<int64_t>& ids) {
        return tokenizer.decode(std::vector<int32_t>(ids.begin(), ids.end()), true);
    };
}

void generate(const GenerateOptions& options)
{
    useThreads(options.threads > 0 ? options.threads : usableCores());
    Speaker speaker(options.model, options.adapters, options.workspace);
    std::vector<GenerationRequest> requests;
    for (const auto& prompt : options.prompts)
        for (int64_t i = 0; i < options.count; ++i) {
            auto request = options.request;
            request.prompt = promptIds(speaker.tokenizer(), prompt);
            request.seed = static_cast<uint64_t>(options.seed + i);
            request.stopIds = speaker.config().eosIds;
            request.stopStrings = options.stops;
            requests.push_back(std::move(request));
        }
    // The model as it is, then with each adapter.
    auto names = speaker.adapters();
    names.insert(names.begin(), "");
    for (const auto& name : names) {
        const auto results = speaker.with(name).generate(requests, decoder(speaker.tokenizer()));
        if (!options.json && names.size() > 1)
            std::cout << "[" << (name.empty() ? tr("without an adapter").words() : name) << "]\n";
        for (size_t i = 0; i < results.size(); ++i) {
            const auto& prompt = options.prompts[i / static_cast<size_t>(options.count)];
            if (!options.json) {
                std::cout << prompt << results[i].text << "\n"
                          << (results.size() * names.size() > 1 ? "\n" : "");
                continue;
            }
            nlohmann::json line{
                {"prompt", prompt},
                {"text", results[i].text},
                {"ids", results[i].ids},
                {"reason", reasonName(results[i].reason)}};
            if (names.size() > 1)
                line["adapter"] = name;
            std::cout << line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)
                      << "\n";
        }
    }
}

/// One line of `play`: {"id", "prompt", "max_new_tokens", "temperature", "top_k", "top_p", "min_p",
/// "repetition_penalty", "seed", "stop": [...], "adapter"}.
void answer(Speaker& speaker, const nlohmann::json& line, const GenerationRequest& defaults)
{
    const auto id = line.value("id", nlohmann::json());
    auto request = defaults;
    request.prompt = promptIds(speaker.tokenizer(), line.at("prompt").get<std::string>());
    request.maxNewTokens = line.value("max_new_tokens", defaults.maxNewTokens);
    request.sampling.temperature = line.value("temperature", defaults.sampling.temperature);
    request.sampling.topK = line.value("top_k", defaults.sampling.topK);
    request.sampling.topP = line.value("top_p", defaults.sampling.topP);
    request.sampling.minP = line.value("min_p", defaults.sampling.minP);
    request.sampling.repetitionPenalty =
        line.value("repetition_penalty", defaults.sampling.repetitionPenalty);
    request.seed = line.value("seed", defaults.seed);
    request.stopStrings = line.value("stop", std::vector<std::string>{});
    request.stopIds = speaker.config().eosIds;
    Generator& generator = speaker.with(line.value("adapter", std::string()));
    StreamDecoder stream(speaker.tokenizer(), true);
    const auto write = [](const nlohmann::json& object) {
        std::cout << object.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)
                  << std::endl;
    };
    const auto results = generator.generate(
        {request}, decoder(speaker.tokenizer()), [&](size_t, int64_t token, float logProb) {
            write(
                {{"id", id},
                 {"piece", stream.push(static_cast<int32_t>(token))},
                 {"logprob", logProb}});
            return !interruptRequested.load();
        });
    write(
        {{"id", id},
         {"done", true},
         {"text", results.front().text},
         {"tokens", results.front().ids.size()},
         {"reason", reasonName(results.front().reason)}});
}

void play(const GenerateOptions& options)
{
    useThreads(options.threads > 0 ? options.threads : usableCores());
    Speaker speaker(options.model, options.adapters, options.workspace);
    nlohmann::json ready{{"ready", true}, {"parameters", speaker.config().parameterCount()}};
    if (!speaker.adapters().empty())
        ready["adapters"] = speaker.adapters();
    std::cout << ready.dump() << std::endl;
    std::string line;
    while (!interruptRequested.load() && std::getline(std::cin, line)) {
        if (line.empty())
            continue;
        nlohmann::json id;
        try {
            const auto request = nlohmann::json::parse(line);
            id = request.value("id", nlohmann::json());
            answer(speaker, request, options.request);
        } catch (const Error& error) {
            std::cout << nlohmann::json{{"id", id}, {"error", error.words()}}.dump() << std::endl;
        } catch (const nlohmann::json::exception& error) {
            std::cout
                << nlohmann::
                       json{{"id", id}, {"error", tr("This line is no request: {}", error.what()).words()}}
                           .dump()
                << std::endl;
        }
    }
}

} // namespace

void addGenerateCommands(CLI::App& app, int& exitStatus)
{
    const auto options = std::make_shared<GenerateOptions>();
    auto* generateCommand = app.add_subcommand("generate", "Continues a text");
    generateCommand
        ->add_option("--prompt", options->prompts, "The text to continue; can be repeated")
        ->required()
        ->take_all();
    generateCommand->add_option("--count", options->count, "Continuations of each prompt")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    generateCommand->add_option("--stop", options->stops, "End at this text; can be repeated")
        ->take_all();
    generateCommand->add_flag("--json", options->json, "One JSON object a line");
    auto* playCommand = app.add_subcommand(
        "play", "Answers requests, one JSON object a line, until the end of input");
    for (auto* command : {generateCommand, playCommand}) {
        command->add_option("--model", options->model, "A model's folder, or RUN:NODE")->required();
        command->add_option("--max-new-tokens", options->request.maxNewTokens)
            ->check(CLI::PositiveNumber)
            ->capture_default_str();
        command
            ->add_option(
                "--adapter",
                options->adapters,
                "An adapter made for that model: a folder or RUN:NODE, NAME=... to name it; can be "
                "repeated. `generate` answers without and with each; in `play` a request chooses "
                "by \"adapter\"")
            ->take_all();
        command
            ->add_option(
                "--temperature",
                options->request.sampling.temperature,
                "0: always the likeliest token")
            ->check(CLI::NonNegativeNumber)
            ->capture_default_str();
        command->add_option("--top-k", options->request.sampling.topK, "0: all")
            ->check(CLI::NonNegativeNumber)
            ->capture_default_str();
        command->add_option("--top-p", options->request.sampling.topP)
            ->check(CLI::Range(0.0, 1.0))
            ->capture_default_str();
        command->add_option("--min-p", options->request.sampling.minP)
            ->check(CLI::Range(0.0, 1.0))
            ->capture_default_str();
        command->add_option("--repetition-penalty", options->request.sampling.repetitionPenalty)
            ->check(CLI::PositiveNumber)
            ->capture_default_str();
        command->add_option("--seed", options->seed)->capture_default_str();
        command->add_option("--threads", options->threads);
        addWorkspaceOption(*command, options->workspace);
    }
    generateCommand->callback([options, &exitStatus] {
        generate(*options);
        exitStatus = 0;
    });
    playCommand->callback([options, &exitStatus] {
        options->request.seed = static_cast<uint64_t>(options->seed);
        play(*options);
        exitStatus = interruptRequested.load() ? 130 : 0;
    });
}

} // namespace espalier
