#include "widgets/editor/stage_family.h"

#include "widgets/common/language.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace espalier {

namespace {

constexpr struct
{
    const char* name;
    const char* title;
} kFamilies[] = {
    {"data", trNoop("Data")},
    {"tokenizer", trNoop("Tokenizers")},
    {"model", trNoop("Models")},
    {"train", trNoop("Training")},
    {"peft", trNoop("Adapters")},
    {"sample", trNoop("Sampling")},
    {"label", trNoop("Labels")},
    {"reward", trNoop("Rewards")},
    {"rl", trNoop("Reinforcement learning")},
    {"distill", trNoop("Distillation")},
    {"eval", trNoop("Evaluation")},
    {"export", trNoop("Export")},
};

} // namespace

QString familyOf(const std::string& stage)
{
    return QString::fromStdString(stage.substr(0, stage.find('.')));
}

QString familyTitle(const QString& family)
{
    for (const auto& row : kFamilies) {
        if (family == QLatin1StringView(row.name))
            return shown(std::string_view(row.title));
    }
    return family;
}

int fuzzyScore(const QString& query, const QString& text)
{
    if (query.isEmpty())
        return 1;
    const QString wanted = query.toCaseFolded(), in = text.toCaseFolded();
    if (const qsizetype at = in.indexOf(wanted); at >= 0) {
        const bool atWord = at == 0 || !in[at - 1].isLetterOrNumber();
        return (atWord ? 1000 : 600) + static_cast<int>(std::max<qsizetype>(0, 100 - at));
    }
    // Letters in order, with gaps; all of them must be there.
    int score = 0;
    qsizetype at = 0;
    bool inRun = false;
    for (const QChar letter : wanted) {
        if (letter.isSpace())
            continue;
        const qsizetype found = in.indexOf(letter, at);
        if (found < 0)
            return 0;
        const bool atWord = found == 0 || !in[found - 1].isLetterOrNumber();
        inRun = found == at && at > 0;
        score += atWord ? 30 : inRun ? 20 : 2;
        at = found + 1;
    }
    // A few scattered letters in a long text are chance.
    return score >= 12 * static_cast<int>(wanted.size()) ? score : 0;
}

int fuzzyScore(const QString& query, const StageInfo& stage)
{
    const int byTitle = fuzzyScore(query, shown(std::string_view(stage.title)));
    const int byName = fuzzyScore(query, QString::fromStdString(stage.name));
    const int byFamily = fuzzyScore(query, familyTitle(familyOf(stage.name)));
    int byHelp = 0;
    if (query.size() >= 3 &&
        shown(std::string_view(stage.help)).contains(query, Qt::CaseInsensitive))
        byHelp = 50;
    return std::max({byTitle * 2, byName, byFamily, byHelp});
}

} // namespace espalier
