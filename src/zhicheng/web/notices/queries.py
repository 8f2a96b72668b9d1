"""Questions about notices and objections; each starts from what the person may see."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from zhicheng.policy.pack import load_pack
from zhicheng.procedure.application_states import AT_EMPLOYER
from zhicheng.web.applications.facts import notice_facts
from zhicheng.web.applications.models import Application
from zhicheng.web.notices.models import Notice, Objection, Sanction
from zhicheng.web.rounds.models import Round
from zhicheng.web.visibility.scope import visible
from zhicheng.web.visibility.standing import VISITOR, Standing

EMPLOYERS = ("employer", "personnel-agency")


@dataclass(frozen=True, slots=True)
class Named:
    """All that a notice says of a person in public."""

    key: int
    name: str
    unit: str
    title: tuple[str, str]
    specialty: str
    way_in: str


def public_notices() -> QuerySet[Notice]:
    """The notices everybody may see, with how many they name."""
    rows = Notice.objects.select_related("round", "organisation")
    return visible(VISITOR, "view", rows).annotate(persons=_persons())


def _persons() -> Coalesce:
    """How many a notice names; a query of its own, so that lists can still be counted by state."""
    named = Application.objects.filter(notices=OuterRef("pk")).order_by().values("notices")
    return Coalesce(Subquery(named.annotate(number=Count("pk")).values("number")), 0)


def _open_objections() -> Coalesce:
    waiting = Objection.objects.filter(notice=OuterRef("pk"), state="open").order_by().values("notice")
    return Coalesce(Subquery(waiting.annotate(number=Count("pk")).values("number")), 0)


def named_in(notice: Notice) -> list[Named]:
    """Who is named in a notice that the asker may see; of each only what a notice says."""
    title = load_pack(notice.round.pack).about(notice.round.level)
    rows = notice.applications.order_by("pk").values_list("pk", "name", "employer_name", "specialty", "way_in")
    return [Named(pk, name, unit, title, specialty, way) for pk, name, unit, specialty, way in rows]


def employer_notices(standing: Standing, act: str = "view") -> QuerySet[Notice]:
    """The notices of the person's own units."""
    own = Notice.objects.filter(organisation__in=standing.organisations(*EMPLOYERS))
    rows = visible(standing, act, own.select_related("round", "organisation"))
    return rows.annotate(persons=_persons(), objections_open=_open_objections())


def objections_seen(standing: Standing, act: str = "view") -> QuerySet[Objection]:
    """The objections the person may see, without their senders: those columns are not even read."""
    rows = Objection.objects.select_related("notice__organisation", "notice__round", "application", "received_by")
    return visible(standing, act, rows.defer("sender_name", "sender_contact", "receipt_digest"))


def senders_seen(standing: Standing, objections: QuerySet[Objection]) -> dict[int, tuple[str, str]]:
    """Name and contact of the senders that the person may see without more ado, by objection."""
    seen = visible(standing, "view", Objection.objects.filter(pk__in=objections.values("pk")), as_object="objector")
    return {pk: (name, contact) for pk, name, contact in seen.values_list("pk", "sender_name", "sender_contact")}


def sanctions_seen(standing: Standing) -> QuerySet[Sanction]:
    """The sanctions the person may see."""
    return visible(standing, "view", Sanction.objects.select_related("round"))


def to_be_posted(standing: Standing, round_: Round | None = None) -> list[Application]:
    """The applications in hand for which no notice was posted yet."""
    units = standing.organisations(*EMPLOYERS)
    rows = Application.objects.filter(employer__in=units, state=AT_EMPLOYER).select_related("round", "employer")
    found = visible(standing, "check", rows if round_ is None else rows.filter(round=round_)).order_by("round", "pk")
    return [one for one in found if notice_facts(one).first_day is None]
