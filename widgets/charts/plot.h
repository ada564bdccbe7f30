#pragma once

/// QCustomPlot, whose header still says `signals` and `foreach`, beside QT_NO_KEYWORDS.

#define signals Q_SIGNALS
#define foreach Q_FOREACH
#include <qcustomplot.h>
#undef foreach
#undef signals
