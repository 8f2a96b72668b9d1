"""The rules of a review, per track: each number with its clause, or absent and then to be set by the round.

Everything comes from the track's own document, under a choice of readings. What the document leaves open the round
sets with its source; a number that neither sets is asked for in words, never taken from another document.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from zhicheng.policy.attachments import BASES, NUMBERS, Consequence, Duty, Number, Procedure, procedure_of
from zhicheng.policy.pack import Pack
from zhicheng.procedure.notices import CALENDAR_DAYS, NOTICE_UNITS, NoticeRule
from zhicheng.procedure.refusal import Refusal
from zhicheng.vocabulary.points import as_text, exact
from zhicheng.vocabulary.yaml_text import read_yaml

DOCUMENT, ROUND = "document", "round"
PRESENT, MEMBERS = BASES

STEPS: Final[Mapping[str, tuple[str, ...]]] = {
    "intermediate-review": ("intermediate-review",),
    "check-eligibility": ("check-eligibility",),
    "draw": ("draw", "draw-committee"),
    "report-plan": ("report-plan",),
    "approve-plan": ("approve-plan",),
    "interview": ("interview",),
    "group-review": ("group-review",),
    "vote": ("vote",),
    "announce-vote": ("announce-vote",),
    "result-notice": ("result-notice",),
    "settle-objections": ("settle-objections", "handle-objections"),
    "file-result": ("file-result",),
    "publish": ("publish", "issue-result"),
    "certify": ("certify", "certificate"),
    "revoke": ("revoke",),
}
"""The steps that the tables know, with the names that packs give them; ``revoke`` stands among a pack's rules."""

DUTIES: Final[Mapping[str, tuple[str, ...]]] = {
    "odd": ("committee-size-odd",),
    "secret": ("secret-ballot",),
    "chairs-pool": ("chairs-pool",),
    "chair-presides": ("chair-presides",),
    "recusal": ("recusal",),
    "no-proxy": ("no-proxy-vote", "no-vote-when-absent"),
    "in-deliberation": ("no-vote-when-absent",),
    "outstanding-experts": ("outstanding-experts-admitted",),
    "below-mark": ("no-recommendation-below-mark",),
    "record-considered": ("integrity-record-considered",),
    "defence": ("defence",),
}
"""The duties without a number that conditions hang on, with the names that packs give them."""

ONLY_IF_STATED: Final = (
    "pool_size",
    "pool_term_years",
    "pool_renewal_share",
    "expert_title_years",
    "expert_vice_senior_years",
    "committee_chairs",
    "review_specialties",
    "bar_years",
)
"""Bounds that bind only where document or round states them; every other number is needed to act on it."""

BEFORE_THE_DOOR: Final = ("employer_notice_days", "recommending_experts")
"""Numbers of the part before the committee's door; the tables of applications use them."""


@dataclass(frozen=True, slots=True)
class RoundSetting:
    """A number that the round sets, exact, with its unit and source; ``base`` for the majority only."""

    value: Fraction
    unit: str
    source: str
    base: str | None = None


@dataclass(frozen=True, slots=True)
class RoundStep:
    """A step that the round gives to somebody, where the document does not say who does it."""

    step: str
    who: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class RuleNumber:
    """A number that counts: exact, its bound (at-least, at-most, exact), where it is written.

    ``origin`` is ``document`` or ``round``; ``reading`` names the reading its ``base`` hangs on, else empty.
    """

    name: str
    value: Fraction
    unit: str
    bound: str
    base: str | None
    clause: str
    origin: str
    usual: bool = False
    reading: str = ""

    @property
    def whole(self) -> int:
        """The value of a number that is whole (persons, days, years, counts)."""
        return int(self.value)


@dataclass(frozen=True, slots=True)
class Step:
    """Who does a step, and the clause or source that says so."""

    name: str
    who: tuple[str, ...]
    clause: str


