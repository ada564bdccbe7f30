#pragma once

// The one precompiled header of the torch wing.
#include <torch/torch.h>
