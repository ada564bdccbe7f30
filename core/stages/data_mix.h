#pragma once

#include "core/pipeline/stage.h"
#include "core/rows/mix_rows.h"

namespace espalier {

/// Parameters of data.mix.
struct DataMixParams
{
    std::vector<std::string> ratios;
    std::string until = "largest";
    int64_t total = 10000;
    int64_t seed = 1;

    static constexpr auto fields()
    {
        return std::tuple{
            field("ratios", &DataMixParams::ratios, "parts of the inputs, in the order of the edges, such as [3, 1]; empty mixes by their sizes, so that every row is taken once"),
            field("until", &DataMixParams::until, "when the mix is full: the largest input is used up (others are repeated), the smallest is (nothing is repeated), or a number of rows is reached").choices("largest", "smallest", "total"),
            field("total", &DataMixParams::total, "how many rows for training; rows are repeated where there are too few").range(1, 1e9).unit("rows").onlyWith("until", "total"),
            field("seed", &DataMixParams::seed, "seed of the order").range(0, 9e15),
        };
    }

    /// Throws Error (input) where a ratio is no number.
    MixOptions options() const;
};

StageInfo dataMix();

} // namespace espalier
