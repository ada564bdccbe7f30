#pragma once

/// Several artifacts of rows of one kind into one.

#include "core/rows/rows.h"

#include <functional>

namespace espalier {

/// When a mix is full.
enum class MixUntil { Smallest, Largest, Total };

struct MixOptions
{
    std::vector<double> ratios; ///< parts by input; empty: by the inputs' own sizes
    MixUntil until = MixUntil::Largest;
    uint64_t total = 0; ///< rows for training, with MixUntil::Total
    uint64_t seed = 1;
};

struct MixedRows
{
    RowsHeader header;
    std::vector<uint64_t> taken; ///< rows for training by input, repeated ones counted each time
    uint64_t left = 0; ///< rows for validation left out, as their question is one of training
};

/// How many rows of each input a mix takes. Smallest: none is repeated; the mix ends where the
/// first input is used up. Largest: until the last one is used up; smaller ones are repeated.
/// Total: that many, cut or repeated. Throws Error (input) where the ratios make no mix.
std::vector<uint64_t> mixCounts(const std::vector<uint64_t>& sizes, const MixOptions& options);

/// Writes the mix into `folder`, shuffled by the seed. Of validation no row is repeated. Throws
/// Error (input): inputs of several kinds, pairs and single completions together, ratios that don't
/// fit. Holds about 20 bytes a row. `progress` is told the rows so far and may end the mix by
/// false.
MixedRows mixRows(
    const std::vector<std::filesystem::path>& inputs,
    const MixOptions& options,
    const std::filesystem::path& folder,
    const std::function<bool(uint64_t)>& progress = {});

} // namespace espalier
