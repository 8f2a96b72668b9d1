"""``python -m benchmarks.certificate``: a certificate made and signed, checked; a status list; medians on this machine."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from typing import Any

from tests.documents.certificates import AT, LINK, NOW, chance, content, keys, listed, pdf, seal

from zhicheng.documents.certificate import make_certificate
from zhicheng.procedure.certificate.number import new_number
from zhicheng.procedure.certificate.statement import stated
from zhicheng.procedure.certificate.verification import check_certificate, check_statement

TIMES = 40


def medians(work: Callable[[int], Any], times: int = TIMES) -> tuple[float, float]:
    """The medians of clock and processor time for one call, in milliseconds; no call repeats another's input."""
    clock, processor = [], []
    for turn in range(times):
        began, used = time.perf_counter(), time.process_time()
        work(turn)
        clock.append((time.perf_counter() - began) * 1000)
        processor.append((time.process_time() - used) * 1000)
    return statistics.median(clock), statistics.median(processor)


def made(turn: int) -> bytes:
    """A certificate nobody has made before: other name, other number."""
    said = content(name=f"王䶮{turn}", number=new_number("ZJ26", chance(f"benchmark {turn}")))
    return make_certificate(said, seal(), link=LINK, at=AT)[1].pdf


def main() -> None:
    """Measure and print."""
    began = time.perf_counter()
    made(-1)
    cold = (time.perf_counter() - began) * 1000
    print(f"medians of {TIMES}; load of the machine {os.getloadavg()[0]:.1f}; clock and processor time of one call\n")
    print(f"{'first certificate of a process (fonts are read)':<58} {cold:9.1f} ms")
    statement, raw, status = stated(content(), seal().sign), pdf(content()), listed()
    rows: list[tuple[str, Callable[[int], Any], str]] = [
        ("a certificate made and signed, warm", made, "< 150 ms"),
        ("a certificate checked, file and list", lambda _: check_certificate(raw, keys(), status, now=NOW), ""),
        ("a code checked, with list", lambda _: check_statement(statement, keys(), status, now=NOW), ""),
        (
            "a status list of 300 revoked made and signed",
            lambda turn: listed(revoked=set(range(1000 + turn, 1300 + turn))),
            "",
        ),
    ]
    for what, work, bar in rows:
        clock, processor = medians(work)
        print(f"{what:<58} {clock:9.1f} ms {processor:9.1f} ms   {bar}")
    print(f"\nthe file: {len(raw)} bytes")


if __name__ == "__main__":
    main()
