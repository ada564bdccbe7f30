#pragma once

/// What checks an answer without a model: the rewards of reinforcement learning on problems.

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace espalier {

struct Row;

/// An answer, and what its row says of the right one.
struct AnswerToCheck
{
    std::string kind;   ///< of the row: math, code, logic, ...
    std::string prompt; ///< as plain text
    std::string answer; ///< what the model wrote
    std::string gold;
    std::string tests; ///< of code: Python; of logic: constraints (core/reward/README.md)
    std::string entryPoint;
    bool ended = true;        ///< by itself, not at the longest length
    int64_t tokens = 0;       ///< of the answer; 0: not counted
    const Row* row = nullptr; ///< where it is known: a reward model reads the dialogue whole
};

/// What an answer is worth.
struct Verdict
{
    double score = 0;    ///< NaN: cannot be scored (no gold answer, no tests)
    std::string reason;  ///< one short English phrase, or empty
    bool weaker = false; ///< its tests shared a process with it, which could cheat there
    /// The tokens that a reward model reads, where prompt and answer are longer; else 0. The
    /// prompt's beginning was left out; with a score of NaN the answer alone is longer.
    int64_t cutTo = 0;
    bool partial = false; ///< a part of the reward could not judge it and was left out
};

/// Gives answers their reward. Safe from several threads.
class Verifier
{
public:
    Verifier() = default;
    virtual ~Verifier() = default;
    Verifier(const Verifier&) = delete;
    Verifier& operator=(const Verifier&) = delete;

    virtual Verdict check(const AnswerToCheck& answer) const = 0;
    /// One verdict an answer, in their order. One by one, unless a verifier says otherwise.
    virtual std::vector<Verdict> checkAll(std::span<const AnswerToCheck> answers) const;
};

/// The verifier that a description (an artifact's reward.json) names:
///
///     {"kind": "math", "extraction": "strict" or "flexible"}
///     {"kind": "code", ...}   code_verifier.h
///     {"kind": "logic", ...}  logic_verifier.h
///     {"kind": "rules", ...}  rules.h
///     {"kind": "blend", ...}  blend.h
///
/// What a description leaves out has its default. Throws Error (input) for an unknown kind, for a
/// parameter that does not fit, and for the kind "model" or a part of a blend that is named by
/// `path`: those need a model, so the engine builds them (makeBlend()).
std::unique_ptr<Verifier> makeVerifier(const nlohmann::json& description);

/// What beside its description decides a verifier's verdicts: the version of its rules and, of
/// code, the interpreter's. Belongs into the key of whatever is made with it.
std::string verifierVersion(const nlohmann::json& description);

} // namespace espalier
