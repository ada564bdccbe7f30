# shellcheck shell=bash disable=SC2034,SC2119,SC2120
# What app/run and tests/run share: finds or installs what is needed, configures and builds. Sourced, not run.
#
# Sets: root (the source tree), build (the build folder), jobs (compilers at once).
# Reads: dry_run, install ("yes" or "no"), and from the environment ESPALIER_JOBS.

root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
build=$root/build
dry_run=${dry_run:-no}
install=${install:-yes}

tools_packages=(g++ cmake ninja-build ccache mold pkg-config gettext git)
library_packages=(
    qt6-base-dev qt6-svg-dev libqcustomplot-dev libqcustomplot2.1-qt6 # the window
    libtorch-dev libopenblas0-openmp                                  # the engine, and the BLAS it is fast with
    libyaml-cpp-dev libsqlitecpp-dev libsqlite3-dev nlohmann-json3-dev libcli11-dev libfmt-dev
    libxxhash-dev libpcre2-dev libutf8proc-dev zlib1g-dev
    libseccomp-dev bubblewrap python3 # programs that a model wrote, checked in a sandbox
    fonts-noto-cjk # Korean text in the window and in its tests
)
test_packages=(xvfb)

say() { printf '%s\n' "$*" >&2; }

stop() {
    say "$*"
    exit 1
}

# Runs a command, or with --dry-run only prints it.
act() {
    if [ "$dry_run" = yes ]; then
        printf 'would run:' && printf ' %q' "$@" && printf '\n'
    else
        "$@"
    fi
}

# The packages among the arguments that are not installed; needs no network.
missing_packages() {
    local package status
    declare -A installed=()
    while read -r package status; do
        [ "$status" = installed ] && installed[$package]=yes
    done < <(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "$@" 2>/dev/null || true)
    for package; do
        [ "${installed[$package]:-no}" = yes ] || printf '%s\n' "$package"
    done
}

# On a system without apt: the tools must be there already, CMake then names a library that is not.
need_tools() {
    local tool absent=()
    for tool in c++ cmake ninja pkg-config msgfmt; do
        command -v "$tool" >/dev/null || absent+=("$tool")
    done
    say "This is not Debian or Ubuntu, so nothing is installed here. Espalier needs what these Debian packages hold:"
    say "  $*"
    [ ${#absent[@]} -eq 0 ] || stop "Not found on this machine: ${absent[*]}. Install them, then start this command again."
    say "The tools are here; going on. CMake will name a library that is missing."
}

# Installs those of the packages named that are missing, with sudo only where it must.
need_packages() {
    [ "$install" = yes ] || return 0
    if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
        need_tools "$@"
        return
    fi
    local missing as_root=()
    mapfile -t missing < <(missing_packages "$@")
    [ ${#missing[@]} -gt 0 ] || return 0
    say "Not installed yet, but needed to build and run Espalier: ${missing[*]}"
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || stop "Installing needs administrator rights, and there is no sudo here." \
            "Ask an administrator to run: apt-get install ${missing[*]}"
        if [ "$dry_run" = no ] && [ ! -t 0 ] && ! sudo -n true 2>/dev/null; then
            stop "Installing needs administrator rights, and sudo can't ask for a password without a terminal." \
                "Run once in a terminal: sudo apt-get install ${missing[*]}"
        fi
        say "sudo is used to install these packages with apt-get, and for nothing else; it may ask for your password."
        as_root=(sudo)
    fi
    local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -q)
    act "${as_root[@]}" "${apt[@]}" update ||
        say "The package lists could not all be refreshed; trying with those at hand."
    act "${as_root[@]}" "${apt[@]}" install -y --no-install-recommends "${missing[@]}" ||
        stop "apt-get could not install: ${missing[*]}. Check the network and /etc/apt; known to work: Debian 12."
}

# Compilers at once: a file that includes LibTorch takes up to 2 GB while it is compiled.
count_jobs() {
    local memory limit cores
    memory=$(awk '/^MemAvailable:/ {print int($2 / 1024)}' /proc/meminfo 2>/dev/null || true)
    for limit in /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes; do
        limit=$(cat "$limit" 2>/dev/null || true)
        if [[ $limit =~ ^[0-9]{1,18}$ ]] && ((limit / 1048576 < ${memory:-0})); then
            memory=$((limit / 1048576))
        fi
    done
    cores=$(nproc 2>/dev/null || echo 2)
    jobs=$((${memory:-4096} / 2048 < cores ? ${memory:-4096} / 2048 : cores))
    jobs=${ESPALIER_JOBS:-$((jobs < 1 ? 1 : jobs))}
}

# Whether this user may write everything in the build folder.
build_is_ours() {
    if [ "$dry_run" = yes ] && [ ! -e "$build" ]; then
        return 0
    fi
    mkdir -p "$build" 2>/dev/null && [ -z "$(find "$build" ! -writable ! -type l -print -quit 2>/dev/null)" ]
}

# Whether both programs stand in the build folder and nothing they are made of is newer.
build_is_current() {
    [ -x "$build/espalier" ] && [ -x "$build/espalier-engine" ] || return 1
    local newer
    newer=$(find "$root/core" "$root/widgets" "$root/app" "$root/resources" "$root/CMakeLists.txt" \
        -type f -newer "$build/espalier-engine" -print -quit)
    [ -z "$newer" ]
}

# Another user's build folder (or a read-only tree) is left alone; this user then has one of their own.
choose_build() {
    build_is_ours && return
    local name
    name=$(printf '%s' "$root" | cksum | cut -d ' ' -f 1)
    build=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/espalier/build-$name
    say "$root/build belongs to another user or is read-only; building in $build instead."
    build_is_ours || stop "$build can't be written either. Free some space or choose another XDG_CACHE_HOME."
}

configure() {
    local home='' fresh=()
    [ -f "$build/CMakeCache.txt" ] &&
        home=$(sed -n 's/^CMAKE_HOME_DIRECTORY:INTERNAL=//p' "$build/CMakeCache.txt")
    if [ -n "$home" ] && [ "$home" != "$root" ]; then
        say "The source tree has moved since it was configured; configuring anew."
        fresh=(--fresh)
    elif [ -f "$build/build.ninja" ] && [ "$build/build.ninja" -nt "$root/CMakePresets.json" ]; then
        return # ninja configures again by itself where a CMakeLists.txt changed
    fi
    act cmake "${fresh[@]}" --preset release -S "$root" -B "$build"
}

# build_targets [TARGET...]: configures and builds these, or everything.
build_targets() {
    count_jobs
    # A user without a home (a service, a container) still gets a compiler cache.
    [ -w "${HOME:-/}" ] || export CCACHE_DIR=${CCACHE_DIR:-$build/ccache}
    if [ "$dry_run" = no ]; then
        # Two of these commands at once take turns.
        exec 9>"$build/.setup.lock"
        flock -n 9 || { say "Another build is going on in $build; waiting for it." && flock 9; }
    fi
    if [ ! -x "$build/espalier-engine" ]; then
        say "Building for the first time, $jobs file(s) at once: about 12 minutes on 2 cores. Later starts take seconds."
    fi
    configure
    local targets=()
    [ $# -eq 0 ] || targets=(--target "$@")
    NINJA_STATUS='[%f/%t, %e s] ' act cmake --build "$build" -j "$jobs" "${targets[@]}" ||
        stop "The build failed; the first error stands above." \
            "If a compiler was killed, memory ran out: try again with ESPALIER_JOBS=1."
    [ "$dry_run" = yes ] || exec 9>&-
}
