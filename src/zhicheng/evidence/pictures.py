"""Pictures of the pages of a file, made by a process that can do nothing else.

Each file gets a process of its own (``picture_worker``) with an empty environment, an empty folder, no open files
but its input and its answer, a session of its own, bounds on memory, time and output, and the layers of
``sandbox``. Whatever it answers is not believed: frames are counted, sizes bounded, pictures looked at again. When
its time is over the whole group of processes is killed.
"""

from __future__ import annotations

import json
import os
import signal
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any, Final

from zhicheng.evidence.inspect import refuse_content
from zhicheng.evidence.limits import Limits
from zhicheng.evidence.refusals import CODES, refusal
from zhicheng.evidence.serving import PICTURE_TYPES
from zhicheng.evidence.sniff import Kind, sniff
from zhicheng.procedure.refusal import Refusal

NEEDED: Final = frozenset(("resource-limits", "no-new-rights", "system-calls"))
"""The layers without which no file is opened: those that every Linux on x86-64 or ARM64 has, also in a container."""

_LENGTH: Final = struct.Struct(">I")
_LONGEST_ANSWER: Final = 100_000
_LONGEST_WATERMARK: Final = 200


@dataclass(frozen=True, slots=True)
class Pictures:
    """The pages of a file as pictures, in order (none for OFD, which is a download only), and the layers that were on."""

    pages: tuple[bytes, ...]
    media_type: str
    layers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of a forbidden act behind the lock: ``stopped`` by an error, ``killed`` by a signal, or ``done``."""

    outcome: str
    by: str
    layers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Ended:
    """How a worker ended: its exit status (minus the signal where killed, ``None`` at the end of its time), its words."""

    status: int | None
    answer: dict[str, Any]
    frames: tuple[bytes, ...]


def render_pages(
    source: Path | bytes,
    kind: Kind,
    limits: Limits,
    *,
    watermark: str = "",
    media_type: str = "image/jpeg",
    needed: Iterable[str] = NEEDED,
) -> Pictures | Refusal:
    """The pictures of a file's pages, about ``limits.picture_width`` pixels wide, after the second pass over it.

    Args:
        source: the file, or where it is.
        kind: its type as ``sniff`` told it.
        limits: bounds of pages, pixels, memory, time.
        watermark: a line burnt into every page again and again (who looks, when); none where empty.
        media_type: ``image/jpeg`` (small for scans) or ``image/png``.
        needed: layers of the lock without which the file is not opened (``no-sandbox``).

    Raises:
        ValueError: no such ``media_type``.
        OSError: the file can't be read or no process started.
    """
    if media_type not in PICTURE_TYPES:
        raise ValueError(media_type)
    job = {"task": "draw", "watermark": watermark[:_LONGEST_WATERMARK], "media_type": media_type}
    ended = _look(job, source, kind, limits, needed)
    if isinstance(ended, Refusal):
        return ended
    if not all(is_picture(frame, media_type, limits) for frame in ended.frames):
        return refusal("damaged")
    if bool(ended.frames) == (kind is Kind.OFD):
        return refusal("damaged")
    return Pictures(ended.frames, media_type, _layers(ended))


def look_deeply(
    source: Path | bytes, kind: Kind, limits: Limits, *, needed: Iterable[str] = NEEDED
) -> tuple[str, ...] | Refusal:
    """The second pass over a file alone, without pictures: the layers that were on, or why the file is refused.

    Raises:
        OSError: the file can't be read or no process started.
    """
    ended = _look({"task": "look"}, source, kind, limits, needed)
    return ended if isinstance(ended, Refusal) else _layers(ended)


def try_act(act: str, limits: Limits) -> Tried:
    """Try a forbidden act (``forbidden.ACTS``) behind the very lock that files are opened behind.

    For tests, and for operators who want to know what holds on their machine.
    """
    ended = _run({"task": "try", "act": act, "needed": []}, b"", limits)
    if ended.status is None:
        return Tried("killed", "time", ())
    if ended.status < 0:
        return Tried("killed", signal.Signals(-ended.status).name, ())
    refused = ended.answer.get("refused") or {}
    return Tried(str(refused.get("code", "unknown")), str(refused.get("by", "")), _layers(ended))


def _look(
    job: dict[str, Any], source: Path | bytes, kind: Kind, limits: Limits, needed: Iterable[str]
) -> _Ended | Refusal:
    """A worker's answer about a file, or why there is none."""
    data = source if isinstance(source, bytes) else source.read_bytes()
    found = sniff(data, limits)
    if found is not kind:
        return found if isinstance(found, Refusal) else refusal("damaged")
    first = refuse_content(data, kind, limits)
    if first:
        return first
    ended = _run({**job, "kind": kind.value, "limits": asdict(limits), "needed": sorted(needed)}, data, limits)
    if ended.status is None or ended.status in (-signal.SIGXCPU, -signal.SIGKILL, -signal.SIGXFSZ):
        return refusal("took-too-long")
    if ended.status != 0 or not ended.answer:
        return refusal("damaged")
    if ended.answer.get("refused") is not None:
        return refusal_from(ended.answer["refused"])
    return ended


