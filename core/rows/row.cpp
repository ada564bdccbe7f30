#include "core/rows/row.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace espalier {

namespace {

using OrderedJson = nlohmann::ordered_json;

constexpr std::array<const char*, 4> kRoles{"system", "user", "assistant", "tool"};

OrderedJson jsonOf(const Passage& passage)
{
    if (!passage.isConversation())
        return passage.text;
    OrderedJson turns = OrderedJson::array();
    for (const Turn& turn : passage.turns)
        turns.push_back({{"role", roleName(turn.role)}, {"content", turn.text}});
    return turns;
}

Passage passageOf(const OrderedJson& value)
{
    Passage passage;
    if (value.is_string())
        return {value.get<std::string>(), {}};
    for (const OrderedJson& turn : value) {
        const auto role = std::ranges::find(kRoles, turn.at("role").get_ref<const std::string&>());
        passage.turns.push_back(
            {static_cast<Role>(role - kRoles.begin()), turn.at("content").get<std::string>()});
    }
    return passage;
}

/// Reads a member where it is there.
template <typename T>
void take(const OrderedJson& json, const char* name, T& to)
{
    if (const auto found = json.find(name); found != json.end()) {
        if constexpr (std::is_same_v<T, Passage>)
            to = passageOf(*found);
        else
            to = found->get<T>();
    }
}

template <typename T>
void take(const OrderedJson& json, const char* name, std::optional<T>& to)
{
    if (const auto found = json.find(name); found != json.end())
        to = found->get<T>();
}

} // namespace

std::span<const RowKindInfo> rowKinds()
{
    static constexpr std::array<RowKindInfo, 5> all{{
        {RowKind::Instructions,
         "instructions",
         "data.instructions",
         R"("prompt" + "completion", "messages")"},
        {RowKind::Prompts, "prompts", "data.prompts", R"("prompt")"},
        {RowKind::Preferences,
         "preferences",
         "data.preferences",
         R"("chosen" + "rejected", "prompt" + "completion" + "label")"},
        {RowKind::Problems, "problems", "data.problems", R"("prompt" + "answer")"},
        {RowKind::Labelled, "labelled", "data.labelled", R"("text" + "label")"},
    }};
    return all;
}

const RowKindInfo& rowKind(RowKind kind)
{
    return rowKinds()[static_cast<size_t>(kind)];
}

std::optional<RowKind> rowKindOfName(std::string_view name)
{
    for (const RowKindInfo& info : rowKinds())
        if (info.name == name)
            return info.kind;
    return std::nullopt;
}

const char* roleName(Role role)
{
    return kRoles[static_cast<size_t>(role)];
}

bool Passage::empty() const
{
    return text.empty() &&
           std::ranges::all_of(turns, [](const Turn& turn) { return turn.text.empty(); });
}

std::string rowToJson(const Row& row)
{
    OrderedJson json = OrderedJson::object();
    const auto text = [&](const char* name, const std::string& value) {
        if (!value.empty())
            json[name] = value;
    };
    const auto passage = [&](const char* name, const Passage& value) {
        if (value.isConversation() || !value.text.empty())
            json[name] = jsonOf(value);
    };
    text("system", row.system);
    passage("prompt", row.prompt);
    passage("completion", row.completion);
    passage("chosen", row.chosen);
    passage("rejected", row.rejected);
    if (row.margin)
        json["margin"] = *row.margin;
    text("rationale", row.rationale);
    text("answer", row.answer);
    if (!row.choices.empty())
        json["choices"] = row.choices;
    if (row.correct)
        json["correct"] = *row.correct;
    text("tests", row.tests);
    text("entry_point", row.entryPoint);
    text("text", row.text);
    text("second", row.second);
    text("label", row.label);
    if (row.good)
        json["label"] = *row.good;
    text("kind", row.kind);
    if (row.weight != 1)
        json["weight"] = row.weight;
    return json.dump();
}

Row rowFromJson(std::string_view line)
{
    const OrderedJson json = OrderedJson::parse(line);
    Row row;
    take(json, "system", row.system);
    take(json, "prompt", row.prompt);
    take(json, "completion", row.completion);
    take(json, "chosen", row.chosen);
    take(json, "rejected", row.rejected);
    take(json, "margin", row.margin);
    take(json, "rationale", row.rationale);
    take(json, "answer", row.answer);
    take(json, "choices", row.choices);
    take(json, "correct", row.correct);
    take(json, "tests", row.tests);
    take(json, "entry_point", row.entryPoint);
    take(json, "text", row.text);
    take(json, "second", row.second);
    take(json, "kind", row.kind);
    take(json, "weight", row.weight);
    if (const auto label = json.find("label"); label != json.end() && label->is_boolean())
        row.good = label->get<bool>();
    else
        take(json, "label", row.label);
    return row;
}

std::vector<Turn> turnsOf(const Passage& passage, Role role)
{
    if (passage.isConversation())
        return passage.turns;
    return {{role, passage.text}};
}

std::vector<Turn> conversationOf(const Row& row, const Passage& completion)
{
    std::vector<Turn> turns;
    if (!row.system.empty())
        turns.push_back({Role::System, row.system});
    for (const auto& [passage, role] :
         {std::pair{&row.prompt, Role::User}, std::pair{&completion, Role::Assistant}})
        if (!passage->empty())
            std::ranges::copy(turnsOf(*passage, role), std::back_inserter(turns));
    return turns;
}

std::string plainText(const Passage& passage)
{
    std::string text = passage.text;
    for (const Turn& turn : passage.turns)
        text += (text.empty() ? "" : "\n") + turn.text;
    return text;
}

} // namespace espalier
