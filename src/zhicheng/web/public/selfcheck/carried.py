"""What a page of the self-check carries along: the dossier, the day, the round, the assumptions.

It comes back from a stranger with every request, so it is measured and read like a file; nothing of it is kept.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Final

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.core.files.uploadhandler import StopUpload
from django.http import HttpRequest, QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParserError

from zhicheng.dossier.model import Dossier
from zhicheng.vocabulary.labels import Pair
from zhicheng.vocabulary.problems import Problem, Refused
from zhicheng.web.dossier_forms.state import dossier_from_state, dossier_state
from zhicheng.web.public.selfcheck.what_if import Answers, answers_text, read_answers

EARLIEST: Final = dt.date(1990, 1, 1)
LATEST: Final = dt.date(2090, 12, 31)
LONGEST_NAME: Final = 120


@dataclass(frozen=True)
class Carried:
    """What came with a request. ``as_of`` is ``None`` where the visitor chose no day; ``at`` is the track
    (``pack/level``) whose page the visitor came from, empty for the overview of all tracks."""

    dossier: Dossier = field(default_factory=Dossier)
    as_of: dt.date | None = None
    round_code: str = ""
    answers: Answers = field(default_factory=dict)
    at: str = ""

    @property
    def state(self) -> str:
        """The dossier as the text that the page carries; an empty dossier is the empty text."""
        return dossier_state(self.dossier) if self.dossier != Dossier() else ""

    def fields(self) -> dict[str, str]:
        """The hidden fields of a page, by name."""
        return {
            "dossier": self.state,
            "as_of": "" if self.as_of is None else self.as_of.isoformat(),
            "round": self.round_code,
            "answers": answers_text(self.answers),
            "at": self.at,
        }


def carried_by(request: HttpRequest) -> Carried:
    """What the request carries; nothing at all where it is no POST.

    Raises:
        Refused: the dossier or something else can't be read, or is too large; every problem at once.
    """
    if request.method != "POST":
        return Carried()
    data = posted(request)
    dossier = dossier_from_state(data.get("dossier", ""))
    return Carried(
        dossier,
        day_of(data.get("as_of", "")),
        data.get("round", "")[:LONGEST_NAME],
        read_answers(data),
        data.get("at", "")[:LONGEST_NAME],
    )


def posted(request: HttpRequest) -> QueryDict:
    """The fields of a POST.

    Raises:
        Refused: more than is taken at once, or cut off on the way.
    """
    try:
        return request.POST
    except (RequestDataTooBig, StopUpload) as error:
        raise _refused(("提交的内容太大", "what was sent is too large"), SMALLER) from error
    except (SuspiciousOperation, UnreadablePostError, MultiPartParserError) as error:
        text = ("提交的内容无法读取", "what was sent can't be read")
        raise _refused(text, ("请返回上一页再试", "go back and try again")) from error


SMALLER: Final[Pair] = ("请减少材料或缩短文字后再试", "send fewer records or shorter texts")


def day_of(text: str) -> dt.date | None:
    """A day as a page sends it; ``None`` for an empty text.

    Raises:
        Refused: it is no day, or one too far off to reckon with.
    """
    if not text.strip():
        return None
    try:
        day = dt.date.fromisoformat(text.strip())
    except ValueError:
        day = dt.date.min
    if not EARLIEST <= day <= LATEST:
        raise _refused(
            (f"计算截止日“{text[:20]}”不是可用的日期", f"'{text[:20]}' is no day that can be reckoned to"),
            (f"请填 {EARLIEST} 至 {LATEST} 之间的日期，如 2026-12-31", f"from {EARLIEST} to {LATEST}, as 2026-12-31"),
            "as_of",
        )
    return day


def _refused(what: Pair, do: Pair, place: str = "") -> Refused:
    return Refused([Problem("", place, what, do)])
