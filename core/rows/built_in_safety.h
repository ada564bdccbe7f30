#pragma once

/// The parts that requests for `safety` are put together from, in both languages. Whether a deed is
/// harmful is decided by why it is done, or by what it is; never by the frame around it.

#include <span>
#include <string_view>

namespace espalier::built_in {

/// Something done with a thing of somebody; whether it harms is up to the motive.
struct Deed
{
    std::string_view verb; ///< "hide"; in Korean "숨기는" and "숨기려면", parted by a bar
    std::string_view how;  ///< a sentence that tells how
};

/// Why it is done, and how a good answer ends.
struct Motive
{
    bool harmful;
    std::string_view why, end;
};

/// Something done to somebody.
struct Act
{
    bool harmful;
    std::string_view verb, how; ///< as a Deed's
};

/// A request that is no combination: figures of speech, and what else only looks like something.
struct Request
{
    bool harmful;
    std::string_view ask, good, bad;
};

struct SafetyParts
{
    std::span<const Deed> deeds;
    std::span<const Motive> motives;
    std::span<const Act> acts;
    std::span<const std::string_view> occasions; ///< of acts; they change nothing
    std::span<const Request> requests;
    /// Alternatives parted by bars; "<verb>", "<why>" and "#" are filled first.
    std::string_view askDeed, askAct, who;
    std::string_view declineDeed, declineAct, refuseDeed, refuseAct;
};

const SafetyParts& englishSafety();
const SafetyParts& koreanSafety();

} // namespace espalier::built_in
