#include "widgets/common/number_format.h"

#include "core/base/message.h"

#include <QDateTime>
#include <QLocale>

#include <array>
#include <cmath>

using namespace Qt::StringLiterals;

namespace espalier {

namespace {

const QString kUnknown = u"–"_s;

QString put(const Message& message)
{
    return QString::fromStdString(message.words());
}

/// About three significant digits, for 0 <= value < 1000.
QString threeDigits(double value)
{
    const int decimals = value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
    QString text = QString::number(value, 'f', decimals);
    if (text.contains(u'.')) {
        while (text.endsWith(u'0'))
            text.chop(1);
        if (text.endsWith(u'.'))
            text.chop(1);
    }
    return text;
}

/// The value brought under 1000 and the index of its step (0: as it is, 1: thousands, ...).
std::pair<double, size_t> scaled(double value, size_t steps)
{
    size_t step = 0;
    while (std::abs(value) >= 999.5 && step + 1 < steps) {
        value /= 1000;
        ++step;
    }
    return {value, step};
}

} // namespace

QString formatDuration(double seconds)
{
    if (!std::isfinite(seconds) || seconds < 0)
        return kUnknown;
    if (seconds < 9.95)
        return put(
            tr("{} s", QString::number(seconds, 'f', seconds < 0.0005 ? 0 : 1).toStdString()));
    const auto whole = static_cast<int64_t>(std::llround(seconds));
    if (whole < 60)
        return put(tr("{} s", whole));
    if (whole < 3600)
        return put(tr("{} min {} s", whole / 60, fmt::format("{:02}", whole % 60)));
    if (whole < 86400)
        return put(tr("{} h {} min", whole / 3600, fmt::format("{:02}", whole % 3600 / 60)));
    return put(tr("{} d {} h", whole / 86400, whole % 86400 / 3600));
}

QString formatBytes(double bytes)
{
    static constexpr std::array kUnits{"B", "kB", "MB", "GB", "TB", "PB"};
    if (!std::isfinite(bytes) || bytes < 0)
        return kUnknown;
    const auto [value, step] = scaled(bytes, kUnits.size());
    // Two digits mean enough for a size: 1.4 MB, 12 MB, 140 MB.
    const QString text = QString::number(value, 'f', step > 0 && value < 9.95 ? 1 : 0);
    return text + u' ' + QLatin1StringView(kUnits[step]);
}

QString formatCount(int64_t count)
{
    return QLocale(QLocale::English, QLocale::UnitedStates).toString(static_cast<qlonglong>(count));
}

QString formatCountShort(double count)
{
    static constexpr std::array kUnits{"", "k", "M", "B", "T"};
    if (!std::isfinite(count))
        return kUnknown;
    const auto [value, step] = scaled(std::abs(count), kUnits.size());
    return (count < 0 ? u"−"_s : QString()) + threeDigits(value) + QLatin1StringView(kUnits[step]);
}

QString formatNumber(double value, int digits)
{
    if (std::isnan(value))
        return u"NaN"_s;
    if (std::isinf(value))
        return value > 0 ? u"∞"_s : u"−∞"_s;
    const double size = std::abs(value);
    if (value != 0 && (size < 1e-3 || size >= std::pow(10.0, std::max(digits, 6)))) {
        QString text = QString::number(value, 'e', digits - 1);
        const auto at = text.indexOf(u'e');
        QString mantissa = text.left(at);
        if (mantissa.contains(u'.')) {
            while (mantissa.endsWith(u'0'))
                mantissa.chop(1);
            if (mantissa.endsWith(u'.'))
                mantissa.chop(1);
        }
        return mantissa + u'e' + QString::number(text.mid(at + 1).toInt());
    }
    const int before = size < 1 ? 1 : static_cast<int>(std::floor(std::log10(size))) + 1;
    const int lead = size > 0 && size < 1 ? -static_cast<int>(std::floor(std::log10(size))) - 1 : 0;
    const int decimals = size < 1 ? digits + lead : std::max(0, digits - before);
    QString text = QString::number(value, 'f', decimals);
    if (text.contains(u'.')) {
        while (text.endsWith(u'0'))
            text.chop(1);
        if (text.endsWith(u'.'))
            text.chop(1);
    }
    return text;
}

QString formatFixed(double value, int decimals)
{
    const double size = std::abs(value);
    if (!std::isfinite(value) || size >= 1e7 ||
        (size > 0 && size < 0.5 * std::pow(10.0, -decimals)))
        return formatNumber(value, decimals + 1);
    return QString::number(value, 'f', decimals);
}

QString formatPercent(double fraction)
{
    if (!std::isfinite(fraction))
        return kUnknown;
    // 100 % is said of what is complete only.
    const double percent = fraction < 1 ? std::min(std::floor(fraction * 100), 99.0) : 100.0;
    return QString::number(percent, 'f', 0) + u" %"_s;
}

QString formatAge(int64_t utcMilliseconds)
{
    const int64_t seconds = (QDateTime::currentMSecsSinceEpoch() - utcMilliseconds) / 1000;
    if (seconds < 60)
        return put(tr("just now"));
    if (seconds < 3600)
        return put(tr("{} min ago", seconds / 60));
    if (seconds < 86400)
        return put(tr("{} h ago", seconds / 3600));
    if (seconds < 2 * 86400)
        return put(tr("yesterday"));
    if (seconds < 7 * 86400)
        return put(tr("{} days ago", seconds / 86400));
    return QDateTime::fromMSecsSinceEpoch(utcMilliseconds).toString(u"yyyy-MM-dd"_s);
}

} // namespace espalier
