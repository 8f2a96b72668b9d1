"""The operator's pages: what went out and what did not, and which reminders are coming."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from zhicheng.web.sending.channels.loaded import channels
from zhicheng.web.sending.models import FAILED, GIVEN_UP, STATES, UNSURE, WAITING, Delivery
from zhicheng.web.sending.queries import deliveries_seen, delivery_or_404, reminder_rows
from zhicheng.web.sending.services.looking_after import give_up, resend
from zhicheng.web.sending.services.reminding import planned
from zhicheng.web.sending.words import outside
from zhicheng.web.site.acts import version_of
from zhicheng.web.site.listed import listed
from zhicheng.web.site.listing import Column, Listing
from zhicheng.web.site.request import PageRequest
from zhicheng.web.site.templatetags.say import spoken
from zhicheng.web.visibility.table import cells_for

Pair = tuple[str, str]
NAMES: dict[str, Pair] = {key: (name.split(" / ")[0], name.split(" / ")[1]) for key, name in STATES}


def _channel(name: str) -> Pair:
    way = channels().get(name)
    return way.label if way is not None else (name, name)


def _what(row: Delivery) -> Pair:
    return outside(row.message.kind if row.message is not None else "confirm-address")


COLUMNS: tuple[Column[Delivery], ...] = (
    Column(
        "number", ("编号", "No."), lambda row: row.pk, "pk", lambda row: f"/keeping/messages/{row.pk}/", number=True
    ),
    Column("made", ("时间", "Written at"), lambda row: f"{row.made_at.astimezone():%Y-%m-%d %H:%M}", "made_at"),
    Column("what", ("事由", "About"), _what),
    Column("to", ("账号", "Account"), lambda row: row.user.username, "user__username"),
    Column("channel", ("渠道", "Channel"), lambda row: _channel(row.channel), "channel"),
    Column("state", ("状态", "State"), lambda row: NAMES[row.state], "state"),
    Column("attempts", ("次数", "Attempts"), lambda row: row.attempts, "attempts", number=True),
    Column("trouble", ("原因", "Reason"), lambda row: tuple(row.trouble) or ""),
)


def _may_look(request: PageRequest) -> None:
    """404 for everybody but those who look after deliveries."""
    if not any(cell.role in request.standing.roles for cell in cells_for("delivery", "view")):
        raise Http404


@login_required
@require_safe
def deliveries(request: PageRequest) -> HttpResponse:
    """Every delivery, by state."""
    _may_look(request)
    listing = Listing(
        request,
        deliveries_seen(request.standing),
        COLUMNS,
        search=("user__username", "channel"),
        state_field="state",
        states=tuple(NAMES.items()),
        order="-pk",
    )
    ways = [one.label for one in channels().values()]
    return render(request, "sending/deliveries.html", {**listed(listing, export=False), "ways": ways})


@login_required
@require_safe
def delivery(request: PageRequest, pk: int) -> HttpResponse:
    """One delivery, and what can be done with it."""
    row = delivery_or_404(request.standing, pk)
    context = {
        "row": row,
        "what": _what(row),
        "channel": _channel(row.channel),
        "state": NAMES[row.state],
        "can_resend": row.state in (FAILED, UNSURE, GIVEN_UP),
        "can_give_up": row.state in (WAITING, FAILED, UNSURE),
    }
    return render(request, "sending/delivery.html", context)


@login_required
@require_POST
def act(request: PageRequest, pk: int, what: str) -> HttpResponse:
    """Send again, or give up."""
    row = delivery_or_404(request.standing, pk)
    acts = {"resend": resend, "give-up": give_up}
    if what not in acts:
        raise Http404
    version = version_of(request.POST.get("version"))
    acts[what](row, actor=request.standing, now=request.moment, version=version)
    messages.success(request, spoken("已办理", "Done"))
    return HttpResponseRedirect(f"/keeping/messages/{pk}/")


@login_required
@require_safe
def reminders(request: PageRequest) -> HttpResponse:
    """What would be sent today and on later days, as things are now: how many people, never who."""
    _may_look(request)
    found = planned(request.moment)
    today = str(request.moment.date())
    rows = reminder_rows(found)
    context = {"today": [one for one in rows if one.on == today], "later": [one for one in rows if one.on != today]}
    return render(request, "sending/reminders.html", context)
