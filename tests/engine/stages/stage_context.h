#pragma once

/// A stage's world for tests: folders in one temporary folder, and what was said and logged.

#include "core/base/files.h"
#include "core/engine/stages/context.h"

#include <map>

namespace espalier {

class TestContext : public StageContext
{
public:
    Values given = Values::object();                                              ///< parameters
    std::map<std::string, std::vector<std::filesystem::path>, std::less<>> wired; ///< inputs
    std::vector<std::string> said;
    nlohmann::json described;
    std::map<std::string, std::vector<double>> curves; ///< values logged, by series
    std::vector<SampledText> sampled;                  ///< the last ones
    std::vector<JudgedItem> items;
    bool stop = false;

    TestContext()
    {
        for (const char* name : {"output", "scratch", "cache"})
            std::filesystem::create_directories(m_folder.path() / name);
    }

    const Values& values() const override { return given; }
    const std::string& node() const override { return m_node; }
    std::filesystem::path input(std::string_view port) const override
    {
        return wired.find(port)->second.front();
    }
    std::vector<std::filesystem::path> inputs(std::string_view port) const override
    {
        const auto found = wired.find(port);
        return found == wired.end() ? std::vector<std::filesystem::path>{} : found->second;
    }
    std::filesystem::path output() const override { return m_folder.path() / "output"; }
    void describe(const nlohmann::json& extra) override { described = extra; }
    std::filesystem::path resolve(const std::string& path) const override
    {
        return m_folder.path() / path;
    }
    std::filesystem::path scratch() const override { return m_folder.path() / "scratch"; }
    std::filesystem::path cache() const override { return m_folder.path() / "cache"; }
    int threads() const override { return 1; }
    std::string device() const override { return "cpu"; }
    void log(std::string_view series, int64_t, double value) override
    {
        curves[std::string(series)].push_back(value);
    }
    void samples(int64_t, const std::vector<SampledText>& texts) override { sampled = texts; }
    void judged(const std::vector<JudgedItem>& all) override
    {
        items.insert(items.end(), all.begin(), all.end());
    }
    void say(const std::string&, Notice, const Message& message, const nlohmann::json&) override
    {
        said.push_back(message.words());
    }
    void progress(int64_t, int64_t) override {}
    void doing(const Message&) override {}
    Wishes poll(int64_t) override { return {}; }
    bool interrupted() const override { return stop; }
    std::optional<std::vector<PeopleRanking>> askPeople(const PeopleTask&) override
    {
        return std::nullopt;
    }
    Error waiting() const override { return Error(tr("waits"), Error::Kind::Waiting); }
    Error stopped() const override { return Error(tr("stopped"), Error::Kind::Interrupted); }
    void flush() override {}
    std::optional<ResumePoint> resumePoint() const override { return std::nullopt; }
    void resumed(const ResumePoint&) override {}

private:
    TemporaryFolder m_folder;
    std::string m_node = "node";
};

} // namespace espalier
