#include "core/formats/rope_json.h"

namespace espalier {

using nlohmann::ordered_json;

RopeConfig readRope(const JsonReader& in, const std::string& place)
{
    RopeConfig rope;
    rope.theta = in.number("rope_theta").value_or(10000.0);
    const char* key = in.has("rope_parameters") ? "rope_parameters" : "rope_scaling";
    if (const auto* object = in.find(key); object != nullptr) {
        const JsonReader nested(*object, place + ": " + key);
        rope.theta = nested.number("rope_theta").value_or(rope.theta);
        rope.type = nested.text("rope_type").value_or(nested.text("type").value_or("default"));
        const bool llama3 = rope.type == "llama3";
        if (!llama3 && rope.type != "default" && rope.type != "linear")
            throw inputError(
                "{}: the position stretching `{}` of `{}` is not supported; default, linear and "
                "llama3 are.",
                place,
                rope.type,
                key);
        const auto required = [&](const char* name) {
            const auto value = nested.number(name);
            if (!value || !(*value > 0))
                throw nested.wrong(name, tr("it should be a number above zero."));
            return *value;
        };
        if (rope.type != "default")
            rope.factor = required("factor");
        if (llama3) {
            rope.lowFreqFactor = required("low_freq_factor");
            rope.highFreqFactor = required("high_freq_factor");
            rope.originalMaxPositions = nested.size("original_max_position_embeddings");
            if (rope.lowFreqFactor >= rope.highFreqFactor)
                throw nested.wrong(
                    "high_freq_factor", tr("it should be greater than low_freq_factor."));
        }
    }
    if (in.number("partial_rotary_factor").value_or(1) != 1)
        throw in.wrong(
            "partial_rotary_factor", tr("it should be 1; rotating a part is not supported."));
    if (!(rope.theta > 0))
        throw inputError("{}: `rope_theta` must be above zero.", place);
    return rope;
}

void writeRope(const RopeConfig& rope, ordered_json& out)
{
    ordered_json stretch{{"rope_type", rope.type}};
    if (rope.type != "default")
        stretch["factor"] = rope.factor;
    if (rope.type == "llama3") {
        stretch["low_freq_factor"] = rope.lowFreqFactor;
        stretch["high_freq_factor"] = rope.highFreqFactor;
        stretch["original_max_position_embeddings"] = rope.originalMaxPositions;
    }
    out["rope_theta"] = rope.theta;
    out["rope_scaling"] = rope.type == "default" ? ordered_json(nullptr) : stretch;
    stretch["rope_theta"] = rope.theta;
    out["rope_parameters"] = stretch;
}

} // namespace espalier
