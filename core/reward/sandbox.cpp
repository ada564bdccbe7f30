#include "core/reward/sandbox.h"

#include "core/base/error.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace espalier {

namespace {

constexpr const char* kBubblewrap = "/usr/bin/bwrap";
constexpr const char* kSetpriv = "/usr/bin/setpriv";
constexpr const char* kNobody = "65534";

/// Sets the limits before anything of the program runs; they can't be raised again.
constexpr const char* kLimitsFirst = R"(import resource as r
for k, n in ((r.RLIMIT_CPU, {}), (r.RLIMIT_AS, {}), (r.RLIMIT_FSIZE, {}), (r.RLIMIT_NPROC, {}),
             (r.RLIMIT_NOFILE, 64), (r.RLIMIT_CORE, 0), (r.RLIMIT_MSGQUEUE, 0), (r.RLIMIT_MEMLOCK, 0)):
    r.setrlimit(k, (n, n))
del r, k, n
)";

[[noreturn]] void throwSystem(const char* what)
{
    throw Error(tr("The sandbox failed ({}: {}).", what, std::strerror(errno)));
}

/// The same descriptor at a number above those that programs get.
Descriptor raised(int number)
{
    const int high = fcntl(number, F_DUPFD_CLOEXEC, 32);
    if (high < 0)
        throwSystem("dup");
    return Descriptor(high);
}

/// Starts a program with these descriptors as 0, 1, 2, ... and no other, an empty environment, in a
/// session of its own.
int spawned(const std::vector<std::string>& arguments, const std::vector<int>& descriptors)
{
    std::vector<Descriptor> high;
    Descriptor null(open("/dev/null", O_RDWR | O_CLOEXEC));
    for (const int number : descriptors)
        high.push_back(raised(number < 0 ? null.number() : number));
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    for (size_t i = 0; i < high.size(); ++i)
        posix_spawn_file_actions_adddup2(&actions, high[i].number(), static_cast<int>(i));
    posix_spawn_file_actions_addclosefrom_np(&actions, static_cast<int>(high.size()));
    sigset_t none, usual;
    sigemptyset(&none);
    sigfillset(&usual);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &usual);
    posix_spawnattr_setflags(
        &attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    std::vector<char*> pointers;
    for (const std::string& argument : arguments)
        pointers.push_back(const_cast<char*>(argument.c_str()));
    pointers.push_back(nullptr);
    char* environment[] = {nullptr};
    pid_t process = -1;
    const int failed =
        posix_spawn(&process, pointers[0], &actions, &attributes, pointers.data(), environment);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    if (failed != 0) {
        errno = failed;
        throwSystem(arguments[0].c_str());
    }
    return process;
}

/// All that comes out of a descriptor until its end, up to a size and a time.
std::string drained(int number, size_t most, int milliseconds)
{
    std::string all;
    std::array<char, 4096> piece{};
    pollfd waiting{number, POLLIN, 0};
    while (all.size() < most) {
        const int ready = poll(&waiting, 1, milliseconds);
        if (ready == 0)
            break;
        if (ready < 0) // a signal of ours
            continue;
        const ssize_t n = read(number, piece.data(), piece.size());
        if (n <= 0)
            break;
        all.append(piece.data(), static_cast<size_t>(n));
    }
    return all;
}

/// What of the system the program sees: its interpreter and the libraries, read-only.
void addSystem(std::vector<std::string>& arguments, const std::filesystem::path& python)
{
    const auto add = [&](std::initializer_list<std::string> more) {
        arguments.insert(arguments.end(), more);
    };
    for (const char* folder : {"/usr/lib", "/usr/lib32", "/usr/lib64"})
        add({"--ro-bind-try", folder, folder});
    for (const char* folder : {"/lib", "/lib32", "/lib64"}) {
        std::error_code none;
        if (std::filesystem::is_symlink(folder, none))
            add({"--symlink", std::filesystem::read_symlink(folder, none).string(), folder});
        else
            add({"--ro-bind-try", folder, folder});
    }
    const auto prefix = python.parent_path().parent_path();
    if (prefix != "/usr")
        add({"--ro-bind-try", prefix / "lib", prefix / "lib"});
    add({"--ro-bind", python, python, "--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache"});
}

