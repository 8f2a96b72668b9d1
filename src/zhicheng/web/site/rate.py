"""How often something may be asked: so many times in so many seconds, by address, person or link."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

Page = Callable[..., HttpResponse]


def client_address(request: HttpRequest) -> str:
    """The visitor's address: the one the outermost of our own proxies saw, or the connection's where there is none.

    What a visitor writes into ``X-Forwarded-For`` stands to the left of what our proxies add, and is not believed.
    """
    own = int(settings.PROXIES)
    seen = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    return seen[-own] if own and len(seen) >= own else str(request.META.get("REMOTE_ADDR", ""))


def limited(key: str, *, limit: int, seconds: int, now: dt.datetime) -> bool:
    """Whether ``key`` has had its ``limit`` in the present span of ``seconds``; asking counts.

    Spans follow one another from the epoch on. A span also ends when its seconds have passed on the machine's own
    clock, so that the clock of a demonstration, which may stand still, locks nobody out for good.
    """
    span = int(now.timestamp()) // seconds
    place = "rate:" + hashlib.sha256(f"{key}:{span}".encode()).hexdigest()
    if cache.add(place, 1, timeout=seconds):
        return limit < 1
    try:
        return int(cache.incr(place)) > limit
    except ValueError:  # its seconds passed between the two lines
        cache.set(place, 1, timeout=seconds)
        return limit < 1


def too_many(request: HttpRequest) -> HttpResponse:
    """The page that says: not so often (429)."""
    return render(request, "429.html", status=429)


def limit_rate(name: str, *, limit: int, seconds: int, methods: tuple[str, ...] = ("POST",)) -> Callable[[Page], Page]:
    """Decorator of a view: at most ``limit`` requests with one of ``methods`` in ``seconds`` from one visitor.

    A visitor is the account where somebody is signed in, else the address.
    """

    def decorate(view: Page) -> Page:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            who = f"user:{request.user.pk}" if request.user.is_authenticated else f"address:{client_address(request)}"
            now = request.moment  # type: ignore[attr-defined]
            if request.method in methods and limited(f"{name}:{who}", limit=limit, seconds=seconds, now=now):
                return too_many(request)
            return view(request, *args, **kwargs)

        return answer

    return decorate
