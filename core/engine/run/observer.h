#pragma once

#include "core/engine/stages/context.h"
#include "core/store/nodes.h"
#include "core/store/runs.h"

namespace espalier {

/// Who watches a run from inside the engine's process: the terminal. Everything is in the database
/// as well.
class RunObserver
{
public:
    virtual ~RunObserver() = default;
    virtual void runChanged(const RunInfo& /*run*/) {}
    virtual void
    nodeChanged(const std::string& /*node*/, NodeStatus /*status*/, const Message& /*message*/)
    {
    }
    virtual void doing(const std::string& /*node*/, const Message& /*message*/) {}
    virtual void progress(
        const std::string& /*node*/,
        int64_t /*step*/,
        int64_t /*total*/,
        std::optional<double> /*secondsLeft*/)
    {
    }
    virtual void point(
        const std::string& /*node*/,
        std::string_view /*series*/,
        int64_t /*step*/,
        double /*value*/)
    {
    }
    virtual void samples(
        const std::string& /*node*/, int64_t /*step*/, const std::vector<SampledText>& /*texts*/)
    {
    }
    virtual void said(
        const std::string& /*node*/,
        const std::string& /*kind*/,
        Notice /*weight*/,
        const Message& /*message*/,
        const nlohmann::json& /*data*/)
    {
    }
};

} // namespace espalier
