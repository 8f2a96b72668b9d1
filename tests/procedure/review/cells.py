"""The tables of a review once more, written by hand from the documents: who may do what from where, per track.

A value is (roles, next state) for every track that has the table, or a mapping by track, ``"*"`` for the others and
``None`` for those without the row.
"""

from __future__ import annotations

from typing import Any, Final

from zhicheng.procedure.review.tables import NAMES

from .worked import IIOT, IM, IOT, NINGBO, PLANNED, QTI_PROFESSORATE, QTI_SENIOR, ROBOT, WENZHOU

OFFICE, CHAIR, SUPERVISOR = ("committee-office",), ("chair",), ("supervisor",)
EXPERT, TELLER, LEADER = ("expert",), ("teller",), ("group-leader",)
APPLICANT, ASSOCIATION, BOTH = ("applicant",), ("association",), ("supervisor", "association")
ISSUER, EXAMINERS = ("issuer",), ("committee-office", "supervisor")
MIDDLE = ("intermediate-committee",)

_EMPTY = set(NAMES) - {"sanction", "integrity-record"}
ABSENT: Final[dict[str, set[str]]] = {
    QTI_SENIOR: {"defence"},  # 面试答辩 is one of the group's means there, not a duty
    QTI_PROFESSORATE: {"defence", "recommendation"},  # only senior engineers go through an intermediate committee
    **{track: {"recommendation"} for track in (IOT, ROBOT, IIOT, IM)},
    NINGBO: _EMPTY - {"defence"},  # its own step after the door is the interview
    WENZHOU: _EMPTY,
}
"""The tables that a track does not have."""


def _by(qti: Any, others: Any, **more: Any) -> dict[str, Any]:
    return {QTI_SENIOR: qti, QTI_PROFESSORATE: qti, "*": others, **more}


def _entrusted(act_after: str) -> dict[str, Any]:
    """Objections: 高评委 in the 2019 plan, the office in the industrial internet's, else the entrusted body."""
    return {
        QTI_SENIOR: (OFFICE, act_after),
        QTI_PROFESSORATE: (OFFICE, act_after),
        IIOT: (OFFICE, act_after),
        "*": (ASSOCIATION, act_after),
    }


_REVOKE: Final = _by(SUPERVISOR, BOTH, **{NINGBO: ISSUER, WENZHOU: ISSUER})


def _revoked(after: str) -> dict[str, Any]:
    return {track: (who, after) for track, who in _REVOKE.items()}


