#include "core/engine/generate/bench.h"

#include "app/engine/command.h"
#include "core/base/files.h"
#include "core/engine/train/bench.h"
#include "core/store/bench.h"
#include "core/text/train_tokenizer.h"

#include <iostream>

namespace espalier {

namespace {

struct BenchOptions
{
    std::string workspace, tokenizer, file;
    TrainBench train;
    GenerateBench generate;
    int series = 64;
    int64_t points = 2'000'000;
};

template <typename Bench>
void addShape(CLI::App& command, Bench& bench, std::string& workspace)
{
    command.add_option("--layers", bench.layers)->capture_default_str();
    command.add_option("--heads", bench.heads)->capture_default_str();
    command.add_option("--dim", bench.dim)->capture_default_str();
    command.add_option("--batch", bench.batch)->capture_default_str();
    command.add_option("--vocab", bench.vocab)->capture_default_str();
    command.add_option("--threads", bench.threads)->capture_default_str();
    addWorkspaceOption(command, workspace);
}

nlohmann::json benchEncode(const BenchOptions& options)
{
    const auto text = readFile(options.file);
    const auto tokenizer = Tokenizer::load(options.tokenizer);
    const double rate = encodeThroughput(tokenizer, text);
    return {
        {"mode", "encode"},
        {"bytes", text.size()},
        {"tokens", tokenizer.encode(text).size()},
        {"threads", 1},
        {"mb_per_s", rate / 1e6}};
}

} // namespace

void addBenchCommands(CLI::App& app, int& exitStatus)
{
    const auto options = std::make_shared<BenchOptions>();
    auto* bench = app.add_subcommand("bench", "Measures this machine; prints one JSON object");
    bench->require_subcommand(1);
    auto* train =
        bench->add_subcommand("train", "Training steps of a GPT-2 shape on random tokens");
    addShape(*train, options->train, options->workspace);
    train->add_option("--block", options->train.block)->capture_default_str();
    train->add_option("--steps", options->train.steps)->capture_default_str();
    auto* generate = bench->add_subcommand("generate", "Sampling with a KV cache");
    addShape(*generate, options->generate, options->workspace);
    generate->add_option("--prompt", options->generate.prompt)->capture_default_str();
    generate->add_option("--new", options->generate.fresh)->capture_default_str();
    auto* encode = bench->add_subcommand("encode", "Encoding a text file with one thread");
    encode->add_option("--tokenizer", options->tokenizer, "A tokenizer.json or GPT-2's vocab.json")
        ->required();
    encode->add_option("--file", options->file, "The text")->required();
    addWorkspaceOption(*encode, options->workspace);
    auto* store = bench->add_subcommand("store", "Writing and reading points of curves");
    store->add_option("--series", options->series)->capture_default_str();
    store->add_option("--points", options->points)->capture_default_str();
    addWorkspaceOption(*store, options->workspace);
    const auto print = [&exitStatus](const nlohmann::json& result) {
        std::cout << result.dump() << "\n";
        exitStatus = 0;
    };
    train->callback([options, print] { print(benchTrain(options->train)); });
    generate->callback([options, print] { print(benchGenerate(options->generate)); });
    encode->callback([options, print] { print(benchEncode(*options)); });
    store->callback([options, print] {
        print(benchStore(std::filesystem::temp_directory_path(), options->series, options->points));
    });
}

} // namespace espalier
