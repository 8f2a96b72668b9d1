"""The ledger as one file, ``zhicheng-ledger/1``: every entry's body, its leaf, the signed checkpoints, the key."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from zhicheng.procedure.ledger.body import Opening
from zhicheng.procedure.ledger.note import Key, NoteMalformed, read_vkey
from zhicheng.procedure.ledger.proof import opened_data, read_opened

FORMAT: Final = "zhicheng-ledger/1"


@dataclass(frozen=True, slots=True)
class Row:
    """One entry of a bundle: what number it says it has, its body, its leaf (64 hexadecimal digits)."""

    number: int
    body: str
    leaf: str
    opened: Mapping[str, Opening] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Bundle:
    """The ledger as somebody holds it: key, rows in order, signed checkpoints (notes) in order."""

    key: Key
    rows: Sequence[Row]
    checkpoints: Sequence[str]


def read_bundle(data: Any) -> Bundle:
    """A bundle from its JSON; whether it is sound is another question (:func:`check.check_ledger`).

    Raises:
        NoteMalformed: it is none, or a row has not the members a row has.
    """
    fault = NoteMalformed(f"不是 {FORMAT} 格式的账册", f"this is no ledger of the form {FORMAT}")
    if not isinstance(data, dict) or data.get("format") != FORMAT or not isinstance(data.get("key"), str):
        raise fault
    rows, notes = data.get("entries"), data.get("checkpoints")
    if not isinstance(rows, list) or not isinstance(notes, list) or not all(isinstance(one, str) for one in notes):
        raise fault
    return Bundle(read_vkey(data["key"]), [_row(place, row) for place, row in enumerate(rows, 1)], notes)


def _row(place: int, row: Any) -> Row:
    if type(row) is dict:
        number, body, leaf = row.get("number"), row.get("body"), row.get("leaf")
        if type(number) is int and type(body) is str and type(leaf) is str:
            fault = NoteMalformed(f"第 {place} 行的公开值不合格式", f"the opened values of row {place} are not in form")
            return Row(number, body, leaf, read_opened(row["opened"], fault) if "opened" in row else {})
    raise NoteMalformed(f"第 {place} 行不是账册条目", f"row {place} is no entry of a ledger")


def bundle_lines(key: Key, rows: Iterable[Row], checkpoints: Iterable[str]) -> Iterator[str]:
    """A bundle as lines of JSON, one entry on each, so that a long ledger is written piece by piece."""
    yield f'{{"format":"{FORMAT}",\n"key":{_json(key.vkey)},\n"checkpoints":[\n'
    yield from _joined(_json(note) for note in checkpoints)
    yield '],\n"entries":[\n'
    yield from _joined(_json(_row_data(row)) for row in rows)
    yield "]}\n"


def _row_data(row: Row) -> dict[str, Any]:
    opened = {"opened": opened_data(row.opened)} if row.opened else {}
    return {"number": row.number, "leaf": row.leaf, "body": row.body, **opened}


def _joined(lines: Iterable[str]) -> Iterator[str]:
    before = ""
    for line in lines:
        yield f"{before}{line}"
        before = ",\n"
    yield "\n"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
