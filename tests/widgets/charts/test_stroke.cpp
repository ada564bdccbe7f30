#include "widgets/charts/stroke.h"

#include <QTest>

#include <cmath>

using namespace espalier;

namespace {

QImage blank(int width, int height)
{
    QImage image(width, height, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    return image;
}

/// Sum of the alpha of a pixel column, in pixels.
double ink(const QImage& image, int x)
{
    double sum = 0;
    for (int y = 0; y < image.height(); ++y)
        sum += qAlpha(image.pixel(x, y)) / 255.0;
    return sum;
}

} // namespace

class TestStroke : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aFlatLineIsAsThickAsItsPen()
    {
        QImage image = blank(50, 40);
        const std::vector<QPointF> line{{0, 20.3}, {50, 20.3}};
        strokeAcross(image, line, Qt::red, 1.5);
        for (const int x : {0, 10, 49})
            QVERIFY(std::abs(ink(image, x) - 1.5) < 0.02);
        QCOMPARE(qRed(image.pixel(10, 20)), qAlpha(image.pixel(10, 20))); // premultiplied red
        QCOMPARE(qBlue(image.pixel(10, 20)), 0);
    }

    void aSlantedLineIsAsThickAcross()
    {
        // 45 degrees: measured upwards the pen is sqrt(2) times its width.
        QImage image = blank(60, 60);
        const std::vector<QPointF> line{{5, 5}, {55, 55}};
        strokeAcross(image, line, Qt::red, 1.5);
        QVERIFY(std::abs(ink(image, 30) - 1.5 * std::sqrt(2.0)) < 0.1);
        QVERIFY(qAlpha(image.pixel(30, 30)) > 150);
    }

    void upAndDownFillsItsColumnOnly()
    {
        QImage image = blank(20, 40);
        const std::vector<QPointF> line{{10.5, 10}, {10.5, 30}};
        strokeAcross(image, line, Qt::red, 1.3);
        QVERIFY(std::abs(ink(image, 10) - 21) < 0.1); // 20 and a half at each end
        QCOMPARE(ink(image, 9), 0.0);
        QCOMPARE(ink(image, 11), 0.0);
    }

    void aGapPartsTheLine()
    {
        QImage image = blank(40, 20);
        const std::vector<QPointF> line{{0, 10}, {10, 10}, {std::nan(""), 0}, {30, 10}, {40, 10}};
        strokeAcross(image, line, Qt::red, 1);
        QVERIFY(ink(image, 5) > 0.9);
        QCOMPARE(ink(image, 20), 0.0);
        QVERIFY(ink(image, 35) > 0.9);
    }

    void dashesLeaveRoom()
    {
        QImage image = blank(200, 20);
        const std::vector<QPointF> line{{0, 10}, {200, 10}};
        strokeAcross(image, line, Qt::red, 2, Qt::DashLine); // 4 on, 2 off
        int filled = 0;
        for (int x = 0; x < 200; ++x)
            filled += ink(image, x) > 1 ? 1 : 0;
        QVERIFY(std::abs(filled - 133) <= 6);
    }

    void endsFarAwayCostNothing()
    {
        QImage image = blank(100, 20);
        const std::vector<QPointF> line{{-1e12, 10}, {1e12, 10}};
        strokeAcross(image, line, Qt::red, 1.3, Qt::DotLine);
        QVERIFY(ink(image, 50) + ink(image, 51) + ink(image, 52) + ink(image, 53) > 0);
    }
};

QTEST_GUILESS_MAIN(TestStroke)
#include "test_stroke.moc"
