"""Lists of entries, one entry, everything about one object."""

from __future__ import annotations

import base64

import segno
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from zhicheng.procedure.ledger.checkpoint import read_checkpoint
from zhicheng.procedure.roles import ROLES
from zhicheng.web.clock.now import CHINA
from zhicheng.web.ledger.acts import act_name, detail_name, detail_value, known_acts, object_name
from zhicheng.web.ledger.models import Cosignature, Entry
from zhicheng.web.ledger.queries import acts_seen, entries_seen
from zhicheng.web.ledger.services.checkpoints import last_checkpoint
from zhicheng.web.ledger.services.cosigning import given_out
from zhicheng.web.ledger.services.state import ledger_key, present_state
from zhicheng.web.ledger.services.taking import record_export
from zhicheng.web.site.listed import listed
from zhicheng.web.site.listing import Column, Listing
from zhicheng.web.site.request import PageRequest
from zhicheng.web.visibility.scope import may
from zhicheng.web.visibility.table import cells_for

ERASED = ("已删除", "erased")
SEALED = ("仅监管方可读", "for the supervisor to read")
FILTERS = ("act", "object_type", "object_id", "person")


def _about(entry: Entry) -> tuple[str, str]:
    zh, en = object_name(entry.object_type)
    return f"{zh} {entry.object_id}", f"{en} {entry.object_id}"


COLUMNS: tuple[Column[Entry], ...] = (
    Column(
        "number",
        ("序号", "No."),
        lambda one: one.number,
        sort="number",
        address=lambda one: f"/ledger/{one.number}/",
        number=True,
    ),
    Column("at", ("时间", "When"), lambda one: one.at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S"), sort="at"),
    Column("act", ("操作", "Act"), lambda one: act_name(one.act), sort="act"),
    Column(
        "actor",
        ("操作人", "By"),
        lambda one: str(one.actor) if one.actor else ("访客或系统", "visitor or platform"),
        sort="actor__name",
    ),
    Column("role", ("角色", "As"), lambda one: ROLES.get(one.role, (one.role, one.role))),
    Column(
        "object",
        ("对象", "About"),
        _about,
        address=lambda one: f"/ledger/about/{one.object_type}/{one.object_id}/",
    ),
)


class LedgerListing(Listing[Entry]):
    """The list keeps what it is narrowed to in every link."""

    def link(self, **changes: str) -> str:
        """This list's address with other parameters, its filters kept."""
        kept = {key: self.request.GET[key] for key in FILTERS if self.request.GET.get(key)}
        return super().link(**{**kept, **changes})


def _listing(request: PageRequest, asked: dict[str, str]) -> LedgerListing:
    # a search by the act's name is a search for its keys: names are not in the database
    return LedgerListing(
        request,
        entries_seen(request.standing, **asked),
        COLUMNS,
        search=("act", "actor__name", "actor__username", "object_id"),
        order="-number",
    )


def may_look(request: PageRequest) -> None:
    """404 for everybody but those who read the ledger."""
    if not any(cell.role in request.standing.roles for cell in cells_for("entry", "view")):
        raise Http404


def _exported(request: PageRequest, listing: LedgerListing, asked: dict[str, str]) -> HttpResponse:
    last = listing.found().order_by("-number").first()
    if last is None:
        raise Http404
    answer = listing.export("ledger")
    words = {**{key: value for key, value in asked.items() if value}, **({"q": listing.query} if listing.query else {})}
    record_export(last, count=listing.found().count(), asked=words, actor=request.standing, now=request.moment)
    return answer


def _last_signed() -> dict[str, object] | None:
    last = last_checkpoint()
    if last is None:
        return None
    root = base64.b64encode(read_checkpoint(last.note).state.root).decode()
    qr = segno.make(last.note, error="m", boost_error=False).svg_data_uri(scale=3)
    return {"size": last.size, "root": root, "at": last.at, "note": given_out(last), "qr": qr}


@login_required
def ledger(request: PageRequest) -> HttpResponse:
    """Every entry, narrowed by act, object and person; exported with an entry of its own."""
    may_look(request)
    asked = {key: request.GET.get(key, "")[:80] for key in FILTERS}
    listing = _listing(request, asked)
    if request.GET.get("export"):
        return _exported(request, listing, asked)
    seen = acts_seen(request.standing)
    context = {
        **listed(listing),
        "acts": [
            (key, act_name(key))
            for key in sorted(seen, key=lambda one: list(known_acts()).index(one) if one in known_acts() else 999)
        ],
        "asked": asked,
        "narrowed": any(asked.values()),
        "state": present_state(),
        "checkpoint": _last_signed(),
        "cosignatures": Cosignature.objects.select_related("checkpoint").order_by("-pk")[:20],
        "key": ledger_key().vkey,
    }
    return render(request, "ledger/ledger.html", context)


@login_required
def entry(request: PageRequest, number: int) -> HttpResponse:
    """One entry with its detail."""
    row = get_object_or_404(entries_seen(request.standing), number=number)
    context = {
        "row": row,
        "act": act_name(row.act),
        "role": ROLES.get(row.role, (row.role, row.role)),
        "object": object_name(row.object_type),
        "detail": _detail(request, row),
        "leaf": bytes(row.nodes or b"")[:32].hex(),
        "by_export": may(request.standing, "export", row),
    }
    return render(request, "ledger/entry.html", context)


def _detail(request: PageRequest, row: Entry) -> list[tuple[tuple[str, str], tuple[str, str]]]:
    """The details of an entry; those it only promises are named to everybody who sees it, and open to who may read."""
    if not may(request.standing, "read", row):
        shown = [(detail_name(key), detail_value(key, value)) for key, value in row.open_detail.items()]
        return shown + [(detail_name(key), SEALED) for key in row.sealed_keys]
    return [
        (detail_name(key), ERASED if value is None and key not in row.open_detail else detail_value(key, value))
        for key, value in row.detail.items()
    ]


@login_required
def about(request: PageRequest, object_type: str, object_id: str) -> HttpResponse:
    """Everything that was done to one object, in order."""
    may_look(request)
    rows = entries_seen(request.standing, object_type=object_type, object_id=object_id).order_by("number")
    if not rows.exists():
        raise Http404
    context = {
        "entries": [(one, act_name(one.act), ROLES.get(one.role, (one.role, one.role))) for one in rows[:500]],
        "object": object_name(object_type),
        "object_id": object_id,
    }
    return render(request, "ledger/about.html", context)
