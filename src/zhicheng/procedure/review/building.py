"""How the tables of a review are built for one track: rows hang on the steps of its own document."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from zhicheng.procedure.refusal import Refusal
from zhicheng.procedure.review.rules import ReviewRules
from zhicheng.procedure.roles import ROLES
from zhicheng.procedure.state_table import Condition, Pair, State, StateTable, Transition, reachable

Reasons = tuple[Refusal, ...]
OFFICE: Final = ("committee-office",)
CHAIR: Final = ("chair",)
SUPERVISOR: Final = ("supervisor",)
EXPERT: Final = ("expert",)
TELLER: Final = ("teller",)
APPLICANT: Final = ("applicant",)

ACTING: Final[Mapping[str, str]] = {"committee": "committee-office", "specialty-group": "group-leader"}
"""Bodies, and the role through which they act on the platform where the table does not name another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActFacts:
    """What every act is judged by. Nothing has a default: nothing is guessed.

    ``seen_version`` is the version on the page that the act was sent from, ``version`` the one stored; ``party``:
    who acts belongs to the body, seat or case in question; ``reason_given``: a reason is written.
    """

    rules: ReviewRules
    seen_version: int
    version: int
    party: bool
    reason_given: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A row before it meets a document: ``step`` gives roles and clause, ``who`` overrides the roles.

    A row whose step neither document nor round has is left out. ``cite`` names a number or duty whose clause the row
    cites instead of the step's.
    """

    state: str
    act: str
    after: str
    conditions: tuple[str, ...]
    step: str = ""
    who: tuple[str, ...] = ()
    cite: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """The parts of a table that are the same for every track."""

    name: str
    title: Pair
    start: str
    states: tuple[State, ...]
    labels: Mapping[str, Pair]


Facts = TypeVar("Facts", bound=ActFacts)


def build(
    rules: ReviewRules,
    frame: Frame,
    rows: Sequence[Row],
    conditions: Mapping[str, Condition[Facts]],
    without: Collection[str] = (),
) -> StateTable[Facts]:
    """The table of one track: rows that its rules have, the states they reach, the conditions they use.

    ``without`` names conditions that bind nobody under these rules.
    """
    kept = tuple(_transition(rules, frame, row, without) for row in rows if not row.step or rules.has(row.step))
    table = StateTable(frame.name, frame.title, frame.start, frame.states, kept, conditions, ROLES)
    there = reachable(table)
    kept = tuple(row for row in kept if row.state in there)
    used = {name for row in kept for name in row.conditions}
    return replace(
        table,
        states=tuple(state for state in frame.states if state.name in there),
        transitions=kept,
        conditions={name: condition for name, condition in conditions.items() if name in used},
    )


def _transition(rules: ReviewRules, frame: Frame, row: Row, without: Collection[str]) -> Transition:
    said = rules.steps[row.step] if row.step else None
    who = row.who or _acting(rules, said.who if said is not None else ())
    clause = rules.clause(row.cite) if row.cite else said.clause if said is not None else ""
    conditions = tuple(name for name in row.conditions if name not in without)
    return Transition(row.state, row.act, who, conditions, row.after, frame.labels[row.act], clause)


def _acting(rules: ReviewRules, who: Sequence[str]) -> tuple[str, ...]:
    """The roles that act for those a document names; the issuing authority is whoever certifies, where that is said."""
    found: list[str] = []
    for role in who:
        certify = rules.steps.get("certify")
        found.extend(certify.who if role == "issuer" and certify is not None else (ACTING.get(role, role),))
    return tuple(dict.fromkeys(found))


# --------------------------------------------------------------------------- conditions


def unless(holds: bool, code: str, text: Pair, do: Pair = ("", ""), clause: str = "") -> Reasons:
    """No reason where ``holds``, else the one given."""
    return () if holds else (Refusal(code, text, clause, do),)


def unbound(**binds: bool) -> frozenset[str]:
    """The conditions that bind nobody: by name (``_`` for ``-``), whether each binds."""
    return frozenset(name.replace("_", "-") for name, holds in binds.items() if not holds)


def named(*conditions: Condition[Facts]) -> Mapping[str, Condition[Facts]]:
    """Conditions by their names."""
    return {condition.name: condition for condition in conditions}


def own(name: str, zh: str, en: str, codes: tuple[str, ...], reasons: Callable[[Facts], Reasons]) -> Condition[Facts]:
    """A rule of the platform, or one whose reasons cite their clause themselves."""
    return Condition(name, (zh, en), codes, reasons, cited=False)


def ruled(name: str, zh: str, en: str, codes: tuple[str, ...], reasons: Callable[[Facts], Reasons]) -> Condition[Facts]:
    """A rule of the document: a reason without a clause cites the row's."""
    return Condition(name, (zh, en), codes, reasons)


def _page_current(facts: ActFacts) -> Reasons:
    return unless(
        facts.seen_version == facts.version,
        "page-stale",
        ("内容在您打开页面之后已有变动", "it has changed since you opened the page"),
        ("请刷新页面后再办理", "reload the page and look again"),
    )


def _party(facts: ActFacts) -> Reasons:
    return unless(
        facts.party,
        "not-yours",
        ("此事项不由您或您所在的单位办理", "this is not yours to handle"),
        ("请核对登录身份", "check the account you use"),
    )


def _reason_given(facts: ActFacts) -> Reasons:
    return unless(
        facts.reason_given, "reason-missing", ("没有写明理由", "no reason is given"), ("请填写理由", "give the reason")
    )


Spec = tuple[str, str, str, tuple[str, ...], Callable[[ActFacts], Reasons]]
PAGE: Final[Spec] = ("page-current", "页面是最新的", "the page is current", ("page-stale",), _page_current)
PARTY: Final[Spec] = ("party", "由经办的一方办理", "who acts is the party concerned", ("not-yours",), _party)
REASON: Final[Spec] = ("reason-given", "已写明理由", "a reason is given", ("reason-missing",), _reason_given)
"""Conditions of every table, as arguments of :func:`own`."""

ALWAYS: Final = ("page-current", "party")
"""The two conditions that every row has."""
