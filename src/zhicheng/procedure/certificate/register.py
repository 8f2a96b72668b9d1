"""The register of an office as a file: every certificate ever given, whatever became of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from zhicheng.procedure.canonical import canonical
from zhicheng.procedure.certificate.content import content_of
from zhicheng.procedure.certificate.rules import Record
from zhicheng.procedure.certificate.status import STATES
from zhicheng.vocabulary.problems import Problem, Refused

FORMAT: Final = "zhicheng-register/1"


@dataclass(frozen=True, slots=True)
class Entry:
    """A record with what is needed to print its file again: the time of its seal, the address in its code."""

    record: Record
    at: dt.datetime
    link: str


def register_file(entries: Sequence[Entry]) -> bytes:
    """The register as canonical JSON. It holds names: it stays with the office."""
    return canonical({"format": FORMAT, "entries": [_data(entry) for entry in entries]})


def register_in(data: Any, where: str = "") -> tuple[Entry, ...]:
    """The entries of a register that was read as JSON.

    Raises:
        Refused: it is no register.
    """
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise Refused([Problem(where, "", (f"不是证书登记册（{FORMAT}）", f"no register of certificates ({FORMAT})"))])
    try:
        return tuple(_entry(entry, where) for entry in data["entries"])
    except (KeyError, TypeError, ValueError) as error:
        raise Refused([Problem(where, "", (f"登记册有误：{error}", f"the register is wrong: {error}"))]) from error


def _data(entry: Entry) -> dict[str, Any]:
    record = entry.record
    return {
        "content": record.content.values(),
        "digest": record.content.digest,
        "state": record.state,
        "ended_on": record.ended_on.isoformat() if record.ended_on else "",
        "reason": record.reason,
        "decision": record.decision,
        "at": entry.at.isoformat(),
        "link": entry.link,
    }


def _entry(data: dict[str, Any], where: str) -> Entry:
    content = content_of(data["content"], where)
    if content.digest != data["digest"] or data["state"] not in STATES:
        raise ValueError(content.number)
    ended = dt.date.fromisoformat(data["ended_on"]) if data["ended_on"] else None
    record = Record(content, data["state"], ended, data["reason"], data["decision"])
    return Entry(record, dt.datetime.fromisoformat(data["at"]), data["link"])
