#include "tests/engine/run/test_evidence_pipelines.h"

#include "core/base/files.h"
#include "core/pipeline/check.h"
#include "tests/engine/run/tiny_pipelines.h"
#include "tests/support/shared_data.h"
#include "tests/support/source_tree.h"

#include <QTest>

using namespace espalier;
namespace fs = std::filesystem;

namespace {

/// The first whole lines of a file, some hundred rows.
std::string excerpt(const fs::path& file)
{
    const std::string text = readFile(file);
    constexpr size_t most = 128 << 10;
    return text.size() <= most ? text : text.substr(0, text.rfind('\n', most) + 1);
}

} // namespace

void TestEvidencePipelines::eachRunsThenIsReused_data()
{
    QTest::addColumn<QString>("file");
    const auto files =
        sourceFiles(QStringLiteral("tests/evidence/pipelines"), {QStringLiteral("*.yaml")});
    QVERIFY(!files.isEmpty());
    for (const auto& file : files)
        QTest::newRow(qPrintable(file.section(u'/', -1))) << file;
}

void TestEvidencePipelines::eachRunsThenIsReused()
{
    QFETCH(QString, file);
    const fs::path root = sourceRoot().toStdString();
    const fs::path path = root / file.toStdString();
    auto read = loadPipeline(path);
    QVERIFY(read.issues.empty());
    TemporaryFolder folder;
    // A file of its own has every path that leads to the data beside the source tree.
    const fs::path beside = (root / ".." / "shared" / "data").lexically_normal();
    for (Node& node : read.pipeline.nodes) {
        if (node.params.value("source", "") != "file")
            continue;
        const std::string named = node.params.value("path", "");
        const fs::path data =
            (path.parent_path() / named).lexically_normal().lexically_relative(beside);
        QVERIFY2(!data.empty() && *data.begin() != "..", named.c_str());
        const fs::path real = sharedData() / data;
        if (!fs::exists(real))
            QSKIP(qPrintable(QStringLiteral("shared data is not here: %1")
                                 .arg(QString::fromStdString(data.string()))));
        const fs::path copy = folder.path() / data.filename();
        writeAtomically(copy, excerpt(real));
        node.params["path"] = copy.string();
    }
    for (const auto& issue : check(read.pipeline, stages(), path.parent_path()))
        QVERIFY2(issue.level != Issue::Level::Error, issue.words().c_str());

    auto workspace = Workspace::open(folder.path() / "workspace");
    const auto wrong = runTwice(workspace, read.pipeline, path);
    QVERIFY2(wrong.empty(), wrong.c_str());
}

QTEST_GUILESS_MAIN(TestEvidencePipelines)
