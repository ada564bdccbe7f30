/// How the threads of a computation wait for each other. OpenMP's wait spins for some 15 ms before
/// it sleeps, longer than the time slice that the thread waited for may need: beside one other busy
/// program training fell from 15,500 to 1,000 tokens/s. After 50 us of spinning it keeps
/// 8,000, and as much as before on a quiet machine. How long one turn of the spin takes differs by
/// a factor of six between processors, so it is measured.
///
/// libgomp reads GOMP_SPINCOUNT once, when it is loaded, so the program starts itself again with
/// it: here, before any library's constructors have run, that takes 25 ms. Who sets GOMP_SPINCOUNT
/// or OMP_WAIT_POLICY is left alone.

// Sanitizers are not awake so early.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <ctime>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace {

bool names(const char* entry, const char* variable)
{
    const size_t length = std::strlen(variable);
    return std::strncmp(entry, variable, length) == 0 && entry[length] == '=';
}

int64_t nanoseconds()
{
    timespec now{};
    syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &now);
    return int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

/// Turns of libgomp's spin, one pause each, that take about 50 us.
int64_t turns()
{
    constexpr int64_t kSample = 1000;
    constexpr int64_t kWait = 50'000; // ns
    const int64_t from = nanoseconds();
    for (int64_t i = 0; i < kSample; ++i) {
#if defined(__x86_64__)
        _mm_pause();
#else
        asm volatile("" ::: "memory");
#endif
    }
    const int64_t took = nanoseconds() - from;
    const int64_t found = took > 0 ? kWait * kSample / took : 1000;
    return found < 300 ? 300 : found > 20'000 ? 20'000 : found;
}

// libc is not initialised yet: no allocation, no environ.
void startWithShortWaits(int /*argc*/, char** argv, char** environment)
{
    constexpr size_t kMost = 4096;
    static char* longer[kMost + 2];
    static char spins[] = "GOMP_SPINCOUNT=00000";
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
    char* digit = spins + sizeof spins - 1;
    for (int64_t left = turns(), i = 0; i < 5; left /= 10, ++i)
        *--digit = static_cast<char>('0' + left % 10);
    longer[count] = spins;
    execve(program, argv, longer); // where it can't, waiting is as it was
}

[[gnu::used,
  gnu::section(".preinit_array")]] void (*const kStart)(int, char**, char**) = startWithShortWaits;

} // namespace

#endif
