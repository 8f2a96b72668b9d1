"""A request that broke off on its way does nothing: half a form would be saved as if the rest had been left empty.

The web server hands over what has come and says nothing of what has not. So the body is counted while it is read
(``Counted``, around the application), and a form that is not there as long as its head said is refused before any
view sees it (``WholeRequests``, before the check against forgery, which reads the form too).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, UnreadablePostError


class Stream(Protocol):
    """What a web server gives to read a request's body from."""

    def read(self, size: int, /) -> bytes:
        """At most ``size`` bytes; none at the end."""
        ...

    def readline(self, size: int, /) -> bytes:
        """The next line, at most ``size`` bytes of it; none at the end."""
        ...


class BrokenOff(OSError):
    """The body ended before the length that its head states."""


class Counted:
    """A body that says so where it ends too early."""

    def __init__(self, stream: Stream, length: int) -> None:
        self._stream, self._left = stream, length

    def read(self, size: int = -1, /) -> bytes:
        """``size`` bytes, or all where there are fewer.

        Raises:
            BrokenOff: less came than the head states.
        """
        wanted = self._left if size is None or size < 0 else min(size, self._left)
        pieces = []
        while wanted:
            piece = self._counted(self._stream.read(wanted))
            wanted -= len(piece)
            pieces.append(piece)
        return b"".join(pieces)

    def readline(self, size: int = -1, /) -> bytes:
        """The next line.

        Raises:
            BrokenOff: less came than the head states.
        """
        wanted = self._left if size is None or size < 0 else min(size, self._left)
        return self._counted(self._stream.readline(wanted)) if wanted else b""

    def _counted(self, piece: bytes) -> bytes:
        if not piece:
            raise BrokenOff("the request broke off")
        self._left -= len(piece)
        return piece


def counted(application: Callable[..., Any]) -> Callable[..., Any]:
    """A WSGI application that is told where a request's body broke off."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        length = environ.get("CONTENT_LENGTH") or ""
        if length.isdecimal():
            environ["wsgi.input"] = Counted(environ["wsgi.input"], int(length))
        return application(environ, start_response)

    return answer


class WholeRequests:
    """Refuse (400) a form that has not come as a whole; views that keep nothing read it themselves."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self._respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer of what comes after."""
        return self._respond(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: Any, _named: Any
    ) -> HttpResponse | None:
        """Nothing, or the refusal: the form is read here, once, as the check against forgery would have done."""
        if request.method != "POST" or getattr(view, "csrf_exempt", False):
            return None
        try:
            request.POST  # noqa: B018 - read for what happens
        except UnreadablePostError:
            return HttpResponseBadRequest()
        return None
