#pragma once

#include "core/pipeline/stage.h"

#include <QString>

namespace espalier {

/// "train.pretrain" -> "train".
QString familyOf(const std::string& stage);
/// "Training", in the current language; the family's own name where the table doesn't have it.
QString familyTitle(const QString& family);

/// How well a query fits a stage by its title, name and help: 0 not at all, more is better. Letters
/// may be left out
/// ("pt" finds "Pre-training"); beginnings of words and runs of letters count more.
int fuzzyScore(const QString& query, const StageInfo& stage);
/// The same for one text.
int fuzzyScore(const QString& query, const QString& text);

} // namespace espalier
