#include "core/report/html_changes.h"

#include "core/base/message.h"
#include "core/report/changes.h"
#include "core/report/svg_curve.h"
#include "core/text/utf8.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace espalier {

namespace {

constexpr size_t kItemsShown = 6;
constexpr size_t kLongestText = 600; ///< of a prompt or an answer, in bytes

using Family = std::vector<const Evaluation*>;

/// Evaluations that are compared with each other, in their order.
std::vector<Family> families(std::span<const Evaluation> evaluations)
{
    std::map<std::string, size_t> placeOf; // of a node
    std::vector<Family> found;
    const auto root = [&](const Evaluation& from) {
        const Evaluation* at = &from;
        for (size_t i = 0; i < evaluations.size() && !at->since.empty(); ++i) {
            const auto before = std::ranges::find(evaluations, at->since, &Evaluation::node);
            if (before == evaluations.end())
                break;
            at = &*before;
        }
        return at->node;
    };
    for (const Evaluation& evaluation : evaluations) {
        const auto [entry, isNew] = placeOf.try_emplace(root(evaluation), found.size());
        if (isNew)
            found.emplace_back();
        found[entry->second].push_back(&evaluation);
    }
    std::erase_if(found, [](const Family& family) { return family.size() < 2; });
    return found;
}

const EvaluatedChange*
changeOf(const Evaluation& evaluation, const std::string& figure, const std::string& group)
{
    const auto found = std::ranges::find_if(evaluation.changes, [&](const auto& change) {
        return change.figure == figure && change.group == group;
    });
    return found == evaluation.changes.end() ? nullptr : &*found;
}

std::string cell(const Evaluation& evaluation, const std::string& figure, const std::string& group)
{
    const auto* value =
        group.empty() ? evaluation.figure(figure) : evaluation.figure(figure, group);
    if (value == nullptr)
        return "<td></td>";
    std::string out = "<td class=\"n\">" + figureWords(*value).value;
    if (const auto* change = changeOf(evaluation, figure, group)) {
        const Verdict found = verdict(*change);
        const char* kind = found == Verdict::Better  ? "gain"
                           : found == Verdict::Worse ? "loss"
                                                     : "muted";
        const std::string word = verdictWord(found);
        out += std::string("<br><small class=\"") + kind + "\">" + changeText(*change) +
               (word.empty() ? "" : " " + escapeHtml(word)) + "</small>";
    }
    return out + "</td>";
}

/// Rows of a family: every figure over all items, and those by kind that were compared.
std::vector<std::pair<std::string, std::string>> rowsOf(const Family& family)
{
    std::vector<std::pair<std::string, std::string>> rows;
    const auto add = [&](const std::string& figure, const std::string& group) {
        if (const std::pair row{figure, group}; std::ranges::find(rows, row) == rows.end())
            rows.push_back(row);
    };
    for (const bool grouped : {false, true})
        for (const Evaluation* evaluation : family)
            for (const EvaluatedChange& change : evaluation->changes)
                if (change.group.empty() != grouped)
                    add(change.figure, change.group);
    return rows;
}

std::string table(const Family& family)
{
    std::string out = "<table><tr><th>" + escapeHtml(translate("Figure")) + "</th>";
    for (const Evaluation* evaluation : family) {
        out += "<th class=\"n\">" + escapeHtml(evaluation->node);
        if (!evaluation->since.empty())
            out +=
                "<br><small>" + escapeHtml(tr("since {}", evaluation->since).words()) + "</small>";
        out += "</th>";
    }
    out += "</tr>\n";
    for (const auto& [figure, group] : rowsOf(family)) {
        out +=
            "<tr><td>" +
            escapeHtml(group.empty() ? figureTitle(figure) : group + " · " + figureTitle(figure)) +
            "</td>";
        for (const Evaluation* evaluation : family)
            out += cell(*evaluation, figure, group);
        out += "</tr>\n";
    }
    return out + "</table>";
}

/// Without blanks at its begin, and cut behind a whole letter.
std::string shortened(std::string text)
{
    text.erase(0, text.find_first_not_of(" \n\t"));
    return text.size() <= kLongestText ? text : std::string(utf8Prefix(text, kLongestText)) + " …";
}

using ItemKey = std::tuple<std::string, int64_t, std::string>; // task, number, prompt

/// First answers to items.
std::map<ItemKey, const EvalItem*> firstAnswers(const Evaluation& evaluation)
{
    std::map<ItemKey, const EvalItem*> found;
    for (const EvalItem& item : evaluation.items)
        found.try_emplace({item.task, item.item, item.prompt}, &item);
    return found;
}

/// Some items that all were asked, evenly spread, not chosen by what came.
std::string answers(const Family& family)
{
    std::vector<std::map<ItemKey, const EvalItem*>> all;
    for (const Evaluation* evaluation : family)
        all.push_back(firstAnswers(*evaluation));
    std::vector<ItemKey> shared;
    for (const auto& [key, item] : all.front())
        if (std::ranges::all_of(all, [&key = key](const auto& some) { return some.contains(key); }))
            shared.push_back(key);
    if (shared.empty())
        return {};
    std::string out = "<h3>" + escapeHtml(translate("The same prompts, answered by each")) +
                      "</h3><table><tr><th>" + escapeHtml(translate("Prompt")) + "</th>";
    for (const Evaluation* evaluation : family)
        out += "<th>" + escapeHtml(evaluation->node) + "</th>";
    out += "</tr>\n";
    const size_t shown = std::min(kItemsShown, shared.size());
    for (size_t i = 0; i < shown; ++i) {
        const ItemKey& key = shared[i * shared.size() / shown];
        const EvalItem& first = *all.front().at(key);
        out += "<tr><td class=\"text\"><span class=\"prompt\">" +
               escapeHtml(shortened(first.prompt)) + "</span>";
        // What an arena wanted is another model's answer, not a gold one.
        if (first.task == "problems" && !first.target.empty())
            out += "<br><small>" + escapeHtml(tr("wanted: {}", shortened(first.target)).words()) +
                   "</small>";
        out += "</td>";
        for (const auto& some : all) {
            const EvalItem& item = *some.at(key);
            out += "<td class=\"text\">" + escapeHtml(shortened(item.output));
            if (item.task == "problems")
                out +=
                    std::string("<br><small class=\"") + (item.score >= 0.5 ? "gain" : "loss") +
                    "\">" +
                    escapeHtml(translate(item.score >= 0.5 ? trNoop("right") : trNoop("wrong"))) +
                    "</small>";
            out += "</td>";
        }
        out += "</tr>\n";
    }
    return out + "</table>";
}

} // namespace

std::string htmlChanges(std::span<const Evaluation> evaluations)
{
    std::string out;
    for (const Family& family : families(evaluations)) {
        if (rowsOf(family).empty())
            continue;
        out += "<div class=\"card scroll\">" + table(family) + answers(family) + "</div>\n";
    }
    if (out.empty())
        return {};
    return "<p class=\"muted\">" +
           escapeHtml(translate(
               "Each evaluation beside that of the model before: the difference with its 95 % "
               "interval. Of twenty differences that are nothing, one looks like something.")) +
           "</p><div class=\"cards whole\">" + out + "</div>";
}

} // namespace espalier
