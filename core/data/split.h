#pragma once

/// Which documents are for training and which for validation.

#include "core/data/document.h"

#include <cstdint>
#include <memory>
#include <string_view>

namespace espalier {

enum class Split : uint8_t { Train, Validation };

/// Seed: each document falls by a hash of its beginning, so equal documents fall on the same side,
/// whatever their order. Position: the last documents; of a single document its last characters.
enum class SplitBy { Seed, Position };

struct SplitOptions
{
    SplitBy by = SplitBy::Seed;
    double fraction = 0.1; ///< share for validation, 0 to 1 (exclusive); 0: all is for training
    uint64_t seed = 0;
};

/// A split that is ready to be applied to the source it was planned for.
struct SplitPlan
{
    SplitOptions options;
    uint64_t documents = 0; ///< counted by planSplit for SplitBy::Position
    uint64_t bytes = 0;
};

/// Whether what begins with `start` is set aside under a split by seed: decided by a hash of its
/// first 4 KiB.
bool fallsIntoValidation(std::string_view start, const SplitOptions& options);

/// Where validation begins under a split by position: both sides get one where there are two.
uint64_t firstOfValidation(uint64_t documents, double fraction);

/// Throws Error (input) where the share for validation is none.
void checkShare(double fraction);

/// Reads the source once where the split needs it (by position); a split by seed reads nothing.
SplitPlan planSplit(DocumentSource& source, const SplitOptions& options);

/// The documents of one side.
std::unique_ptr<DocumentSource>
splitSource(std::unique_ptr<DocumentSource> source, const SplitPlan& plan, Split side);

} // namespace espalier
