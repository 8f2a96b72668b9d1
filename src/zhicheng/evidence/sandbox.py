"""A process that locks itself up: everything is taken away that making pictures does not need.

Layers, each on its own where the system allows it; ``lock_up`` says truthfully which are on:

``resource-limits``  memory, processor time, size of what is written, open files, new processes
``no-files``         Landlock without any rule: no path can be opened, made or run
``own-user``         where started by root, another user first; then an empty user namespace without capabilities
``own-network``      an empty network namespace
``system-calls``     a list of system calls that may be made (``system_calls``); all others fail or kill
``no-new-rights``    nothing run from here could gain rights
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
from collections.abc import Callable
from typing import Final

from zhicheng.evidence.system_calls import forbid_system_calls

_NO_NEW_PRIVILEGES: Final = 38
_NOT_DUMPABLE: Final = 4
_NEW_USER: Final = 0x10000000
_NEW_NETWORK: Final = 0x40000000
_NEW_IPC: Final = 0x08000000
_NOBODY: Final = 65_534

_LANDLOCK: Final = (444, 446)
"""Numbers of landlock_create_ruleset and landlock_restrict_self, the same on all machines."""
_CAPSET: Final = {"x86_64": 126, "aarch64": 91}
_CAPABILITY_VERSION: Final = 0x20080522

LAYERS: Final = ("resource-limits", "no-new-rights", "own-user", "own-network", "no-files", "system-calls")


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


def lock_up(memory: int, processor_seconds: int, output: int) -> tuple[str, ...]:
    """Lock this process up for good; the layers that are on, in the order they were put on.

    Args:
        memory: bytes of address space.
        processor_seconds: after which the process is killed.
        output: bytes the process may write to a file it holds.
    """
    steps: tuple[tuple[str, Callable[[], bool]], ...] = (
        ("resource-limits", lambda: limit_resources(memory, processor_seconds, output)),
        ("own-user", become_nobody),
        ("own-network", leave_network),
        ("no-new-rights", give_up_rights),
        ("no-files", forbid_files),
        ("system-calls", forbid_system_calls),
    )
    return tuple(name for name, step in steps if _tried(step))


def _tried(step: Callable[[], bool]) -> bool:
    try:
        return step()
    except (OSError, ValueError, AttributeError):
        return False


def limit_resources(memory: int, processor_seconds: int, output: int) -> bool:
    """Bound memory, processor time, output, open files and processes; no core files."""
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, processor_seconds),
        (resource.RLIMIT_FSIZE, output),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)  # Python ignores it: too much output shall end the process
    return True


def become_nobody() -> bool:
    """Leave root where the process has it, then enter an empty user namespace."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(_NOBODY, _NOBODY, _NOBODY)
        os.setresuid(_NOBODY, _NOBODY, _NOBODY)
    return bool(_library().unshare(_NEW_USER) == 0)


def leave_network() -> bool:
    """Enter an empty network (and message) namespace: no interface, not even loopback, is up."""
    return bool(_library().unshare(_NEW_NETWORK | _NEW_IPC) == 0)


def give_up_rights() -> bool:
    """No new privileges, no capabilities, no debugger."""
    library = _library()
    library.prctl(_NOT_DUMPABLE, 0, 0, 0, 0)
    fine = library.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0
    number = _CAPSET.get(os.uname().machine)
    if number is not None:
        header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION, 0)
        fine = library.syscall(number, header, (ctypes.c_uint32 * 6)()) == 0 and fine
    return bool(fine)


def forbid_files() -> bool:
    """Landlock: from here on no path can be opened, made, removed or run, no TCP port bound or reached."""
    library = _library()
    version = library.syscall(_LANDLOCK[0], None, 0, 1)
    if version < 1:
        return False
    bits = {1: 13, 2: 14, 3: 15, 4: 15}.get(version, 16)
    rules = _Ruleset((1 << bits) - 1, 0b11 if version >= 4 else 0, 0b11 if version >= 6 else 0)
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    handle = library.syscall(_LANDLOCK[0], ctypes.byref(rules), ctypes.c_size_t(size), 0)
    if handle < 0:
        return False
    done = bool(library.syscall(_LANDLOCK[1], handle, 0) == 0)
    os.close(handle)
    return done


def _library() -> ctypes.CDLL:
    if sys.platform != "linux":
        raise OSError("these layers exist on Linux only")
    return ctypes.CDLL(None, use_errno=True)
