"""Choices of the visitor that concern every page: language and size of type.

They take no token against forged requests: nothing of anybody's is changed but how a page looks, and a token on
every page would need a cookie for every visitor.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from zhicheng.procedure.refusal import Refusal
from zhicheng.web.site.middleware import LANGUAGE_COOKIE

A_YEAR = 365 * 24 * 3600


def _back(request: HttpRequest) -> HttpResponseRedirect:
    wanted = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return HttpResponseRedirect(wanted if safe else "/")


def _remember(request: HttpRequest, cookie: str, value: str) -> HttpResponse:
    response = _back(request)
    response.set_cookie(cookie, value, max_age=A_YEAR, secure=request.is_secure(), httponly=True, samesite="Lax")
    return response


@csrf_exempt
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the language chosen, and go back to the page."""
    return _remember(request, LANGUAGE_COOKIE, "en" if request.POST.get("language") == "en" else "zh")


@csrf_exempt
@require_POST
def choose_type(request: HttpRequest) -> HttpResponse:
    """Keep the size of type chosen, and go back to the page."""
    return _remember(request, "type", "large" if request.POST.get("type") == "large" else "normal")


TOKEN = Refusal(
    "form-token",
    (
        "此页的安全标记缺失或已过期，未办理任何事项",
        "the safety mark of this page is missing or has expired; nothing was done",
    ),
    do=(
        "请允许本站使用 Cookie，回到此页刷新后重试",
        "allow this site its cookies, go back, reload the page and try again",
    ),
)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - the shape Django calls
    """A form that came without its token against forged requests: refused, in words."""
    return render(request, "site/refused.html", {"refusals": (TOKEN,)}, status=403)
