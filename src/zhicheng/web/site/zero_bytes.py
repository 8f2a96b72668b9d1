"""A zero byte in what is sent is no text: the database takes none. It is refused before anything is done with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from zhicheng.procedure.refusal import Refusal

ZERO_BYTE = Refusal(
    "zero-byte",
    ("提交的内容含有无法保存的字符（空字节）", "what was sent holds a character that can't be kept (a zero byte)"),
    do=("请删去后重新提交，从其他程序粘贴的文字请先去掉格式", "take it out and send it again; paste as plain text"),
)
OWN_FORM = "/api/"
"""Where requests of programs go, which have an answer of their own form."""


class ZeroBytes:
    """Refuse (400) an address, a form or a message with a zero byte, in words."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self._respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer of what comes after."""
        return self._respond(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: Any, _named: Any
    ) -> HttpResponse | None:
        """Nothing, or the refusal. A form that a view reads itself is left to it."""
        if request.path_info.startswith(OWN_FORM):
            return None
        reads_itself = getattr(view, "csrf_exempt", False)
        if "\0" in request.path_info or any("\0" in one for one in _texts(request, reads_itself)):
            return render(request, "site/refused.html", {"refusals": (ZERO_BYTE,)}, status=400)
        return None


def _texts(request: HttpRequest, reads_itself: bool) -> Iterator[str]:
    yield from _of(request.GET)
    if request.method == "POST" and not reads_itself:
        yield from _of(request.POST)
        yield from (str(file.name) for files in request.FILES.lists() for file in files[1])


def _of(values: QueryDict) -> Iterator[str]:
    for name, several in values.lists():
        yield name
        yield from (str(one) for one in several)
