/// ChartView: menu and files.

#include "widgets/charts/chart_view.h"
#include "widgets/common/icon.h"
#include "widgets/common/theme.h"

#include <QClipboard>
#include <QFileDialog>
#include <QGuiApplication>
#include <QMenu>
#include <QPainter>
#include <QSaveFile>
#include <QtConcurrent>

#include <charconv>

namespace espalier {

using namespace Qt::StringLiterals;

namespace {

void appendNumber(QByteArray& text, double value)
{
    std::array<char, 32> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
    text.append(buffer.data(), end - buffer.data());
}

QByteArray quoted(const QString& text)
{
    QByteArray bytes = text.toUtf8();
    if (bytes.contains(',') || bytes.contains('"') || bytes.contains('\n'))
        bytes = '"' + bytes.replace("\"", "\"\"") + '"';
    return bytes;
}

/// Writes on a worker; the sentence says how it went.
QString save(const QString& file, const std::function<QByteArray()>& bytes)
{
    QSaveFile out(file);
    if (!out.open(QIODevice::WriteOnly) || out.write(bytes()) < 0 || !out.commit())
        return QObject::tr("%1 could not be written: %2").arg(file, out.errorString());
    return QObject::tr("Saved %1").arg(file);
}

} // namespace

QByteArray ChartView::csv(const std::vector<ChartCurve>& curves)
{
    QByteArray text("series,step,elapsed_ms,value\n");
    for (const ChartCurve& curve : curves) {
        const QByteArray name = quoted(curve.label);
        curve.data->read(0, [&](std::span<const SeriesPoint> points) {
            for (const SeriesPoint& point : points) {
                text += name + ',' + QByteArray::number(qlonglong(point.step)) + ',' +
                        QByteArray::number(qlonglong(point.ms)) + ',';
                appendNumber(text, point.value);
                text += '\n';
            }
        });
    }
    return text;
}

QImage ChartView::picture(double scale)
{
    constexpr int kHeader = 30;
    const Theme& look = theme();
    const QSize size(m_plot->width(), m_plot->height() + kHeader);
    QImage image(size * scale, QImage::Format_RGB32);
    image.fill(look.surface);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.scale(scale, scale);
    painter.setFont(textFont(Theme::kBody, Weight::Strong));
    painter.setPen(look.text);
    painter.drawText(QRect(12, 0, size.width(), kHeader), Qt::AlignVCenter, m_title);
    int x = 24 + painter.fontMetrics().horizontalAdvance(m_title);
    painter.setFont(textFont(Theme::kSmall));
    for (const ChartCurve& curve : m_curves) {
        if (!isShown(curve.key))
            continue;
        painter.setPen(
            QPen(seriesColour(curve.colour), 2.5, seriesDash(curve.colour), Qt::FlatCap));
        painter.drawLine(x, kHeader / 2, x + 14, kHeader / 2);
        painter.setPen(look.muted);
        painter.drawText(QRect(x + 20, 0, size.width(), kHeader), Qt::AlignVCenter, curve.label);
        x += 36 + painter.fontMetrics().horizontalAdvance(curve.label);
    }
    painter.drawPixmap(
        QRect(0, kHeader, m_plot->width(), m_plot->height()),
        m_plot->toPixmap(m_plot->width(), m_plot->height(), scale));
    return image;
}

void ChartView::fillMenu(QMenu* menu)
{
    const auto toggle = [menu](const QString& text, bool on) {
        QAction* action = menu->addAction(text);
        action->setCheckable(true);
        action->setChecked(on);
        return action;
    };
    connect(
        toggle(tr("Logarithmic scale"), m_log),
        &QAction::toggled,
        this,
        &ChartView::setLogarithmic);
    connect(
        toggle(tr("Ignore outliers"), m_ignoreOutliers),
        &QAction::toggled,
        this,
        &ChartView::setIgnoreOutliers);
    menu->addSeparator();
    QAction* reset = menu->addAction(icon("reset"), tr("Show everything again"));
    reset->setEnabled(m_xRange || m_yRange);
    connect(reset, &QAction::triggered, this, &ChartView::resetZoom);
    connect(
        menu->addAction(icon("fit"), m_expanded ? tr("Back to all charts") : tr("Enlarge")),
        &QAction::triggered,
        this,
        &ChartView::expandAsked);
    menu->addSeparator();
    connect(
        menu->addAction(icon("copy"), tr("Copy picture")),
        &QAction::triggered,
        this,
        &ChartView::copyPicture);
    connect(
        menu->addAction(icon("export"), tr("Save as PNG…")),
        &QAction::triggered,
        this,
        &ChartView::exportPng);
    connect(
        menu->addAction(icon("export"), tr("Save points as CSV…")),
        &QAction::triggered,
        this,
        &ChartView::exportCsv);
}

void ChartView::copyPicture()
{
    QGuiApplication::clipboard()->setImage(picture(2));
}

void ChartView::exportPng()
{
    const QString file = QFileDialog::getSaveFileName(
        this, tr("Save chart"), m_title + u".png"_s, tr("Pictures (*.png)"));
    if (file.isEmpty())
        return;
    QtConcurrent::run([file, image = picture(3)] {
        return save(file, [&image] {
            QByteArray bytes;
            QBuffer buffer(&bytes);
            image.save(&buffer, "PNG");
            return bytes;
        });
    }).then(this, [this](const QString& sentence) { Q_EMIT exported(sentence); });
}

void ChartView::exportCsv()
{
    const QString file = QFileDialog::getSaveFileName(
        this, tr("Save points"), m_title + u".csv"_s, tr("Tables (*.csv)"));
    if (file.isEmpty())
        return;
    QtConcurrent::run([file, curves = m_curves] {
        return save(file, [&curves] { return csv(curves); });
    }).then(this, [this](const QString& sentence) { Q_EMIT exported(sentence); });
}

} // namespace espalier
