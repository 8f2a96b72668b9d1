"""Pages that are the same for everybody: the body made once and kept, the answer 304 where nothing has changed."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from functools import cache, wraps
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.safestring import SafeString, mark_safe

from zhicheng import __version__
from zhicheng.web.public.policies import library
from zhicheng.web.site.templatetags.say import language

MOST_KEPT: Final = 400
_BODIES: OrderedDict[tuple[str, ...], str] = OrderedDict()
View = Callable[..., HttpResponse]


@cache
def fingerprint() -> str:
    """What the content of every page here hangs on: all documents as they stand."""
    return hashlib.sha256("".join(pack.hash for pack in library.documents()).encode()).hexdigest()


def body(template: str, version: str, name: str, make: Callable[[], dict[str, Any]]) -> SafeString:
    """The body of a page in the visitor's language, made from ``make()`` unless it is kept already.

    ``version`` is the hash of what it shows, ``name`` tells pages of one template apart.
    """
    key = (template, version, name, language())
    kept = _BODIES.get(key)
    if kept is None:
        kept = _BODIES[key] = render_to_string(template, make())
        if len(_BODIES) > MOST_KEPT:
            _BODIES.popitem(last=False)
    return mark_safe(kept)  # rendered by a template, which escaped


def same_for_everybody(view: View) -> View:
    """Answer 304 to a browser that holds the page as it would be made now.

    The frame of a page shows who is signed in and in demonstrations the time: all cookies and the minute
    of a stated clock are in the mark. A page that tells a message once carries no mark.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        mark = _mark(request)
        if request.method in ("GET", "HEAD") and mark in request.headers.get("If-None-Match", "").replace(
            "W/", ""
        ).split(", "):
            return _marked(HttpResponseNotModified(), mark)
        response = view(request, *args, **named)
        told = getattr(getattr(request, "_messages", None), "used", False) and b'class="told"' in response.content
        return response if response.status_code != 200 or told else _marked(response, mark)

    return answer


def _mark(request: HttpRequest) -> str:
    clock = request.moment.strftime("%Y%m%d%H%M") if settings.STATED_CLOCK else ""  # type: ignore[attr-defined]
    parts = (__version__, fingerprint(), request.get_full_path(), clock, request.headers.get("Cookie", ""))
    return f'"{hashlib.sha256(chr(10).join(parts).encode()).hexdigest()[:32]}"'


def _marked(response: HttpResponse, mark: str) -> HttpResponse:
    response.headers["ETag"] = mark
    response.headers["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ("Cookie",))
    return response
