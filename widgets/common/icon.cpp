#include "widgets/common/icon.h"

#include "widgets/common/theme.h"

#include <QDir>
#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

using namespace Qt::StringLiterals;

static void initIcons()
{
    Q_INIT_RESOURCE(icons);
}

namespace espalier {

namespace {

QString resource(const QString& name)
{
    static const bool ready = [] {
        initIcons();
        return true;
    }();
    Q_UNUSED(ready)
    return u":/espalier/icons/"_s + name + u".svg"_s;
}

QColor toneColour(Tone tone)
{
    switch (tone) {
    case Tone::Text:
        return theme().text;
    case Tone::Muted:
        return theme().muted;
    case Tone::Accent:
        return theme().accent;
    case Tone::OnAccent:
        return theme().onAccent;
    case Tone::Warning:
        return theme().warning;
    case Tone::Error:
        return theme().error;
    }
    return theme().text;
}

class TintedEngine : public QIconEngine
{
public:
    TintedEngine(QString name, Tone tone)
        : m_name(std::move(name))
        , m_tone(tone)
    {
    }

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) override
    {
        const qreal ratio = painter->device() ? painter->device()->devicePixelRatio() : 1.0;
        const int size = qMin(rect.width(), rect.height());
        const QRect square(
            rect.x() + (rect.width() - size) / 2,
            rect.y() + (rect.height() - size) / 2,
            size,
            size);
        painter->drawPixmap(square, iconPixmap(m_name, colour(mode, state), size, ratio));
    }
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override
    {
        return scaledPixmap(size, mode, state, 1.0);
    }
    /// `size` is in device pixels here.
    QPixmap
    scaledPixmap(const QSize& size, QIcon::Mode mode, QIcon::State state, qreal scale) override
    {
        QPixmap made =
            iconPixmap(m_name, colour(mode, state), qMin(size.width(), size.height()), 1.0);
        made.setDevicePixelRatio(scale);
        return made;
    }
    QIconEngine* clone() const override { return new TintedEngine(*this); }
    QString key() const override { return u"espalier-tinted"_s; }
    QString iconName() override { return m_name; }
    bool isNull() override { return false; }

private:
    QColor colour(QIcon::Mode mode, QIcon::State state) const
    {
        if (mode == QIcon::Disabled)
            return theme().faint;
        return state == QIcon::On && m_tone != Tone::OnAccent ? theme().accent : toneColour(m_tone);
    }
    QString m_name;
    Tone m_tone;
};

} // namespace

QIcon icon(const char* name, Tone tone)
{
    const QString text = QString::fromLatin1(name);
    Q_ASSERT_X(QFile::exists(resource(text)), "icon", name);
    return QIcon(new TintedEngine(text, tone));
}

QByteArray iconSvg(const QString& name, const QColor& colour)
{
    QFile file(resource(name));
    return file.open(QIODevice::ReadOnly)
               ? file.readAll().replace("currentColor", colour.name().toLatin1())
               : QByteArray();
}

QPixmap iconPixmap(const QString& name, const QColor& colour, int size, qreal pixelRatio)
{
    const QString key =
        u"espalier/%1/%2/%3/%4"_s.arg(name, colour.name(QColor::HexArgb)).arg(size).arg(pixelRatio);
    QPixmap made;
    if (QPixmapCache::find(key, &made))
        return made;
    QSvgRenderer renderer(iconSvg(name, colour));
    const int pixels = qMax(1, qRound(size * pixelRatio));
    made = QPixmap(pixels, pixels);
    made.fill(Qt::transparent);
    QPainter painter(&made);
    painter.setOpacity(colour.alphaF());
    renderer.render(&painter);
    painter.end();
    made.setDevicePixelRatio(pixelRatio);
    QPixmapCache::insert(key, made);
    return made;
}

QStringList iconNames()
{
    QStringList names;
    const QString any = resource(u"*"_s);
    for (const QString& file : QDir(any.left(any.lastIndexOf(u'/'))).entryList({u"*.svg"_s}))
        names << file.chopped(4);
    return names;
}

QString familyIcon(const QString& stage)
{
    const QString name = u"family-"_s + stage.section(u'.', 0, 0);
    return QFile::exists(resource(name)) ? name : u"family-other"_s;
}

} // namespace espalier
