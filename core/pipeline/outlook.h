#pragma once

/// What is known ahead of a run, for this room's sources. outlook() itself, which others ask too,
/// is declared in check.h.

#include "core/pipeline/check.h"

namespace espalier {

/// What comes in at each port of a node. Of several edges to one port documents and bytes are
/// those of all together (documents 0, not known, where one's are not), the rest is the last one's.
std::map<std::string, Facts> inputFacts(
    const Pipeline& pipeline,
    const std::string& node,
    const std::map<std::string, NodeOutlook>& outlooks);

} // namespace espalier
