"""The self-check while somebody types: how much processor time one request takes, and where it goes.

``python -m benchmarks.self_check [requests]`` sends the request that a page sends after a key (a changed record of the
demonstration dossier, which the page carries) through the whole of Django, middleware included, and says the
processor time per request and what takes most of it. No database, no network: the processor is what is measured.
There are no peers: nothing else judges while one types.
"""

from __future__ import annotations

import cProfile
import itertools
import os
import pstats
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.test import RequestFactory

TRACK = "zj-iot-2026/senior-engineer"
RECORD = "project-3"
FORM = "application/x-www-form-urlencoded"
AMOUNTS = 40
TOP = 15
counter = itertools.count()


def prepare() -> None:
    """Django on an empty folder; the database is named and never asked."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhicheng.web.settings")
    os.environ.setdefault("ZHICHENG_HOME", tempfile.mkdtemp(prefix="zhicheng-bench-"))
    os.environ.setdefault("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    os.environ["ZHICHENG_HOSTS"] = "127.0.0.1"
    os.environ["ZHICHENG_HTTPS"] = "no"
    os.environ["ZHICHENG_CLOCK"] = "system"
    import django

    django.setup()
    from django.conf import settings

    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


def typed(number: int, at: str) -> list[tuple[str, str]]:
    """The fields that a page sends when the amount of a project is typed; each number another amount."""
    from zhicheng.web.dossier_forms.state import dossier_state
    from zhicheng.web.dossier_forms.widgets import KnownAndMore
    from zhicheng.web.public.selfcheck.editing import opened
    from zhicheng.web.public.selfcheck.files import example_dossier
    from zhicheng.web.public.selfcheck.under import track_named

    dossier, name = example_dossier(), f"edit:{RECORD}"
    form = opened(name, dossier, "zh", None, track_named(at) if at else None).form
    sent = [("dossier", dossier_state(dossier)), ("as_of", "2026-12-31"), ("round", ""), ("answers", "")]
    sent += [("at", at), ("open", name)]
    for bound in form:
        parts: list[tuple[str, Any]] = [(bound.html_name, bound.value())]
        widget = bound.field.widget
        if isinstance(widget, KnownAndMore):
            names = [f"{bound.html_name}{suffix}" for suffix in widget.suffixes]
            value = bound.value()
            held: Any = value if isinstance(value, list) else widget.decompress(value)
            parts = list(zip(names, held, strict=True))
        for field, value in parts:
            for text in value if isinstance(value, list | tuple) else [value]:
                sent.append((field, "" if text is None else str(text)))
    return [(field, str(100 + number) if field == "r-amount" else text) for field, text in sent]


def sender(at: str) -> Callable[[int], bytes]:
    """A function that sends the request of one key through all of Django and gives the body of the answer."""
    from django.core.handlers.wsgi import WSGIHandler

    handler, factory = WSGIHandler(), RequestFactory(SERVER_NAME="127.0.0.1", HTTP_HX_REQUEST="true")
    bodies = [urlencode(typed(number, at)).encode() for number in range(AMOUNTS)]

    def send(number: int) -> bytes:
        asked = next(counter)
        visitor = f"10.{asked // 40000}.{asked // 200 % 200}.1"  # nobody asks oftener than a page may
        body = bodies[number % len(bodies)]
        request = factory.generic("POST", "/check/live/", body, FORM, REMOTE_ADDR=visitor)
        answer = handler(request.environ, _begin)
        text = b"".join(answer)
        if b"answer-line" not in text:
            raise SystemExit(text[:400].decode())
        return text

    return send


def _begin(_status: str, _headers: list[tuple[str, str]], _error: Any = None, /) -> Callable[[bytes], object]:
    """Where a server would send the head of the answer."""
    return len


def per_request(send: Callable[[int], bytes], count: int) -> tuple[float, int]:
    """Milliseconds of processor time per request over ``count`` of them, and the size of an answer in bytes."""
    for number in range(20):
        size = len(send(number))
    start = time.process_time()
    for number in range(count):
        send(number)
    return (time.process_time() - start) / count * 1000, size


def main() -> None:
    """Measure and say it."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 600
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    prepare()
    for name, at in (("one track", TRACK), ("every track", "")):
        spent, size = per_request(sender(at), count if at else count // 5)
        print(
            f"{name}: {spent:.2f} ms of processor time a request, {1000 / spent:.0f} a second on one core, {size} bytes"
        )
    send = sender(TRACK)
    profile = cProfile.Profile()
    profile.enable()
    for number in range(200):
        send(number)
    profile.disable()
    pstats.Stats(profile).sort_stats("tottime").print_stats(TOP)
    pstats.Stats(profile).sort_stats("cumtime").print_stats("zhicheng", TOP * 2)


if __name__ == "__main__":
    main()
