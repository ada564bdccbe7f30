#pragma once

/// Answers that are worse than the right one, each in a way that has a name.

#include "core/rows/built_in_item.h"

namespace espalier::built_in {

/// A bad answer and what is the matter with it.
struct Spoiled
{
    std::string text;
    std::string how; ///< the item's own wrongTag, "rude", "repeated" or "cut_off"
};

/// One of the ways, chosen by `random`; never the item's reply.
Spoiled spoil(const Item& item, Random& random);

} // namespace espalier::built_in
