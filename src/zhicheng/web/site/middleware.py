"""Before and after every page: headers, language, moment, standing, refusals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from zhicheng.procedure.refusal import ActRefused
from zhicheng.vocabulary.problems import Refused
from zhicheng.web.clock.now import current_moment
from zhicheng.web.visibility.standing import standing_of

Respond = Callable[[HttpRequest], HttpResponse]

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)
LANGUAGE_COOKIE: Final = "language"
LATE_CODES: Final = frozenset({"not-yours", "no-right"})


def security_headers(respond: Respond) -> Respond:
    """A strict content policy on every answer that brings none of its own."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = respond(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        return response

    return answer


def chosen_language(respond: Respond) -> Respond:
    """Chinese, unless the visitor chose English; what the browser says of itself decides nothing."""

    def answer(request: HttpRequest) -> HttpResponse:
        code = "en" if request.COOKIES.get(LANGUAGE_COOKIE) == "en" else "zh-hans"
        with translation.override(code):
            request.LANGUAGE_CODE = code
            response = respond(request)
        response.headers.setdefault("Content-Language", "en" if code == "en" else "zh-CN")
        return response

    return answer


def moment_and_standing(respond: Respond) -> Respond:
    """One moment for the whole request, and who is asking with which roles; the roles are read only when used.

    The moment is a plain date and time (one row in a demonstration, none elsewhere): the database takes no stand-in.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        now = current_moment()
        request.moment = now  # type: ignore[attr-defined]
        request.standing = SimpleLazyObject(lambda: standing_of(request.user, now))  # type: ignore[attr-defined]
        return respond(request)

    return answer


class Refusals:
    """A refused act becomes a page that says what, why and what to do; nothing was changed."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.respond(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page for a refusal; ``None`` leaves every other exception to Django."""
        if isinstance(exception, ActRefused):
            status = 403 if LATE_CODES & set(exception.codes) else 409
            return render(request, "site/refused.html", {"refusals": exception.refusals}, status=status)
        if isinstance(exception, Refused):
            return render(request, "site/refused_file.html", {"problems": exception.problems}, status=422)
        return None
