#pragma once

#include "core/params/params.h"
#include "widgets/common/param_title.h"

#include <QString>

namespace espalier {

/// A value as shown in an editor: numbers as one would type them (1e-5), lists one item a line.
QString valueForEditor(const ParamInfo& info, const Value& value);
/// What was typed, back to a value: text is only taken apart for numbers and lists.
Value valueFromEditor(const ParamInfo& info, const QString& text);

/// Whether a value names a variable: "${seed}" or a text with one in it.
bool namesVariable(const Value& value);

} // namespace espalier
