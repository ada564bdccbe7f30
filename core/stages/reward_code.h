#pragma once

#include "core/pipeline/stage.h"

namespace espalier {

/// Parameters of reward.code.
struct RewardCodeParams
{
    std::string score = "all";
    double seconds = 5;
    int64_t memory = 512;
    int64_t disk = 16;
    bool weaker = true;
    std::string python = "/usr/bin/python3";

    static constexpr auto fields()
    {
        using P = RewardCodeParams;
        return std::tuple{
            field("score", &P::score, "all: 1 where every test passes, else 0. share: the share of the tests that pass").choices("all", "share"),
            field("seconds", &P::seconds, "time for a program and its tests; what takes longer is killed").range(0.1, 3600).unit("s"),
            field("memory_mb", &P::memory, "memory that a program may use").range(64, 1 << 20).unit("MB"),
            field("disk_mb", &P::disk, "what a program may write, into a folder that goes with it").range(1, 1 << 20).unit("MB").advanced(),
            field("weaker", &P::weaker, "also score rows whose tests need more of an answer than calls with plain data, such as objects of its classes: these tests share a process with the answer, which could cheat there. Otherwise such rows are not scored").advanced(),
            field("python", &P::python, "the interpreter").path().advanced(),
        };
    }
    /// As makeVerifier() takes it.
    nlohmann::json description() const
    {
        return {
            {"kind", "code"},
            {"score", score},
            {"seconds", seconds},
            {"memory_mb", memory},
            {"disk_mb", disk},
            {"weaker", weaker},
            {"python", python}};
    }
};

StageInfo rewardCode();

} // namespace espalier
