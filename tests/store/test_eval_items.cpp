#include "core/base/files.h"
#include "core/store/eval_items.h"
#include "core/store/migrate.h"
#include "core/store/nodes.h"

#include <QTest>

#include <cmath>

using namespace espalier;

/// What an evaluation found comes back as it was written.
class TestEvalItems : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void itemsComeBackInOrder()
    {
        TemporaryFolder folder;
        Database database(folder.path() / "espalier.db");
        migrate(database, migrations());
        const int64_t stageRun =
            Nodes(database)
                .createStageRun({.key = "k", .stage = "eval.problems", .codeVersion = "1"})
                .id;
        EvalItems items(database);
        items.append(
            stageRun,
            {{"problems", 1, 0, "1 + 1?", "2", "3", 0.0, {{"kind", "sum"}}},
             {"problems", 0, 1, "질문", "답", "", std::nan(""), nlohmann::json::object()},
             {"problems", 0, 0, "질문", "답", "답", 1.0, nlohmann::json::object()}});
        items.append(stageRun, {{"problems", 1, 0, "1 + 1?", "2", "2", 1.0, {{"kind", "sum"}}}});
        const auto found = items.ofStageRun(stageRun);
        QCOMPARE(found.size(), size_t{3});
        QCOMPARE(found[0].output, std::string("답"));
        QVERIFY(std::isnan(found[1].score));
        QCOMPARE(found[2].output, std::string("2"));
        QCOMPARE(found[2].score, 1.0);
        QVERIFY(found[2].data == nlohmann::json({{"kind", "sum"}}));
        QVERIFY(items.ofStageRun(stageRun + 1).empty());
    }
};

QTEST_APPLESS_MAIN(TestEvalItems)
#include "test_eval_items.moc"
