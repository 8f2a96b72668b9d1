"""The numbers that a round sets where its document is silent, each with the source it was taken from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from zhicheng.policy.attachments import NUMBERS, Number, Procedure
from zhicheng.procedure.notices import EMPLOYER_NOTICE, NOTICE_UNITS, NOTICES, RoundNumber, notice_rule
from zhicheng.procedure.refusal import Refusal
from zhicheng.vocabulary.points import as_text, exact

Pair = tuple[str, str]

PASS_MARK: Final = "pass_mark"
BEFORE_THE_COMMITTEE: Final = (EMPLOYER_NOTICE, "recommending_experts")
"""The numbers that matter before the committee's door."""
NEEDED: Final = (EMPLOYER_NOTICE,)
"""Without these no round can open; what comes after the committee's door may be set later."""

NAMES: Final[Mapping[str, tuple[str, str, str]]] = {PASS_MARK: ("points", "规定分值", "pass mark"), **NUMBERS}
"""Every number a round may set: its unit, its names."""

UNIT_NAMES: Final[Mapping[str, Pair]] = {
    "working-days": ("个工作日", "working days"),
    "calendar-days": ("日", "calendar days"),
    "days": ("日", "days"),
    "persons": ("人", "persons"),
    "share": ("", ""),
    "years": ("年", "years"),
    "count": ("个", ""),
    "points": ("分", "points"),
}
BOUND_NAMES: Final[Mapping[str, Pair]] = {"at-least": ("不少于", "at least"), "at-most": ("不超过", "at most")}


@dataclass(frozen=True, slots=True)
class NumberRow:
    """A number as a page shows it: what the document says (with its clause), what the round sets (with its source)."""

    key: str
    name: Pair
    unit: str
    document: str
    bound: Pair
    clause: str
    value: str
    value_unit: str
    source: str

    @property
    def shown(self) -> str:
        """The value that counts: the round's, else the document's; empty: set by neither."""
        return self.value or self.document

    @property
    def unit_name(self) -> Pair:
        """The unit of what counts, in words."""
        return UNIT_NAMES.get((self.value and self.value_unit) or self.unit, ("", ""))


def number_rows(stored: Mapping[str, Any], procedure: Procedure | None) -> tuple[NumberRow, ...]:
    """Every number with what document and round say of it, those before the committee's door first."""
    first = (*BEFORE_THE_COMMITTEE, PASS_MARK)
    return tuple(_row(key, stored.get(key) or {}, procedure) for key in (*first, *(k for k in NAMES if k not in first)))


def _row(key: str, stored: Mapping[str, Any], procedure: Procedure | None) -> NumberRow:
    unit, zh, en = NAMES[key]
    own = procedure.numbers.get(key) if procedure is not None else None
    return NumberRow(
        key,
        (zh, en),
        own.unit if own is not None else unit,
        as_text(own.value) if own is not None else "",
        BOUND_NAMES.get(own.bound, ("", "")) if own is not None else ("", ""),
        "、".join(own.cite) if own is not None else "",
        str(stored.get("value", "")),
        str(stored.get("unit", "") or unit),
        str(stored.get("source", "")),
    )


def round_numbers(stored: Mapping[str, Any]) -> dict[str, RoundNumber]:
    """The whole numbers that a round sets, as the rules of procedure take them."""
    found = {}
    for key, body in stored.items():
        value = exact(body["value"])
        if key != PASS_MARK and value.denominator == 1:
            found[key] = RoundNumber(int(value), str(body["unit"]), str(body["source"]))
    return found


def number_refusals(given: Mapping[str, Any], procedure: Procedure | None) -> tuple[Refusal, ...]:
    """Why numbers can't be set so: unknown, no number, without a source, or against the document."""
    found: list[Refusal] = []
    for key, body in given.items():
        found.extend(_faults(key, body, procedure))
    return tuple(found)


def _faults(key: str, body: Mapping[str, Any], procedure: Procedure | None) -> tuple[Refusal, ...]:
    if key not in NAMES:
        return (Refusal("number-unknown", (f"没有“{key}”这个数字", f"there is no number '{key}'")),)
    unit, zh, en = NAMES[key]
    value = _value(body.get("value"))
    if value is None or value <= 0 or (unit not in ("share", "points") and value.denominator != 1):
        do = ("请填正整数；比例可填 2/3", "give a whole number above 0; a share like 2/3")
        given = body.get("value")
        text = (f"{zh}：“{given}”不是可用的数字", f"{en}: '{given}' is no number to use")
        return (Refusal("number-not-a-number", text, do=do),)
    if not str(body.get("source", "")).strip():
        do = ("请填写依据的文件和条款", "name the document and clause it comes from")
        return (Refusal("number-without-source", (f"{zh}没有注明依据", f"{en}: no source is given"), do=do),)
    if key in NOTICES:
        return _notice_faults(key, value, str(body.get("unit", "")), str(body["source"]), procedure)
    own = procedure.numbers.get(key) if procedure is not None else None
    return () if own is None or _allowed(own, value) else (_against(own, value, (zh, en)),)


def _notice_faults(
    key: str, value: Fraction, unit: str, source: str, procedure: Procedure | None
) -> tuple[Refusal, ...]:
    if unit not in NOTICE_UNITS:
        name = NAMES[key]
        return (Refusal("number-unit", (f"{name[1]}应写明工作日或日历日", f"{name[2]}: say working or calendar days")),)
    rule = notice_rule(procedure, {key: RoundNumber(int(value), unit, source)}, key)
    return (rule,) if isinstance(rule, Refusal) else ()


def _value(text: object) -> Fraction | None:
    try:
        return exact(str(text).strip())
    except ValueError:
        return None


def _allowed(own: Number, value: Fraction) -> bool:
    if own.bound == "at-least":
        return value >= own.value
    return value <= own.value if own.bound == "at-most" else value == own.value


def _against(own: Number, value: Fraction, name: Pair) -> Refusal:
    return Refusal(
        "number-against-document",
        (
            f"{name[0]}（{as_text(value)}）与文件规定（{as_text(own.value)}）不符",
            f"{name[1]} ({as_text(value)}) does not agree with the document's ({as_text(own.value)})",
        ),
        "、".join(own.cite),
        ("请按文件规定改正", "correct it to what the document says"),
    )
