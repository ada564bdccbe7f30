#include "core/stages/data_text.h"

#include "core/data/world.h"
#include "core/stages/estimates.h"

namespace espalier {

namespace {

/// Measured on the built-in world (core/data/README_WORLD.md): bytes of an average document.
constexpr int64_t kEnglishDocumentBytes = 545;
constexpr int64_t kKoreanDocumentBytes = 628;

std::map<std::string, Facts> infer(const StageQuery& query)
{
    const auto params = bind<DataTextParams>(query.params);
    Facts facts;
    if (params.source == "built-in") {
        facts.documents = params.worldDocuments();
        facts.bytes = facts.documents *
                      (params.language == "ko" ? kKoreanDocumentBytes : kEnglishDocumentBytes);
    } else {
        facts.bytes = textBytes(query.folder / params.path);
        facts.documents = params.documents;
    }
    return {{"text", facts}};
}

Estimate estimate(const StageQuery& query, const Machine&)
{
    const auto bytes = static_cast<double>(infer(query).at("text").bytes);
    // Read once or twice and written once, in pieces of a megabyte.
    return {64e6, 0.1 + bytes / 40e6, bytes, 0};
}

std::vector<Finding> check(const StageQuery& query)
{
    const auto params = bind<DataTextParams>(query.params);
    std::vector<Finding> findings;
    if (params.source == "file") {
        if (params.path.empty())
            findings.push_back(
                {"path", tr("no file is named; set `path`, or `source` to built-in.")});
        else if (
            params.path.find_first_of("*?[") == std::string::npos &&
            !std::filesystem::exists(query.folder / params.path))
            findings.push_back(
                {"path",
                 tr("the file {} does not exist. Check the path.",
                    (query.folder / params.path).lexically_normal().string())});
    } else if (!params.path.empty()) {
        findings.push_back(
            {"path",
             tr("`path` is not used while `source` is built-in; set `source: file` to read it."),
             true});
    }
    return findings;
}

} // namespace

StageInfo dataText()
{
    return {
        .name = "data.text",
        .title = trNoop("Text"),
        .help = trNoop(
            "Plain text to learn a language from: a file of yours, or the built-in world of short "
            "stories, made from a seed in English or Korean. A share is set aside for validation."),
        .inputs = {},
        .outputs = {{"text", PortType::Text}},
        .params = describe<DataTextParams>(),
        .codeVersion = world::version,
        .usesSeed = true,
        .infer = infer,
        .estimate = estimate,
        .check = check,
    };
}

} // namespace espalier
