#pragma once

/// What a stage declares of itself: everything that palette, form, validation, --help, plan and estimate need.
/// What it does stands in core/engine/stages/, in a file of the same name.

#include "core/params/params.h"
#include "core/pipeline/ports.h"

#include <filesystem>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace espalier {

/// One input or output of a stage.
struct Port {
    std::string name; ///< stable: edges are written "node.port"
    PortType type;
    bool optional = false; ///< an input that may stay unwired
    bool many = false;     ///< an input that takes several edges
};

/// What can be known of an artifact before it exists. Zero or negative: not known.
struct Facts {
    int64_t documents = 0;
    int64_t bytes = 0;       ///< of text
    int64_t vocabSize = 0;
    double bytesPerToken = 0;
    int64_t parameters = 0;
    int64_t layers = 0, width = 0, heads = 0, inner = 0, positions = 0;
    std::string family;      ///< of a model, "gpt2"; empty: not known
    int64_t adapted = 0;     ///< weights of the adapters on a model; 0: none
    bool classifies = false; ///< a model with a head for labels
    bool tiedHead = true;    ///< a model whose token table is its head for words too
    int64_t prompts = 0;     ///< of pairs: how many prompts they are about; 0: not known
    double checkSeconds = 0; ///< of a reward: what an answer costs one core, beside a model's passes
    int64_t answers = 0;     ///< of candidates and rankings: answers to each prompt; 0: not known
};

/// What running a stage will take.
struct Estimate {
    double memoryBytes = 0; ///< peak, resident
    double seconds = 0;
    double diskBytes = 0;   ///< written, checkpoints included
    double flops = 0;       ///< of it, what `seconds` was made of
};

/// The machine that an estimate is for.
struct Machine {
    int threads = 2;
    double flopsPerSecond = 6e10; ///< sustained while training
    double memoryBytes = 0;       ///< 0: not known
    double freeDiskBytes = 0;     ///< 0: not known
};

/// What a stage is asked before it runs: its values (complete, checked one by one) and what its inputs are.
struct StageQuery {
    const Values& params;
    const std::map<std::string, Facts>& inputs; ///< by port; an unwired one is missing
    std::filesystem::path folder;               ///< relative paths resolve against it
};

/// A finding about the stage as a whole; `param` (may be empty) is its place.
struct Finding {
    std::string param;
    Message message;
    bool warning = false;
};

struct StageInfo {
    std::string name;   ///< "train.pretrain": stable; the YAML key and database value
    const char* title;  ///< "Pre-training"; through translate()
    const char* help;   ///< what it does and when to use it, a few sentences; through translate()
    std::vector<Port> inputs, outputs;
    std::vector<ParamInfo> params;
    int codeVersion = 1;    ///< raise it where the same input gives another result
    bool usesSeed = false;  ///< the parameter `seed` is then part of the key
    std::string mainMetric; ///< the series shown on the node; may be empty
    /// What its outputs will be, by port. Never throws; reads at most a file's size and first bytes.
    std::function<std::map<std::string, Facts>(const StageQuery&)> infer;
    std::function<Estimate(const StageQuery&, const Machine&)> estimate;
    /// Mistakes that no single parameter shows ("block is longer than the model's positions").
    std::function<std::vector<Finding>(const StageQuery&)> check;
};

const StageInfo* findStage(std::span<const StageInfo> stages, std::string_view name);
const Port* findPort(const std::vector<Port>& ports, std::string_view name);

} // namespace espalier
