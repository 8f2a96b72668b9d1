"""Questions the pages of the meeting ask; each starts from what the person may see. None asks who voted how."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.procedure.review.rules import ReviewRules
from zhicheng.procedure.review.vote_states import VOIDED
from zhicheng.web.committee.models import Seat
from zhicheng.web.meetings.models import AgendaItem, BallotSession, Card, Meeting, Presence, Signature, Vote
from zhicheng.web.meetings.room import deliberated_here, present_now, recused_for, seats_of
from zhicheng.web.review.acting import state_name
from zhicheng.web.review.models import Review
from zhicheng.web.review.rules import tables_of
from zhicheng.web.scoring.models import Deliberation
from zhicheng.web.visibility.scope import visible
from zhicheng.web.visibility.standing import Standing

Pair = tuple[str, str]
MARKS = {"recorded": "good", "opened": "good", "voided": "bad", "objected": "bad", "disputed": "bad"}
OUTCOMES: dict[str, Pair] = {"passed": ("通过", "passed"), "not-passed": ("未通过", "not passed")}


def meetings_seen(standing: Standing, act: str = "view") -> QuerySet[Meeting]:
    """The meetings on which this person may do an act, the latest first."""
    rows = Meeting.objects.select_related("review__round__office")
    return visible(standing, act, rows).order_by("-day", "-pk")


def meeting_of(standing: Standing, review: Review, number: int = 0) -> Meeting | None:
    """The latest meeting of a review, or the one of a number, if there is one and this person may see it."""
    rows = meetings_seen(standing).filter(review=review).order_by("-number")
    return rows.filter(number=number).first() if number else rows.first()


def earlier_meetings(standing: Standing, meeting: Meeting) -> list[Meeting]:
    """The meetings of the same review before this one."""
    rows = meetings_seen(standing).filter(review=meeting.review_id, number__lt=meeting.number)
    return list(rows.order_by("number"))


def own_meetings(standing: Standing) -> QuerySet[Meeting]:
    """The meetings of the committees on which this person sits."""
    mine = {"review__committee__seats__expert__user": standing.user_id, "review__committee__seats__state": "accepted"}
    return meetings_seen(standing).filter(**mine)


def own_meeting_or_404(standing: Standing, pk: int) -> Meeting:
    """One of those.

    Raises:
        Http404: there is none of that number, or this person is not on its committee, or is not called yet.
    """
    return get_object_or_404(own_meetings(standing), pk=pk)


def refuse_own_matter(standing: Standing, meeting: Meeting) -> None:
    """Refuse what tells of the votes of a whole meeting to somebody whose own application is before it.

    Raises:
        ActRefused: ``own-application``.
    """
    if meeting.agenda.filter(application__applicant=standing.person).exists():
        raise ActRefused(_OWN_MATTER)


_OWN_MATTER = Refusal(
    "own-application",
    ("您本人的申报在本次会议议程上，此件须由其他人员办理", "your own application is on this agenda"),
    do=("请由其他人员办理", "somebody else has to handle it"),
)


@dataclass(slots=True)
class Line:
    """One applicant on the agenda: the deliberation, the vote that stands, those that were voided; what they are called;
    members in the room who must leave it first; whether the committee has deliberated on them at this meeting; whether
    the member who asks has taken a card and may vote."""

    item: AgendaItem
    deliberation: Deliberation | None
    vote: Vote | None
    voided: list[Vote]
    said: Pair
    mark: str
    recused: list[Seat] = field(default_factory=list)
    inside: list[Seat] = field(default_factory=list)
    talked: bool = False
    taken: int = 0
    mine: bool = False
    barred: bool = False

    @property
    def outcome(self) -> Pair:
        """Passed or not, once it is recorded."""
        return OUTCOMES.get(self.vote.outcome, ("", "")) if self.vote is not None else ("", "")


def agenda_of(standing: Standing, meeting: Meeting, rules: ReviewRules, own: Seat | None = None) -> list[Line]:
    """The agenda with what has become of each; for those who may see the meeting."""
    items = AgendaItem.objects.filter(meeting__in=visible(standing, "view", Meeting.objects.filter(pk=meeting.pk)))
    items = items.select_related("application__round", "application__deliberation")
    votes = visible(standing, "view", Vote.objects.filter(meeting=meeting).select_related("session"))
    by_application: dict[int, list[Vote]] = {}
    for one in votes.order_by("run"):
        by_application.setdefault(one.application_id, []).append(one)
    found = _lines(list(items), by_application, meeting, rules, own)
    for line in found:
        if line.item.application.applicant_id is not None and line.item.application.applicant_id == standing.user_id:
            line.deliberation, line.said, line.recused, line.inside = None, ("", ""), [], []  # the own one: its place
    return found


def _lines(
    items: list[AgendaItem], votes: dict[int, list[Vote]], meeting: Meeting, rules: ReviewRules, own: Seat | None
) -> list[Line]:
    tables = tables_of(rules)
    seats, present = seats_of(meeting), present_now(meeting)
    recused = recused_for(meeting, [one.application for one in items])
    cards = list(Card.objects.filter(vote__meeting=meeting).values_list("vote", "seat"))
    found = []
    for item in items:
        held = votes.get(item.application_id, [])
        standing = next((one for one in held if one.state != VOIDED), None)
        talk = getattr(item.application, "deliberation", None)
        said = ("", "")
        if standing is not None:
            said = state_name(tables["vote"], standing)
        elif talk is not None:
            said = state_name(tables["deliberation"], talk)
        line = Line(item, talk, standing, [one for one in held if one.state == VOIDED], said, _mark(standing, talk))
        line.talked = deliberated_here(meeting, talk)
        line.recused = [seats[code] for code in sorted(recused[item.application_id]) if code in seats]
        line.inside = [one for one in line.recused if one.expert.code in present]
        if standing is not None:
            line.taken = sum(vote == standing.pk for vote, _ in cards)
            line.mine = own is not None and (standing.pk, own.pk) in cards
        line.barred = own is not None and own.expert.code in recused[item.application_id]
        found.append(line)
    return found


def _mark(vote: Vote | None, talk: Deliberation | None) -> str:
    if vote is not None:
        return MARKS.get(vote.state, "now")
    return "now" if talk is not None and talk.state == "deliberating" else "waiting"


@dataclass(frozen=True, slots=True)
class Here:
    """A member of the committee at the meeting: in the room now or not, when they came and left, whether they signed."""

    seat: Seat
    inside: bool
    spans: tuple[Presence, ...]
    signed: bool


def members_of(standing: Standing, meeting: Meeting, digest: str = "") -> list[Here]:
    """The members with where they are; ``digest``: of the minutes that are to be signed."""
    rows = visible(standing, "view", Presence.objects.filter(meeting=meeting)).order_by("came_at", "pk")
    spans: dict[int, list[Presence]] = {}
    for one in rows:
        spans.setdefault(one.seat_id, []).append(one)
    signatures = visible(standing, "view", Signature.objects.filter(meeting=meeting, digest=digest))
    signed = set(signatures.values_list("seat", flat=True))
    return [
        Here(
            seat,
            any(one.left_at is None for one in spans.get(seat.pk, ())),
            tuple(spans.get(seat.pk, ())),
            seat.pk in signed,
        )
        for seat in seats_of(meeting).values()
    ]


def sessions_seen(standing: Standing, meeting: Meeting, act: str = "view") -> list[BallotSession]:
    """The sessions of the meeting's sealed ballots, in order."""
    rows = BallotSession.objects.filter(meeting=meeting).select_related("meeting__review__round")
    return list(visible(standing, act, rows).order_by("pk"))


def session_or_404(standing: Standing, meeting: Meeting, pk: int, act: str = "view") -> BallotSession:
    """One of them.

    Raises:
        Http404: there is none of that number here for this person.
    """
    rows = BallotSession.objects.filter(meeting=meeting).select_related("meeting__review__round")
    return get_object_or_404(visible(standing, act, rows), pk=pk)


def vote_or_404(standing: Standing, meeting: Meeting, pk: int) -> Vote:
    """One vote of a meeting.

    Raises:
        Http404: there is none of that number here for this person.
    """
    rows = Vote.objects.filter(meeting=meeting).select_related("application", "session", "meeting__review__round")
    return get_object_or_404(visible(standing, "view", rows), pk=pk)


def votes_seen(standing: Standing, meeting: Meeting) -> QuerySet[Vote]:
    """The votes of a meeting that this person may take away as a list, voided ones too."""
    rows = Vote.objects.filter(meeting=meeting).select_related("application")
    return visible(standing, "export", rows).order_by("application__serial", "application", "run")
