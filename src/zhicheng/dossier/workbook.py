"""How a dossier lies in a workbook: a sheet for each kind of record, a column for each fact.

Sheets, headers and words stand in Chinese or in English; both are read, and so are the codes.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from zhicheng.dossier.facts import Applicant
from zhicheng.dossier.kinds import KINDS
from zhicheng.dossier.prepare import shape_of
from zhicheng.dossier.schema import FactSchema, kind_title
from zhicheng.vocabulary.labels import Pair, unit_label, word_label
from zhicheng.vocabulary.text import plain

APPLICANT: Final = "applicant"
CLAIMED: Final = "claimed"
LISTS: Final = "lists"
OWN_SHEETS: Final[dict[str, Pair]] = {
    APPLICANT: ("申报人情况", "Applicant"),
    CLAIMED: ("自评分", "Claimed points"),
    LISTS: ("词表", "Word lists"),
}
"""The sheets that hold no records."""

APPLICANT_HEADS: Final = (("项目", "Item"), ("填写", "Value"), ("说明", "Explanation"))
CLAIMED_HEADS: Final = (("指标路径", "Path of the indicator"), ("自评分值", "Claimed points"))
NOTHING: Final = ("无", "none")
YES: Final = ("是", "yes")
NO: Final = ("否", "no")
ORDER: Final = ("材料顺序", "Order of records")
MOST_ROWS: Final = 5000
LAST: Final = ("domains", "evidence", "claims", "note")
"""The facts that come last on every sheet."""

_SEPARATOR = re.compile(r"(?<!\\)(?:\\\\)*[、;；\n]")
_MARKED = re.compile(r"([\\、;；\n=])")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


def columns_of(kind: str) -> tuple[FactSchema, ...]:
    """The columns of a kind's sheet, in order; for ``applicant`` the rows of the first sheet."""
    if kind == APPLICANT:
        return tuple(shape_of(Applicant).values())
    facts = [fact for name, fact in shape_of(KINDS[kind]).items() if name != "kind"]
    return tuple(sorted(facts, key=lambda fact: LAST.index(fact.name) + 1 if fact.name in LAST else 0))


def header(fact: FactSchema, language: int) -> str:
    """The header of a fact's column, with its unit."""
    name = (fact.zh, fact.en)[language]
    unit = unit_label(fact.unit)[language]
    if not unit:
        return name
    return f"{name}（{unit}）" if language == 0 else f"{name} ({unit})"


def sheet_name(target: str, language: int) -> str:
    """The name of the sheet of a kind of record, or of one of our own sheets."""
    pair = OWN_SHEETS.get(target) or kind_title(target)
    return pair[language][:31]


@cache
def sheets_by_name() -> dict[str, str]:
    """Which sheet a name means, in either language, whatever the width of its signs."""
    targets = [*OWN_SHEETS, *KINDS]
    return {plain(sheet_name(target, language)).casefold(): target for target in targets for language in (0, 1)}


@cache
def columns_by_header(kind: str) -> dict[str, str]:
    """Which fact a header means: with or without its unit, in either language, or as a code."""
    found: dict[str, str] = {}
    for forms in (lambda fact: (header(fact, 0), header(fact, 1)), lambda fact: (fact.zh, fact.en, fact.name)):
        for fact in columns_of(kind):  # a full header is never taken for another one's short form
            for text in forms(fact):
                found.setdefault(key_of(text), fact.name)
    return found


@cache
def words_by_label(kind: str, name: str) -> dict[str, str]:
    """Which word of a fact a label means: in either language, as a code, or without its brackets."""
    words = next(fact.words for fact in columns_of(kind) if fact.name == name)
    labels = {word: word_label(word, kind, name) for word in words}
    found: dict[str, str] = {}
    for word in words:
        for text in (*labels[word], word):
            found[key_of(text)] = word
    for word in words:  # a short form must not hide another word's full one
        found.setdefault(key_of(labels[word][0].partition("（")[0]), word)
    return found


def key_of(text: str) -> str:
    """A name for comparing: width, case and white space apart."""
    return plain(text).casefold()


def joined(parts: list[str], language: int) -> str:
    """Texts in one cell, separated by 、; a sign that separates is marked with \\ inside a text."""
    if not parts:
        return NOTHING[language]
    if len(parts) == 1 and parts[0] in NOTHING:
        return "\\" + parts[0]
    return "、".join(marked(part) for part in parts)


def marked(text: str) -> str:
    """``text`` as one entry of a list or mapping in a cell."""
    return _MARKED.sub(r"\\\1", text)


def unmarked(text: str) -> str:
    """The text that an entry of a list in a cell stands for."""
    return _ESCAPE.sub(r"\1", text)


def parted(text: str) -> list[str]:
    """The entries of a cell, as they are written there; blanks around them dropped, empty ones left out."""
    if text.strip() in NOTHING:
        return []
    parts: list[str] = []
    begin = 0
    for match in _SEPARATOR.finditer(text):
        parts.append(text[begin : match.end() - 1])
        begin = match.end()
    parts.append(text[begin:])
    return [part.strip() for part in parts if part.strip()]


def halves(entry: str) -> tuple[str, str] | None:
    """The two sides of ``class=second``; ``None`` when there is no bare ``=``."""
    match = re.match(r"((?:\\.|[^\\=])*)=((?:\\.|[^\\])*)$", entry, re.DOTALL)
    return (unmarked(match[1]).strip(), unmarked(match[2]).strip()) if match else None
