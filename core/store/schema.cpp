/// The tables. README.md of this room explains them to people who query; change both together.

#include "core/store/migrate.h"

#include <array>

namespace espalier {

namespace {

constexpr const char* kFirst = R"sql(
CREATE TABLE counters(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO counters VALUES('revision', 0);

CREATE TABLE runs(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  status TEXT NOT NULL
    CHECK(status IN ('queued', 'running', 'paused', 'waiting', 'finished', 'failed', 'stopped')),
  pipeline TEXT NOT NULL,
  pipeline_path TEXT NOT NULL,
  overrides TEXT NOT NULL,
  variables TEXT NOT NULL,
  seed INTEGER NOT NULL,
  threads INTEGER NOT NULL,
  device TEXT NOT NULL,
  host TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  started_at INTEGER,
  ended_at INTEGER,
  heartbeat_at INTEGER,
  deleted_at INTEGER,
  note TEXT NOT NULL,
  fork_run INTEGER,
  fork_node TEXT,
  fork_step INTEGER,
  error TEXT);
CREATE INDEX runs_status ON runs(status, created_at);

CREATE TABLE tags(
  run_id INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE,
  tag TEXT NOT NULL,
  PRIMARY KEY(run_id, tag)) WITHOUT ROWID;

CREATE TABLE params(
  run_id INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE,
  node TEXT NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY(run_id, node, name)) WITHOUT ROWID;

CREATE TABLE stage_runs(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  key TEXT NOT NULL,
  stage TEXT NOT NULL,
  code_version TEXT NOT NULL,
  params TEXT NOT NULL,
  status TEXT NOT NULL,
  started_at INTEGER,
  ended_at INTEGER);
CREATE INDEX stage_runs_key ON stage_runs(key);

CREATE TABLE stage_outputs(
  stage_run_id INTEGER NOT NULL REFERENCES stage_runs(id) ON DELETE CASCADE,
  port TEXT NOT NULL,
  artifact_key TEXT NOT NULL,
  PRIMARY KEY(stage_run_id, port)) WITHOUT ROWID;
CREATE INDEX stage_outputs_key ON stage_outputs(artifact_key);

CREATE TABLE run_nodes(
  run_id INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE,
  node TEXT NOT NULL,
  stage TEXT NOT NULL,
  position INTEGER NOT NULL,
  stage_run_id INTEGER REFERENCES stage_runs(id),
  cached INTEGER NOT NULL,
  status TEXT NOT NULL,
  step INTEGER NOT NULL,
  total INTEGER NOT NULL,
  started_at INTEGER,
  ended_at INTEGER,
  eta_seconds REAL,
  message TEXT,
  PRIMARY KEY(run_id, node)) WITHOUT ROWID;
CREATE INDEX run_nodes_stage_run ON run_nodes(stage_run_id);

CREATE TABLE series(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  stage_run_id INTEGER NOT NULL REFERENCES stage_runs(id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  count INTEGER NOT NULL,
  last_step INTEGER NOT NULL,
  last REAL,
  min REAL,
  max REAL,
  revision INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  UNIQUE(stage_run_id, name));
CREATE INDEX series_revision ON series(revision);

-- id = series_id << 32 | chunk; the index covers what a wide chart needs, so that no blob is read for it.
CREATE TABLE points(
  id INTEGER PRIMARY KEY,
  series_id INTEGER NOT NULL,
  chunk INTEGER NOT NULL,
  n INTEGER NOT NULL,
  first_step INTEGER NOT NULL,
  last_step INTEGER NOT NULL,
  min REAL,
  max REAL,
  steps BLOB NOT NULL,
  ms BLOB NOT NULL,
  vals BLOB NOT NULL);
CREATE INDEX points_extent ON points(series_id, chunk, n, first_step, last_step, min, max);

CREATE TABLE spans(
  series_id INTEGER NOT NULL,
  span INTEGER NOT NULL,
  n INTEGER NOT NULL,
  first_step INTEGER NOT NULL,
  last_step INTEGER NOT NULL,
  min REAL,
  max REAL,
  PRIMARY KEY(series_id, span)) WITHOUT ROWID;

CREATE TABLE samples(
  id INTEGER PRIMARY KEY,
  stage_run_id INTEGER NOT NULL REFERENCES stage_runs(id) ON DELETE CASCADE,
  step INTEGER NOT NULL,
  prompt_index INTEGER NOT NULL,
  prompt TEXT NOT NULL,
  text TEXT NOT NULL,
  tokens INTEGER NOT NULL,
  time INTEGER NOT NULL,
  UNIQUE(stage_run_id, step, prompt_index));

CREATE TABLE eval_items(
  id INTEGER PRIMARY KEY,
  stage_run_id INTEGER NOT NULL REFERENCES stage_runs(id) ON DELETE CASCADE,
  task TEXT NOT NULL,
  item INTEGER NOT NULL,
  repeat INTEGER NOT NULL DEFAULT 0,
  prompt TEXT NOT NULL,
  target TEXT NOT NULL,
  output TEXT NOT NULL,
  score REAL,
  data TEXT NOT NULL DEFAULT '{}',
  UNIQUE(stage_run_id, task, item, repeat));

CREATE TABLE artifacts(
  key TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  made_by INTEGER REFERENCES stage_runs(id) ON DELETE SET NULL,
  code_version TEXT NOT NULL,
  manifest TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX artifacts_made_by ON artifacts(made_by);

CREATE TABLE claims(
  key TEXT PRIMARY KEY,
  owner TEXT NOT NULL,
  lease_until INTEGER NOT NULL) WITHOUT ROWID;

CREATE TABLE events(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  run_id INTEGER REFERENCES runs(id) ON DELETE CASCADE,
  node TEXT NOT NULL,
  time INTEGER NOT NULL,
  elapsed_ms INTEGER,
  kind TEXT NOT NULL,
  level TEXT NOT NULL CHECK(level IN ('info', 'warning', 'error')),
  message TEXT,
  data TEXT NOT NULL);
CREATE INDEX events_run ON events(run_id, id);

CREATE TABLE requests(
  uid TEXT NOT NULL UNIQUE,
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  run_id INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE,
  node TEXT NOT NULL,
  kind TEXT NOT NULL CHECK(kind IN ('pause', 'resume', 'stop', 'checkpoint', 'set')),
  args TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  state TEXT NOT NULL CHECK(state IN ('pending', 'applied', 'failed', 'superseded')),
  applied_order INTEGER,
  applied_step INTEGER,
  error TEXT);
CREATE INDEX requests_run ON requests(run_id, state);

CREATE TABLE imports(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  what TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  lease_until INTEGER);

CREATE TABLE prompts(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  content TEXT NOT NULL,
  origin TEXT NOT NULL,
  meta TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  import_id INTEGER REFERENCES imports(id));
CREATE INDEX prompts_import ON prompts(import_id) WHERE import_id IS NOT NULL;

CREATE TABLE candidates(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  prompt_uid TEXT NOT NULL REFERENCES prompts(uid),
  text TEXT NOT NULL,
  origin TEXT NOT NULL,
  meta TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  import_id INTEGER REFERENCES imports(id));
CREATE INDEX candidates_prompt ON candidates(prompt_uid);
CREATE INDEX candidates_import ON candidates(import_id) WHERE import_id IS NOT NULL;

CREATE TABLE annotators(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  UNIQUE(name, kind));

CREATE TABLE rankings(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  prompt_uid TEXT NOT NULL REFERENCES prompts(uid),
  annotator_uid TEXT NOT NULL REFERENCES annotators(uid),
  kind TEXT NOT NULL,
  verdict TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  took_ms INTEGER NOT NULL,
  supersedes TEXT REFERENCES rankings(uid));
CREATE INDEX rankings_prompt ON rankings(prompt_uid);
CREATE INDEX rankings_supersedes ON rankings(supersedes) WHERE supersedes IS NOT NULL;
CREATE TRIGGER rankings_are_append_only BEFORE UPDATE ON rankings
  BEGIN SELECT RAISE(ABORT, 'rankings are append-only'); END;
CREATE TRIGGER rankings_stay BEFORE DELETE ON rankings
  BEGIN SELECT RAISE(ABORT, 'rankings are append-only'); END;
)sql";

// What waits for people. A task is whole, and to be seen, when complete = 1.
constexpr const char* kSecond = R"sql(
CREATE TABLE label_tasks(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  guide TEXT NOT NULL,
  run_id INTEGER NOT NULL,
  node TEXT NOT NULL,
  kind TEXT NOT NULL CHECK(kind IN ('ranking', 'pair')),
  created_at INTEGER NOT NULL,
  resume INTEGER NOT NULL,
  complete INTEGER NOT NULL);

CREATE TABLE label_task_items(
  task_id INTEGER NOT NULL REFERENCES label_tasks(id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  prompt_uid TEXT NOT NULL REFERENCES prompts(uid),
  candidates TEXT NOT NULL,
  wanted INTEGER NOT NULL,
  PRIMARY KEY(task_id, position)) WITHOUT ROWID;
CREATE INDEX label_task_items_prompt ON label_task_items(prompt_uid);
)sql";

// What is known of a sample token by token.
constexpr const char* kThird = "ALTER TABLE samples ADD COLUMN detail TEXT NOT NULL DEFAULT '';";

// What was sampled stands under the artifact's key, and is looked for by it.
constexpr const char* kFourth = "CREATE INDEX prompts_origin ON prompts(origin);";

} // namespace

std::span<const Migration> migrations()
{
    static constexpr std::array steps{
        Migration{1, kFirst}, Migration{2, kSecond}, Migration{3, kThird}, Migration{4, kFourth}};
    return steps;
}

} // namespace espalier
