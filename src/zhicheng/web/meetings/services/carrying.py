"""The way by stick: messages to the supervisor as files, the answers back as files of the same names; or an address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from zhicheng.procedure.ballot.messages import CONFIRMATION, NOTED, REFUSAL, STAMPS
from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.meetings.models import BallotSession, Meeting, Relayed
from zhicheng.web.meetings.platform_half import Message
from zhicheng.web.meetings.relaying import relay_address
from zhicheng.web.meetings.services.mailbox import note
from zhicheng.web.site.acts import locked
from zhicheng.web.visibility.scope import require
from zhicheng.web.visibility.standing import Standing


@transaction.atomic
def set_relay(meeting: Meeting, address: str, *, actor: Standing, now: dt.datetime, version: int | None) -> Meeting:
    """Where the supervisor's program answers; empty: messages go by stick.

    Raises:
        ActRefused: ``no-right``, ``stale-page``, ``relay-invalid``.
    """
    row = locked(meeting, version)
    require(actor, "watch", row)
    row.relay = relay_address(address)
    row.version += 1
    row.save()
    write_entry("set-relay", actor=actor, now=now, on=row, role="supervisor", detail={"changed": bool(row.relay)})
    return row


def to_carry(session: BallotSession, *, actor: Standing) -> dict[str, Message]:
    """The messages that wait for an answer, by the names of their files.

    Raises:
        ActRefused: ``no-right``.
    """
    require(actor, "relay", session)
    rows = Relayed.objects.filter(session=session, answer={}).order_by("digest")
    return {f"{one.digest[:24]}.json": one.message for one in rows}


@transaction.atomic
def bring_answers(
    session: BallotSession, answers: Mapping[str, object], *, actor: Standing, now: dt.datetime
) -> tuple[int, list[str]]:
    """The supervisor's answers, by the names of their files: how many were taken, and the names of files that answer
    nothing here. A refusal is not kept: the page asks again.

    Raises:
        ActRefused: ``no-right``, ``no-answers``.
    """
    row = locked(session, None)
    require(actor, "relay", row)
    waiting = {f"{one.digest[:24]}.json": one for one in Relayed.objects.filter(session=row, answer={})}
    taken, strange = 0, []
    for name, answer in sorted(answers.items()):
        asked = waiting.get(name.rpartition("/")[2])
        if asked is None or not _answers(asked.message, answer):
            strange.append(name)
            continue
        _take(row, asked, answer, actor, now)
        taken += 1
    if not taken:
        raise ActRefused(_NONE)
    write_entry("bring-answers", actor=actor, now=now, on=row, role="supervisor", detail={"count": taken})
    return taken, strange


def _take(session: BallotSession, asked: Relayed, answer: object, actor: Standing, now: dt.datetime) -> None:
    assert isinstance(answer, dict)
    if answer["format"] == REFUSAL:
        asked.delete()
        return
    asked.answer = answer
    asked.save()
    if answer["format"] == NOTED:
        note(session, asked.message, actor=actor, now=now, role="supervisor")


def _answers(message: Message, answer: object) -> bool:
    """Whether it is an answer to such a message; that its stamps hold the member's page checks."""
    if not isinstance(answer, dict) or answer.get("format") not in (STAMPS, NOTED, REFUSAL):
        return False
    if answer["format"] == REFUSAL:
        return True
    kind = NOTED if message.get("format") == CONFIRMATION else STAMPS
    same = all(answer.get(name) == message.get(name) for name in ("session", "member"))
    return answer["format"] == kind and same


_NONE = Refusal(
    "no-answers",
    ("文件中没有对应的答复", "no file answers a message that waits"),
    do=(
        "请用“zhicheng supervise answer”生成答复，文件名不要改",
        "make them with zhicheng supervise answer, keep the names",
    ),
)
