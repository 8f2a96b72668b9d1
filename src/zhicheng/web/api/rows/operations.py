"""The operations that read: a list, a single row, what a person can do with it now."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, cast

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field as Said

from zhicheng.web.api.answers import as_json
from zhicheng.web.api.describing import READS, Described, Form, describe
from zhicheng.web.api.errors import NO_SUCH, ProblemOut
from zhicheng.web.api.rows.asked import MOST, Key, Limit, Offset, Word, Words
from zhicheng.web.api.rows.resource import Resource
from zhicheng.web.api.rows.shape import Text
from zhicheng.web.api.security import reading
from zhicheng.web.site.request import PageRequest
from zhicheng.web.visibility.standing import Standing


class OfferOut(Schema):
    """An act that the person has now, and what still stands against it."""

    act: str
    address: str = Said(description="where to POST it; empty: it is done along with something else, see the how-to")
    name: Text
    clause: str
    allowed: bool
    against: list[ProblemOut]


def asker(request: HttpRequest) -> Standing:
    """Who asks, in which roles."""
    return cast(PageRequest, request).standing


def one_or_404(resource: Resource, request: HttpRequest, key: int) -> Any:
    """A row that whoever asks may see.

    Raises:
        ApiError: 404, as for one that is not there.
    """
    row = resource.one(asker(request), key)
    if row is None:
        raise NO_SUCH
    return row


def add_reading(router: Router, resource: Resource) -> None:
    """The list and the single row of a kind of object."""
    zh, en = resource.title
    scope, auth = f"Scope: `{resource.read_scope}`.", reading(resource.read_scope, public=resource.public)
    router.add_api_operation(
        f"/{resource.path}",
        ["GET"],
        _listing(resource),
        auth=auth,
        operation_id=f"list-{resource.path}",
        summary=f"{zh}（我可以看到的） · {en}: those I may see",
        description=f"每次最多 {MOST} 项，按 offset 续读。At most {MOST} at once; `offset` gives the next. {scope}",
        tags=[f"{zh} {en}"],
    )
    router.add_api_operation(
        f"/{resource.path}/{{key}}",
        ["GET"],
        _single(resource),
        auth=auth,
        operation_id=f"get-{resource.path}",
        summary=f"{zh}（一项） · {en}: one of them",
        description=f"看不到的与没有的一样，答 404。What may not be seen answers 404, like what is not there. {scope}",
        tags=[f"{zh} {en}"],
    )
    _describe(resource)


def _describe(resource: Resource) -> None:
    for name, several in (("list", True), ("get", False)):
        form = Form(lambda: resource.form, several)
        describe(f"{name}-{resource.path}", Described(form, READS, public=resource.public))


def _listing(resource: Resource) -> Callable[..., Any]:
    def listing(request: HttpRequest, **asked: Any) -> HttpResponse:
        standing = asker(request)
        rows = resource.seen(standing)
        for name, lookup in resource.narrow.items():
            if asked[name] not in (None, ""):
                rows = rows.filter(**{lookup: asked[name]})
        words = asked.get("q", "").strip()
        if words:
            rows = rows.filter(_matching(resource, words)).distinct()
        start = asked["offset"]
        return as_json(resource.shown(standing, rows.order_by(*resource.order)[start : start + asked["limit"]]))

    questions: dict[str, tuple[Any, Any]] = {
        name: (Key | None, None) if lookup.endswith("_id") else (Word, "") for name, lookup in resource.narrow.items()
    }
    if resource.search:
        questions["q"] = (Words, "")
    return signed(listing, {**questions, "offset": (Offset, 0), "limit": (Limit, MOST)})


def _matching(resource: Resource, words: str) -> Q:
    found = Q()
    for name in resource.search:
        found |= Q(**{f"{name}__icontains": words})
    return found


def _single(resource: Resource) -> Callable[..., Any]:
    def single(request: HttpRequest, key: Key) -> HttpResponse:
        return as_json(resource.shown(asker(request), [one_or_404(resource, request, key)])[0])

    return signed(single, {"key": (Key, inspect.Parameter.empty)})


def signed(view: Callable[..., Any], asks: dict[str, tuple[Any, Any]]) -> Callable[..., Any]:
    """The view with the parameters that it asks for by name, for the framework to read: name → (form, default)."""
    kind = inspect.Parameter.KEYWORD_ONLY
    found = [inspect.Parameter("request", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=HttpRequest)]
    found += [inspect.Parameter(name, kind, annotation=form, default=value) for name, (form, value) in asks.items()]
    view.__signature__ = inspect.Signature(found)  # type: ignore[attr-defined]
    return view
