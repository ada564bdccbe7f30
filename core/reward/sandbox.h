#pragma once

/// Programs that nobody trusts, run where they can reach nothing (bubblewrap, seccomp, limits).

#include "core/base/message.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace espalier {

/// A file descriptor that is closed with its owner; never inherited unless it is handed on.
class Descriptor
{
public:
    Descriptor() = default;
    explicit Descriptor(int number)
        : m_number(number)
    {
    }
    ~Descriptor() { reset(); }
    Descriptor(Descriptor&& other) noexcept
        : m_number(other.release())
    {
    }
    Descriptor& operator=(Descriptor&& other) noexcept;

    int number() const { return m_number; }
    void reset();
    int release();

private:
    int m_number = -1;
};

/// Both ends of a pipe. Throws Error where there are no descriptors left.
struct Pipe
{
    Pipe();
    Descriptor read, write;
};

/// A file in memory that nobody can change any more, at its start.
Descriptor sealedFile(std::string_view bytes);

/// What a program in the sandbox may use.
struct SandboxLimits
{
    double cpuSeconds = 5;
    int64_t memoryBytes = int64_t{512} << 20; ///< of addresses
    int64_t fileBytes = int64_t{16} << 20;    ///< of /tmp, the one place it can write to
    int64_t threads = 16;
};

/// The filter of system calls for bubblewrap's --seccomp, as a program of the kernel's.
/// Forbids new processes and whatever reaches out of the sandbox or deep into the kernel.
std::string seccompProgram();

/// A Python program in a sandbox of its own: no network, no home, no /proc, a read-only system of
/// which it sees the interpreter and the libraries, an empty /tmp of limited size, no environment,
/// no descriptors but those handed on, no other process and no way to start one. It dies with this
/// process, with the object, and with the thread that started it.
class Sandboxed
{
public:
    /// `descriptors` become 0, 1, 2, ... of the program; -1 is /dev/null.
    Sandboxed(
        const std::filesystem::path& python,
        std::string_view program,
        const SandboxLimits& limits,
        const std::vector<int>& descriptors);
    ~Sandboxed();
    Sandboxed(const Sandboxed&) = delete;
    Sandboxed& operator=(const Sandboxed&) = delete;

    /// Kills it, with all it started, and waits until nothing of it is left.
    void end();
    /// What bubblewrap said, where it could not start.
    std::string complaint() const;

private:
    Descriptor m_alive, m_said;
    int m_process = -1;
};

/// What a Python interpreter calls itself ("3.11.2"), asked without any sandbox: it runs nothing
/// but its own version. Empty where there is none.
std::string pythonVersion(const std::filesystem::path& python);

/// Why programs can't be run here in a sandbox, with the remedy; nothing where they can. Tries it.
std::optional<Message> whyNoSandbox(const std::filesystem::path& python);

} // namespace espalier
