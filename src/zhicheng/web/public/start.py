"""The front page: what this is, the self-check, rounds open now, notices, documents."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhicheng.web.notices.models import Notice
from zhicheng.web.public.policies import library
from zhicheng.web.public.selfcheck.tracks import not_binding
from zhicheng.web.rounds.queries import rounds_for
from zhicheng.web.rounds.views.public import now_open
from zhicheng.web.site.request import PageRequest
from zhicheng.web.visibility.scope import visible

MOST_ROUNDS = 8
MOST_NOTICES = 5


@require_safe
def start(request: PageRequest) -> HttpResponse:
    """The front page, the same for everybody but for what each may see of rounds and notices."""
    today = request.moment.date()
    open_now = rounds_for(request.standing).filter(state="open").order_by("-year", "code")[:MOST_ROUNDS]
    posted = Notice.objects.filter(state="posted", last_day__gte=today).select_related("organisation", "round")
    notices = visible(request.standing, "view", posted).distinct().order_by("last_day", "pk")[:MOST_NOTICES]
    context: dict[str, Any] = {
        "rounds": [{"code": one.code, "title": one.title, "now": now_open(one, today)} for one in open_now],
        "notices": list(notices),
        "documents": [
            {"pack": pack, "levels": [pack.about(level) for level in pack.levels], "mark": not_binding(pack, today)}
            for pack in library.documents()
        ],
    }
    return render(request, "public/start.html", context)
