"""The operator's start, and what the last run of the checks found."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from zhicheng.web.keeping.models import Inspection
from zhicheng.web.keeping.tasks import inspect_now
from zhicheng.web.sending.queries import deliveries_seen
from zhicheng.web.site.rate import limit_rate
from zhicheng.web.site.request import PageRequest
from zhicheng.web.site.templatetags.say import spoken
from zhicheng.web.visibility.scope import visible
from zhicheng.web.visibility.table import cells_for


def may_look(request: PageRequest) -> None:
    """404 for everybody but those who may see how the data stands."""
    if not any(cell.role in request.standing.roles for cell in cells_for("inspection", "view")):
        raise Http404


@login_required
@require_safe
def start(request: PageRequest) -> HttpResponse:
    """What is looked after here, and what waits."""
    may_look(request)
    last = visible(request.standing, "view", Inspection.objects.all()).order_by("-pk").first()
    stuck = deliveries_seen(request.standing).filter(state__in=("unsure", "given-up")).count()
    return render(request, "keeping/start.html", {"last": last, "stuck": stuck})


@login_required
@require_http_methods(["GET", "POST"])
@limit_rate("inspect", limit=10, seconds=3600)
def inspections(request: PageRequest) -> HttpResponse:
    """The last run of the checks and those before it; POST has them run anew."""
    may_look(request)
    if request.method == "POST":
        inspect_now.enqueue(deep=request.POST.get("deep") == "on")
        messages.success(request, spoken("检查已排队，稍后刷新本页", "The checks are queued; look again in a while"))
        return HttpResponseRedirect("/keeping/checks/")
    rows = list(visible(request.standing, "view", Inspection.objects.all()).order_by("-pk")[:20])
    return render(request, "keeping/checks.html", {"last": rows[0] if rows else None, "before": rows[1:]})