CELLS: Final[dict[tuple[str, str, str], Any]] = {
    # --- intermediate committee (2019: senior engineers only)
    ("recommendation", "received", "score"): (MIDDLE, "scored"),
    ("recommendation", "scored", "score-anew"): (MIDDLE, "received"),
    ("recommendation", "scored", "recommend"): (MIDDLE, "recommended"),
    ("recommendation", "scored", "decline"): (MIDDLE, "not-recommended"),
    ("recommendation", "received", "exempt"): (OFFICE, "exempt"),
    # --- the round's second half
    ("review", "closed", "finish-checking"): (OFFICE, "checked"),
    ("review", "checked", "reopen-checking"): (OFFICE, "closed"),
    ("review", "checked", "begin-review"): (OFFICE, "reviewing"),
    ("review", "reviewing", "finish-meeting"): (OFFICE, "decided"),
    ("review", "decided", "confirm-publication"): (OFFICE, "published"),
    ("review", "published", "finish-certificates"): (OFFICE, "certified"),
    ("review", "certified", "archive"): (OFFICE, "archived"),
    # --- pool
    ("pool", "gathering", "establish"): (OFFICE, "in-force"),
    ("pool", "in-force", "add-expert"): (OFFICE, "in-force"),
    ("pool", "in-force", "remove-expert"): (OFFICE, "in-force"),
    ("pool", "in-force", "begin-adjustment"): (OFFICE, "adjusting"),
    ("pool", "adjusting", "finish-adjustment"): (OFFICE, "in-force"),
    # --- committee
    ("committee", "forming", "record-draw"): (OFFICE, "drawn"),
    ("committee", "drawn", "void-draw"): (SUPERVISOR, "forming"),
    ("committee", "drawn", "replace-seats"): (OFFICE, "drawn"),
    ("committee", "drawn", "constitute"): (OFFICE, "formed"),
    ("committee", "formed", "vacate-seat"): (OFFICE, "drawn"),
    ("committee", "formed", "dissolve"): (OFFICE, "dissolved"),
    # --- seat
    ("seat", "drawn", "accept"): (EXPERT, "accepted"),
    ("seat", "drawn", "decline"): (EXPERT, "declined"),
    ("seat", "drawn", "mark-unanswered"): (OFFICE, "declined"),
    ("seat", "accepted", "withdraw"): (EXPERT, "declined"),
    ("seat", "drawn", "recuse"): (OFFICE, "declined"),
    ("seat", "accepted", "recuse"): (OFFICE, "declined"),
    ("seat", "declined", "replace"): (OFFICE, "replaced"),
    # --- plan: two departments approve under 366, one under the 2019 plan
    ("plan", "drafting", "report"): (OFFICE, "reported"),
    ("plan", "returned", "report"): (OFFICE, "reported"),
    ("plan", "reported", "withdraw"): (OFFICE, "drafting"),
    ("plan", "reported", "consent"): _by(None, (SUPERVISOR, "reported")),
    ("plan", "reported", "approve"): (SUPERVISOR, "approved"),
    ("plan", "reported", "return"): (SUPERVISOR, "returned"),
    ("plan", "approved", "change"): (OFFICE, "drafting"),
    # --- meeting: announcing (and the seal) is a step of the 2019 plan only
    ("meeting", "preparing", "convene"): (OFFICE, "convened"),
    ("meeting", "convened", "cancel"): (OFFICE, "preparing"),
    ("meeting", "convened", "open"): (CHAIR, "open"),
    ("meeting", "open", "adjourn"): (CHAIR, "adjourned"),
    ("meeting", "adjourned", "resume"): (CHAIR, "open"),
    ("meeting", "open", "close"): (CHAIR, "closed"),
    ("meeting", "closed", "announce"): _by((CHAIR, "announced"), None),
    ("meeting", "announced", "sign"): _by((CHAIR, "signed"), None),
    ("meeting", "closed", "sign"): _by(None, (CHAIR, "signed")),
    ("meeting", "signed", "archive"): (SUPERVISOR, "archived"),
    # --- defence
    ("defence", "due", "summon"): (OFFICE, "summoned"),
    ("defence", "missed", "summon"): (OFFICE, "summoned"),
    ("defence", "summoned", "hold"): (LEADER, "held"),
    ("defence", "summoned", "miss"): (LEADER, "missed"),
    # --- deliberation
    ("deliberation", "waiting", "give-opinion"): (LEADER, "reviewed"),
    ("deliberation", "reviewed", "return-opinion"): (CHAIR, "waiting"),
    ("deliberation", "reviewed", "begin"): (CHAIR, "deliberating"),
    ("deliberation", "deliberating", "break-off"): (CHAIR, "reviewed"),
    ("deliberation", "deliberating", "end"): (CHAIR, "deliberated"),
    ("deliberation", "deliberated", "reopen"): (CHAIR, "deliberating"),
    # --- vote
    ("vote", "prepared", "open"): (CHAIR, "open"),
    ("vote", "open", "cast"): (EXPERT, "open"),
    ("vote", "open", "close"): (CHAIR, "closed"),
    ("vote", "closed", "open-envelopes"): (SUPERVISOR, "opened"),
    ("vote", "prepared", "choose-paper"): (CHAIR, "on-paper"),
    ("vote", "on-paper", "hand-out"): (CHAIR, "paper-open"),
    ("vote", "paper-open", "take-card"): (EXPERT, "paper-open"),
    ("vote", "paper-open", "collect"): (TELLER, "collected"),
    ("vote", "collected", "enter-count"): (TELLER, "collected"),
    ("vote", "collected", "compare-counts"): (TELLER, "opened"),
    ("vote", "closed", "object"): (EXPERT, "disputed"),
    ("vote", "disputed", "dismiss-objection"): (CHAIR, "closed"),
    ("vote", "opened", "object"): (EXPERT, "objected"),
    ("vote", "objected", "dismiss-objection"): (CHAIR, "opened"),
    ("vote", "opened", "record"): (TELLER, "recorded"),
    **{
        ("vote", state, "repeat"): (CHAIR, "voided")
        for state in ("open", "closed", "disputed", "paper-open", "collected", "opened", "objected")
    },
    ("vote", "recorded", "set-aside"): (SUPERVISOR, "voided"),
    # --- result: filed under 366 only; published by both departments (2019) or the entrusted body (366)
    ("result", "prepared", "post"): (OFFICE, "posted"),
    ("result", "posted", "settle-objection"): _entrusted("posted"),
    ("result", "ended", "settle-objection"): _entrusted("ended"),
    ("result", "posted", "take-down"): (OFFICE, "prepared"),
    ("result", "ended", "take-down"): (OFFICE, "prepared"),
    ("result", "filed", "take-down"): _by(None, (OFFICE, "prepared")),
    ("result", "published", "reopen"): (SUPERVISOR, "prepared"),
    ("result", "posted", "close-notice"): (OFFICE, "ended"),
    ("result", "ended", "file"): _by(None, (OFFICE, "filed")),
    ("result", "ended", "publish"): _by((SUPERVISOR, "published"), None),
    ("result", "filed", "publish"): _by(None, (ASSOCIATION, "published")),
    # --- re-examination
    ("reexamination", "draft", "ask"): (APPLICANT, "asked"),
    ("reexamination", "asked", "withdraw"): (APPLICANT, "withdrawn"),
    ("reexamination", "examining", "withdraw"): (APPLICANT, "withdrawn"),
    ("reexamination", "asked", "take-up"): (OFFICE, "examining"),
    ("reexamination", "asked", "decline"): (OFFICE, "declined"),
    ("reexamination", "asked", "decline-late"): (OFFICE, "declined"),
    ("reexamination", "examining", "uphold-result"): (OFFICE, "stands"),
    ("reexamination", "examining", "order-repeat"): (SUPERVISOR, "repeat-ordered"),
    # --- certificate
    ("certificate", "due", "issue"): _by((SUPERVISOR, "issued"), (BOTH, "issued")),
    ("certificate", "issued", "re-issue"): _by((SUPERVISOR, "replaced"), (BOTH, "replaced")),
    ("certificate", "issued", "revoke"): _revoked("revoked"),
    ("certificate", "revoked", "restore"): _revoked("issued"),
    # --- sanctions and the integrity record
    ("sanction", "reported", "take-up"): (EXAMINERS, "examining"),
    ("sanction", "examining", "dismiss"): (EXAMINERS, "dismissed"),
    ("sanction", "examining", "establish"): (EXAMINERS, "established"),
    ("sanction", "established", "apply"): _revoked("applied"),
    ("sanction", "established", "annul"): (SUPERVISOR, "annulled"),
    ("sanction", "applied", "annul"): (SUPERVISOR, "annulled"),
    ("integrity-record", "due", "enter"): _revoked("running"),
    ("integrity-record", "running", "expire"): (OFFICE, "expired"),
    ("integrity-record", "due", "annul"): (SUPERVISOR, "annulled"),
    ("integrity-record", "running", "annul"): (SUPERVISOR, "annulled"),
}