@dataclass(frozen=True)
class ReviewRules:
    """The rules of one track and round; built by :func:`review_rules`.

    ``wrong`` holds numbers that the round set against the document. ``recused_counted``: whether those recused for
    an applicant count in the base of the majority (the platform's reading, printed in the minutes). ``scored``: the
    document has a scoring standard for this level.
    """

    track: str
    numbers: Mapping[str, RuleNumber]
    wrong: Mapping[str, Refusal]
    steps: Mapping[str, Step]
    duties: Mapping[str, str]
    consequences: tuple[Consequence, ...]
    recused_counted: bool = True
    scored: bool = False

    def number(self, name: str) -> RuleNumber | Refusal:
        """The number, or why there is none: set against the document, or set by nobody yet.

        Raises:
            KeyError: there is no number of that name.
        """
        found = self.wrong.get(name) or self.numbers.get(name)
        return found if found is not None else not_set(name)

    def stated(self, name: str) -> RuleNumber | None:
        """The number where document or round states it; ``None`` where it binds nobody.

        A round's number against the document leaves the document's in place here.
        """
        return self.numbers.get(name)

    def has(self, step: str) -> bool:
        """Whether document or round has the step."""
        return step in self.steps

    def duty(self, name: str) -> bool:
        """Whether the document has the duty."""
        return name in self.duties

    def clause(self, name: str) -> str:
        """The clause of a number, step or duty of that name; empty where there is none."""
        number, step = self.numbers.get(name), self.steps.get(name)
        return number.clause if number is not None else step.clause if step is not None else self.duties.get(name, "")

    def notice(self, name: str) -> NoticeRule | Refusal:
        """A number of days as the rule of a notice."""
        found = self.number(name)
        if isinstance(found, Refusal):
            return found
        unit = CALENDAR_DAYS if found.unit == "days" else found.unit
        return NoticeRule(found.whole, unit, found.bound == "at-least", found.clause)


def review_rules(
    pack: Pack,
    level: str,
    *,
    choices: Mapping[str, str] | None = None,
    settings: Mapping[str, RoundSetting] | None = None,
    round_steps: Sequence[RoundStep] = (),
    recused_counted: bool = True,
) -> ReviewRules:
    """The rules of a track under a choice of readings, completed by what the round sets.

    Raises:
        Refused: something in ``procedure.yaml`` is wrong.
        ValueError: the round gives away a step that there is not, or one without a source.
    """
    procedure = procedure_of(pack, level, choices)
    own = _own_numbers(pack, level, procedure)
    set_here = {name: _together(name, own.get(name), setting) for name, setting in (settings or {}).items()}
    return ReviewRules(
        track=f"{pack.id}/{level}",
        numbers=own | {name: found for name, found in set_here.items() if isinstance(found, RuleNumber)},
        wrong={name: found for name, found in set_here.items() if isinstance(found, Refusal)},
        steps=dict(_steps(procedure, round_steps)),
        duties=dict(_duties(procedure)),
        consequences=procedure.consequences if procedure is not None else (),
        recused_counted=recused_counted,
        scored=pack.track(level).scoring is not None,
    )


def round_settings(stored: Mapping[str, Mapping[str, Any]]) -> dict[str, RoundSetting]:
    """The settings of a round as it keeps them: by name ``value`` (text, exact), ``unit``, ``source``, ``base``.

    Names that are no number of a procedure (the pass mark) are left out.

    Raises:
        ValueError: a value is no exact number.
    """
    return {
        name: RoundSetting(exact(body["value"]), str(body["unit"]), str(body["source"]), body.get("base") or None)
        for name, body in stored.items()
        if name in NUMBERS
    }


def not_set(name: str) -> Refusal:
    """Why a number that nobody has set can't be used, and where it must come from.

    Raises:
        KeyError: there is no number of that name.
    """
    _, zh, en = NUMBERS[name]
    return Refusal(
        "number-not-set",
        (f"本评价文件未规定{zh}，年度通知也未设定", f"neither the document nor the round sets the {en}"),
        do=("请在年度设置中填写并注明依据", "set it in the round, with the source it is taken from"),
    )