std::vector<std::string> sandboxArguments(
    const std::filesystem::path& python,
    std::string_view program,
    const SandboxLimits& limits,
    size_t descriptors)
{
    std::vector<std::string> arguments;
    const auto add = [&](std::initializer_list<std::string> more) {
        arguments.insert(arguments.end(), more);
    };
    // Limits on processes don't hold for root, nor would root's files stay closed to a bug.
    if (geteuid() == 0)
        add({kSetpriv, "--reuid", kNobody, "--regid", kNobody, "--clear-groups", "--"});
    add(
        {kBubblewrap,
         "--unshare-user",
         "--unshare-ipc",
         "--unshare-pid",
         "--unshare-net",
         "--unshare-uts",
         "--unshare-cgroup-try",
         "--uid",
         kNobody,
         "--gid",
         kNobody,
         "--hostname",
         "sandbox",
         "--die-with-parent",
         "--new-session",
         "--cap-drop",
         "ALL",
         "--clearenv",
         "--setenv",
         "PYTHONHASHSEED",
         "0",
         "--setenv",
         "LC_ALL",
         "C.UTF-8"});
    addSystem(arguments, std::filesystem::canonical(python));
    for (const char* device : {"/dev/null", "/dev/zero", "/dev/urandom"})
        add({"--dev-bind", device, device});
    add(
        {"--size",
         std::to_string(limits.fileBytes),
         "--tmpfs",
         "/tmp",
         "--remount-ro",
         "/",
         "--chdir",
         "/tmp"});
    add({"--sync-fd", std::to_string(descriptors), "--seccomp", std::to_string(descriptors + 1)});
    const auto cpu = static_cast<int64_t>(limits.cpuSeconds) + 1;
    add(
        {"--",
         std::filesystem::canonical(python),
         "-S",
         "-s",
         "-B",
         "-c",
         fmt::format(
             fmt::runtime(kLimitsFirst),
             cpu,
             limits.memoryBytes,
             limits.fileBytes,
             limits.threads) +
             std::string(program)});
    return arguments;
}

} // namespace

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept
{
    if (this != &other) {
        reset();
        m_number = other.release();
    }
    return *this;
}

void Descriptor::reset()
{
    if (m_number >= 0)
        close(m_number);
    m_number = -1;
}

int Descriptor::release()
{
    return std::exchange(m_number, -1);
}

Pipe::Pipe()
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        throwSystem("pipe");
    read = Descriptor(ends[0]);
    write = Descriptor(ends[1]);
}

Descriptor sealedFile(std::string_view bytes)
{
    Descriptor file(memfd_create("espalier", MFD_CLOEXEC | MFD_ALLOW_SEALING));
    if (file.number() < 0)
        throwSystem("memfd");
    for (size_t done = 0; done < bytes.size();) {
        const ssize_t n = write(file.number(), bytes.data() + done, bytes.size() - done);
        if (n < 0 && errno != EINTR)
            throwSystem("write");
        done += static_cast<size_t>(std::max<ssize_t>(0, n));
    }
    lseek(file.number(), 0, SEEK_SET);
    fcntl(file.number(), F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL);
    return file;
}

Sandboxed::Sandboxed(
    const std::filesystem::path& python,
    std::string_view program,
    const SandboxLimits& limits,
    const std::vector<int>& descriptors)
{
    static const std::string filter = seccompProgram();
    const Descriptor rules = sealedFile(filter);
    Pipe alive, said;
    std::vector<int> all = descriptors;
    const bool ownErrors = all.size() > 2 && all[2] < 0;
    if (ownErrors)
        all[2] = said.write.number();
    all.push_back(alive.write.number());
    all.push_back(rules.number());
    m_process = spawned(sandboxArguments(python, program, limits, descriptors.size()), all);
    m_alive = std::move(alive.read);
    m_said = std::move(said.read);
}

Sandboxed::~Sandboxed()
{
    end();
}

void Sandboxed::end()
{
    if (m_process < 0)
        return;
    // Those that share its group, before they have a session of their own; the rest die with it.
    kill(-m_process, SIGKILL);
    kill(m_process, SIGKILL);
    while (waitpid(m_process, nullptr, 0) < 0 && errno == EINTR) {
    }
    m_process = -1;
    // The other end is held by bubblewrap's processes alone, inside and outside.
    drained(m_alive.number(), 1, 5000);
}

std::string Sandboxed::complaint() const
{
    return drained(m_said.number(), 4000, 0);
}

std::string pythonVersion(const std::filesystem::path& python)
{
    Pipe out;
    try {
        const int process = spawned(
            {python, "-I", "-S", "-c", "import sys; print('%d.%d.%d' % sys.version_info[:3])"},
            {-1, out.write.number(), -1});
        out.write.reset();
        std::string version = drained(out.read.number(), 100, 10000);
        kill(process, SIGKILL);
        waitpid(process, nullptr, 0);
        while (!version.empty() && version.back() == '\n')
            version.pop_back();
        return version;
    } catch (const Error&) {
        return {};
    }
}

std::optional<Message> whyNoSandbox(const std::filesystem::path& python)
{
    if (pythonVersion(python).empty())
        return tr(
            "There is no Python interpreter {}, which runs the code; install the package python3.",
            python.string());
    if (access(kBubblewrap, X_OK) != 0)
        return tr(
            "There is no {}, which keeps programs of others locked in; install the package "
            "bubblewrap.",
            kBubblewrap);
    if (geteuid() == 0 && access(kSetpriv, X_OK) != 0)
        return tr(
            "There is no {}, which gives up root's rights; install the package util-linux.",
            kSetpriv);
    Pipe out;
    Sandboxed trial(python, "import os; os.write(1, b'works')", {}, {-1, out.write.number(), -1});
    out.write.reset();
    if (drained(out.read.number(), 5, 20000) == "works")
        return std::nullopt;
    std::string said = trial.complaint();
    said = said.substr(0, said.find('\n'));
    return tr(
        "Programs can't be locked in here ({}). Where user namespaces are switched off, allow "
        "them: sysctl -w kernel.unprivileged_userns_clone=1, on Ubuntu also "
        "kernel.apparmor_restrict_unprivileged_userns=0; in a container, start it with "
        "--security-opt seccomp=unconfined.",
        said);
}

} // namespace espalier
