#pragma once

#include "core/report/report.h"

namespace espalier {

/// The graph of a pipeline as one <svg> element: boxes with title, id and state, curves for edges
/// in the colour of the port's type. Nodes stand where the pipeline says; where two would cover
/// each other, in columns by what they need. `nodes` gives titles and states; a node that is
/// missing there shows its stage's name.
std::string drawPipeline(const Pipeline& pipeline, const std::vector<ReportNode>& nodes);

} // namespace espalier
