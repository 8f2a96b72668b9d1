"""The system calls a maker of pictures may make: a list; all others fail, and those of an attack kill.

What is on the list serves computing: memory, reading and writing what is already open, time, threads' locks. Not
on it: opening anything, sockets, processes, signals to others, memory that can be run. The list is a filter in
the kernel (seccomp) that a process can put on itself and never take off.
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from collections.abc import Iterable, Mapping
from typing import Final

_SET_SECCOMP: Final = 22
_NO_NEW_PRIVILEGES: Final = 38
_MODE_FILTER: Final = 2
_LOAD: Final = 0x20
_JUMP_IF_EQUAL: Final = 0x15
_JUMP_IF_BITS: Final = 0x45
_RETURN: Final = 0x06
_KILL: Final = 0x80000000
_FAIL: Final = 0x00050000 | 1
"""Fail with EPERM."""
_ALLOW: Final = 0x7FFF0000
_NUMBER_AT: Final = 0
_MACHINE_AT: Final = 4
_THIRD_ARGUMENT_AT: Final = 32
_RUNNABLE: Final = 4
"""PROT_EXEC, the third argument of mmap and mprotect."""

MACHINES: Final[Mapping[str, int]] = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
"""The machines whose numbers are known here, with the kernel's mark for them."""

# name: (x86_64, aarch64)
_ALLOWED: Final[Mapping[str, tuple[int, int]]] = {
    "read": (0, 63),
    "write": (1, 64),
    "close": (3, 57),
    "fstat": (5, 80),
    "lseek": (8, 62),
    "munmap": (11, 215),
    "brk": (12, 214),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "sched_yield": (24, 124),
    "mremap": (25, 216),
    "madvise": (28, 233),
    "nanosleep": (35, 101),
    "getpid": (39, 172),
    "exit": (60, 93),
    "gettimeofday": (96, 169),
    "sigaltstack": (131, 132),
    "gettid": (186, 178),
    "futex": (202, 98),
    "restart_syscall": (219, 128),
    "clock_gettime": (228, 113),
    "clock_getres": (229, 114),
    "clock_nanosleep": (230, 115),
    "exit_group": (231, 94),
    "getrandom": (318, 278),
    "membarrier": (324, 283),
    "rseq": (334, 293),
}
_ALLOWED_NOT_RUNNABLE: Final[Mapping[str, tuple[int, int]]] = {"mmap": (9, 222), "mprotect": (10, 226)}
_KILLED: Final[Mapping[str, tuple[int, int]]] = {
    "socket": (41, 198),
    "connect": (42, 203),
    "clone": (56, 220),
    "fork": (57, -1),
    "vfork": (58, -1),
    "execve": (59, 221),
    "ptrace": (101, 117),
    "mount": (165, 40),
    "unshare": (272, 97),
    "setns": (308, 268),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "bpf": (321, 280),
    "execveat": (322, 281),
    "io_uring_setup": (425, 425),
    "clone3": (435, 435),
}


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_char_p))


def forbid_system_calls() -> bool:
    """Put the filter on this process for good; ``False`` where the machine is not known or the kernel refuses."""
    machine = os.uname().machine
    if sys.platform != "linux" or machine not in MACHINES or sys.maxsize < 2**32:
        return False
    steps = filter_for(machine)
    library = ctypes.CDLL(None, use_errno=True)
    if library.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return False
    program = _Program(len(steps) // 8, steps)
    return bool(library.prctl(_SET_SECCOMP, _MODE_FILTER, ctypes.byref(program), 0, 0) == 0)


def filter_for(machine: str) -> bytes:
    """The filter as the kernel takes it: eight bytes a step, for one of ``MACHINES``."""
    steps = [_step(_LOAD, _MACHINE_AT), _step(_JUMP_IF_EQUAL, MACHINES[machine], 1, 0), _step(_RETURN, _KILL)]
    steps.append(_step(_LOAD, _NUMBER_AT))
    for number in _numbers(_KILLED, machine):
        steps += [_step(_JUMP_IF_EQUAL, number, 0, 1), _step(_RETURN, _KILL)]
    for number in _numbers(_ALLOWED, machine):
        steps += [_step(_JUMP_IF_EQUAL, number, 0, 1), _step(_RETURN, _ALLOW)]
    for number in _numbers(_ALLOWED_NOT_RUNNABLE, machine):
        steps += [
            _step(_JUMP_IF_EQUAL, number, 0, 4),
            _step(_LOAD, _THIRD_ARGUMENT_AT),
            _step(_JUMP_IF_BITS, _RUNNABLE, 0, 1),
            _step(_RETURN, _FAIL),
            _step(_RETURN, _ALLOW),
        ]
    steps.append(_step(_RETURN, _FAIL))
    return b"".join(steps)


def _numbers(calls: Mapping[str, tuple[int, int]], machine: str) -> Iterable[int]:
    which = tuple(MACHINES).index(machine)
    return (numbers[which] for numbers in calls.values() if numbers[which] >= 0)


def _step(code: int, value: int, then: int = 0, otherwise: int = 0) -> bytes:
    return struct.pack("=HBBI", code, then, otherwise, value)
