/// What cards say from afar, counted in pixels.

#include "widgets/common/theme.h"
#include "widgets/editor/node_painter.h"

#include <QApplication>
#include <QImage>
#include <QPainter>
#include <QTest>

using namespace espalier;
using namespace Qt::StringLiterals;

namespace {

constexpr double kZoom = 0.25;

/// Pixels of that colour on a card that is seen from afar.
int pixelsOf(const QColor& colour, const NodeCondition& status, bool planCached = false)
{
    static const StageInfo stage{.name = "train.learn", .title = "Training"};
    NodeLook look;
    look.rect = {0, 0, 196, 120};
    look.stage = &stage;
    look.id = u"learn"_s;
    look.status = status;
    look.planCached = planCached;
    QImage image(QSize(49, 30), QImage::Format_RGB32);
    image.fill(theme().window);
    QPainter painter(&image);
    painter.scale(kZoom, kZoom);
    paintNode(painter, look, kZoom);
    painter.end();
    int found = 0;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            found += image.pixelColor(x, y) == colour ? 1 : 0;
    return found;
}

} // namespace

class TestNodePainter : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, Theme::light()); }

    void whatBecameOfAStageIsSeenFromAfar()
    {
        QCOMPARE(pixelsOf(theme().accent, {}), 0);
        const int whole = pixelsOf(theme().accent, {.state = RunState::Finished});
        QVERIFY(whole > 90); // two rows of 49 at least
        QCOMPARE(pixelsOf(theme().accent, {}, true), whole);
        QVERIFY(pixelsOf(theme().error, {.state = RunState::Failed}) > 90);
        const auto running = [](double progress) {
            return pixelsOf(theme().info, {.state = RunState::Running, .progress = progress});
        };
        const int edge = running(0); // a stage that runs has a border of that colour
        QVERIFY(running(0.5) - edge > 40);
        QVERIFY(running(1) - running(0.5) > 40);
    }
};

QTEST_MAIN(TestNodePainter)
#include "test_node_painter.moc"
