"""What document and round leave to be said of a review: steps nobody is named for, numbers that nobody has set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from zhicheng.policy.attachments import BASES, NUMBERS
from zhicheng.procedure.notices import NOTICES
from zhicheng.procedure.refusal import Refusal
from zhicheng.procedure.review.rules import BEFORE_THE_DOOR, ONLY_IF_STATED, STEPS, ReviewRules
from zhicheng.procedure.roles import ROLES
from zhicheng.procedure.step_bar import STEP_NAMES
from zhicheng.web.rounds.models import Round
from zhicheng.web.rounds.numbers import PASS_MARK, NumberRow, number_rows
from zhicheng.web.rounds.setting import notice_of, procedure_for

Pair = tuple[str, str]

WHO: Final = tuple(
    role
    for role in ROLES
    if role in {"intermediate-committee", "committee-office", "committee", "specialty-group", "expert", "group-leader"}
    or role in {"chair", "teller", "association", "supervisor", "issuer"}
)
"""Who can be said to do a step of the review."""
BASE_NAMES: Final[Mapping[str, Pair]] = dict(
    zip(BASES, (("出席委员", "members present"), ("全体委员", "all members")), strict=True)
)
UNITS: Final = (("working-days", ("工作日", "working days")), ("calendar-days", ("日历日", "calendar days")))


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step: who does it by document or round, and where that is written; ``given``: by the document."""

    name: str
    label: Pair
    who: tuple[Pair, ...]
    clause: str
    given: bool
    role: str


@dataclass(frozen=True, slots=True)
class NumberAsked:
    """A number of the review: what document and round say, whether it must be set, whether it can be."""

    row: NumberRow
    needed: bool
    settable: bool
    notice: bool
    base: str
    bases: bool

    @property
    def missing(self) -> bool:
        """Whether it is needed and nobody has set it."""
        return self.needed and not self.row.shown


def open_steps(rules: ReviewRules) -> tuple[Pair, ...]:
    """The steps that neither document nor round gives to anybody."""
    return tuple(step_name(name) for name in STEPS if not rules.has(name))


def step_name(name: str) -> Pair:
    """What a step is called."""
    return STEP_NAMES.get(name, ("撤销资格", "revocation") if name == "revoke" else (name, name))


def step_rows(rules: ReviewRules, own: Mapping[str, Mapping[str, object]]) -> tuple[StepRow, ...]:
    """Every step the tables know; ``own``: those that the round has given to somebody, by name."""
    found = []
    for name in STEPS:
        step = rules.steps.get(name)
        who = tuple(ROLES[role] for role in step.who) if step else ()
        chosen = next(iter(own[name]["who"])) if name in own else ""  # type: ignore[call-overload]
        given = step is not None and name not in own
        found.append(StepRow(name, step_name(name), who, step.clause if step else "", given, chosen))
    return tuple(found)


def missing_numbers(round_: Round, rules: ReviewRules) -> tuple[Pair, ...]:
    """The numbers the round must still set before the acts that need them."""
    return tuple(one.row.name for one in numbers_asked(round_, rules) if one.missing)


def numbers_asked(round_: Round, rules: ReviewRules) -> tuple[NumberAsked, ...]:
    """Every number of the review, those still to be set first."""
    rows = {row.key: row for row in number_rows(round_.numbers, procedure_for(round_))}
    wanted = [name for name in NUMBERS if name not in BEFORE_THE_DOOR]
    marked = notice_of(round_).pass_mark(round_.track) is not None
    if rules.scored and not marked:
        wanted.insert(0, PASS_MARK)
    found = [_asked(rows[name], rules, str(round_.numbers.get(name, {}).get("base", ""))) for name in wanted]
    return tuple(sorted(found, key=lambda one: not one.missing))


def _asked(row: NumberRow, rules: ReviewRules, base: str) -> NumberAsked:
    fixed = bool(row.document) and not row.bound[0]
    usable = row.key == PASS_MARK or isinstance(rules.number(row.key), Refusal)
    needed = row.key not in ONLY_IF_STATED and usable
    by_document = bool(row.document)
    return NumberAsked(row, needed, not fixed, row.key in NOTICES, base, row.key == "majority" and not by_document)
