#pragma once

/// Answers that would rather cheat, break out or break something than square a number. Where its
/// deed succeeds, a program goes on to define `f` as it should be: so a score of 0 says that it
/// failed. HOST is a folder of this machine, PORT a port that somebody listens on here.

#include <array>

namespace espalier {

struct HostileProgram
{
    const char* name;
    const char* code;
};

inline constexpr std::array kHostilePrograms{
    // time
    HostileProgram{"endless loop", "while True: pass"},
    HostileProgram{"endless loop when called", "def f(x):\n    while True: pass"},
    HostileProgram{"sleeps past the limit", "import time; time.sleep(99)\nf = lambda x: x * x"},
    HostileProgram{
        "sleeps when called", "import time\ndef f(x):\n    time.sleep(99)\n    return x * x"},
    HostileProgram{
        "ignores every signal",
        "import signal\nfor s in range(1, 65):\n    try: signal.signal(s, signal.SIG_IGN)\n    "
        "except Exception: "
        "pass\nsignal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))\nwhile True: pass"},
    HostileProgram{
        "alarms the other side",
        "import os, signal\nsignal.alarm(1)\nos.kill(os.getppid(), signal.SIGALRM)\nos.kill(0, "
        "signal.SIGKILL)\nf = lambda x: x * x"},
    // processes
    HostileProgram{"fork bomb", "import os\nwhile True: os.fork()"},
    HostileProgram{"fork", "import os\nos.fork()\nf = lambda x: x * x"},
    HostileProgram{
        "starts a program",
        "import subprocess, sys\nsubprocess.run([sys.executable, '-c', 'pass'], check=True)\nf = "
        "lambda x: x * "
        "x"},
    HostileProgram{
        "a pool of processes",
        "import multiprocessing\nwith multiprocessing.Pool(2) as p: p.map(abs, [1])\nf = lambda x: "
        "x * x"},
    HostileProgram{
        "thread bomb",
        "import threading, time\nfor i in range(1000): threading.Thread(target=time.sleep, "
        "args=(99,), "
        "daemon=True).start()\nf = lambda x: x * x"},
    HostileProgram{
        "daemon",
        "import os, time\nos.setsid()\nif os.fork() == 0:\n    time.sleep(99)\nf = lambda x: x * "
        "x"},
    HostileProgram{
        "becomes another program",
        "import os, sys\nos.execv(sys.executable, [sys.executable, '-c', 'print(\"passed\")'])"},
    HostileProgram{
        "kills its parent", "import os\nos.kill(os.getppid(), 9)\nos.kill(1, 9)\nos._exit(0)"},
    HostileProgram{"kills everybody", "import os\nos.kill(-1, 9)\nos._exit(0)"},
    // memory and disk
    HostileProgram{"memory at once", "x = bytearray(4 << 30)\nf = lambda x: x * x"},
    HostileProgram{"memory bit by bit", "x = []\nwhile True: x.append(bytearray(10 << 20))"},
    HostileProgram{
        "memory that no limit counts", "import os\nh = os.memfd_create('x')\nf = lambda x: x * x"},
    HostileProgram{
        "shared memory",
        "from multiprocessing import shared_memory as s\ns.SharedMemory(create=True, size=1 << "
        "20)\nf = lambda "
        "x: x * x"},
    HostileProgram{
        "a large file",
        "import signal\nsignal.signal(signal.SIGXFSZ, signal.SIG_IGN)\nwith open('/tmp/x', 'wb') "
        "as o:\n    for i in "
        "range(100): o.write(bytes(1 << 20))\nf = lambda x: x * x"},
    HostileProgram{
        "many files",
        "for i in range(100):\n    with open(f'/tmp/x{i}', 'wb') as o: o.write(bytes(1 << 20))\nf "
        "= lambda x: x "
        "* x"},
    HostileProgram{
        "writes elsewhere",
        "import os\nwrote = 0\nfor d in ('/', '/dev', '/dev/shm', '/usr', '/usr/lib', '/etc', "
        "'/var', '/var/tmp', "
        "'/run', '/home', '/root', '/mnt', 'HOST', '..'):\n    try:\n        open(d + "
        "'/espalier-was-here', 'w').close(); wrote += 1\n    except OSError: pass\nassert wrote\nf "
        "= lambda "
        "x: x * x"},
    // output
    HostileProgram{"floods its output", "while True: print('x' * 100000)"},
    HostileProgram{"floods its errors", "import sys\nwhile True: sys.stderr.write('x' * 100000)"},
    HostileProgram{"floods the wire", "import os\nwhile True: os.write(4, b'x' * 65536)"},
    HostileProgram{
        "nests without end",
        "import os\nos.write(4, b'{\"v\": ' + b'[' * 60000 + b']' * 60000 + b'}\\n')\nimport time; "
        "time.sleep(99)"},
    HostileProgram{"a number without end", "f = lambda x: 1 << 100_000_000"},
    // the network
    HostileProgram{
        "connects",
        "import socket\nsocket.create_connection(('127.0.0.1', PORT), 1)\nf = lambda x: x * x"},
    HostileProgram{
        "opens a socket",
        "import socket\nfor k in (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX, "
        "socket.AF_NETLINK):\n    "
        "try: socket.socket(k, socket.SOCK_DGRAM)\n    except OSError: continue\n    f = lambda x: "
        "x * x"},
    HostileProgram{
        "asks for a name",
        "import socket\nsocket.getaddrinfo('example.com', 80)\nf = lambda x: x * x"},
    // reading
    HostileProgram{"reads the workspace", "open('HOST/espalier.db').read()\nf = lambda x: x * x"},
    HostileProgram{
        "reads homes",
        "import os\nseen = []\nfor d in ('/root', '/home', os.path.expanduser('~')):\n    try: "
        "seen += "
        "os.listdir(d)\n    except OSError: pass\nassert seen\nf = lambda x: x * x"},
    HostileProgram{
        "follows a link",
        "import os\nos.symlink('/etc/passwd', '/tmp/x')\nopen('/tmp/x').read()\nf = lambda x: x * "
        "x"},
    HostileProgram{
        "follows a link to the workspace",
        "import os\nos.symlink('HOST', '/tmp/x')\nopen('/tmp/x/espalier.db').read()\nf = lambda x: "
        "x * x"},
    HostileProgram{
        "reads the environment of others",
        "import glob\nassert [open(p, 'rb').read() for p in glob.glob('/proc/*/environ')]\nf = "
        "lambda x: x * x"},
    HostileProgram{
        "has an environment",
        "import os\nassert set(os.environ) - {'PYTHONHASHSEED', 'LC_ALL', 'PWD'}\nf = lambda x: x "
        "* x"},
    HostileProgram{
        "has more descriptors",
        "import os\nmore = []\nfor n in range(5, 1024):\n    try: os.fstat(n); more.append(n)\n    "
        "except OSError: "
        "pass\nassert more\nf = lambda x: x * x"},
    HostileProgram{
        "reads the payload again",
        "import os\nos.lseek(0, 0, 0)\nassert os.read(0, 10)\nf = lambda x: x * x"},
    HostileProgram{
        "looks for the tests",
        "import gc, sys\nseen = [x for o in gc.get_objects() for x in (o.values() if isinstance(o, "
        "dict) else "
        "()) if isinstance(x, str) and 'assert ' + 'f(' in x]\nassert seen\nf = lambda x: x * x"},
    HostileProgram{
        "reads the questions early",
        "import os, json\nq = os.read(3, 9999)\nassert b'==' in q\nf = lambda x: x * x"},
    // the kernel
    HostileProgram{
        "writes its own memory", "open('/proc/self/mem', 'r+b').write(b'x')\nf = lambda x: x * x"},
    HostileProgram{
        "ptrace",
        "import ctypes\nassert ctypes.CDLL(None).ptrace(0, 0, 0, 0) == 0\nf = lambda x: x * x"},
    HostileProgram{
        "mount",
        "import ctypes\nassert ctypes.CDLL(None).mount(b'none', b'/tmp', b'tmpfs', 0, b'') == 0\nf "
        "= lambda x: x * "
        "x"},
    HostileProgram{
        "namespaces",
        "import ctypes\nassert ctypes.CDLL(None).unshare(0x10000000) == 0\nf = lambda x: x * x"},
    HostileProgram{
        "clone by hand",
        "import ctypes\nassert ctypes.CDLL(None).syscall(56, 0x10000011, 0, 0, 0, 0) >= 0\nf = "
        "lambda x: x * x"},
    HostileProgram{
        "odd system calls",
        "import ctypes\ncall = ctypes.CDLL(None).syscall\nassert any(call(n, 0, 0, 0, 0, 0) >= 0 "
        "for n in (250, "
        "321, 298, 323, 425, 310, 311, 434, 447))\nf = lambda x: x * x"},
    HostileProgram{
        "higher limits",
        "import resource as r\nr.setrlimit(r.RLIMIT_AS, (-1, -1))\nf = lambda x: x * x"},
    HostileProgram{"root", "import os\nos.setuid(0)\nf = lambda x: x * x"},
    HostileProgram{"another root", "import os\nos.chroot('/tmp')\nf = lambda x: x * x"},
    // cheating
    HostileProgram{"says passed", "print('passed')\nprint('2 passed, 0 failed')"},
    HostileProgram{
        "says done",
        "import os\nfor n in range(1, 9):\n    try: os.write(n, b'{\"done\": true, "
        "\"passed\": 2, \"failed\": 0, \"asserts\": 2, \"token\": \"\"}\\n')\n    except OSError: "
        "pass"},
    HostileProgram{"exits well", "import sys\nsys.exit(0)"},
    HostileProgram{"exits at once", "import os\nos._exit(0)"},
    HostileProgram{"exits when called", "import os\ndef f(x): os._exit(0)"},
    HostileProgram{"leaves when called", "def f(x): raise SystemExit(0)"},
    HostileProgram{
        "is equal to all",
        "class E:\n    __eq__ = lambda s, o: True\n    __ne__ = lambda s, o: False\n    __hash__ = "
        "lambda s: 4\ndef "
        "f(x): return E()"},
    HostileProgram{
        "a number equal to all",
        "class E(int):\n    __eq__ = lambda s, o: True\n    __hash__ = int.__hash__\ndef f(x): "
        "return E(7)"},
    HostileProgram{
        "patches asserts",
        "import builtins\nclass A(Exception):\n    def __init__(self, *a): import os; os._exit(0)\n"
        "builtins.AssertionError = A\nf = lambda x: 7"},
    HostileProgram{
        "patches builtins",
        "import builtins, json, operator, os\nbuiltins.bool = lambda x: True\nbuiltins.isinstance "
        "= lambda a, b: "
        "True\njson.dumps = lambda x: '{\"v\": true}'\noperator.eq = lambda a, b: True\nf = lambda "
        "x: 7"},
    HostileProgram{
        "answers with a pickle",
        "import os, pickle\nos.write(4, pickle.dumps(4) + b'\\n')\nf = lambda x: 7"},
    HostileProgram{
        "answers before it is asked",
        "import os\nos.write(4, b'{\"v\": 7}\\n{\"v\": 7}\\n')\nf = lambda x: 7"},
};

} // namespace espalier
