"""The papers of a record, to stand on the record's own page."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.urls import reverse

from zhicheng.web.papers.asked import Completeness, checklist, completeness
from zhicheng.web.papers.queries import kept_papers
from zhicheng.web.records.models import Record
from zhicheng.web.records.rounds_in_view import RoundInView, rounds_in_view

register = template.Library()


@register.inclusion_tag("papers/parts/checklist.html", takes_context=True)
def papers_of(context: Context, record: Record) -> dict[str, Any]:
    """The checklist of a record the person keeps: what is asked for, what is there, a place to upload each."""
    request = context["request"]
    rounds = context.get("rounds_in_view") or rounds_in_view(request.standing)
    files = list(kept_papers(request.standing, record))
    return {
        "request": request,
        "csrf_token": context.get("csrf_token"),
        "lines": checklist(rounds, record.kind, files),
        "address": reverse("record-papers", args=[record.pk]),
    }


@register.simple_tag
def papers_state(record: Record, rounds: tuple[RoundInView, ...]) -> Completeness:
    """How complete the papers of a listed record are (``kept_papers`` at hand) under these rounds."""
    return completeness(rounds, record.kind, record.kept_papers)  # type: ignore[attr-defined]
