"""Wording: every number in a clause's ``say`` stands in its rule, and every number of the rule in ``say``.

``say`` is what people read, the rule is what the machine runs; this is the check that both say the same.
Numbers are compared as values: 5, 五, ..5 and 前五名 are the same; first+ is 一等奖以上.
"""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from zhicheng.policy.pack import Pack
from zhicheng.policy.places import SECTIONS
from zhicheng.policy.readings import NOTHING, is_switch, resolve
from zhicheng.policy.round import Round
from zhicheng.vocabulary.problems import Problem
from zhicheng.vocabulary.text import han_number
from zhicheng.vocabulary.words import at_or_above, at_or_below
from zhicheng.vocabulary.yaml_text import line_of

ORDINALS: Final = {"first": 1, "second": 2, "third": 3, "fourth": 4}
NAMES: Final = frozenset({"985", "211"})
"""Figures that are names of school lists, no numbers of a rule."""
SILENT: Final = frozenset({"say", "ask", "en", "key", "by", "reading", "cite", "label", "lost"})
"""Entries whose text is no part of the rule's figures."""

_HAN = {han_number(number): number for number in range(1, 100)} | {"两": 2}
_UNIT = "等|级|类|名|项|篇|年|部|次|个|人|分|倍|本|件|种|位|天|家|门|届|星"
_HAN_NUMBER = re.compile(
    rf"第([一二三四五六七八九十]+)(?!条)|([一二两三四五六七八九十]+)(?=、?[一二三四五六七八九十]*(?:{_UNIT}))"
)
_DIGITS = re.compile(r"(?<![A-Za-z\d.])(\d+(?:\.\d+)?)(千万|亿|%|％|‰)?(?![A-Za-z\d])")
_LETTERS = re.compile(r"(?<![A-Za-z])(A{2,3}|[A-E])(?=\s*级)")
_STEPS = re.compile(r"([A-Za-z])(\d+\s*级)")
_LABELS = re.compile(
    r"第[一二三四五六七八九十\d]+[条款章]|（[一二三四五六七八九十]+）|“[^”]*”|之一|统一|一定|一般|唯一|进一步"
)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_WRITTEN = re.compile(r"(?<![A-Za-z\d.])\d+(?:\.\d+)?")
_SCALES: Final[Mapping[str, tuple[Fraction, ...]]] = {
    "亿": (Fraction(10_000),),
    "千万": (Fraction(1000),),
    "%": (Fraction(1), Fraction(1, 100)),
    "％": (Fraction(1), Fraction(1, 100)),
    "‰": (Fraction(1), Fraction(1, 1000)),
}


@dataclass(slots=True)
class Figures:
    """The numbers of a rule: those that ``say`` must name, and those it may name."""

    must: set[Fraction] = field(default_factory=set)
    may: set[Fraction] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Wording:
    """One number that stands on one side only. ``side``: ``say`` (not in the rule) or ``rule`` (not in say)."""

    pack: str
    file: str
    line: int
    clause: str
    number: str
    side: str

    def problem(self) -> Problem:
        """The finding as a message with file and line."""
        what = (
            (
                f"{self.clause} 的 say 写有 {self.number}，规则中没有",
                f"{self.clause}: say has {self.number}, the rule has not",
            )
            if self.side == "say"
            else (
                f"{self.clause} 的规则有 {self.number}，say 中没有",
                f"{self.clause}: the rule has {self.number}, say has not",
            )
        )
        return Problem(f"{self.pack}/{self.file}", f"第{self.line}行", what)


def lint_wording(pack: Pack) -> list[Wording]:
    """Every number of a pack's clauses that ``say`` and the rule do not share, under the pack's own readings."""
    terms = term_figures(pack.trees["terms"])
    head = Figures()
    _collect(pack.trees["pack"].get("achievements") or {}, head, "")
    found: list[Wording] = []
    for level in pack.levels:
        for section in SECTIONS:
            tree = pack.trees[level].get(section) or {}
            frame = set(head.may) | _frame(tree)
            chosen = resolve(tree, pack.choices())
            if chosen is not NOTHING:
                found.extend(_Clauses(pack.id, f"{level}.yaml", terms).walk(chosen, tree, "", frame))
    return found


