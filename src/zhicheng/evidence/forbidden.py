"""What a maker of pictures must not be able to do: tried behind the lock, to know that it holds.

Each act is done in earnest. Outside the lock all succeed (or run on); ``pictures.try_act`` does one behind it.
"""

from __future__ import annotations

import ctypes
import os
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Final


def _open_socket() -> None:
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close()


def _read_file() -> None:
    with open("/etc/passwd", "rb") as file:  # noqa: PTH123 - the plainest way there is
        file.read(1)


def _write_file() -> None:
    os.close(os.open("zhicheng-was-here", os.O_WRONLY | os.O_CREAT, 0o600))


def _list_folder() -> None:
    os.listdir("/")  # noqa: PTH208 - the plainest way there is


def _find_open_file() -> None:
    """Any file held open beyond input, answer and messages."""
    for handle in range(3, 64):
        with suppress(OSError):
            os.fstat(handle)
            return
    raise OSError("none is open")


def _fork() -> None:
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)


def _run_program() -> None:
    os.execv("/bin/true", ["true"])


def _trace_parent() -> None:
    if ctypes.CDLL(None, use_errno=True).ptrace(16, os.getppid(), 0, 0) != 0:
        raise PermissionError


def _signal_parent() -> None:
    os.kill(os.getppid(), 0)


def _make_code() -> None:
    """Memory that can be written and run, as injected code needs."""
    library = ctypes.CDLL(None, use_errno=True)
    library.mmap.restype = ctypes.c_void_p
    place = library.mmap(None, ctypes.c_size_t(4096), 7, 0x22, -1, ctypes.c_long(0))
    if place in (None, ctypes.c_void_p(-1).value):
        raise PermissionError


def _take_memory() -> None:
    del [bytearray(4_000_000_000)][0]


def _flood_output() -> None:
    while True:
        os.write(1, bytes(1_000_000))


def _spin() -> None:
    while True:
        pass


def _wait() -> None:
    import time

    time.sleep(3_600)


ACTS: Final[Mapping[str, Callable[[], None]]] = {
    "open-socket": _open_socket,
    "read-file": _read_file,
    "write-file": _write_file,
    "list-folder": _list_folder,
    "find-open-file": _find_open_file,
    "fork": _fork,
    "run-program": _run_program,
    "trace-parent": _trace_parent,
    "signal-parent": _signal_parent,
    "make-code": _make_code,
    "take-memory": _take_memory,
    "flood-output": _flood_output,
    "spin": _spin,
    "wait": _wait,
}
"""The acts by name."""
