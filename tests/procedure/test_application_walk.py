"""Whatever is tried in whatever order: nothing arrives that is not complete, settled and long enough on the wall."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from zhicheng.procedure.application_facts import ApplicationFacts
from zhicheng.procedure.application_states import APPLICATION, STARTS_AFRESH, tier_after
from zhicheng.procedure.notices import NoticeFacts, Objection
from zhicheng.procedure.state_table import next_state, refusals

from .worked import COUNTIES, IOT, chain_of, good_facts

ROLES = ("applicant", "employer", "department", "visitor")
ACTS = APPLICATION.acts()
FEASTS = {dt.date(2026, 6, 19)}
"""The one weekday without work between May and August 2026; no weekend is worked then."""

EVERY_ACT = [("act", act, role) for act in ACTS for role in ROLES]
PROPER_ACTS = sorted({("act", row.act, row.who[0]) for row in APPLICATION.transitions})
HAPPENINGS = [
    *(("event", name, "") for name in ("day", "week", "object", "late-object", "paper-lost", "paper-found", "check")),
    *(("event", name, "") for name in ("state", "uphold", "reject", "remedy", "return-answered", "commit", "roster")),
]
STORIES = [
    [("event", "object", ""), ("event", "uphold", "")],
    [("act", "return-items", "employer"), ("act", "resubmit", "applicant")],
    [("act", "return-items", "department"), ("act", "resubmit", "applicant")],
    [("act", "withdraw", "applicant"), ("act", "reopen", "applicant"), ("act", "submit", "applicant")],
]
"""Moves that seldom meet by chance."""

SINGLE = st.one_of(st.sampled_from(HAPPENINGS), st.sampled_from(PROPER_ACTS), st.sampled_from(EVERY_ACT))
MOVES = st.one_of(SINGLE.map(lambda move: [move]), st.sampled_from(STORIES))
HELPFUL = [
    ("event", "paper-found", ""),
    ("event", "commit", ""),
    ("act", "submit", "applicant"),
    ("act", "post-notice", "employer"),
    ("event", "week", ""),
    ("event", "day", ""),
    ("event", "check", ""),
    ("event", "state", ""),
    ("act", "close-notice", "employer"),
    ("act", "recommend", "employer"),
    ("act", "endorse", "department"),
    ("event", "roster", ""),
    ("act", "forward", "department"),
    ("act", "hand-in", "department"),
]
"""A way that leads to the committee; the search mixes it with everything else."""


@dataclass
class World:
    """An application with its surroundings; ``history`` has every state it was in."""

    facts: ApplicationFacts
    state: str = "draft"
    history: list[str] = field(default_factory=lambda: ["draft"])

    def move(self, kind: str, name: str, role: str) -> None:
        """Try an act, or let something happen."""
        if kind == "event":
            self.facts = EVENTS[name](self.facts)
        elif not refusals(APPLICATION, self.state, role, name, self.facts):
            self._done(name)

    def _done(self, act: str) -> None:
        facts = self.facts
        facts = replace(facts, tier=tier_after(facts.chain, facts.tier, act))
        if act == "post-notice":
            facts = replace(facts, notice=NoticeFacts(facts.today))
        if act == "close-notice":
            facts = replace(facts, notice=replace(facts.notice, closed_on=facts.today))
        if act == "return-items":
            facts = replace(facts, items_unanswered=1)
        if act in STARTS_AFRESH:
            facts = replace(facts, notice=NoticeFacts(), records_unchecked=2, statement_given=False)
        if act in ("forward", "take-back"):
            facts = replace(facts, rostered=False)
        self.facts, self.state = facts, next_state(APPLICATION, self.state, act)
        self.history.append(self.state)


def _objection(facts: ApplicationFacts, **changes: object) -> ApplicationFacts:
    """The first objection changed."""
    first, *others = facts.notice.objections or (Objection("withdrawn"),)
    return replace(facts, notice=replace(facts.notice, objections=(replace(first, **changes), *others)))


def _object(facts: ApplicationFacts) -> ApplicationFacts:
    return replace(facts, notice=replace(facts.notice, objections=(Objection(), *facts.notice.objections)))


EVENTS = {
    "day": lambda facts: replace(facts, today=facts.today + dt.timedelta(days=1)),
    "week": lambda facts: replace(facts, today=facts.today + dt.timedelta(days=7)),
    "object": lambda facts: _object(facts) if facts.notice.closed_on is None else facts,
    "late-object": _object,
    "uphold": lambda facts: _objection(facts, outcome="upheld"),
    "reject": lambda facts: _objection(facts, outcome="rejected"),
    "remedy": lambda facts: _objection(facts, remedied=True),
    "paper-lost": lambda facts: replace(facts, missing_papers=(("证明", "proof"),)),
    "paper-found": lambda facts: replace(facts, missing_papers=()),
    "commit": lambda facts: replace(facts, commitment_given=True),
    "check": lambda facts: replace(facts, records_unchecked=0),
    "state": lambda facts: replace(facts, statement_given=True),
    "return-answered": lambda facts: replace(facts, items_unanswered=0),
    "roster": lambda facts: replace(facts, rostered=True),
}


def fresh(tiers: int) -> World:
    chain = IOT if tiers == 1 else chain_of("zj-iot-2026/senior-engineer", *COUNTIES)
    return World(
        good_facts(
            chain=chain,
            tier=0,
            today=dt.date(2026, 5, 6),
            missing_papers=(("证明", "proof"),),
            commitment_given=False,
            records_unchecked=2,
            statement_given=False,
            rostered=False,
            notice=NoticeFacts(),
        )
    )


def weekdays_between(first: dt.date, last: dt.date) -> int:
    """Full working days after ``first`` and before ``last``, counted without the calendar under test."""
    days = (first + dt.timedelta(days=ahead) for ahead in range(1, (last - first).days))
    worked_saturday = dt.date(2026, 5, 9)
    return sum((day.weekday() < 5 and day not in FEASTS) or day == worked_saturday for day in days)


def assert_in_order(world: World) -> None:
    """What must be true of an application the moment it arrives."""
    facts = world.facts
    assert facts.missing_papers == ()
    assert facts.items_unanswered == 0
    assert facts.commitment_given and facts.statement_given and not facts.records_unchecked and facts.rostered
    notice = facts.notice
    assert notice.first_day is not None and notice.closed_on is not None
    assert weekdays_between(notice.first_day, notice.closed_on) >= 5
    assert all(one.outcome != "open" for one in notice.objections)
    assert all(one.remedied for one in notice.objections if one.outcome == "upheld")
    assert facts.tier == facts.chain.last
    assert world.history.count("endorsed") >= len(facts.chain.tiers) - 1
    for step in ("at-employer", "at-department", "endorsed"):
        assert step in world.history


def helped(moves: list[list[tuple[str, str, str]]], gaps: list[int]) -> list[tuple[str, str, str]]:
    """The helpful way, other moves put in between, a step of it left out where a gap is below 0."""
    found, rest = [], list(moves)
    for place, step in enumerate(HELPFUL * 2):
        gap = gaps[place % len(gaps)]
        for _ in range(min(gap, len(rest))):
            found.extend(rest.pop())
        if gap >= 0:
            found.append(step)
    return [*found, *(move for story in rest for move in story)]


@settings(max_examples=600)
@given(st.integers(1, 2), st.lists(MOVES, max_size=50), st.lists(st.integers(-1, 3), min_size=5, max_size=13))
def test_nothing_arrives_before_its_time(tiers: int, moves: list[list[tuple[str, str, str]]], gaps: list[int]) -> None:
    world = fresh(tiers)
    for kind, name, role in helped(moves, gaps):
        before = world.state
        world.move(kind, name, role)
        if world.state == "arrived" and before != "arrived":
            assert_in_order(world)


def test_the_helpful_way_does_arrive() -> None:
    for tiers in (1, 2):
        world = fresh(tiers)
        for kind, name, role in HELPFUL * 2:
            world.move(kind, name, role)
        assert world.state == "arrived"
        assert_in_order(world)


def test_the_oracle_sees_what_is_wrong() -> None:
    world = fresh(1)
    for kind, name, role in HELPFUL * 2:
        world.move(kind, name, role)
    for change in (
        {"missing_papers": (("证明", "proof"),)},
        {"notice": replace(world.facts.notice, closed_on=world.facts.notice.first_day)},
        {"notice": replace(world.facts.notice, objections=(Objection(),))},
    ):
        broken = World(replace(world.facts, **change), world.state, world.history)
        try:
            assert_in_order(broken)
        except AssertionError:
            continue
        raise AssertionError(change)
