# shellcheck shell=bash disable=SC2034
# What the programs in this folder share. Sourced, not run.
#
# Sets: root (the source tree), pipelines (the folder of those that only these programs run), engine (the program), shared
# (data for tests; may be missing), workspace (a fresh folder, removed at the end; with KEEP=FOLDER that folder, which stays
# and whose results are taken as they are).
set -euo pipefail

root=$(dirname "$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")")
pipelines=$root/tests/evidence/pipelines
engine=${ESPALIER_BUILD:-$root/build}/espalier-engine
shared=${ESPALIER_SHARED:-$root/../shared}
[ -x "$engine" ] || { echo "$engine is not built; start tests/run first." >&2 && exit 2; }
workspace=${KEEP:-$(mktemp -d)}
clean_up() { [ -n "${KEEP:-}" ] || rm -rf "$workspace"; }
trap clean_up EXIT
export ESPALIER_WORKSPACE=$workspace

# Ticks that the processors were ours, idle or not, and those that went to other machines on the same host.
processor_time() { awk '/^cpu / {print $2 + $3 + $4 + $5 + $6 + $7 + $8, $9}' /proc/stat; }
begun=$(processor_time)

need_shared() {
    [ -e "$shared/$1" ] || { echo "$shared/$1 is missing; set ESPALIER_SHARED to the folder with the test data." >&2 && exit 2; }
}

# Text as a JSON string.
quoted() { printf '"%s"' "$(sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' <<<"$1" | tr -d '\n')"; }

# record NAME HOLDS FIGURES: writes results/NAME.json; HOLDS is true or false, FIGURES is JSON. Ends the program.
record() {
    local commit model file=$root/tests/evidence/results/$1.json
    commit=$(git -C "$root" rev-parse HEAD 2>/dev/null || echo unknown)
    [ -z "$(git -C "$root" status --porcelain -uno 2>/dev/null)" ] || commit+=" with changes"
    model=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)
    mkdir -p "$(dirname "$file")"
    cat >"$file" <<END
{
  "name": $(quoted "$1"),
  "holds": $2,
  "commit": $(quoted "$commit"),
  "machine": $(quoted "$model, $(nproc) cores, $(awk '/^MemTotal:/ {printf "%.0f GiB", $2 / 1048576}' /proc/meminfo)"),
  "stolen": $(awk -v begun="$begun" '{split(begun, b); all = $1 + $2 - b[1] - b[2]; printf "%.2f", (all > 0 ? ($2 - b[2]) / all : 0)}' <<<"$(processor_time)"),
  "date": $(quoted "$(date -u +%Y-%m-%dT%H:%M:%SZ)"),
  "figures": $3
}
END
    cat "$file"
    [ "$2" = true ]
}

# artifact RUN NODE: the folder of what a node made.
artifact() { echo "$workspace/artifacts/$("$engine" show "$1" --json | python3 -c 'import json, sys; print(json.load(sys.stdin)["nodes"][sys.argv[1]]["artifact"])' "$2")"; }

# seconds RUN: what its stages took, whenever they ran.
seconds() { sqlite3 "$workspace/espalier.db" "SELECT CAST(round(sum(s.ended_at - s.started_at) / 1000.0) AS INTEGER) FROM stage_runs s JOIN run_nodes n ON n.stage_run_id = s.id JOIN runs r ON r.id = n.run_id WHERE r.id = (SELECT max(id) FROM runs WHERE name = '$1')"; }

# health RUN: how many warnings about its health its stages gave, whenever they ran, and the nodes by kind, as a JSON object.
health() {
    sqlite3 "$workspace/espalier.db" "SELECT json_object('health_events', coalesce(sum(n), 0), 'health_kinds', json_group_object(finding, json(nodes))) FROM (
        SELECT finding, count(*) AS n, json_group_array(DISTINCT node) AS nodes FROM (
            SELECT e.node, coalesce(json_extract(e.data, '$.finding'), 'other') AS finding FROM events e
                JOIN run_nodes made ON made.run_id = e.run_id AND made.node = e.node JOIN run_nodes used ON used.stage_run_id = made.stage_run_id
            WHERE e.kind = 'health' AND e.level = 'warning' AND used.run_id = (SELECT max(id) FROM runs WHERE name = '$1'))
        GROUP BY finding)"
}
