"""The supervisor's half of a draw: the commitment, the reveal, the files, what to check by hand."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from zhicheng.web.committee.draw_forms import PaperForm
from zhicheng.web.committee.draw_queries import assignments_to_seed, draws_seen
from zhicheng.web.committee.draw_words import STAGES
from zhicheng.web.committee.services.draw_plan import draw_name
from zhicheng.web.committee.services.draw_revealing import take_reveal
from zhicheng.web.committee.services.draw_shared import LARGEST_PAPER
from zhicheng.web.committee.services.drawing import commit_to_draw
from zhicheng.web.committee.views.draw import shown
from zhicheng.web.site.request import PageRequest
from zhicheng.web.site.templatetags.say import spoken


@login_required
@require_safe
def draws(request: PageRequest) -> HttpResponse:
    """All draws, the latest first, and the assignments that wait for half of a seed."""
    rows = [(row, STAGES[row.stage]) for row in draws_seen(request.standing, "commit")]
    waiting = assignments_to_seed(request.standing)
    return render(request, "committee/draw_supervisor_list.html", {"rows": rows, "waiting": waiting})


@login_required
@require_http_methods(["GET", "POST"])
def draw(request: PageRequest, pk: int) -> HttpResponse:
    """One draw as a supervisor takes part in it; a POST hands in the commitment or the reveal, as the stage wants."""
    row = get_object_or_404(draws_seen(request.standing, "commit"), pk=pk)
    form = PaperForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        raw = form.cleaned_data["paper"].read(LARGEST_PAPER + 1)
        if row.stage == "committing":
            commit_to_draw(row, raw, actor=request.standing, now=request.moment)
            messages.success(request, spoken("承诺已收到", "The commitment is received"))
        else:
            take_reveal(row, raw, actor=request.standing, now=request.moment)
            messages.success(request, spoken("揭示已收到，与承诺相符", "The reveal is received; it matches"))
        return redirect("supervisor-draw", pk=pk)
    own = next((one for one in row.commitments if one["by"] == request.standing.user_id), None)
    context = {"draw": row, "round": row.committee.review.round, "form": form, "own": own, "name": draw_name(row)}
    context |= shown(request, row)
    return render(request, "committee/draw_supervisor.html", context, status=422 if form.errors else 200)
