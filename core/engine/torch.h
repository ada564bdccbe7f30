#pragma once

// What the engine uses of torch, and the one precompiled header of the torch wing. Not
// torch/torch.h: its optimizers, data loaders and layers, which we do not use, make every file that
// sees them a third dearer to compile.
#include <torch/autograd.h>
#include <torch/cuda.h>
#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>
#include <torch/types.h>
#include <torch/utils.h>
