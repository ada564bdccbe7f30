/// Whatever a declaration shows to a person is in every catalogue: titles, help, units and headings
/// of all stages.

#include "core/pipeline/ports.h"
#include "core/stages/stages.h"
#include "tests/support/po_file.h"
#include "tests/support/source_tree.h"

#include <QSet>
#include <QTest>

using namespace espalier;
using namespace Qt::StringLiterals;

class TestStageTexts : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void allAreInTheCatalogue_data();
    void allAreInTheCatalogue();
};

void TestStageTexts::allAreInTheCatalogue_data()
{
    QTest::addColumn<QString>("catalogue");
    for (const QString& path : sourceFiles(u"resources/translations"_s, {u"*.po"_s}))
        QTest::addRow("%s", qPrintable(path)) << QDir(sourceRoot()).filePath(path);
}

void TestStageTexts::allAreInTheCatalogue()
{
    QFETCH(QString, catalogue);
    QSet<QString> known{QString()};
    for (const PoEntry& entry : readPo(catalogue))
        if (!entry.translation.isEmpty())
            known += entry.id;
    QVERIFY(known.size() > 100);
    QStringList missing;
    const auto need = [&](const StageInfo& stage, const std::string& text) {
        if (!known.contains(QString::fromStdString(text)))
            missing += QString::fromStdString(stage.name + ": " + text);
    };
    for (const StageInfo& stage : stages()) {
        need(stage, stage.title);
        need(stage, stage.help);
        for (const auto* ports : {&stage.inputs, &stage.outputs})
            for (const Port& port : *ports)
                need(stage, port.name);
        for (const ParamInfo& param : stage.params) {
            need(stage, param.help);
            need(stage, param.unit);
            need(stage, param.group);
        }
    }
    QVERIFY2(missing.isEmpty(), qPrintable(u'\n' + missing.join(u'\n')));
}

QTEST_GUILESS_MAIN(TestStageTexts)
#include "test_stage_texts.moc"
