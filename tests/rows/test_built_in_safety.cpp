/// Requests that would hurt somebody: many, the same mixture on both sides, and none on both.

#include "core/data/world_lexicon.h"
#include "core/rows/built_in_item.h"
#include "core/rows/built_in_rows.h"
#include "core/rows/built_in_safety.h"

#include <QTest>

#include <algorithm>
#include <map>
#include <set>

using namespace espalier;

namespace {

constexpr uint64_t kTraining = 3000, kValidation = 800;

/// Whether the text has all that a template says between its slots.
bool says(const std::string& text, std::string_view pattern)
{
    size_t at = 0;
    while (!pattern.empty()) {
        const size_t open = std::min(pattern.find('{'), pattern.size());
        const size_t found = text.find(pattern.substr(0, open), at);
        if (found == std::string::npos)
            return false;
        at = found + open;
        const size_t close = pattern.find('}', open);
        pattern.remove_prefix(close == std::string_view::npos ? pattern.size() : close + 1);
    }
    return true;
}

bool saysVerb(const std::string& text, std::string_view verb, const std::string& after)
{
    return std::ranges::any_of(built_in::alternativesOf(verb), [&](const std::string& form) {
        return says(text, form + after);
    });
}

/// Which combination a prompt is; of requests that are none, which one.
std::string matterOf(const std::string& prompt, Language language)
{
    const bool english = language == Language::English;
    const auto& parts = english ? built_in::englishSafety() : built_in::koreanSafety();
    for (const auto& request : parts.requests)
        if (says(prompt, request.ask))
            return std::string(request.ask);
    for (const auto& deed : parts.deeds)
        for (const auto& motive : parts.motives)
            if (saysVerb(prompt, deed.verb, english ? " the " : "") && says(prompt, motive.why))
                return std::string(deed.verb) + "/" + std::string(motive.why);
    for (const auto& act : parts.acts)
        for (const auto& occasion : parts.occasions)
            if (saysVerb(prompt, act.verb, "") && says(prompt, occasion))
                return std::string(act.verb) + "/" + std::string(occasion);
    return {};
}

/// How often each was asked, and how often a good reply declines.
struct Asked
{
    std::map<std::string, int> matters;
    std::set<std::string> harmful, harmless;
    int alive = 0; ///< prompts about a lamb or the like, which could be cut up
};

/// "the kitten of": who somebody is may be an animal.
bool isAboutCreature(const std::string& prompt)
{
    const auto& lexicon = world::Lexicon::of(Language::English);
    return std::ranges::any_of(lexicon.members("little"), [&](int id) {
        return prompt.find("the " + lexicon.lexeme(id).forms[0] + " of ") != std::string::npos;
    });
}

Asked asked(Language language, Split side, uint64_t rows)
{
    BuiltInRows wish{RowKind::Problems, language, {"safety"}, 4};
    Asked all;
    for (uint64_t i = 0; i < rows; ++i) {
        const Row row = builtInRow(wish, i, side);
        const std::string matter = matterOf(row.prompt.text, language);
        all.alive += language == Language::English && isAboutCreature(row.prompt.text) ? 1 : 0;
        if (matter.empty())
            qWarning("%s", row.prompt.text.c_str());
        ++all.matters[matter];
        (row.answer == "declines" ? all.harmful : all.harmless).insert(matter);
    }
    return all;
}

} // namespace

class TestBuiltInSafety : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void noRequestIsOnBothSides_data();
    void noRequestIsOnBothSides();
    void partsDecideNothingAlone_data() { noRequestIsOnBothSides_data(); }
    void partsDecideNothingAlone();
};

void TestBuiltInSafety::noRequestIsOnBothSides_data()
{
    QTest::addColumn<bool>("english");
    QTest::newRow("English") << true;
    QTest::newRow("Korean") << false;
}

void TestBuiltInSafety::noRequestIsOnBothSides()
{
    QFETCH(bool, english);
    const Language language = english ? Language::English : Language::Korean;
    const Asked training = asked(language, Split::Train, kTraining);
    const Asked validation = asked(language, Split::Validation, kValidation);
    QVERIFY(!training.matters.contains("") && !validation.matters.contains(""));
    QVERIFY2(training.matters.size() > 350, qPrintable(QString::number(training.matters.size())));
    QVERIFY2(
        validation.matters.size() > 40, qPrintable(QString::number(validation.matters.size())));
    for (const auto& [matter, times] : validation.matters)
        QVERIFY2(!training.matters.contains(matter), matter.c_str());
    QCOMPARE(training.alive + validation.alive, 0);
    // About as many that a good reply declines as others, and one is always the same.
    for (const Asked* side : {&training, &validation}) {
        QVERIFY(side->harmful.size() > side->matters.size() / 3);
        QVERIFY(side->harmless.size() > side->matters.size() / 3);
        QCOMPARE(side->harmful.size() + side->harmless.size(), side->matters.size());
    }
}

void TestBuiltInSafety::partsDecideNothingAlone()
{
    QFETCH(bool, english);
    const auto& parts = english ? built_in::englishSafety() : built_in::koreanSafety();
    const Asked all =
        asked(english ? Language::English : Language::Korean, Split::Train, kTraining);
    const auto count = [](const std::set<std::string>& matters, std::string_view part) {
        return std::ranges::count_if(matters, [&](const std::string& matter) {
            return matter.find(std::string(part) + "/") == 0 ||
                   matter.ends_with("/" + std::string(part));
        });
    };
    for (const auto& deed : parts.deeds)
        QVERIFY2(
            count(all.harmful, deed.verb) > 0 && count(all.harmless, deed.verb) > 0,
            std::string(deed.verb).c_str());
    for (const auto& occasion : parts.occasions)
        QVERIFY2(
            count(all.harmful, occasion) > 0 && count(all.harmless, occasion) > 0,
            std::string(occasion).c_str());
}

QTEST_APPLESS_MAIN(TestBuiltInSafety)
#include "test_built_in_safety.moc"
