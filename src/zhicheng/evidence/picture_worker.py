"""The process that opens what strangers sent: it locks itself up, looks, draws, and ends.

Started by ``pictures`` as ``python -I -m zhicheng.evidence.picture_worker`` for one file. It loads what it needs,
locks itself up, and only then reads its input, the job first and the file after it; its answer is a row of
frames. Both are files it holds open (standard input and output), each part with its length before it in four
bytes, most significant first:

* input: the job (JSON: task, kind, limits, needed, watermark, media_type, act), the file;
* output: the answer (JSON: layers, refused, values, pages), then one picture per page.
"""

from __future__ import annotations

import json
import os
import struct
import sys
from collections.abc import Sequence
from typing import Any, Final

from zhicheng.evidence.deep import refuse_deep
from zhicheng.evidence.drawing import Studio
from zhicheng.evidence.forbidden import ACTS
from zhicheng.evidence.limits import Limits
from zhicheng.evidence.sandbox import lock_up
from zhicheng.evidence.sniff import Kind

_LENGTH: Final = struct.Struct(">I")


def main(arguments: Sequence[str]) -> int:
    """Do one job; ``arguments`` are memory, processor seconds and bytes of output, decided by who starts it."""
    memory, seconds, output = (int(argument) for argument in arguments)
    studio = Studio()
    layers = lock_up(memory, seconds, output)
    job: dict[str, Any] = json.loads(_read_part())
    data = _read_part()
    missing = [layer for layer in job["needed"] if layer not in layers]
    if missing:
        _answer(layers, {"code": "no-sandbox"}, ())
    elif job["task"] == "try":
        _try(layers, job["act"])
    else:
        _work(studio, layers, job, data)
    return 0


def _work(studio: Studio, layers: tuple[str, ...], job: dict[str, Any], data: bytes) -> None:
    """Look through the file and, where asked, draw it."""
    kind, limits = Kind(job["kind"]), Limits(**job["limits"])
    try:
        why = refuse_deep(data, kind, limits)
        if why:
            _answer(layers, {"code": why.code, "zh": why.text[0], "en": why.text[1]}, ())
            return
        pages: tuple[bytes, ...] = ()
        if job["task"] == "draw":
            pages = tuple(studio.pages(data, kind, limits, job["watermark"], job["media_type"]))
    except MemoryError:
        _answer(layers, {"code": "took-too-long"}, ())
    except Exception:  # whatever a library makes of a stranger's file
        _answer(layers, {"code": "damaged"}, ())
    else:
        _answer(layers, None, pages)


def _try(layers: tuple[str, ...], act: str) -> None:
    """Do what must be impossible here, and say whether it was: how the lock is tested."""
    try:
        ACTS[act]()
    except (OSError, MemoryError) as error:
        _answer(layers, {"code": "stopped", "by": type(error).__name__}, ())
    else:
        _answer(layers, {"code": "done"}, ())


def _answer(layers: tuple[str, ...], refused: dict[str, str] | None, pages: tuple[bytes, ...]) -> None:
    answer = json.dumps({"layers": layers, "refused": refused, "pages": len(pages)}).encode()
    for part in (answer, *pages):
        _write(_LENGTH.pack(len(part)) + part)


def _read_part() -> bytes:
    (length,) = _LENGTH.unpack(_read(_LENGTH.size))
    return _read(length)


def _read(length: int) -> bytes:
    parts = []
    while length and (part := os.read(0, min(length, 1_000_000))):
        parts.append(part)
        length -= len(part)
    if length:
        raise EOFError
    return b"".join(parts)


def _write(part: bytes) -> None:
    rest = memoryview(part)
    while rest:
        rest = rest[os.write(1, rest) :]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
