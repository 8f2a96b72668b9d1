"""What the minutes of a meeting say: figures from the records, words from the office; what they still lack."""

from __future__ import annotations

from typing import Any, Final

from zhicheng.procedure.ballot.meeting import Base, Majority, majority_sentence
from zhicheng.procedure.canonical import digest
from zhicheng.procedure.refusal import Refusal
from zhicheng.procedure.review.vote_states import RECORDED, VOIDED
from zhicheng.web.clock.now import CHINA
from zhicheng.web.meetings.models import Meeting, Presence, Signature, Vote
from zhicheng.web.meetings.room import seats_of
from zhicheng.web.review.rules import rules_of

Pair = tuple[str, str]

STATED: Final = "stated"
"""Where the minutes keep what they stated when whoever presides signed them."""
WRITTEN: Final[tuple[tuple[str, Pair], ...]] = (
    ("recorder", ("记录人", "who took them")),
    ("proceedings", ("会议经过", "what was done")),
)
"""What the office has to write."""


def attended(meeting: Meeting) -> list[str]:
    """Whoever was in the room at some time, by code."""
    rows = Presence.objects.filter(meeting=meeting).values_list("seat__expert__code", flat=True)
    return sorted(set(rows))


def as_stated(meeting: Meeting) -> dict[str, Any]:
    """All that the minutes state, plain; its digest is what members sign. Once they are signed it stays what it was."""
    if STATED in meeting.minutes:
        return dict(meeting.minutes[STATED])
    written = {key: value for key, value in meeting.minutes.items() if key != "unsigned"}
    return {
        "format": "zhicheng-minutes/1",
        "meeting": meeting.code,
        "day": meeting.day.isoformat(),
        "place": meeting.place,
        "written": written,
        "members": sorted(seats_of(meeting)),
        "presences": presences(meeting),
        "votes": [_vote(one) for one in votes_of(meeting)],
        "majority": list(majority_of(meeting)),
    }


def digest_of(meeting: Meeting) -> str:
    """The digest of the minutes as they stand."""
    return digest(as_stated(meeting))


def presences(meeting: Meeting) -> list[dict[str, Any]]:
    """Who came and left when."""
    rows = Presence.objects.filter(meeting=meeting).select_related("seat__expert")
    return [
        {
            "member": one.seat.expert.code,
            "came": one.came_at.astimezone(CHINA).isoformat(),
            "left": one.left_at.astimezone(CHINA).isoformat() if one.left_at is not None else None,
        }
        for one in rows.order_by("seat__expert__code", "came_at", "pk")
    ]


def votes_of(meeting: Meeting) -> list[Vote]:
    """The votes in the order of the agenda, voided ones before those that replaced them."""
    places = {one.application_id: one.place for one in meeting.agenda.all()}
    rows = Vote.objects.filter(meeting=meeting, state__in=(RECORDED, VOIDED)).select_related("application", "session")
    return sorted(rows, key=lambda one: (places.get(one.application_id, 0), one.run))


def _vote(one: Vote) -> dict[str, Any]:
    return {
        "applicant": one.code,
        "run": one.run,
        "way": one.way,
        "state": RECORDED if one.set_aside else one.state,
        "room": one.room,
        "counts": [one.yes, one.no, one.blank, one.spoiled, one.missing],
        "base": one.base,
        "needed": one.needed,
        "outcome": one.outcome,
        "why": one.why,
        "session": one.session.digest if one.session is not None else None,
        "scan": one.scan_id,
    }


def majority_of(meeting: Meeting) -> Pair:
    """The rule by which votes passed, as the minutes name it."""
    rules = rules_of(meeting.review.round)
    number = rules.number("majority")
    if isinstance(number, Refusal):
        return number.text
    base: Base = "members" if number.base == "members" else "present"
    return majority_sentence(Majority(number.value, base, rules.recused_counted), number.clause)


def unsigned(meeting: Meeting) -> list[str]:
    """Members who were there and have neither signed the minutes as they stand nor a reason why not, by code."""
    if "checkpoint" not in meeting.minutes:
        return attended(meeting)
    rows = Signature.objects.filter(meeting=meeting, digest=digest_of(meeting))
    signed = set(rows.values_list("seat__expert__code", flat=True))
    excused = {code for code, why in meeting.minutes.get("unsigned", {}).items() if why.strip()}
    return [code for code in attended(meeting) if code not in signed | excused]


def missing_parts(meeting: Meeting) -> tuple[Pair, ...]:
    """What the minutes still lack before they can be signed by whoever presides."""
    found = [name for key, name in WRITTEN if not str(meeting.minutes.get(key, "")).strip()]
    if "checkpoint" not in meeting.minutes:
        found.append(("账册检查点", "the ledger's checkpoint"))
    waiting = unsigned(meeting) if not found else []
    if waiting:
        found.append((f"{len(waiting)} 名到会委员的签名", f"signatures of {len(waiting)} members who were there"))
    return tuple(found)
