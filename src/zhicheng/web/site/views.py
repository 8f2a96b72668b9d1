"""Choices of the visitor that concern every page: language and size of type.

They take no token against forged requests: nothing of anybody's is changed but how a page looks, and a token on
every page would need a cookie for every visitor.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

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
