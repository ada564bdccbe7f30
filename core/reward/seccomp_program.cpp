#include "core/base/error.h"
#include "core/reward/sandbox.h"

#include <array>
#include <cerrno>
#include <memory>
#include <sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace espalier {

namespace {

/// Refused with "not permitted". A name that this kernel or library does not know is passed over.
constexpr const char* kForbidden[] = {
    // other processes
    "fork",
    "vfork",
    "execveat",
    "ptrace",
    "process_vm_readv",
    "process_vm_writev",
    "process_madvise",
    "process_mrelease",
    "pidfd_open",
    "pidfd_getfd",
    "pidfd_send_signal",
    "kcmp",
    "migrate_pages",
    "move_pages",
    // namespaces and mounts
    "unshare",
    "setns",
    "mount",
    "umount",
    "umount2",
    "pivot_root",
    "chroot",
    "move_mount",
    "open_tree",
    "open_tree_attr",
    "mount_setattr",
    "fsopen",
    "fsconfig",
    "fsmount",
    "fspick",
    "open_by_handle_at",
    "name_to_handle_at",
    "statmount",
    "listmount",
    // the network
    "socket",
    "connect",
    "bind",
    "listen",
    "accept",
    "accept4",
    "socketcall",
    // deep in the kernel
    "bpf",
    "perf_event_open",
    "userfaultfd",
    "io_uring_setup",
    "io_uring_enter",
    "io_uring_register",
    "io_setup",
    "io_submit",
    "keyctl",
    "add_key",
    "request_key",
    "modify_ldt",
    "iopl",
    "ioperm",
    "personality",
    "lookup_dcookie",
    "vmsplice",
    "fanotify_init",
    "uselib",
    "ustat",
    "sysfs",
    "_sysctl",
    "vm86",
    "vm86old",
    // the machine
    "kexec_load",
    "kexec_file_load",
    "reboot",
    "swapon",
    "swapoff",
    "init_module",
    "finit_module",
    "delete_module",
    "create_module",
    "acct",
    "quotactl",
    "quotactl_fd",
    "syslog",
    "settimeofday",
    "clock_settime",
    "clock_settime64",
    "adjtimex",
    "clock_adjtime",
    "stime",
    "sethostname",
    "setdomainname",
    "vhangup",
    "nfsservctl",
    "sched_setscheduler",
    "sched_setattr",
    "mbind",
    "set_mempolicy",
    "mlock",
    "mlock2",
    "mlockall",
    // memory that no limit counts
    "memfd_create",
    "memfd_secret",
    "shmget",
    "shmat",
    "shmctl",
    "semget",
    "semop",
    "msgget",
    "msgsnd",
    "mq_open"};

void mustWork(int result)
{
    if (result < 0)
        throw Error(tr("The filter of system calls can't be made (libseccomp: {}).", -result));
}

} // namespace

std::string seccompProgram()
{
    const std::unique_ptr<void, void (*)(scmp_filter_ctx)> filter(
        seccomp_init(SCMP_ACT_ALLOW), seccomp_release);
    if (!filter)
        mustWork(-ENOMEM);
    for (const char* name : kForbidden)
        if (const int call = seccomp_syscall_resolve_name(name); call != __NR_SCMP_ERROR)
            if (const int done = seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(EPERM), call, 0);
                done != -EDOM && done != -EINVAL)
                mustWork(done);
    // Threads, but no processes. clone3 hides its flags from filters; libc then uses clone.
    mustWork(seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0));
    mustWork(seccomp_rule_add(
        filter.get(),
        SCMP_ACT_ERRNO(EPERM),
        SCMP_SYS(clone),
        1,
        SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0)));
    // Keys typed into somebody's terminal.
    for (const unsigned long request : {static_cast<unsigned long>(TIOCSTI), 0x541CUL}) {
        const scmp_arg_cmp typed{1, SCMP_CMP_MASKED_EQ, 0xFFFFFFFFUL, request};
        mustWork(seccomp_rule_add_array(
            filter.get(), SCMP_ACT_ERRNO(EPERM), SCMP_SYS(ioctl), 1, &typed));
    }
    Pipe pipe; // a program has some 2 kB, a pipe takes 64
    mustWork(seccomp_export_bpf(filter.get(), pipe.write.number()));
    pipe.write.reset();
    std::string program;
    std::array<char, 4096> piece{};
    for (ssize_t n = 0; (n = read(pipe.read.number(), piece.data(), piece.size())) > 0;)
        program.append(piece.data(), static_cast<size_t>(n));
    return program;
}

} // namespace espalier