def _own_numbers(pack: Pack, level: str, procedure: Procedure | None) -> dict[str, RuleNumber]:
    readings = _readings_of_bases(pack, level)
    return {name: _own(number, readings) for name, number in (procedure.numbers if procedure else {}).items()}


def _own(number: Number, readings: Mapping[str, str]) -> RuleNumber:
    return RuleNumber(
        number.name,
        number.value,
        number.unit,
        number.bound,
        number.base,
        "、".join(number.cite),
        DOCUMENT,
        number.usual,
        readings.get(number.name, ""),
    )


def _together(name: str, own: RuleNumber | None, given: RoundSetting) -> RuleNumber | Refusal:
    """The document's number with the round's: "at least" leaves room upwards, "at most" downwards, else none."""
    if own is None:
        base_missing = name == "majority" and given.base not in BASES
        if base_missing or not given.source.strip() or not _usable(name, given):
            return not_set(name)
        return RuleNumber(name, given.value, given.unit, "exact", given.base, given.source.strip(), ROUND)
    agrees = {"at-least": given.value >= own.value, "at-most": given.value <= own.value}
    if agrees.get(own.bound, given.value == own.value) and given.unit == own.unit and given.base in (None, own.base):
        return RuleNumber(name, given.value, own.unit, own.bound, own.base, own.clause, ROUND, own.usual, own.reading)
    return _against(name, own, given)


def _against(name: str, own: RuleNumber, given: RoundSetting) -> Refusal:
    _, zh, en = NUMBERS[name]
    said, written = as_text(given.value), as_text(own.value)
    return Refusal(
        "number-against-document",
        (
            f"年度通知设定的{zh}（{said}）与文件规定（{written}）不符",
            f"the round's {en} ({said}) do not agree with the document's ({written})",
        ),
        own.clause,
        ("请按文件规定改正", "correct it to what the document says"),
    )


def _usable(name: str, given: RoundSetting) -> bool:
    unit = NUMBERS[name][0]
    if unit == "working-days":
        return given.unit in NOTICE_UNITS and given.value.denominator == 1 and given.value >= 1
    if given.unit != unit:
        return False
    return 0 < given.value <= 1 if unit == "share" else given.value.denominator == 1 and given.value >= 1


def _steps(procedure: Procedure | None, round_steps: Sequence[RoundStep]) -> Iterator[tuple[str, Step]]:
    said = [*procedure.steps, *procedure.rules] if procedure is not None else []
    for name, aliases in STEPS.items():
        here = [duty for duty in said if duty.name in aliases]
        if here:
            yield name, Step(name, _roles(here), _cite(here))
    for step in round_steps:
        if step.step not in STEPS or not step.who or not step.source.strip():
            raise ValueError(f"no step that a round can set: {step}")
        if not any(duty.name in STEPS[step.step] for duty in said):
            yield step.step, Step(step.step, step.who, step.source.strip())


def _duties(procedure: Procedure | None) -> Iterator[tuple[str, str]]:
    said = procedure.rules if procedure is not None else ()
    for name, aliases in DUTIES.items():
        here = [duty for duty in said if duty.name in aliases]
        if here:
            yield name, _cite(here)


def _roles(duties: Sequence[Duty]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(role for duty in duties for role in duty.who))


def _cite(duties: Sequence[Duty]) -> str:
    return "、".join(dict.fromkeys(label for duty in duties for label in duty.cite))


def _readings_of_bases(pack: Pack, level: str) -> dict[str, str]:
    """Which numbers of the level hang on a reading: the reading's id by the number's name."""
    path = pack.folder / "procedure.yaml"
    tree: Any = read_yaml(path) if path.is_file() else {}
    blocks = tree.get("procedures") or [tree]
    block: Any = next((one for one in blocks if level in (one.get("tracks") or ())), {})
    found = {}
    for name, body in (block.get("numbers") or {}).items():
        ids = [part["reading"] for part in body.values() if isinstance(part, dict) and "reading" in part]
        if ids:
            found[str(name)] = str(ids[0])
    return found
