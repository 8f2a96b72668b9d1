"""What groups and the committee come to, and how a review ends: sheets, meetings, results, certificates, cases."""

from __future__ import annotations

from zhicheng.web.api.rows.resource import Resource, add
from zhicheng.web.api.rows.shape import Field, fields
from zhicheng.web.meetings.models import BallotSession, Meeting, Presence, Signature, Tally, Vote
from zhicheng.web.meetings.process import MEETING, VOTE
from zhicheng.web.registry.case_process import CASE, RECORD, REEXAMINATION
from zhicheng.web.registry.certificate_process import CERTIFICATE
from zhicheng.web.registry.models import (
    Case,
    Certificate,
    Decision,
    EnteredOutcome,
    IntegrityRecord,
    Reexamination,
    Result,
)
from zhicheng.web.registry.result_process import RESULT
from zhicheng.web.scoring.models import Answer, Defence, Deliberation, Sheet
from zhicheng.web.scoring.process import DEFENCE, DELIBERATION

_ROUND = {"round": "application__round__code"}
_MEETING = {"meeting": "meeting_id"}


def _agenda(row: Meeting) -> list[int]:
    return list(row.agenda.values_list("application_id", flat=True))


def _examiners(row: Defence) -> list[int]:
    return [one.pk for one in row.examiners.order_by("pk")]


