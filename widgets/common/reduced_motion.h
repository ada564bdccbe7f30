#pragma once

namespace espalier {

/// Whether the system (or ESPALIER_REDUCED_MOTION=1) asks for no animation.
bool reducedMotion();
/// The length of an animation in milliseconds: 150, or 0 where motion is reduced.
int motionTime();

} // namespace espalier
