#include "core/engine/stages/token_cache.h"

#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/data/corpus.h"
#include "core/data/tokens.h"
#include "core/engine/stages/context.h"

namespace espalier {

namespace fs = std::filesystem;

fs::path tokenStore(
    StageContext& context, const fs::path& text, const fs::path& model, const Tokenizer& tokenizer)
{
    // An artifact's folder bears its key, so the name stands for the content.
    const std::string name = hashHex(
        "tokens-1\n" + text.filename().string() + "\n" + hashFile(model / "tokenizer.json"));
    const fs::path folder = context.cache() / "tokens" / name;
    if (fs::exists(folder / "tokens.json"))
        return folder;
    fs::create_directories(folder.parent_path());
    context.doing(tr("cutting the text into tokens"));
    TemporaryFolder draft(folder.parent_path(), ".draft-");
    for (const char* side : {"train", "validation"}) {
        const Corpus corpus(text, side);
        if (corpus.documents() == 0)
            continue;
        TokenWriteOptions options;
        options.separator =
            tokenizer.special().eos ? tokenizer.special().eos : tokenizer.special().sep;
        options.threads = static_cast<unsigned>(context.threads());
        options.progress = [&](uint64_t done) {
            context.progress(static_cast<int64_t>(done), static_cast<int64_t>(corpus.bytes()));
            return !context.interrupted();
        };
        const auto source = corpus.source();
        writeTokens(*source, tokenizer, draft.path(), side, options);
    }
    syncTree(draft.path());
    std::error_code taken;
    fs::rename(draft.path(), folder, taken);
    if (!taken)
        draft.release();
    return folder;
}

} // namespace espalier
