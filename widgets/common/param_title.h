#pragma once

#include <QString>

#include <string>

namespace espalier {

/// A parameter's name for people: the catalogue's word for it, else "learning_rate" -> "Learning
/// rate".
QString paramTitle(const std::string& name);

} // namespace espalier
