#include "core/rows/built_in_rows.h"

#include "core/base/error.h"
#include "core/base/hash.h"
#include "core/rows/built_in_item.h"
#include "core/rows/built_in_labelled.h"
#include "core/rows/built_in_spoiled.h"

#include <algorithm>

namespace espalier {

namespace {

using built_in::Item;

/// A kind of question.
struct Kind
{
    const char* name;
    built_in::Maker make;
    bool gold;                    ///< what is answered can be checked
    bool byNameOnly = false;      ///< not among the rows that no kind is chosen for
    const char* judged = nullptr; ///< the rows' kind, where it has another name
};

constexpr Kind kKinds[] = {
    {"direct", built_in::askDirect, true},
    {"indirect", built_in::askIndirect, true},
    {"sum", built_in::askSum, true},
    {"sum_steps", built_in::askSumSteps, true},
    {"compare", built_in::askCompare, true},
    {"logic", built_in::askLogic, true},
    {"repair", built_in::askRepair, true},
    {"list", built_in::askList, true},
    {"story", built_in::askStory, false},
    {"safety", built_in::askSafety, true},
    {"arithmetic", built_in::askArithmetic, true, true},
    {"arithmetic_steps", built_in::askArithmeticSteps, true, true},
    {"code", built_in::askCode, true, true},
    {"code_numbers", built_in::askCodeOfNumbers, true, true, "code"},
    {"liars", built_in::askLiars, true, true, "logic"},
    {"feeling", built_in::askFeeling, true, true},
};

bool serves(const Kind& kind, RowKind rows)
{
    return rows != RowKind::Problems || kind.gold;
}

bool belongs(const std::string& question, Split side)
{
    return (hash64(question) % 2 == 0) == (side == Split::Train);
}

/// Of so many matters one is kept for validation. There are few products: were half of them never
/// met in training, nobody could know them.
constexpr uint64_t kMattersPerHeldOut = 8;

bool belongs(const Item& item, Split side)
{
    if (item.matter.empty())
        return belongs(item.prompt, side);
    return (hash64(item.matter) % kMattersPerHeldOut == 0) == (side == Split::Validation);
}

std::vector<std::string> chosenKinds(const BuiltInRows& rows)
{
    const auto all = builtInKinds(rows.kind);
    for (const auto& name : rows.kinds)
        if (std::ranges::find(all, name) == all.end()) {
            std::string names;
            for (const auto& known : all)
                names += (names.empty() ? "" : ", ") + known;
            throw inputError(
                "The built-in world has no kind \"{}\" here; choose from {}.", name, names);
        }
    if (!rows.kinds.empty())
        return rows.kinds;
    auto usual = all;
    for (const auto& kind : kKinds)
        if (kind.byNameOnly)
            std::erase(usual, kind.name);
    return usual;
}

/// The item with a wrong answer, where it has one.
void mistake(Item& item)
{
    if (item.wrong.empty())
        return;
    (item.answer.empty() ? item.reply : item.answer) =
        item.wrongAnswer.empty() ? item.wrong : item.wrongAnswer;
}

Row rowOf(const Item& item, const Kind& kind, RowKind rows, Random& random)
{
    Row row;
    row.prompt.text = item.prompt;
    if (rows == RowKind::Prompts)
        return row;
    row.kind = kind.judged ? kind.judged : kind.name;
    const std::string before = item.onLineOfItsOwn ? "\n" : " ";
    if (rows == RowKind::Preferences) {
        const auto spoiled = built_in::spoil(item, random);
        row.chosen.text = before + item.reply;
        row.rejected.text = before + spoiled.text;
        row.kind = spoiled.how;
        return row;
    }
    row.answer = item.verdict.empty() ? item.answer : item.verdict;
    row.rationale = item.rationale;
    if (rows == RowKind::Problems) {
        row.tests = item.tests;
        row.entryPoint = item.entryPoint;
    }
    if (rows == RowKind::Instructions)
        row.completion.text = before + (item.answer.empty() ? item.reply : item.answer);
    return row;
}

} // namespace

std::vector<std::string> builtInKinds(RowKind kind)
{
    if (kind == RowKind::Labelled)
        return built_in::labels();
    std::vector<std::string> names;
    for (const auto& known : kKinds)
        if (serves(known, kind))
            names.emplace_back(known.name);
    return names;
}

void checkBuiltInKinds(const BuiltInRows& rows)
{
    chosenKinds(rows);
}

Row builtInRow(const BuiltInRows& rows, uint64_t index, Split side)
{
    const auto names = chosenKinds(rows);
    const auto& name = names[index % names.size()];
    const bool english = rows.language == Language::English;
    Random random(
        rows.seed,
        std::string("rows/") + (english ? "en/" : "ko/") +
            (side == Split::Train ? "train/" : "validation/") + name,
        index);
    const auto* kind =
        std::ranges::find(kKinds, name, [](const Kind& k) { return std::string(k.name); });
    const bool teachesMistakes =
        rows.mistakes > 0 && rows.kind == RowKind::Instructions && side == Split::Train;
    for (uint64_t i = index * built_in::kStoriesPerRow;; ++i) {
        const auto story = world::makeStory(rows.seed, i, rows.language, side);
        const built_in::Source source{
            story, rows.seed, i, random, rows.kind == RowKind::Preferences || teachesMistakes};
        if (rows.kind == RowKind::Labelled) {
            auto text = built_in::labelledText(source, name);
            if (!text || !belongs(*text, side))
                continue;
            Row row;
            row.text = std::move(*text);
            row.label = name;
            return row;
        }
        auto item = kind->make(source);
        if (!item || !belongs(*item, side))
            continue;
        if (teachesMistakes && random.uniform() < rows.mistakes)
            mistake(*item);
        return rowOf(*item, *kind, rows.kind, random);
    }
}

} // namespace espalier
