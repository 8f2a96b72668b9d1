"""The units of a published document, by the document's own numbering.

``units_of`` answers: which parts of this text can be cited, under which labels, and what do they say?
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from zhicheng.policy.prose import Reader, Unit, UnitKind, cut
from zhicheng.policy.reading import Notebook
from zhicheng.policy.tables import Line, annex_units
from zhicheng.vocabulary.text import plain
from zhicheng.vocabulary.yaml_text import line_of

__all__ = ["Source", "Unit", "UnitKind", "read_sources", "slice_of", "units_of", "units_of_sources"]

_BOOKMARK = re.compile(r"\[bookmark:[^\]]*\]")
_MARKDOWN = re.compile(r"^(?:#{1,6}\s+|-\s+)")
_ANNEX = re.compile(r"^附(?:件)?\s*([0-9]{0,2})$")
_CONTENTS = re.compile(r"^附(?:件)?\s*[:：]")
_ARTICLE_ONE = re.compile(r"^第一条")
_DAY = re.compile(r"^\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日(?:印发)?$")
_SIGNATURE = 25
_STOPS = tuple("。；：;:")


@dataclass(frozen=True, slots=True)
class Source:
    """A published text a pack stands on: the file's name and the part of it that is meant."""

    file: str
    start: str | None = None
    stop: str | None = None
    prefix: str = ""


def read_sources(value: Any, notes: Notebook) -> tuple[Source, ...]:
    """``source:`` of ``pack.yaml``: one mapping, or a list of {file, from, to, prefix}."""
    items = value if isinstance(value, list) else [] if value is None else [value]
    found = []
    for item in items:
        mapping = notes.mapping(item, "source")
        notes.keys(mapping, ("file", "from", "to", "prefix"), "source")
        line = line_of(mapping)
        start, stop = mapping.get("from"), mapping.get("to")
        found.append(
            Source(
                notes.text(mapping.get("file"), "file", line),
                None if start is None else str(start),
                None if stop is None else str(stop),
                str(mapping.get("prefix") or ""),
            )
        )
    return tuple(found)


def units_of_sources(sources: tuple[Source, ...], texts: Mapping[str, str]) -> list[Unit]:
    """The units of every source whose text is at hand, in order.

    Raises:
        LookupError: a ``from`` or ``to`` line stands nowhere in the text.
    """
    units: list[Unit] = []
    for source in sources:
        if source.file in texts:
            part = slice_of(texts[source.file], source.start, source.stop)
            units.extend(replace(unit, file=source.file) for unit in units_of(part, source.prefix))
    return units


def slice_of(text: str, start: str | None, stop: str | None) -> list[Line]:
    """The numbered lines from the line ``start`` up to, without it, the line ``stop``."""
    lines = [(number, _clean(line)) for number, line in enumerate(text.splitlines(), 1)]
    first = 0 if start is None else _find(lines, start, 0)
    last = len(lines) if stop is None else _find(lines, stop, first + 1)
    return lines[first:last]


def _find(lines: list[Line], wanted: str, begin: int) -> int:
    target = plain(wanted)
    flat = [plain(line) for _, line in lines]
    for test in (str.__eq__, str.startswith):
        for place in range(begin, len(flat)):
            if test(flat[place], target):
                return place
    raise LookupError(wanted)


def _clean(line: str) -> str:
    """A line without mark-up; tabs stay, for they part the cells of a table."""
    text = _BOOKMARK.sub("", line).replace("\u3000", " ")
    text = text if "\t" in text else text.strip()
    return _MARKDOWN.sub("", text).rstrip(" ") if "\t" not in text else text


def units_of(lines: list[Line], prefix: str = "") -> list[Unit]:
    """The units of a text in reading order: its plan (方案…), its conditions, its annexes (附1…)."""
    found: list[Unit] = []
    for zone, stem, part in _zones(lines):
        if zone == "annex":
            title = next((line.strip() for _, line in part if line.strip() and "\t" not in line), "")
            found.append(Unit(prefix + stem, title, "heading", part[0][0] if part else 0))
            found.extend(annex_units(prefix + stem, part))
        else:
            found.extend(Reader(prefix + stem, cut(_prose(part))).units())
    return found


def _zones(lines: list[Line]) -> Iterator[tuple[str, str, list[Line]]]:
    """The zones of a text: ``body`` with its prefix, ``annex`` with its label."""
    blocks: list[tuple[str | None, list[Line]]] = [(None, [])]
    for number, line in lines:
        heading = _ANNEX.match(line.strip())
        if heading:
            blocks.append((heading[1], []))
        else:
            blocks[-1][1].append((number, line))
    blocks = [(label, _without_signatures(part)) for label, part in blocks if any(line.strip() for _, line in part)]
    main = next(
        (place for place, (_, part) in enumerate(blocks) if any(_ARTICLE_ONE.match(line) for _, line in part)), 0
    )
    for place, (label, part) in enumerate(blocks):
        if place < main:
            yield "body", "方案", part
        elif place == main:
            yield "body", "", part
        else:
            yield "annex", f"附{label or ''}", part


def _prose(lines: list[Line]) -> Iterator[Line]:
    """The lines of a body without blank ones, up to the list of annexes at its end."""
    for number, line in lines:
        if _CONTENTS.match(line.strip()):
            return
        if line.strip():
            yield number, line.strip()


def _without_signatures(lines: list[Line]) -> list[Line]:
    """The lines without a date standing alone and the short lines (the issuers) just above it."""
    kept: list[Line] = []
    for number, line in lines:
        if not _DAY.match(line.strip()):
            kept.append((number, line))
            continue
        while kept and "\t" not in kept[-1][1] and len(kept[-1][1]) <= _SIGNATURE and not kept[-1][1].endswith(_STOPS):
            kept.pop()
    return kept
