"""What waits for a person: counted over the rows they may see, each with the place where it is done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from zhicheng.web.accounts.models import Grant, Invitation
from zhicheng.web.accounts.services.grants import in_force
from zhicheng.web.applications.models import Application, Message
from zhicheng.web.clock.now import CHINA
from zhicheng.web.notices.models import Notice, Objection
from zhicheng.web.rounds.models import Round, Window
from zhicheng.web.visibility.scope import visible
from zhicheng.web.visibility.standing import Standing

SOON = dt.timedelta(days=7)
ENDING = dt.timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something to be done: what (pair), how many, where, and until which day if there is one."""

    key: str
    what: tuple[str, str]
    count: int
    address: str
    until: dt.date | None = None


Source = Callable[[Standing, dt.datetime], Iterable[Waiting]]
_SOURCES: list[Source] = []


def add_source(source: Source) -> Source:
    """Let a part of the platform add what waits there (also as decorator)."""
    _SOURCES.append(source)
    return source


def waiting_for(standing: Standing, now: dt.datetime) -> list[Waiting]:
    """Everything that waits for this person now; what counts nothing is left out."""
    return [one for source in _SOURCES for one in source(standing, now) if one.count]


def _today(now: dt.datetime) -> dt.date:
    return now.astimezone(CHINA).date()


@add_source
def _own_applications(standing: Standing, now: dt.datetime) -> Iterator[Waiting]:  # noqa: ARG001 - the shape of a source
    own = visible(standing, "change", Application.objects.filter(applicant=standing.user_id))
    returned = own.filter(state__startswith="returned").count()
    yield Waiting("returned", ("份申报被退回，请补正", "returned to you: please correct"), returned, "/applications/")
    drafts = own.filter(state="draft").count()
    yield Waiting("drafts", ("份申报尚未提交", "applications not handed in yet"), drafts, "/applications/")
    unread = visible(standing, "view", Message.objects.filter(user=standing.user_id, read_at=None)).count()
    yield Waiting("messages", ("条未读消息", "unread messages"), unread, "/messages/")


def _at_unit(standing: Standing) -> QuerySet[Application]:
    """Applications in the hands of the person's own employer or agency."""
    units = standing.organisations("employer", "personnel-agency")
    return visible(standing, "check", Application.objects.filter(employer__in=units, state="at-employer"))


@add_source
def _employer(standing: Standing, now: dt.datetime) -> Iterator[Waiting]:
    if not standing.roles & {"employer", "personnel-agency"}:
        return
    yield Waiting(
        "at-employer",
        ("份申报待本单位审核", "applications to be checked by your unit"),
        _at_unit(standing).count(),
        "/employer/",
    )
    notices = visible(
        standing, "close", Notice.objects.filter(state="posted", provisional=False, last_day__lt=_today(now))
    )
    yield Waiting(
        "notices-run",
        ("份公示期已满，待登记结束", "notices whose days have run: to be closed"),
        notices.count(),
        "/employer/notices/",
    )
    objections = visible(standing, "settle", Objection.objects.filter(state="open")).count()
    yield Waiting("objections", ("件异议待处理", "objections to be settled"), objections, "/employer/objections/")


def _in_tier(standing: Standing, state: str) -> QuerySet[Application]:
    """Applications in the hands of the person's own department, in one state."""
    return visible(
        standing, "check", Application.objects.filter(holder__in=standing.organisations("department"), state=state)
    )


@add_source
def _department(standing: Standing, now: dt.datetime) -> Iterator[Waiting]:  # noqa: ARG001
    if "department" not in standing.roles:
        return
    queue = _in_tier(standing, "at-department").count()
    yield Waiting(
        "at-department", ("份申报待主管部门审核", "applications in your department's queue"), queue, "/department/"
    )
    endorsed = _in_tier(standing, "endorsed").count()
    yield Waiting("endorsed", ("份申报已审核，待报送", "endorsed, to be forwarded"), endorsed, "/department/")


@add_source
def _oversight(standing: Standing, now: dt.datetime) -> Iterator[Waiting]:
    if "supervisor" in standing.roles:
        objections = visible(standing, "view", Objection.objects.filter(state="open")).count()
        yield Waiting(
            "objections-open", ("件异议尚未处理完毕", "objections not settled yet"), objections, "/objections/"
        )
    if "operator" in standing.roles:
        late = visible(standing, "view", Invitation.objects.filter(accepted_at=None, withdrawn_at=None, user=None))
        yield Waiting(
            "invitations",
            ("份邀请等待接受", "invitations not taken up yet"),
            late.filter(expires_at__gt=now).count(),
            "/organisations/people/",
        )


@add_source
def _windows(standing: Standing, now: dt.datetime) -> Iterator[Waiting]:
    """Windows of open rounds that close within seven days and in which this person has something in hand."""
    today = _today(now)
    rounds = visible(standing, "view", Round.objects.filter(state="open"))
    closing = Window.objects.filter(round__in=rounds, opens__lte=today, closes__gte=today, closes__lte=today + SOON)
    for window in closing.select_related("round").order_by("closes", "pk"):
        count, address = _in_hand(standing, window)
        title = window.round.title
        what = (
            f"份申报在办，“{title[0]}”的时间即将截止",
            f'applications in hand: the time in "{title[1]}" is running out',
        )
        yield Waiting("window", what, count, address, until=window.closes)


def _in_hand(standing: Standing, window: Window) -> tuple[int, str]:
    here = Q(round=window.round)
    if window.tier == "applicant":
        own = visible(standing, "change", Application.objects.filter(here, applicant=standing.user_id))
        return own.filter(Q(state="draft") | Q(state__startswith="returned")).count(), "/applications/"
    if window.tier == "employer":
        return _at_unit(standing).filter(here).count(), "/employer/"
    tier = window.tier.removeprefix("department-")
    if not tier.isdecimal():
        return 0, "/home/"
    held = _in_tier(standing, "at-department") | _in_tier(standing, "endorsed")
    return held.filter(here, tier=int(tier)).count(), "/department/"


@add_source
def _roles(standing: Standing, now: dt.datetime) -> Iterator[Waiting]:
    """Roles that end within thirty days: one's own, and those one has passed on."""
    open_now = visible(standing, "end", Grant.objects.filter(in_force(now), valid_until__lte=now + ENDING))
    mine = open_now.filter(user=standing.user_id)
    first = mine.order_by("valid_until").values_list("valid_until", flat=True).first()
    until = (first - dt.timedelta(seconds=1)).astimezone(CHINA).date() if first else None
    yield Waiting(
        "own-roles-ending", ("项您的授权即将到期", "of your roles end soon"), mine.count(), "/account/", until=until
    )
    passed = open_now.exclude(user=standing.user_id).count()
    yield Waiting(
        "roles-ending", ("项您管理的授权即将到期", "roles you look after end soon"), passed, "/organisations/"
    )
