"""What the pages of one's own application share: the row, the frame around it, saving a section."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.web.applications.models import Application
from zhicheng.web.applications.own_reading import state_name
from zhicheng.web.applications.phrases import said
from zhicheng.web.applications.queries import own_application
from zhicheng.web.applications.services.submitting import EDITABLE
from zhicheng.web.applications.views.lists import title_applied_for
from zhicheng.web.site.acts import version_of
from zhicheng.web.site.request import PageRequest

Save = Callable[[Application, int | None], Application]
Context = Callable[[Application], dict[str, Any]]

NOT_BESIDE: Final = frozenset({"stale-page", "page-stale", "no-right", "not-editable"})
"""Refusals that no field of the page can mend: they get a page of their own."""


def own_or_404(request: PageRequest, pk: int) -> Application:
    """One's own application; for everybody else there is no such page."""
    # an act reads the round anew, once the row is locked
    row = own_application(request.standing, pk, windows=request.method != "POST")
    if row is None:
        raise Http404
    return row


def frame(row: Application) -> dict[str, Any]:
    """What every page of the application shows around its own content."""
    return {
        "application": row,
        "title_applied": title_applied_for(row),
        "state_name": state_name(row),
        "editable": row.state in EDITABLE,
    }


def by_htmx(request: PageRequest) -> bool:
    """Whether only a piece of the page was asked for."""
    return request.headers.get("HX-Request") == "true"


def part_page(request: PageRequest, pk: int, page: str, save: Save, context: Context) -> HttpResponse:
    """A section of the application: shown, or saved (by htmx as it is typed, or by its button).

    ``page`` names the address and the template; what is refused stands on the page beside what was typed.
    """
    row = own_or_404(request, pk)
    refusals: tuple[Refusal, ...] = ()
    if request.method == "POST":
        try:
            row = save(row, version_of(request.POST.get("version")))
        except ActRefused as refused:
            if NOT_BESIDE & set(refused.codes) and not by_htmx(request):
                raise
            refusals = refused.refusals
        else:
            if not by_htmx(request):
                said(request, "change")
                return redirect(page, pk=pk)
    shown = {**frame(row), **context(row), "refusals": refusals, "codes": {one.code for one in refusals}}
    if by_htmx(request) and request.method == "POST":
        return render(request, "applications/own/saved.html", shown)
    template = f"applications/own/{page.removeprefix('own-')}.html"
    return render(request, template, shown, status=422 if refusals else 200)
