#include "app/engine/command.h"
#include "core/text/tokenizer.h"

#include <iostream>

namespace espalier {

void addTokenizeCommand(CLI::App& app, int& exitStatus)
{
    struct TokenizeOptions
    {
        std::string workspace, tokenizer;
        bool json = false;
    };
    const auto options = std::make_shared<TokenizeOptions>();
    auto* command = app.add_subcommand(
        "tokenize", "Lines of standard input as token ids: a line of space-separated ids each");
    command
        ->add_option(
            "--tokenizer",
            options->tokenizer,
            "A tokenizer.json, a folder that holds one, or GPT-2's vocab.json")
        ->required();
    command->add_flag("--json", options->json, "A JSON array a line");
    addWorkspaceOption(*command, options->workspace);
    command->callback([options, &exitStatus] {
        const auto tokenizer = Tokenizer::load(options->tokenizer);
        std::string line;
        while (std::getline(std::cin, line)) {
            const auto ids = tokenizer.encode(line);
            if (options->json) {
                std::cout << nlohmann::json(ids).dump() << "\n";
                continue;
            }
            std::string text;
            for (const auto id : ids)
                text += (text.empty() ? "" : " ") + std::to_string(id);
            std::cout << text << "\n";
        }
        exitStatus = 0;
    });
}

} // namespace espalier
