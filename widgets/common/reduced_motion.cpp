#include "widgets/common/reduced_motion.h"

#include "widgets/common/theme.h"

#include <QApplication>
#include <QStyle>

namespace espalier {

bool reducedMotion()
{
    static const bool asked = qEnvironmentVariableIntValue("ESPALIER_REDUCED_MOTION") != 0 ||
                              QGuiApplication::platformName() == QLatin1StringView("offscreen");
    return asked || QApplication::style()->styleHint(QStyle::SH_Widget_Animation_Duration) == 0;
}

int motionTime()
{
    return reducedMotion() ? 0 : Theme::kMotion;
}

} // namespace espalier
