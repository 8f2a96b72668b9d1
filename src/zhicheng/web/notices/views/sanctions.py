"""Sanctions that a document orders to be posted: the public page, and the supervisor's act."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhicheng.procedure.refusal import ActRefused
from zhicheng.web.notices.forms import SanctionForm
from zhicheng.web.notices.queries import sanctions_seen
from zhicheng.web.notices.services.sanctions import ROLE, SanctionText, consequences_of, post_sanction, void_sanction
from zhicheng.web.rounds.models import Round
from zhicheng.web.site.acts import version_of
from zhicheng.web.site.request import PageRequest
from zhicheng.web.site.templatetags.say import language, spoken
from zhicheng.web.visibility.scope import visible


@require_safe
def sanctions(request: PageRequest) -> HttpResponse:
    """What is posted now; a supervisor also sees what was taken down, and by which rounds one can be posted."""
    supervisor = ROLE in request.standing.roles
    rows = sanctions_seen(request.standing).order_by("-posted_on", "-pk")
    if not supervisor:
        today = request.moment.date()
        rows = rows.exclude(until__lt=today)
    rounds = [one for one in _rounds(request) if consequences_of(one)] if supervisor else []
    return render(request, "notices/sanctions.html", {"sanctions": rows, "supervisor": supervisor, "rounds": rounds})


def _rounds(request: PageRequest) -> list[Round]:
    return list(visible(request.standing, "view", Round.objects.order_by("-year", "pk")))


@login_required
@require_http_methods(["GET", "POST"])
def new(request: PageRequest, round_pk: int) -> HttpResponse:
    """Post a sanction under a consequence of a round's document."""
    if ROLE not in request.standing.roles:
        raise Http404
    round_ = get_object_or_404(visible(request.standing, "view", Round.objects.all()), pk=round_pk)
    form = SanctionForm(request.POST or None, round_=round_)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        text = SanctionText(said["subject"], said["subject_unit"], said["zh"], said["en"], said["until"])
        try:
            post_sanction(round_, said["offence"], text, actor=request.standing, now=request.moment)
        except ActRefused as refused:
            for one in refused.refusals:
                form.add_error(None, one.sentence(language()))
        else:
            messages.success(request, spoken("处理决定已公示", "The sanction is posted"))
            return redirect("sanctions")
    return render(
        request, "notices/sanction_new.html", {"form": form, "round": round_}, status=422 if form.errors else 200
    )


@login_required
@require_POST
def void(request: PageRequest, pk: int) -> HttpResponse:
    """Take a posted sanction down."""
    row = get_object_or_404(sanctions_seen(request.standing), pk=pk)
    version = version_of(request.POST.get("version"))
    void_sanction(row, request.POST.get("reason", ""), actor=request.standing, now=request.moment, version=version)
    messages.success(request, spoken("已撤销公示", "It is taken down"))
    return redirect("sanctions")