def _run(job: dict[str, Any], data: bytes, limits: Limits) -> _Ended:
    """Start a worker for one job, wait for its end or for the end of its time, read what it wrote."""
    with (
        tempfile.TemporaryDirectory(prefix="zhicheng-") as folder,
        tempfile.TemporaryFile() as given,
        tempfile.TemporaryFile() as made,
    ):
        for part in (json.dumps(job).encode(), data):
            given.write(_LENGTH.pack(len(part)) + part)
        given.seek(0)
        status = _wait(_start(given, made, folder, limits), limits.wall_seconds)
        made.seek(0)
        return _Ended(status, *(read_answer(made, limits) if status == 0 else ({}, ())))


def _start(given: IO[bytes], made: IO[bytes], folder: str, limits: Limits) -> subprocess.Popen[bytes]:
    bounds = (limits.memory, limits.processor_seconds, limits.pictures_size)
    return subprocess.Popen(
        [sys.executable, "-I", "-B", "-m", "zhicheng.evidence.picture_worker", *map(str, bounds)],
        stdin=given,
        stdout=made,
        stderr=subprocess.DEVNULL,
        env={},
        cwd=folder,
        close_fds=True,
        start_new_session=True,
    )


def _wait(worker: subprocess.Popen[bytes], seconds: int) -> int | None:
    """The exit status of a worker; ``None`` where it had to be killed at the end of its time."""
    try:
        return worker.wait(seconds)
    except subprocess.TimeoutExpired:
        return None
    finally:
        with suppress(ProcessLookupError, PermissionError):
            if worker.returncode is None:
                os.killpg(worker.pid, signal.SIGKILL)
        worker.kill()
        worker.wait()


def read_answer(made: IO[bytes], limits: Limits) -> tuple[dict[str, Any], tuple[bytes, ...]]:
    """A worker's answer and its pictures, not looked into yet; both empty where it did not keep to the form or bounds."""
    head = _frame(made, _LONGEST_ANSWER)
    try:
        answer = json.loads(head or b"")
    except ValueError:
        return {}, ()
    count = answer.get("pages") if isinstance(answer, dict) else None
    if not isinstance(count, int) or not 0 <= count <= limits.pages:
        return {}, ()
    frames = tuple(_frame(made, limits.pictures_size) or b"" for _ in range(count))
    return (answer, frames) if all(frames) and not made.read(1) else ({}, ())


def _frame(made: IO[bytes], most: int) -> bytes | None:
    head = made.read(_LENGTH.size)
    if len(head) != _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    part = made.read(length) if length <= most else b""
    return part if len(part) == length else None


def _layers(ended: _Ended) -> tuple[str, ...]:
    layers = ended.answer.get("layers")
    return tuple(str(layer) for layer in layers) if isinstance(layers, list) else ()


def refusal_from(words: Any) -> Refusal:
    """A worker's refusal: a code we know, and its sentence where it is one of ours; else the file counts as damaged."""
    code = words.get("code") if isinstance(words, dict) else None
    if code not in CODES:
        return refusal("damaged")
    known = refusal(str(code), what=("", ""), count="", most="", width="", height="")
    text = words.get("zh"), words.get("en")
    if not all(isinstance(part, str) and part and len(part) < 500 for part in text):
        return known
    return Refusal(known.code, (str(text[0]), str(text[1])), "", known.do)


def is_picture(frame: bytes, media_type: str, limits: Limits) -> bool:
    """Whether a frame is a picture of the type and size asked for, as far as its header and its end tell."""
    kind = sniff(frame, Limits(bytes_per_file=limits.pictures_size))
    if not isinstance(kind, Kind) or kind.media_type != media_type:
        return False
    return refuse_content(frame, kind, Limits(pixels=limits.picture_width * (limits.picture_height + 1) * 2)) is None