_QTI: Final = [
    ("recommendation", "scored", "recommend", "方案四（三）3、（十二）"),
    ("plan", "drafting", "report", "方案四（三）4"),
    ("plan", "reported", "approve", "方案四（三）4"),
    ("pool", "gathering", "establish", "方案三（二）2"),
    ("committee", "forming", "record-draw", "方案四（二）"),
    ("meeting", "closed", "announce", "方案四（三）5"),
    ("meeting", "announced", "sign", "方案四（三）5"),
    ("vote", "opened", "record", "方案四（三）5"),
    ("result", "posted", "settle-objection", "方案四（三）6"),
    ("result", "ended", "publish", "方案四（三）6"),
    ("certificate", "due", "issue", "方案四（四）2"),
    ("certificate", "issued", "revoke", "（十五）"),
    ("integrity-record", "due", "enter", "（十五）"),
    ("vote", "prepared", "choose-paper", ""),
    ("seat", "drawn", "recuse", ""),
    ("reexamination", "draft", "ask", ""),
]
_366: Final = [
    ("plan", "drafting", "report", "方案四（三）4"),
    ("pool", "in-force", "begin-adjustment", "方案四（二）"),
    ("pool", "gathering", "establish", ""),
    ("committee", "forming", "record-draw", "方案四（三）4"),
    ("seat", "accepted", "recuse", "方案四（四）第2款"),
    ("meeting", "closed", "sign", ""),
    ("vote", "open", "cast", "方案四（三）5"),
    ("result", "ended", "file", "方案四（三）6"),
    ("result", "filed", "publish", "方案四（三）6"),
    ("certificate", "due", "issue", "方案四（四）"),
    ("reexamination", "draft", "ask", ""),
]
_ARTICLES: Final = {IOT: ("第十七条", "第十八条"), ROBOT: ("第十四条", "第十五条")}
_ARTICLES.update(dict.fromkeys((IIOT, IM), ("第十九条", "第二十条")))
CLAUSES: Final = [
    *((QTI_SENIOR, *row) for row in _QTI),
    *((QTI_PROFESSORATE, *row) for row in _QTI if row[0] != "recommendation"),
    *((track, *row) for track in (IOT, ROBOT, IIOT, IM) for row in _366),
    *((track, "certificate", "issued", "revoke", articles[0]) for track, articles in _ARTICLES.items()),
    *((track, "integrity-record", "due", "enter", articles[0]) for track, articles in _ARTICLES.items()),
    *((track, "defence", "due", "summon", articles[1]) for track, articles in _ARTICLES.items()),
    (NINGBO, "defence", "due", "summon", "六（二）"),
    (NINGBO, "sanction", "established", "apply", "六（一）"),
    (NINGBO, "integrity-record", "due", "enter", "六（一）"),
    (WENZHOU, "sanction", "established", "apply", "第十一条"),
]
"""What a row cites; empty where no document at hand orders it."""

_NOT_QTI: Final = [("deliberation", "defence-settled"), ("vote", "voter-deliberated"), ("pool", "renewed-enough")]
_NOT_366: Final = [
    ("vote", "secret"),
    ("meeting", "sealed"),
    ("pool", "experts-qualified"),
    ("pool", "pool-large-enough"),
    ("pool", "chairs-listed"),
    ("committee", "by-specialty"),
    ("committee", "chairs-settled"),
    ("review", "recommended"),
]
WITHOUT: Final = [
    *((track, *pair) for track in (QTI_SENIOR, QTI_PROFESSORATE) for pair in _NOT_QTI),
    *((track, *pair) for track in (IOT, ROBOT, IIOT, IM) for pair in _NOT_366),
    (QTI_PROFESSORATE, "deliberation", "score-agreed"),
    (QTI_PROFESSORATE, "review", "recommended"),
]
"""Conditions that a track's document does not order, and some other's does."""

assert set(PLANNED) == {QTI_SENIOR, QTI_PROFESSORATE, IOT, ROBOT, IIOT, IM}
