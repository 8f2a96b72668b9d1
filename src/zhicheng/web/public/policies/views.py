"""The pages of the policy browser: public, the same for everybody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhicheng.policy.pack import Pack
from zhicheng.vocabulary.labels import Pair
from zhicheng.web.public.policies import addresses, library
from zhicheng.web.public.policies.caching import body, fingerprint, same_for_everybody
from zhicheng.web.public.policies.clause_page import clause_page, row_page
from zhicheng.web.public.policies.comparison import comparison_page
from zhicheng.web.public.policies.document_page import about, document_page, level_card
from zhicheng.web.public.policies.readings_page import reading_page, readings_page
from zhicheng.web.public.policies.search import LONGEST, search
from zhicheng.web.public.policies.terms_page import terms_page
from zhicheng.web.public.policies.track_page import track_page

Trail = list[tuple[Pair, str]]
ALL_POLICIES: tuple[Pair, str] = (("政策", "Policies"), addresses.HOME)


@require_safe
@same_for_everybody
def overview(request: HttpRequest) -> HttpResponse:
    """All documents; with ``?q=`` what they say of it."""
    text = request.GET.get("q", "").strip()[:LONGEST]
    narrowed = request.GET.get("in", "")
    context: dict[str, Any] = {"query": text, "narrowed": narrowed, "title": ("政策", "Policies")}
    if text:
        found = search(text, narrowed)
        titles = {pack.id: pack.title for pack in library.documents()}
        context |= {
            "found": found,
            "chips": [(id_, titles[id_], count) for id_, count in found.by_pack],
            "titles": titles,
        }
    else:
        context["body"] = body("policies/documents.html", fingerprint(), "", _documents)
    return render(request, "policies/overview.html", context)


def _documents() -> dict[str, Any]:
    shown = [
        {"about": about(pack), "levels": [level_card(pack, level) for level in pack.levels]}
        for pack in library.documents()
    ]
    return {"documents": shown}


@require_safe
@same_for_everybody
def document(request: HttpRequest, pack: str) -> HttpResponse:
    """One document."""
    one = _pack(pack)
    return _page(request, "document", one, "", one.title, [ALL_POLICIES], lambda: document_page(one))


@require_safe
@same_for_everybody
def track(request: HttpRequest, pack: str, level: str) -> HttpResponse:
    """The rules of one level of a document."""
    one = _pack(pack, level)
    return _page(request, "track", one, level, one.about(level), _trail(one), lambda: track_page(one, level))


@require_safe
@same_for_everybody
def clause(request: HttpRequest, pack: str, level: str, key: str) -> HttpResponse:
    """One clause."""
    one = _pack(pack, level)
    if key not in library.clauses(one.track(level)):
        raise Http404(key)
    title = (f"{key} · {one.about(level)[0]}", f"{one.english(key)} · {one.about(level)[1]}")
    return _page(
        request, "clause", one, f"{level}/{key}", title, _trail(one, level), lambda: clause_page(one, level, key) or {}
    )


@require_safe
@same_for_everybody
def row(request: HttpRequest, pack: str, level: str, path: str) -> HttpResponse:
    """One row of a scoring standard."""
    one = _pack(pack, level)
    if path not in library.rows(one.track(level)):
        raise Http404(path)
    name = library.path_of(one, path)
    title = (f"{name[0]} · {one.about(level)[0]}", f"{name[1]} · {one.about(level)[1]}")
    return _page(
        request, "row", one, f"{level}/{path}", title, _trail(one, level), lambda: row_page(one, level, path) or {}
    )


@require_safe
@same_for_everybody
def terms(request: HttpRequest, pack: str) -> HttpResponse:
    """The words of a document."""
    one = _pack(pack)
    title = (f"术语 · {one.title[0]}", f"Terms · {one.title[1]}")
    return _page(request, "terms", one, "", title, _trail(one), lambda: terms_page(one))


@require_safe
@same_for_everybody
def readings(request: HttpRequest, pack: str) -> HttpResponse:
    """The readings of a document."""
    one = _pack(pack)
    title = (f"读法 · {one.title[0]}", f"Readings · {one.title[1]}")
    return _page(request, "readings", one, "", title, _trail(one), lambda: readings_page(one))


@require_safe
@same_for_everybody
def reading(request: HttpRequest, pack: str, id_: str) -> HttpResponse:
    """One reading, and what the other alternatives would change."""
    one = _pack(pack)
    if id_ not in one.readings:
        raise Http404(id_)
    title = (f"读法 {id_} · {one.title[0]}", f"Reading {id_} · {one.title[1]}")
    trail = [*_trail(one), (("读法", "Readings"), addresses.readings(one.id))]
    return _page(request, "reading", one, id_, title, trail, lambda: reading_page(one, id_) or {})


@require_safe
@same_for_everybody
def compare(request: HttpRequest) -> HttpResponse:
    """Two levels side by side; without a choice, the choice."""
    choices = [(f"{pack.id}/{level}", pack.about(level), pack.title) for pack, level in library.every_track()]
    known = {name for name, _, _ in choices}
    first, second = request.GET.get("a", ""), request.GET.get("b", "")
    context: dict[str, Any] = {
        "choices": choices,
        "a": first,
        "b": second,
        "trail": [ALL_POLICIES],
        "title": ("对照两个文件", "Compare two levels"),
    }
    if first or second:
        if first not in known or second not in known:
            raise Http404(f"{first} {second}")
        sides = [library.document(name.partition("/")[0]) for name in (first, second)]
        context["body"] = body(
            "policies/comparison.html", fingerprint(), f"{first} {second}", lambda: _compared(sides, first, second)
        )
    return render(request, "policies/compare.html", context)


def _compared(sides: list[Pack | None], first: str, second: str) -> dict[str, Any]:
    here, there = sides
    assert here is not None and there is not None
    return comparison_page((here, first.partition("/")[2]), (there, second.partition("/")[2]))


def _pack(id_: str, level: str | None = None) -> Pack:
    """The document, which must have the level where one is named; otherwise there is no such page."""
    one = library.document(id_)
    if one is None or (level is not None and level not in one.levels):
        raise Http404(id_)
    return one


def _trail(pack: Pack, level: str = "") -> Trail:
    trail: Trail = [ALL_POLICIES, (pack.title, addresses.document(pack.id))]
    return [*trail, (pack.about(level), addresses.track(pack.id, level))] if level else trail


def _page(
    request: HttpRequest,
    name: str,
    pack: Pack,
    which: str,
    title: Pair,
    trail: Trail,
    make: Callable[[], dict[str, Any]],
) -> HttpResponse:
    made = body(f"policies/{name}.html", pack.hash, f"{pack.id}/{which}", make)
    return render(request, "policies/page.html", {"title": title, "trail": trail, "body": made})
