"""What the pages of a meeting share: the acts of its table as buttons, files sent in, what is said afterwards."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from zhicheng.evidence.store import Stored
from zhicheng.procedure.ballot.session import short
from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.web.meetings.minutes import digest_of
from zhicheng.web.meetings.models import BallotSession, Meeting
from zhicheng.web.meetings.process import MEETING
from zhicheng.web.papers.services import store_file
from zhicheng.web.review.acting import Offer, offers, state_name
from zhicheng.web.review.rules import rules_of, table_of
from zhicheng.web.site.request import PageRequest
from zhicheng.web.site.templatetags.say import spoken

Pair = tuple[str, str]
ASKING: Final = ("cancel", "adjourn")
"""Acts of the meeting that need a reason."""
MOST: Final = 32 * 2**20

STAGES: Final[Mapping[str, Pair]] = {
    "prepared": ("待监督方签署", "to be signed by the supervisor"),
    "signed": ("已签署，待开始", "signed, to be opened"),
    "voting": ("投票中", "voting"),
    "closed": ("已截止，待开票", "closed, to be opened"),
    "opened": ("已开票", "opened"),
    "void": ("已放弃", "given up"),
}


def frame(request: PageRequest, meeting: Meeting) -> dict[str, Any]:
    """The meeting with its state and the acts of its table that this person has."""
    rules = rules_of(meeting.review.round)
    found = offers(MEETING, meeting, actor=request.standing, now=request.moment, given="-")
    return {
        "meeting": meeting,
        "review": meeting.review,
        "round": meeting.review.round,
        "state": state_name(table_of(rules, "meeting"), meeting),
        "offers": [{"offer": one, "asks": one.act in ASKING} for one in found],
        "digest": digest_of(meeting),
    }


def against(shown: list[Offer], act: str) -> tuple[Refusal, ...]:
    """What stands against an act, as a page shows it."""
    return next((one.against for one in shown if one.act == act), ())


def done(request: HttpRequest, zh: str = "已登记", en: str = "Recorded") -> None:
    """Say that it is done."""
    messages.success(request, spoken(zh, en))


def session_shown(session: BallotSession) -> dict[str, Any]:
    """A session with its fingerprint, as on the wall."""
    root = session.closing["closing"]["root"] if session.closing else ""
    return {
        "row": session,
        "fingerprint": short(session.digest),
        "stage": STAGES[session.stage],
        "root": short(root) if root else "",
        "count": session.closing["closing"]["count"] if session.closing else 0,
        "voters": len(session.session["present"]),
    }


def scan_in(request: HttpRequest) -> Stored:
    """The scan in a form, kept.

    Raises:
        ActRefused: ``no-file``, or the file is not accepted.
    """
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        raise ActRefused(_NO_FILE)
    return store_file(file)


def message_in(request: HttpRequest) -> object:
    """The JSON in a form's file.

    Raises:
        ActRefused: ``no-file``, ``not-json``.
    """
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        raise ActRefused(_NO_FILE)
    return parsed(file.read(MOST))


def parsed(data: bytes) -> object:
    """JSON.

    Raises:
        ActRefused: ``not-json``.
    """
    try:
        said = json.loads(data)
        if "\\u0000" in json.dumps(said):  # the database keeps no such character
            raise ActRefused(_NOT_JSON)
    except (ValueError, RecursionError) as fault:
        raise ActRefused(_NOT_JSON) from fault
    return said


_NO_FILE = Refusal("no-file", ("没有选择文件", "no file was chosen"), do=("请先选择文件", "choose the file first"))
_NOT_JSON = Refusal(
    "not-json",
    ("不是监督方程序生成的文件", "not a file of the supervisor's program"),
    do=("请选择命令输出的 .json 文件", "choose the .json file that the command wrote"),
)
