#pragma once

/// The schema, step by step: PRAGMA user_version counts the steps a database has taken.

#include "core/store/database.h"

#include <span>

namespace espalier {

/// One step of the schema: what brings version `to - 1` to version `to`.
struct Migration
{
    int to = 0;
    const char* sql = "";
};

/// All steps of this program, in order; the first makes an empty database version 1.
std::span<const Migration> migrations();

/// The version that the steps end at.
int newestVersion(std::span<const Migration> steps);

/// Whether the database is older than the steps. Throws Error where it is newer (an older program
/// must not touch it) or where the file is a database of something else.
bool needsMigration(Database& database, std::span<const Migration> steps);

/// Takes the missing steps in one transaction: all or none. An existing database is backed up to
/// "<file>.v<version>.bak" first. The caller holds workspace.lock exclusively.
void migrate(Database& database, std::span<const Migration> steps);

} // namespace espalier
