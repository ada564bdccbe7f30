#pragma once

/// What people (or rules standing in for them) think of candidates: prompts, candidates,
/// annotators, rankings. Rankings are append-only, synced to the disk before add() returns, and
/// mirrored to rankings.jsonl beside the database.

#include "core/base/message.h"
#include "core/store/database.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace espalier {

struct Prompt
{
    std::string uid;        ///< hash of content and origin; filled in
    nlohmann::json content; ///< text, or a list of messages
    std::string origin;     ///< which data it came from
    nlohmann::json meta = nlohmann::json::object();
    int64_t createdAt = 0;
};

struct Candidate
{
    std::string uid; ///< hash of prompt, text and origin; filled in
    std::string promptUid;
    std::string text;
    std::string origin; ///< the artifact key of the model that said it, or the name of its source
    nlohmann::json meta = nlohmann::json::object(); ///< sampling settings, tokens, log-probability
    int64_t createdAt = 0;
};

struct Annotator
{
    std::string uid;
    std::string name;
    std::string kind = "human"; ///< human, rule, model
};

struct Ranking
{
    int64_t id = 0;
    std::string uid;
    std::string promptUid;
    std::string annotatorUid;
    std::string kind =
        "ranking"; ///< ranking, pair, rating, skip; undo takes back what it supersedes
    nlohmann::json verdict = nlohmann::json::object(); ///< {"order": [[best, tied], [worse], ...]}
                                                       ///< of candidate uids, ...
    int64_t createdAt = 0;
    int64_t tookMs = 0;     ///< how long the annotator looked
    std::string supersedes; ///< uid of the ranking this one replaces; empty for none
};

/// The labels of a workspace. Borrows the connection.
class Labels
{
public:
    explicit Labels(Database& database)
        : m_database(database)
    {
    }

    /// A large import: rows added under its id are invisible until finishImport, and swept when its
    /// process died.
    int64_t beginImport(const std::string& what);
    void finishImport(int64_t import);
    /// Removes imports whose lease (renewed by every batch) ran out.
    void sweepImports();

    /// Add in small batches; what is there already stays. Return the uids, in order.
    std::vector<std::string>
    addPrompts(std::vector<Prompt> prompts, std::optional<int64_t> import = std::nullopt);
    std::vector<std::string>
    addCandidates(std::vector<Candidate> candidates, std::optional<int64_t> import = std::nullopt);
    /// Whether there are prompts of this origin.
    bool hasPromptsOf(std::string_view origin);
    /// How many candidates prompts of this origin have.
    int64_t countCandidatesOf(std::string_view origin);
    std::optional<Prompt> prompt(std::string_view uid);
    std::vector<Prompt> prompts(int limit = -1);
    std::vector<Prompt> promptsOf(std::string_view origin);
    std::vector<Candidate> candidates(std::string_view promptUid);

    /// The annotator of that name and kind, made where missing.
    Annotator annotator(const std::string& name, const std::string& kind = "human");
    /// Everybody who ever ranked, or was to.
    std::vector<Annotator> annotators();

    /// Commits with a sync, then mirrors. uid and createdAt are filled in where empty. Throws Error
    /// (input) where prompt, annotator or superseded ranking is unknown.
    Ranking add(Ranking ranking);
    /// Likewise for many: small transactions, each synced. A ranking whose uid is there already
    /// stays as it is. Returns how many are new.
    size_t addAll(std::vector<Ranking> rankings);
    /// Takes a ranking back: a new row of kind "undo" that supersedes it.
    Ranking undo(const std::string& rankingUid);
    /// Rankings that nothing supersedes, oldest first, undo rows left out.
    std::vector<Ranking> effective(std::optional<std::string> promptUid = std::nullopt);
    /// Every row ever added.
    std::vector<Ranking> history();
    /// A hash of the effective rankings' content, whatever the order of their arrival.
    std::string digest();

    /// Brings rankings.jsonl up to date; add() does it too. Appends what is missing, one JSON
    /// object a line.
    void mirror();
    /// Why the last mirroring of add() did not work (the ranking itself is safe); empty where it
    /// did.
    const Message& mirrorProblem() const { return m_mirrorProblem; }

private:
    void insert(Ranking& ranking);
    void tryMirror();

    Database& m_database;
    Message m_mirrorProblem;
};

} // namespace espalier
