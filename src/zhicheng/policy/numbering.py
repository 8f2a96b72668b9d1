"""How the documents number their parts: 第七条, （二）, 3., (4), 四、 — marks, labels, ranges of labels."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from zhicheng.vocabulary.text import full_width_brackets, han_number

Form = Literal["chapter", "section", "article", "han", "dot", "digit"]

DEPTH: Final[dict[str, int]] = {"chapter": 0, "section": 1, "article": 2, "han": 3, "dot": 4, "digit": 5}
"""Outer forms first: a mark of an outer form closes every inner list."""

_HAN = "[一二三四五六七八九十]+"
_MARKS: Final[tuple[tuple[Form, re.Pattern[str]], ...]] = (
    ("chapter", re.compile(rf"第({_HAN})章\s*")),
    ("article", re.compile(rf"第({_HAN})条\s*")),
    ("section", re.compile(rf"({_HAN})、\s*")),
    ("han", re.compile(rf"[（(]({_HAN})[）)]\s*")),
    ("digit", re.compile(r"[（(](\d{1,2})[）)]\s*")),
    ("dot", re.compile(r"(\d{1,2})[.．、]\s*(?!\d)")),
)
_VALUES: Final = {han_number(number): number for number in range(1, 100)}


@dataclass(frozen=True, slots=True)
class Mark:
    """The number at the head of a line, and the text behind it."""

    form: Form
    number: int
    rest: str

    @property
    def label(self) -> str:
        """The mark as it stands in a label: 第七条, （二）, 3, （4）, 四."""
        han = han_number(self.number)
        written = {
            "chapter": f"第{han}章",
            "article": f"第{han}条",
            "section": han,
            "han": f"（{han}）",
            "dot": str(self.number),
            "digit": f"（{self.number}）",
        }
        return written[self.form]


def mark_of(line: str) -> Mark | None:
    """The mark at the head of a line; ``None`` when it has none."""
    for form, pattern in _MARKS:
        found = pattern.match(line)
        if found:
            number = _VALUES.get(found[1]) if not found[1].isdigit() else int(found[1])
            return Mark(form, number, line[found.end() :]) if number else None
    return None


def canonical(label: str) -> str:
    """A label as this program writes it: full-width brackets, no spaces, 附件1 as 附1."""
    text = full_width_brackets("".join(str(label).split())).replace("附件", "附")
    return text.translate(str.maketrans("０１２３４５６７８９＃－–—~～至", "0123456789#------"))


_NUMERIC_RANGE = re.compile(r"^(.*\D)(\d+)-(?:\1)?(\d+)$")
_HAN_RANGE = re.compile(rf"^(.*)（({_HAN})）-（({_HAN})）$")
_DIGIT_RANGE = re.compile(r"^(.*)（(\d+)）-（(\d+)）$")
_ARTICLE_RANGE = re.compile(rf"^(.*)第({_HAN})条-第({_HAN})条$")


def expand(label: str) -> Iterator[str]:
    """The single labels of a range: 附1#12-16, 第七条（一）-（八）, 第四条-第六条, 附2注1-3.

    A label that is no range is given back as it is (canonical); a trailing ``*`` is kept.
    """
    text = canonical(label)
    for pattern, shape in ((_NUMERIC_RANGE, "{0}{1}"), (_DIGIT_RANGE, "{0}（{1}）")):
        found = pattern.match(text)
        if found and int(found[2]) <= int(found[3]):
            yield from (shape.format(found[1], number) for number in range(int(found[2]), int(found[3]) + 1))
            return
    for pattern, shape in ((_HAN_RANGE, "{0}（{1}）"), (_ARTICLE_RANGE, "{0}第{1}条")):
        found = pattern.match(text)
        if found and found[2] in _VALUES and found[3] in _VALUES and _VALUES[found[2]] <= _VALUES[found[3]]:
            numbers = range(_VALUES[found[2]], _VALUES[found[3]] + 1)
            yield from (shape.format(found[1], han_number(number)) for number in numbers)
            return
    yield text


_ONLY_MARKS = re.compile(rf"(?:第(?:{_HAN}|\d+)[章条款项]|（(?:{_HAN}|\d+)）|{_HAN}|\d+|#|注|附)+")


def is_mark(label: str) -> bool:
    """Whether a label is made of the document's numbering alone, so that nothing in it can be translated."""
    return _ONLY_MARKS.fullmatch(canonical(label)) is not None


def covers(pattern: str, label: str) -> bool:
    """Whether an expanded entry stands for a unit: equal, or ``第四条*`` and the unit is 第四条 or below it."""
    if not pattern.endswith("*"):
        return pattern == label
    stem = pattern[:-1]
    if not label.startswith(stem):
        return False
    rest = label[len(stem) :]
    return not (stem[-1:].isdigit() and rest[:1].isdigit())
