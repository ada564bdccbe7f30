#pragma once

#include <QString>

#include <utility>
#include <vector>

namespace espalier {

/// Names in the muted colour on the left, their values on the right, as rich text for a label.
QString factTable(const std::vector<std::pair<QString, QString>>& rows);

} // namespace espalier