add(
    Resource(
        "deliberations",
        Deliberation,
        ("评议", "deliberations"),
        "sheets",
        fields("id", "application_id", "group_id", "state", "opened_at", "compared_at", "agreed_at", "version"),
        about="application__applicant",
        narrow={**_ROUND, "state": "state", "group": "group_id"},
        process=DELIBERATION,
    ),
    Resource(
        "group-sheets",
        Deliberation,
        ("评议组评分表", "groups' one sheets"),
        "sheets",
        fields("id", "application_id", "group_id", "state", "settlements", "recognised", "agreed_at", "opinion",
               "recommends", "phrases", "version"),
        as_object="group-sheet",
        about="application__applicant",
        narrow=_ROUND,
    ),
    Resource(
        "sheets",
        Sheet,
        ("评分表", "scoring sheets"),
        "sheets",
        fields("id", "deliberation_id", "application_id=deliberation.application_id", "seat_id", "state", "lines",
               "answers", "opinion", "recommends", "phrases", "score", "saved_at", "handed_in_at",
               "taken_out_because", "version"),
        about="deliberation__application__applicant",
        narrow={"deliberation": "deliberation_id", "state": "state"},
        beside=("deliberation",),
    ),
    Resource(
        "answers",
        Answer,
        ("对未决问题的认定", "answers to open questions"),
        "sheets",
        (
            *fields("id", "application_id", "question"),
            Field("value", kind=bool | str | None, value=lambda row: row.value),
            *fields("reason", "at"),
        ),
        about="application__applicant",
        narrow={"application": "application_id"},
    ),
    Resource(
        "defences",
        Defence,
        ("面试答辩", "defences"),
        "sheets",
        (
            *fields("id", "application_id", "state", "kind", "because", "appointed_at", "place", "outcome"),
            *fields("findings", "phrases", "missed_because", "version"),
            Field("examiners", kind=list[int], value=_examiners),
        ),
        about="application__applicant",
        narrow={**_ROUND, "state": "state"},
        process=DEFENCE,
    ),
    Resource(
        "meetings",
        Meeting,
        ("评审会议", "meetings"),
        "sheets",
        (
            *fields("id", "review_id", "round=review.round.code", "number", "day", "place", "state"),
            *fields("opened_at", "closed_at", "key_destroyed_at", "version"),
            Field("agenda", kind=list[int], value=_agenda, say="applications in their order"),
            *fields("minutes", only="export"),
        ),
        narrow={"round": "review__round__code", "state": "state"},
        beside=("review__round",),
        process=MEETING,
    ),
    Resource(
        "presences",
        Presence,
        ("到会记录", "presence in the room"),
        "sheets",
        fields("id", "meeting_id", "seat_id", "came_at", "left_at"),
        narrow=_MEETING,
    ),
    Resource(
        "votes",
        Vote,
        ("表决（只有票数）", "votes: counts only"),
        "sheets",
        fields("id", "meeting_id", "application_id", "run", "way", "state", "session_id", "yes", "no", "blank",
               "spoiled", "missing", "base", "needed", "outcome", "why", "opened_at", "version"),
        narrow={**_MEETING, "application": "application_id"},
        about="application__applicant",
        process=VOTE,
    ),
    Resource(
        "ballot-sessions",
        BallotSession,
        ("投票会议文件", "ballot sessions"),
        "sheets",
        fields("id", "meeting_id", "code", "run", "stage", "digest", "parted", "void_because", "version"),
        narrow=_MEETING,
    ),
    Resource(
        "tallies",
        Tally,
        ("计票员的计数", "tellers' counts"),
        "sheets",
        fields("id", "vote_id", "teller_id", "count", "yes", "no", "blank", "spoiled"),
        narrow={"vote": "vote_id"},
    ),
    Resource(
        "signatures",
        Signature,
        ("会议记录签名", "signatures under minutes"),
        "sheets",
        fields("id", "meeting_id", "seat_id", "digest", "at"),
        narrow=_MEETING,
    ),
    Resource(
        "decisions",
        Decision,
        ("评审结论", "decisions"),
        "reviews",
        (
            *fields("id", "result_id", "application_id", "passed", "recognised", "unmet", "taken_off_at", "version"),
            *fields("taken_off_because", only="inspect"),
        ),
        about="application__applicant",
        narrow={**_ROUND, "result": "result_id"},
    ),
    Resource(
        "entered-outcomes",
        EnteredOutcome,
        ("录入的评审结论", "outcomes entered from minutes"),
        "reviews",
        fields("id", "application_id", "passed", "recognised", "unmet", "source", "entered_at", "version"),
        about="application__applicant",
        narrow=_ROUND,
    ),
    Resource(
        "reexaminations",
        Reexamination,
        ("复查", "re-examinations"),
        "reviews",
        (
            *fields("id", "decision_id", "application_id=decision.application_id", "state", "asked_on", "text"),
            *fields("answer", "ended_at", "version"),
            *fields("finding", "fault", only="inspect"),
        ),
        about="decision__application__applicant",
        narrow={"round": "decision__application__round__code", "state": "state"},
        beside=("decision",),
        process=REEXAMINATION,
    ),
    Resource(
        "certificates",
        Certificate,
        ("电子证书", "certificates"),
        "reviews",
        fields("id", "application_id", "state", "number", "digest", "status_list", "status_index", "issued_at",
               "replaces_id", "ended_on", "reason", "decision", "version"),
        about="application__applicant",
        narrow={**_ROUND, "state": "state"},
        process=CERTIFICATE,
    ),
    Resource(
        "cases",
        Case,
        ("违规案件", "cases"),
        "reviews",
        (
            *fields("id", "application_id", "state", "offence", "serious", "chosen", "decision", "finding", "version"),
            *fields("account", "evidence", "heard", "heard_on", "reported_at", only="inspect"),
        ),
        about="application__applicant",
        narrow={**_ROUND, "state": "state"},
        process=CASE,
    ),
    Resource(
        "integrity-records",
        IntegrityRecord,
        ("诚信档案记录", "integrity records"),
        "reviews",
        fields("id", "case_id", "application_id=case.application_id", "state", "entered_on", "until", "version"),
        about="case__application__applicant",
        narrow={"state": "state"},
        beside=("case",),
        process=RECORD,
    ),
)  # fmt: skip

RESULTS = Resource(
    "results",
    Result,
    ("评审结果", "results"),
    "reviews",
    (
        *fields("id", "review_id", "round=review.round.code", "state", "notice_id", "document", "published_on"),
        *fields("version"),
        *fields("prepared_at", "filing", "filed_on", "job", "trouble", only="inspect"),
    ),
    narrow={"round": "review__round__code", "state": "state"},
    beside=("review__round",),
    process=RESULT,
    public=True,
)
add(RESULTS)