def lint_round(round_: Round) -> list[Wording]:
    """As :func:`lint_wording`, for the clauses that a round adds and the pass marks it sets."""
    found: list[Wording] = []
    for condition in round_.conditions:
        said = {value for _, values in numbers_in(condition.say[0]) for value in values}
        if condition.pass_mark is not None and condition.pass_mark not in said:
            found.append(
                Wording("rounds", f"{round_.id}.yaml", condition.line, "pass_mark", str(condition.pass_mark), "rule")
            )
        if condition.add is not None:
            found.extend(_Clauses("rounds", f"{round_.id}.yaml", {}).walk(condition.add, condition.add, "", set()))
    return found


def term_figures(tree: Any) -> dict[str, set[Fraction]]:
    """The numbers in the definition of each term: ``say`` may restate them (为主, 排名前3)."""
    found: dict[str, set[Fraction]] = {}
    for item in tree.get("terms") or ():
        if isinstance(item, dict):
            figures = Figures()
            _collect({name: part for name, part in item.items() if name != "term"}, figures, "")
            found.setdefault(str(item.get("term")), set()).update(figures.may)
    return found


def numbers_in(text: str) -> list[tuple[str, frozenset[Fraction]]]:
    """The numbers of a Chinese sentence as written, each with the values it may stand for; labels are left out.

    Letter grades count by their place: A级 is 1, C级 3; AA级 is 2, AAA级 3.
    """
    bare = _STEPS.sub(r"\1 \2", _LABELS.sub(" ", text))
    found: list[tuple[str, frozenset[Fraction]]] = []
    for match in _DIGITS.finditer(bare):
        if match[1] not in NAMES:
            value = Fraction(match[1])
            scales = _SCALES.get(match[2] or "", (Fraction(1),))
            found.append((match[0], frozenset(value * scale for scale in scales)))
    for match in _HAN_NUMBER.finditer(bare):
        word = match[1] or match[2]
        if word in _HAN:
            found.append((match[0], frozenset({Fraction(_HAN[word])})))
    for match in _LETTERS.finditer(bare):
        place = len(match[1]) if len(match[1]) > 1 else ord(match[1]) - ord("A") + 1
        found.append((match[0], frozenset({Fraction(place)})))
    return found


def _frame(tree: Any) -> set[Fraction]:
    """What a section or clause says for everything below it: ``window`` and ``where``."""
    figures = Figures()
    for name in ("window", "where"):
        if isinstance(tree, dict) and tree.get(name) is not None:
            _collect({name: tree[name]}, figures, "")
    return figures.may


@dataclass(frozen=True, slots=True)
class _Clauses:
    """The walk over labelled clauses: each is compared with its own rule, without the clauses inside it."""

    pack: str
    file: str
    terms: Mapping[str, set[Fraction]]

    def walk(self, mapping: Any, whole: Any, prefix: str, frame: set[Fraction]) -> Iterator[Wording]:
        for label, body in mapping.items():
            if label in ("window", "where") or not isinstance(body, dict):
                continue
            raw = whole.get(label) if isinstance(whole, dict) else None
            yield from self._clause(f"{prefix}{label}", body, raw, line_of(mapping, label), frame)

    def _clause(self, key: str, body: Any, raw: Any, line: int, frame: set[Fraction]) -> Iterator[Wording]:
        figures, names = Figures(), set[str]()
        _collect(body, figures, "", names)
        wide = Figures()
        _collect(raw if raw is not None else body, wide, "")
        asked = {value for text in _asks(body) for _, values in numbers_in(text) for value in values}
        known = figures.may | wide.may | frame | asked | {Fraction(1)}
        for name in names:
            known |= self.terms.get(name, set())
        said = numbers_in(str(body.get("say", "")))
        for written, values in said:
            if not values & known:
                yield Wording(self.pack, self.file, line, key, written, "say")
        spoken = {value for _, values in said for value in values}
        for value in sorted(figures.must - spoken - frame):
            yield Wording(self.pack, self.file, line, key, str(value), "rule")
        yield from self._inner(body, raw, key, frame | _frame(body))

    def _inner(self, body: Any, raw: Any, key: str, frame: set[Fraction]) -> Iterator[Wording]:
        for name, part in body.items() if isinstance(body, dict) else ():
            if name not in ("all", "any", "not", "of"):
                continue
            under = raw.get(name) if isinstance(raw, dict) else None
            if _is_labelled(part):
                yield from self.walk(part, under, key, frame)
            else:
                for place, item in enumerate(part if isinstance(part, list) else [part]):
                    beside = under[place] if isinstance(under, list) and len(under) == len(part) else under
                    if isinstance(item, dict) and "say" in item:
                        yield from self._clause(f"{key}{item.get('label', '')}", item, beside, line_of(item), frame)
                    else:
                        yield from self._inner(item, beside, key, frame)


