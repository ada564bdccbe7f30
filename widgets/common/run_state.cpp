#include "widgets/common/run_state.h"

#include "widgets/common/language.h"
#include "widgets/common/theme.h"

namespace espalier {

namespace {

/// A row of the table of states.
struct StateLook
{
    RunState state;
    std::string_view name; ///< in the database
    const char* title;
    const char* icon;
};

constexpr StateLook kStates[] = {
    {RunState::Idle, "", trNoop("Not run"), "minus"},
    {RunState::Queued, "queued", trNoop("Queued"), "clock"},
    {RunState::Running, "running", trNoop("Running"), "run"},
    {RunState::Paused, "paused", trNoop("Paused"), "pause"},
    {RunState::Waiting, "waiting", trNoop("Waiting for a person"), "person"},
    {RunState::Finished, "finished", trNoop("Finished"), "finished"},
    {RunState::Failed, "failed", trNoop("Failed"), "error"},
    {RunState::Stopped, "stopped", trNoop("Stopped"), "stop"},
};

const StateLook& lookOf(RunState state)
{
    return kStates[static_cast<size_t>(state)];
}

} // namespace

RunState runStateFromText(std::string_view text)
{
    for (const StateLook& look : kStates) {
        if (look.name == text)
            return look.state;
    }
    return RunState::Idle;
}

QString runStateTitle(RunState state)
{
    return shown(std::string_view(lookOf(state).title));
}

QColor runStateColour(RunState state)
{
    switch (state) {
    case RunState::Idle:
        return theme().faint;
    case RunState::Queued:
    case RunState::Stopped:
        return theme().muted;
    case RunState::Running:
        return theme().info;
    case RunState::Paused:
    case RunState::Waiting:
        return theme().warning;
    case RunState::Finished:
        return theme().accent;
    case RunState::Failed:
        return theme().error;
    }
    return theme().faint;
}

const char* runStateIcon(RunState state)
{
    return lookOf(state).icon;
}

bool isActive(RunState state)
{
    return state == RunState::Queued || state == RunState::Running;
}

} // namespace espalier
