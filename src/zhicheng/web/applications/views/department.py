"""Pages of a department: its queue, an application item by item, forwarding with the roster."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from zhicheng.procedure.refusal import Refusal
from zhicheng.web.accounts.models import Organisation
from zhicheng.web.applications.hours import hours_compared
from zhicheng.web.applications.models import Application, Batch
from zhicheng.web.applications.office_documents import batch_document
from zhicheng.web.applications.phrases import CANNED, said
from zhicheng.web.applications.reading import reading_of
from zhicheng.web.applications.reasons import REASONS
from zhicheng.web.applications.services.deciding import decline_application, endorse_application, take_back_endorsement
from zhicheng.web.applications.services.forwarding import forward_batch
from zhicheng.web.applications.services.perform import refusals_now
from zhicheng.web.applications.services.returning import return_items
from zhicheng.web.applications.views.lists import application_columns, marked_from, state_choices
from zhicheng.web.ledger.write import write_export
from zhicheng.web.rounds.models import Round
from zhicheng.web.rounds.way import chain_of
from zhicheng.web.site.acts import version_of
from zhicheng.web.site.downloads import download_of
from zhicheng.web.site.listed import listed
from zhicheng.web.site.listing import Listing
from zhicheng.web.site.request import PageRequest
from zhicheng.web.visibility.scope import visible

ACTS = {
    "endorse": endorse_application,
    "decline": decline_application,
    "take-back": take_back_endorsement,
}


def own_departments(request: PageRequest) -> QuerySet[Organisation]:
    """The departments this person acts for."""
    own = Organisation.objects.filter(pk__in=request.standing.organisations("department"))
    return visible(request.standing, "view", own)


def in_view(request: PageRequest, act: str = "view") -> QuerySet[Application]:
    """The applications this person's departments may see, or (``check``) have in hand."""
    departments = request.standing.organisations("department")
    mine = Q(holder__in=departments) | Q(passed__in=departments)
    rows = Application.objects.select_related("round", "employer", "holder").filter(mine)
    return visible(request.standing, act, rows).distinct()


@login_required
def queue(request: PageRequest) -> HttpResponse:
    """What the department has in hand, and what it has passed on."""
    listing = Listing(
        request,
        in_view(request),
        application_columns("department-application"),
        search=("name", "employer_name", "serial", "specialty"),
        state_field="state",
        states=state_choices(),
        order="-submitted_at",
    )
    if request.GET.get("export"):
        write_export(
            actor=request.standing, now=request.moment, what="department-applications", count=listing.found().count()
        )
        return listing.export("申报一览")
    waiting = in_view(request, "check")
    context = {
        **listed(listing),
        "departments": own_departments(request),
        "waiting": waiting.filter(state="at-department").count(),
        "endorsed": waiting.filter(state="endorsed").count(),
    }
    return render(request, "department/queue.html", context)


@login_required
def application(request: PageRequest, pk: int) -> HttpResponse:
    """An application as a department examines it, with what it may do now."""
    row = get_object_or_404(in_view(request), pk=pk)
    in_hand = in_view(request, "check").filter(pk=pk).exists()
    reading = reading_of(row, request.standing, today=request.moment.date())
    context = {
        "reading": reading,
        "application": row,
        "hours": hours_compared(row, reading.submission),
        "in_hand": in_hand,
        "reasons": REASONS,
        "canned": CANNED,
        "against_endorse": _against(request, row) if in_hand else [],
        "opinions": row.opinions.select_related("organisation", "given_by").order_by("given_at"),
        "notices": visible(request.standing, "view", row.notices.all()).order_by("-posted_at"),
    }
    return render(request, "department/application.html", context)


def _against(request: PageRequest, row: Application) -> list[Refusal]:
    """What still stands in the way of an endorsement, but for the opinion that is about to be written."""
    found = refusals_now(row, "endorse", actor=request.standing, now=request.moment)
    return [one for one in found if one.code != "opinion-missing"]


@login_required
@require_POST
def decide(request: PageRequest, pk: int, act: str) -> HttpResponse:
    """Endorse, decline, or take an endorsement back."""
    row = get_object_or_404(in_view(request), pk=pk)
    ACTS[act](
        row,
        request.POST.get("text", ""),
        actor=request.standing,
        now=request.moment,
        version=version_of(request.POST.get("version")),
    )
    said(request, act)
    return redirect("department-application", pk=pk)


@login_required
@require_POST
def give_back(request: PageRequest, pk: int) -> HttpResponse:
    """Return the items marked."""
    row = get_object_or_404(in_view(request), pk=pk)
    return_items(
        row,
        marked_from(request.POST),
        actor=request.standing,
        now=request.moment,
        version=version_of(request.POST.get("version")),
    )
    said(request, "return-items")
    return redirect("department-application", pk=pk)


@login_required
def forwarding(request: PageRequest) -> HttpResponse:
    """What is endorsed and waits, by round and department: choose, look at the roster, send."""
    waiting = in_view(request, "check").filter(state="endorsed").order_by("round", "holder", "pk")
    if request.method == "POST":
        return _forward(request, waiting)
    groups: dict[tuple[int, int | None], list[Application]] = {}
    for row in waiting:
        groups.setdefault((row.round_id, row.holder_id), []).append(row)
    shown = [
        {"round": rows[0].round, "holder": rows[0].holder, "receiver": _receiver(rows[0]), "rows": rows}
        for rows in groups.values()
    ]
    batches = visible(request.standing, "view", Batch.objects.select_related("round", "sender", "receiver")).order_by(
        "-forwarded_at"
    )
    return render(request, "department/forwarding.html", {"groups": shown, "batches": batches})


def _receiver(row: Application) -> Organisation | None:
    last = row.tier == chain_of(row.round).last
    return row.round.office if last else row.holder.above if row.holder else None


def _forward(request: PageRequest, waiting: QuerySet[Application]) -> HttpResponse:
    chosen = [int(pk) for pk in request.POST.getlist("application") if pk.isdecimal()]
    rows = list(waiting.filter(pk__in=chosen))
    round_ = get_object_or_404(
        visible(request.standing, "view", Round.objects.all()), pk=request.POST.get("round") or 0
    )
    sender = get_object_or_404(own_departments(request), pk=request.POST.get("sender") or 0)
    batch = forward_batch(round_, sender, rows, actor=request.standing, now=request.moment)
    said(request, "forward", f"{batch.number} · {len(rows)}")
    return redirect("department-forwarding")


@login_required
def batch_file(request: PageRequest, pk: int, name: str, format: str) -> HttpResponse:
    """A batch's roster or entrusting letter; that it was taken is on the ledger."""
    rows = visible(request.standing, "export", Batch.objects.select_related("round", "round__office", "sender"))
    batch = get_object_or_404(rows, pk=pk)
    made = batch_document(batch, name, format, now=request.moment)
    write_export(actor=request.standing, now=request.moment, what=f"batch-{name}", count=batch.applications.count())
    return download_of(made)
