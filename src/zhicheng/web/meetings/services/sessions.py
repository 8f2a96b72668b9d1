"""A session of the sealed ballot: its file made and signed by both, the votes on it opened, given up."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from zhicheng.procedure.ballot.forms import b64, read
from zhicheng.procedure.ballot.keys import make_stamp_key, private_bytes, sign_statement, stamp_public
from zhicheng.procedure.ballot.messages import SIGN, Keys, Sign, SignedReply
from zhicheng.procedure.ballot.platform import open_vote
from zhicheng.procedure.ballot.session import Session, SignedSession, session_of
from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.procedure.review.meeting_states import ARCHIVED, SIGNED
from zhicheng.procedure.review.vote_states import PREPARED
from zhicheng.vocabulary.points import exact
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.meetings.models import ELECTRONIC, BallotSession, Meeting, Vote
from zhicheng.web.meetings.platform_half import platform_key, signing_key
from zhicheng.web.meetings.process import VOTE, handler_recused
from zhicheng.web.meetings.room import Around, own_seat, rooms_now
from zhicheng.web.meetings.services.voting import LIVE, give_up
from zhicheng.web.review.acting import perform
from zhicheng.web.review.rules import rules_of
from zhicheng.web.site.acts import locked
from zhicheng.web.visibility.scope import require
from zhicheng.web.visibility.standing import Standing


@transaction.atomic
def keep_supervisor_keys(
    meeting: Meeting, message: object, *, actor: Standing, now: dt.datetime, version: int | None = None
) -> Meeting:
    """The supervisor's public keys, made on the supervisor's own machine.

    Raises:
        ActRefused: ``no-right``, ``bad-message``, ``another-meeting``, ``another-supervisor``, ``meeting-over``.
    """
    row = locked(meeting, version)
    require(actor, "watch", row)
    keys = read(Keys, message)
    before = row.supervisor_keys
    if keys.meeting != row.code:
        raise ActRefused(_other_meeting(keys.meeting, row.code))
    if row.state in (SIGNED, ARCHIVED):
        raise ActRefused(_OVER)
    if before and before["signing"] != keys.signing and row.sessions.exclude(signed={}).exists():
        raise ActRefused(_OTHER_SUPERVISOR)
    row.supervisor_keys = keys.plain()
    row.version += 1
    row.save()
    detail = {"count": len(keys.stamp_keys), "number": len(keys.opening_keys), "digest": keys.signing}
    write_entry("keep-supervisor-keys", actor=actor, now=now, on=row, role="supervisor", detail=detail)
    return row


@transaction.atomic
def prepare_session(meeting: Meeting, votes: Sequence[Vote], *, actor: Standing, now: dt.datetime) -> BallotSession:
    """The file of a sealed ballot on these votes, with the room as it is now, signed by the platform.

    Votes of a session that was given up are voted on in its next run.

    Raises:
        ActRefused: ``no-right``, ``votes-not-prepared``, ``session-live``, ``keys-missing`` (the supervisor's),
            ``repeat-apart`` (votes of different former sessions), ``number-not-set``, ``handler-recused`` (on one of
            them somebody else has to preside); what the platform's half has against opening is said when it opens.
    """
    row = locked(meeting, None)
    require(actor, "preside", row)
    fresh = list(Vote.objects.select_for_update(no_key=True).filter(pk__in=[one.pk for one in votes], meeting=row))
    former = _former(row, fresh)
    seat = own_seat(row, actor)
    against = _unready(row, fresh)
    if seat is not None and any(handler_recused(one, seat) for one in fresh):
        against.append(_RECUSED)
    if against:
        raise ActRefused(against)
    keys = {one.code: make_stamp_key() for one in fresh}
    code = former.code if former is not None else f"v{_codes(row) + 1}"
    rooms = rooms_now(row, [one.application for one in fresh], now)
    file = _file(row, fresh, rooms, code, former, {name: stamp_public(key).plain() for name, key in keys.items()})
    made = BallotSession.objects.create(
        meeting=row,
        code=code,
        run=file.run,
        repeats=former,
        digest=file.id,
        session=file.plain(),
        own_signature=sign_statement(signing_key(row), file.plain()),
        keys=json.dumps({name: b64(private_bytes(key)) for name, key in keys.items()}),
    )
    Vote.objects.filter(pk__in=[one.pk for one in fresh]).update(session=made)
    detail = {"digest": made.digest, "count": len(fresh), "number": made.run}
    write_entry("prepare-session", actor=actor, now=now, on=made, role="chair", detail=detail)
    return made


def _unready(meeting: Meeting, votes: Sequence[Vote]) -> list[Refusal]:
    found = []
    if not votes or any(one.state != PREPARED or one.way != ELECTRONIC for one in votes):
        found.append(_NOT_PREPARED)
    if meeting.sessions.filter(stage__in=LIVE).exists():
        found.append(_LIVE)
    if len(_unused(meeting)) < len(votes) or not _unused_openings(meeting):
        found.append(_KEYS_MISSING)
    return found


def _codes(meeting: Meeting) -> int:
    return len(set(meeting.sessions.values_list("code", flat=True)))


def _former(meeting: Meeting, votes: Sequence[Vote]) -> BallotSession | None:
    """The signed session that a session on these votes repeats: the last one that held any of their applicants."""
    names = {one.code for one in votes}
    found = None
    for one in meeting.sessions.exclude(signed={}).order_by("pk"):
        held = {item["applicant"] for item in one.session["applicants"]}
        if held & names:
            if not names <= held or (found is not None and one.repeats_id != found.pk):
                raise ActRefused(_APART)
            found = one
    return found


def _used(meeting: Meeting) -> set[str]:
    found: set[str] = set()
    for one in meeting.sessions.all():
        found |= {item["supervisor"]["n"] for item in one.session["applicants"]} | {one.session["opening_key"]["n"]}
    return found


def _unused(meeting: Meeting) -> list[dict[str, Any]]:
    used = _used(meeting)
    return [one for one in meeting.supervisor_keys.get("stamp_keys", ()) if one["n"] not in used]


def _unused_openings(meeting: Meeting) -> list[dict[str, Any]]:
    used = _used(meeting)
    return [one for one in meeting.supervisor_keys.get("opening_keys", ()) if one["n"] not in used]


def keys_left(meeting: Meeting) -> tuple[int, int]:
    """How many of the supervisor's stamp and opening keys no session has used."""
    return len(_unused(meeting)), len(_unused_openings(meeting))


def _file(
    meeting: Meeting,
    votes: Sequence[Vote],
    rooms: Mapping[int, Around],
    code: str,
    former: BallotSession | None,
    own: Mapping[str, Any],
) -> Session:
    room = next(iter(rooms.values()))
    applicants = [
        {
            "applicant": one.code,
            "missed": sorted(rooms[one.application_id].missed),
            "recused": sorted(rooms[one.application_id].recused),
            "platform": own[one.code],
            "supervisor": theirs,
        }
        for one, theirs in zip(votes, _unused(meeting), strict=False)
    ]
    return session_of(
        {
            "meeting": meeting.code,
            "vote": code,
            "run": former.run + 1 if former is not None else 1,
            "repeats": former.digest if former is not None else None,
            **_shares(meeting),
            "members": sorted(room.members),
            "present": sorted(room.present),
            "applicants": applicants,
            "opening_key": _unused_openings(meeting)[0],
            "signing": {"platform": platform_key(meeting), "supervisor": meeting.supervisor_keys["signing"]},
        }
    )


def _shares(meeting: Meeting) -> dict[str, Any]:
    rules = rules_of(meeting.review.round)
    attendance, majority = rules.number("attendance"), rules.number("majority")
    if isinstance(attendance, Refusal) or isinstance(majority, Refusal):
        raise ActRefused([one for one in (attendance, majority) if isinstance(one, Refusal)])
    recused = "counted" if rules.recused_counted else "not-counted"
    return {
        "attendance": {"share": _share(attendance.value), "source": attendance.clause[:500]},
        "majority": {
            "share": _share(majority.value),
            "base": majority.base,
            "recused": recused,
            "source": majority.clause[:500],
        },
    }


def _share(value: Any) -> str:
    share = exact(value)
    return f"{share.numerator}/{share.denominator}"


def to_sign(session: BallotSession) -> dict[str, Any]:
    """The message by which the platform asks for the supervisor's signature."""
    return Sign(format=SIGN, session=read(Session, session.session), signature=session.own_signature).plain()


@transaction.atomic
def keep_signature(session: BallotSession, message: object, *, actor: Standing, now: dt.datetime) -> BallotSession:
    """The supervisor's signature under a session, with the marks for its members.

    Raises:
        ActRefused: ``no-right``, ``not-to-sign``, ``bad-message``, ``bad-signature``, ``another-session``,
            ``too-few-present``, ``no-voter``.
    """
    row = locked(session, None)
    require(actor, "relay", row)
    if row.stage != "prepared":
        raise ActRefused(_NOT_TO_SIGN)
    reply = read(SignedReply, message)
    if reply.session != row.digest:
        raise ActRefused(_OTHER_SESSION)
    signatures = {"platform": row.own_signature, "supervisor": reply.signature}
    signed = read(SignedSession, {"session": row.session, "signatures": signatures})
    open_vote(signed, reply.tags)
    row.signed, row.tags, row.stage = signed.plain(), json.dumps(reply.tags), "signed"
    row.version += 1
    row.save()
    write_entry("sign-session", actor=actor, now=now, on=row, role="supervisor", detail={"digest": row.digest})
    return row


@transaction.atomic
def open_session(session: BallotSession, *, actor: Standing, now: dt.datetime) -> BallotSession:
    """Whoever presides opens the votes of a signed session.

    Raises:
        ActRefused: ``no-right``, ``room-changed`` (somebody came or left since the file was made: a next run has to be
            signed), ``not-to-open`` (given up, or open already), ``vote-not-ready``, ``attendance-too-low`` and every
            other reason of the votes' table.
    """
    locked(session.meeting, None)  # nobody comes in or leaves until it is open
    row = locked(session, None)
    require(actor, "preside", row)
    votes = list(row.votes.select_related("application", "meeting__review__round").order_by("pk"))
    if row.stage not in ("prepared", "signed") or not votes:
        raise ActRefused(_NOT_TO_OPEN)
    rooms = rooms_now(row.meeting, [one.application for one in votes], now)
    if row.stage == "signed" and not _same_rooms(row, votes, rooms):
        raise ActRefused(_CHANGED)
    for one in votes:
        _open(one, rooms[one.application_id], actor, now)
    row.stage = "voting"
    row.version += 1
    row.save()
    return row


def _open(vote: Vote, room: Around, actor: Standing, now: dt.datetime) -> None:
    def change(row: Vote) -> None:
        row.room, row.opened_at = room.plain, now

    perform(VOTE, vote, "open", actor=actor, now=now, change=change)


def _same_rooms(session: BallotSession, votes: Sequence[Vote], rooms: Mapping[int, Around]) -> bool:
    stated = {one["applicant"]: one for one in session.session["applicants"]}
    for one in votes:
        room, said = rooms[one.application_id], stated[one.code]
        lists = (sorted(room.present), sorted(room.missed), sorted(room.recused), sorted(room.members))
        if lists != (session.session["present"], said["missed"], said["recused"], session.session["members"]):
            return False
    return True


@transaction.atomic
def give_up_session(session: BallotSession, *, reason: str, actor: Standing, now: dt.datetime) -> BallotSession:
    """A session that nobody has voted under yet is given up: another file, signed as the next run, takes its place.

    Raises:
        ActRefused: ``no-right``, ``reason-missing``, ``session-begun`` (its votes have to be repeated instead).
    """
    locked(session.meeting, None)
    row = locked(session, None)
    require(actor, "preside", row)
    if not reason.strip():
        raise ActRefused(_NO_REASON)
    if row.stage not in ("prepared", "signed"):
        raise ActRefused(_BEGUN)
    give_up(row, reason, actor, now)
    row.votes.filter(state=PREPARED).update(session=None)
    row.refresh_from_db()
    return row


def _other_meeting(given: str, wanted: str) -> Refusal:
    return Refusal(
        "another-meeting",
        (f"文件属于会议 {given}，本次会议为 {wanted}", f"the file is of meeting {given}, this one is {wanted}"),
        do=("请按本次会议代码建立监督方目录", "make the supervisor's folder with this meeting's code"),
    )


_OVER = Refusal("meeting-over", ("会议记录已签字", "the minutes are signed"))
_OTHER_SUPERVISOR = Refusal(
    "another-supervisor",
    ("签名密钥与已签署各轮的不同", "another signing key than the one that signed before"),
    do=("请使用原来的监督方目录", "use the folder used before"),
)
_NOT_PREPARED = Refusal("votes-not-prepared", ("没有待表决的电子投票", "no votes wait for a sealed ballot"))
_RECUSED = Refusal(
    "handler-recused",
    ("所选各项中有您应当回避的申报人", "you are recused for one of these applicants"),
    do=(
        "请将其分开，由未回避的副主任委员另办一轮",
        "leave them out: a deputy who is not recused holds a ballot of their own",
    ),
)
_LIVE = Refusal(
    "session-live",
    ("还有一轮密封投票未结束", "another sealed ballot is not finished"),
    do=("请先办结该轮", "finish that one first"),
)
_KEYS_MISSING = Refusal(
    "keys-missing",
    ("监督方公钥不足", "not enough of the supervisor's keys"),
    do=("请监督方生成密钥并上传 keys.json", "let the supervisor make keys and hand over keys.json"),
)
_APART = Refusal(
    "repeat-apart",
    ("所选各项曾分属不同轮次，不能合并在一轮重投", "these were voted on in different sessions before"),
    do=("请按原轮次分别重新投票", "repeat them session by session"),
)
_NOT_TO_SIGN = Refusal("not-to-sign", ("这一轮不在待签署状态", "the session does not wait for a signature"))
_NOT_TO_OPEN = Refusal("not-to-open", ("这一轮已经放弃、已经开始或没有表决事项", "given up, open already, or empty"))
_OTHER_SESSION = Refusal("another-session", ("签署的是另一份会议文件", "the signature is of another session file"))
_CHANGED = Refusal(
    "room-changed",
    ("会议文件签署后在场人员或回避情况有变动", "since the session file was made somebody came, left or was recused"),
    do=("请放弃本轮，重新生成并签署下一轮", "give this session up and have the next run signed"),
)
_BEGUN = Refusal(
    "session-begun",
    ("投票已经开始或已结束，不能直接放弃", "voting has begun or is over"),
    do=("请对其中的表决办理“作废并重新投票”", "void and repeat its votes"),
)
_NO_REASON = Refusal("reason-missing", ("没有写明理由", "no reason is given"), do=("请填写理由", "give the reason"))
