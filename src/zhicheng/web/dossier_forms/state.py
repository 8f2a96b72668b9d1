"""The whole dossier carried in the page, and what is done to it: nothing is kept on the server.

Text that comes back from a page comes from a stranger: it is measured before it is read, and read by
the same reader as a file. Every change gives a new dossier; the old one stays as it was.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Final, Literal

from zhicheng.dossier.facts import Applicant
from zhicheng.dossier.fields import Record
from zhicheng.dossier.files import SUFFIXES, dossier_yaml, read_dossier
from zhicheng.dossier.json_text import parse_json, write_json
from zhicheng.dossier.model import MOST_RECORDS, Dossier, dossier_from, record_from
from zhicheng.dossier.plain import plain_dossier
from zhicheng.vocabulary.problems import Problem, Refused
from zhicheng.vocabulary.yaml_text import parse_yaml

Format = Literal["yaml", "json", "xlsx"]
FORMATS: Final[tuple[Format, ...]] = ("xlsx", "yaml", "json")
CONTENT_TYPES: Final[Mapping[Format, str]] = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "yaml": "application/yaml; charset=utf-8",
    "json": "application/json; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """What is accepted from a page or a file: bytes of text, bytes of a workbook, records."""

    text_bytes: int = 1_000_000
    workbook_bytes: int = 3_000_000
    records: int = 500


USUAL: Final = Limits()
_MB: Final = 1_000_000


# ---------------------------------------------------------------------- the text in the page


def dossier_state(dossier: Dossier) -> str:
    """The dossier as canonical JSON text: equal dossiers give equal texts, and it reads back the same."""
    return write_json(plain_dossier(dossier))


def dossier_from_state(text: str, limits: Limits = USUAL) -> Dossier:
    """The dossier that a page carried; an empty text is the empty dossier.

    Raises:
        Refused: too large, too many records, no JSON, or something in it is wrong; every error at once.
    """
    if not text.strip():
        return Dossier()
    raw = text.encode("utf-8", "replace")
    _measure(raw, limits.text_bytes, "")
    return _counted(dossier_from(parse_json(raw, "")), limits, "")


# ---------------------------------------------------------------------- changes


def with_record(
    dossier: Dossier, record: Record | Mapping[str, Any], id: str | None = None, limits: Limits = USUAL
) -> Dossier:
    """The dossier with a record added, or put in the place of the one called ``id``.

    Raises:
        Refused: the record is wrong, its id is taken, there is none called ``id``, or there are too many.
    """
    built = record if isinstance(record, Record) else _built(record)
    others = [one for one in dossier.records if one.id != id]
    if id is not None and len(others) == len(dossier.records):
        raise _no_such(id)
    if any(one.id == built.id for one in others):
        raise _refusal(
            (f"编号 {built.id} 已被另一条材料使用", f"the id {built.id} belongs to another record"),
            ("每条材料用不同的编号", "give every record an id of its own"),
        )
    records = [built if one.id == id else one for one in dossier.records]
    return _counted(_copy(dossier, records=tuple(records if id is not None else [*records, built])), limits, "")


def without_record(dossier: Dossier, id: str) -> Dossier:
    """The dossier without the record called ``id``.

    Raises:
        Refused: there is none.
    """
    records = tuple(one for one in dossier.records if one.id != id)
    if len(records) == len(dossier.records):
        raise _no_such(id)
    return _copy(dossier, records=records)


def with_facts(dossier: Dossier, facts: Applicant | Mapping[str, Any]) -> Dossier:
    """The dossier with other facts of the applicant.

    Raises:
        Refused: something in them is wrong.
    """
    built = facts if isinstance(facts, Applicant) else dossier_from({"applicant": dict(facts)}).applicant
    return _copy(dossier, applicant=built)


def with_claimed(dossier: Dossier, claimed: Mapping[str, Any]) -> Dossier:
    """The dossier with other claimed points, by the path of the indicator.

    Raises:
        Refused: points that are no number.
    """
    return _copy(dossier, claimed=dossier_from({"claimed": dict(claimed)}).claimed)


def record_called(dossier: Dossier, id: str) -> Record:
    """The record called ``id``.

    Raises:
        Refused: there is none.
    """
    for record in dossier.records:
        if record.id == id:
            return record
    raise _no_such(id)


def next_id(dossier: Dossier, kind: str) -> str:
    """An id for a new record of a kind that no record of the dossier has: ``patent-3``."""
    taken = {record.id for record in dossier.records}
    number = 1
    while f"{kind}-{number}" in taken:
        number += 1
    return f"{kind}-{number}"


# ---------------------------------------------------------------------- files


def download(dossier: Dossier, format: Format, lang: str = "zh") -> bytes:
    """The dossier as a file: a workbook in the language of the page, YAML for the eye, or JSON.

    Raises:
        Refused: a text is too long for a cell.
        ValueError: there is no such format.
    """
    if format == "json":
        return (dossier_state(dossier) + "\n").encode()
    if format == "yaml":
        return dossier_yaml(dossier).encode()
    if format != "xlsx":
        raise ValueError(f"no format {format}")
    from zhicheng.dossier.workbook_write import write_workbook  # openpyxl is slow to import

    stream = io.BytesIO()
    write_workbook(dossier, stream, lang)
    return stream.getvalue()


def upload(name: str, raw: bytes, limits: Limits = USUAL) -> Dossier:
    """The dossier in a file that was handed in, by the ending of its name.

    Raises:
        Refused: unknown type, too large, too many records, or something in it is wrong; every problem at once.
    """
    file = PurePath(name.replace("\\", "/")).name[-80:]
    ending = PurePath(file).suffix.lower()
    if ending == ".xlsx":
        from zhicheng.dossier.workbook_read import workbook_dossier  # openpyxl is slow to import

        _measure(raw, limits.workbook_bytes, file)
        return _counted(workbook_dossier(raw, file), limits, file)
    if ending not in SUFFIXES:
        return read_dossier(file)  # refuses by the ending alone, opens nothing, and says what to do
    _measure(raw, limits.text_bytes, file)
    tree = parse_json(raw, file) if ending == ".json" else parse_yaml(raw, file)
    return _counted(dossier_from(tree, file), limits, file)


# ---------------------------------------------------------------------- what they share


def _copy(dossier: Dossier, **changed: Any) -> Dossier:
    parts = {"applicant": dossier.applicant, "claimed": dossier.claimed, "records": dossier.records, **changed}
    return Dossier.model_construct(**parts)


def _built(record: Mapping[str, Any]) -> Record:
    problems: list[Problem] = []
    built = record_from(dict(record), "", "", problems)
    if built is None:
        raise Refused(problems)
    return built


def _measure(raw: bytes, most: int, file: str) -> None:
    """Refuse what is too large before anything reads it."""
    if len(raw) > most:
        size = f"{most / _MB:g} MB"
        raise Refused([Problem(file, "", (f"超过 {size}", f"larger than {size}"))])


def _counted(dossier: Dossier, limits: Limits, file: str) -> Dossier:
    most = min(limits.records, MOST_RECORDS)
    if len(dossier.records) > most:
        raise Refused([Problem(file, "", (f"材料超过 {most} 条", f"more than {most} records"))])
    return dossier


def _no_such(id: str) -> Refused:
    return _refusal(
        (f"没有编号为 {id[:40]} 的材料", f"no record has the id {id[:40]}"),
        ("页面可能已过期，请刷新后再改", "the page may be out of date, reload it"),
    )


def _refusal(what: tuple[str, str], do: tuple[str, str]) -> Refused:
    return Refused([Problem("", "", what, do)])
