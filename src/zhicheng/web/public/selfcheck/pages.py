"""What all pages of the self-check share: anybody may send them anything, nothing is kept, no browser stores them.

They are exempt from the token against forged requests on purpose: they change nothing and use nobody's rights,
and a token would need a cookie.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, Final, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from zhicheng.report.phrases import Lang
from zhicheng.vocabulary.problems import Problem, Refused
from zhicheng.web.public.selfcheck.carried import Carried
from zhicheng.web.public.selfcheck.uploads import HeldInMemory
from zhicheng.web.site.rate import limit_rate
from zhicheng.web.site.request import PageRequest
from zhicheng.web.site.templatetags.say import language

View = Callable[..., HttpResponse]
A_MINUTE: Final = 60
MOST_PROBLEMS: Final = 30


def page_language() -> Lang:
    """The language of the page being made."""
    return cast(Lang, language())


def open_to_all(name: str, limit: int) -> Callable[[View], View]:
    """A view that takes GET and POST from anybody, so many POSTs a minute; what it can't read it says."""

    def decorate(view: View) -> View:
        limited = limit_rate(f"check-{name}", limit=limit, seconds=A_MINUTE)(view)

        @csrf_exempt
        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
            if request.method == "POST" and not getattr(request, "_read_started", False):
                request.upload_handlers = [HeldInMemory(request)]
            try:
                response = limited(request, *args, **named)
            except Refused as refused:
                response = trouble(cast(PageRequest, request), refused.problems)
            response.headers["Cache-Control"] = "no-store"
            return response

        return answer

    return decorate


def trouble(request: PageRequest, problems: Iterable[Problem]) -> HttpResponse:
    """The page that says why what came back can't be read; the tab forgets it, nothing else is lost."""
    context = {"problems": list(problems)[:MOST_PROBLEMS], "fields": Carried().fields(), "state": "broken"}
    return render(request, "selfcheck/trouble.html", context, status=422)


def check_page(
    request: PageRequest, template: str, carried: Carried, context: dict[str, Any], *, shown: tuple[str, ...] = ()
) -> HttpResponse:
    """A page that carries the dossier; ``shown`` are the fields that it shows itself instead of hiding them."""
    hidden = {name: value for name, value in carried.fields().items() if name not in shown}
    state = "fresh" if request.method != "POST" else "carried"
    whole = {"fields": hidden, "carried": carried, "state": state, "lang": page_language(), **context}
    return render(request, template, whole)
