/// How the threads of a computation wait for each other. OpenMP's wait spins for some 15 ms before
/// it sleeps, longer than the time slice that the thread waited for may need: beside one other busy
/// program training fell from 15,500 to 1,000 tokens/s. After 50 us of spinning it keeps 8,000, and
/// as much as before on a quiet machine.
///
/// libgomp reads GOMP_SPINCOUNT once, when it is loaded, so the program starts itself again with
/// it: here, before any library's constructors have run, that takes 25 ms. Who sets GOMP_SPINCOUNT
/// or OMP_WAIT_POLICY is left alone.

// Sanitizers are not awake so early.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

#include <cstddef>
#include <cstring>
#include <unistd.h>

namespace {

bool names(const char* entry, const char* variable)
{
    const size_t length = std::strlen(variable);
    return std::strncmp(entry, variable, length) == 0 && entry[length] == '=';
}

// libc is not initialised yet: no allocation, no environ.
void startWithShortWaits(int /*argc*/, char** argv, char** environment)
{
    constexpr size_t kMost = 4096;
    static char* longer[kMost + 2];
    static char spins[] = "GOMP_SPINCOUNT=1000";
    static char program[4096]; // by its own name, so that lists of processes show that
    const ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    if (length <= 0)
        return;
    size_t count = 0;
    for (; environment[count] != nullptr; ++count) {
        if (count == kMost || names(environment[count], "GOMP_SPINCOUNT") ||
            names(environment[count], "OMP_WAIT_POLICY"))
            return;
        longer[count] = environment[count];
    }
    longer[count] = spins;
    execve(program, argv, longer); // where it can't, waiting is as it was
}

[[gnu::used,
  gnu::section(".preinit_array")]] void (*const kStart)(int, char**, char**) = startWithShortWaits;

} // namespace

#endif