def _is_labelled(part: Any) -> bool:
    """A mapping of labels to clauses, each with its own ``say``."""
    return isinstance(part, dict) and any(isinstance(body, dict) and "say" in body for body in part.values())


def _asks(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, part in value.items():
            if name == "ask" and isinstance(part, str):
                yield part
            yield from _asks(part)
    elif isinstance(value, list):
        for part in value:
            yield from _asks(part)


def _collect(value: Any, figures: Figures, name: str, names: set[str] | None = None) -> None:
    """The numbers written in a rule, without those of labelled clauses inside it."""
    if isinstance(value, dict):
        if is_switch(value):
            for key, part in value.items():
                if key != "reading":
                    _collect(part, figures, name, names)
            return
        for key, part in value.items():
            if key in SILENT or (isinstance(part, dict) and "say" in part):
                continue
            if names is not None:
                names.add(str(key))
            if key in ("of", "any", "all"):
                figures.may.add(Fraction(len(part or ())))
            if isinstance(key, str) and _WRITTEN.search(key) and not key.isidentifier():
                _figure(key, figures, name)
            _collect(part, figures, str(key), names)
    elif isinstance(value, list):
        for part in value:
            if not (isinstance(part, dict) and "say" in part):
                _collect(part, figures, name, names)
    else:
        _figure(value, figures, name)


def _figure(value: Any, figures: Figures, name: str) -> None:
    """One written value: a number, an interval (5+, ..5, [200,500)), a word with an order, or a date."""
    if isinstance(value, bool) or value is None:
        return
    if isinstance(value, int | Decimal):
        number = Fraction(value)
        figures.may.add(number)
        if not (name in ("times", "served", "at_least") and number == 1):
            figures.must.add(number)
    elif isinstance(value, dt.date):
        figures.may |= {Fraction(value.year), Fraction(value.month), Fraction(value.day)}
    else:
        _text_figure(str(value), figures)


def _text_figure(text: str, figures: Figures) -> None:
    word = text.strip().removesuffix("+").removeprefix("..")
    if word in ORDINALS:
        figures.must.add(Fraction(ORDINALS[word]))
        around = at_or_above(word) if text.endswith("+") else at_or_below(word) if text.startswith("..") else {word}
        figures.may |= {Fraction(ORDINALS[each]) for each in around if each in ORDINALS}
    elif re.fullmatch(r"[a-z-]+-\d", text):
        figures.may.add(Fraction(int(text[-1])))
    elif _DATE.search(text):
        figures.may |= {Fraction(found) for found in _WRITTEN.findall(text.replace("-", " ").replace("..", " "))}
    elif re.match(r"[\d.<\[(]", text):
        numbers = {Fraction(found) for found in _WRITTEN.findall(text.replace("..", " "))}
        figures.must |= numbers if text.strip() != "1+" else set()
        figures.may |= numbers


if __name__ == "__main__":
    from zhicheng.policy.pack import load_pack

    findings = lint_wording(load_pack(sys.argv[1]))
    sys.stdout.write("".join(finding.problem().text() + "\n" for finding in findings) or "ok\n")
    raise SystemExit(1 if findings else 0)
