"""Whatever is tried in whatever order, under whichever document: no certificate that the whole review does not carry."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhicheng.procedure.notices import NoticeFacts, Objection
from zhicheng.procedure.review.tables import review_tables
from zhicheng.procedure.review.vote_facts import Count
from zhicheng.procedure.state_table import StateTable, next_state, refusals

from .worked import IOT, MAKERS, QTI_SENIOR, ROBOT, day, experts, rules_of

TRACKS = (QTI_SENIOR, IOT, ROBOT)
SEATS = {QTI_SENIOR: 25, IOT: 11, ROBOT: 11}
DAYS_AHEAD = {QTI_SENIOR: 10, IOT: 7, ROBOT: 7}
APPROVALS = {QTI_SENIOR: 1, IOT: 2, ROBOT: 2}
OFF = {day(text) for text in ("04-06", "05-01", "05-04", "05-05", "06-19", "09-25", "10-01", "10-02")}
WORKED = {day(text) for text in ("05-09", "09-20", "10-10")}
PARTS = ("committee", "plan", "meeting", "deliberation", "vote", "result", "certificate")
Move = tuple[str, str, str]
START = day("03-02")


@cache
def tables_of(track: str) -> dict[str, StateTable[Any]]:
    return {name: table for name, table in review_tables(rules_of(track)).items() if name in PARTS}


@dataclass
class World:
    """A review with one applicant; ``done`` has every permitted act with the day and the room as it was."""

    track: str
    today: dt.date = START
    state: dict[str, str] = field(default_factory=dict)
    done: list[tuple[str, str, dt.date, dict[str, Any]]] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.state = {name: table.start for name, table in tables_of(self.track).items()}
        self.facts = {
            "notice": NoticeFacts(),
            "drawn": 0,
            "draw_recorded": False,
            "accepted": 0,
            "open": 0,
            "replacement_recorded": False,
            "meeting_day": None,
            "reported_on": None,
            "changed": False,
            "departments": 0,
            "present": 0,
            "leavers": 0,
            "sealed": False,
            "yes": 0,
            "cast": 0,
            "result_notice": NoticeFacts(),
            "document_ready": False,
            "voted": False,
        }

    def move(self, kind: str, name: str, role: str) -> None:
        """Let something happen, or try an act on a table (``kind``)."""
        if kind == "event":
            EVENTS[name](self)
            return
        table = tables_of(self.track).get(kind)
        if table is None or name not in table.acts():
            return
        if not refusals(table, self.state[kind], role, name, self.known(kind)):
            self.state[kind] = next_state(table, self.state[kind], name)
            self.done.append((kind, name, self.today, dict(self.facts)))
            self._after(kind, name)

    def known(self, table: str) -> Any:
        """The facts of a table as the world has them."""
        return replace(MAKERS[table](rules_of(self.track)), **KNOWN[table](self))

    def _after(self, table: str, act: str) -> None:
        facts = self.facts
        if (table, act) == ("plan", "report"):
            facts.update(reported_on=self.today, departments=0, changed=False)
        if (table, act) == ("plan", "consent"):
            facts["departments"] += 1
        if (table, act) == ("committee", "replace-seats"):
            facts.update(drawn=facts["accepted"] + facts["open"], open=0, replacement_recorded=False)
        if (table, act) == ("committee", "vacate-seat"):
            facts.update(accepted=facts["accepted"] - 1, open=facts["open"] + 1, changed=True)
        if (table, act) == ("committee", "void-draw"):
            facts.update(draw_recorded=False, drawn=0, accepted=0, open=0)
        if (table, act) == ("vote", "open"):
            facts["voted"] = True
        if (table, act) == ("result", "post"):
            facts["result_notice"] = NoticeFacts(self.today)
        if (table, act) == ("result", "close-notice"):
            facts["result_notice"] = replace(facts["result_notice"], closed_on=self.today)

    def last(self, table: str, act: str) -> tuple[dt.date, dict[str, Any]]:
        """The last time an act was done, and the facts then."""
        return next((on, facts) for name, did, on, facts in reversed(self.done) if (name, did) == (table, act))


def _committee(world: World) -> dict[str, Any]:
    facts = world.facts
    names = ("draw_recorded", "accepted", "open", "replacement_recorded")
    return {name: facts[name] for name in names} | {"drawn": experts(facts["drawn"]), "today": world.today}


def _plan(world: World) -> dict[str, Any]:
    facts = world.facts
    return {
        "today": world.today,
        "notice": facts["notice"],
        "committee_formed": world.state["committee"] == "formed",
        "meeting_day": facts["meeting_day"],
        "approvals": facts["departments"] + 1,
    }


def _meeting(world: World) -> dict[str, Any]:
    facts = world.facts
    return {
        "today": world.today,
        "plan_approved": world.state["plan"] == "approved",
        "planned_day": facts["meeting_day"],
        "reported_on": facts["reported_on"],
        "committee_formed": world.state["committee"] == "formed",
        "committee_as_approved": not facts["changed"],
        "members": max(facts["accepted"], facts["present"]),
        "present": facts["present"],
        "undecided": int(world.state["vote"] != "recorded"),
        "votes_open": int(world.state["vote"] == "open"),
        "sealed": facts["sealed"],
    }


def _deliberation(world: World) -> dict[str, Any]:
    facts = world.facts
    return {
        "meeting_open": world.state["meeting"] == "open",
        "members": max(facts["accepted"], facts["present"]),
        "present": facts["present"],
        "voted": facts["voted"],
    }


def _vote(world: World) -> dict[str, Any]:
    facts = world.facts
    count = Count(facts["yes"], max(facts["present"] - facts["yes"], 0))
    return {
        "deliberated": world.state["deliberation"] == "deliberated" and world.state["meeting"] == "open",
        "members": max(facts["accepted"], facts["present"]),
        "present": facts["present"],
        "recused": 0,
        "ballots": facts["cast"],
        "counts": (count, count),
        "reason_given": False,
        "supervisor_agrees": False,
    }


def _result(world: World) -> dict[str, Any]:
    facts = world.facts
    return {
        "today": world.today,
        "notice": facts["result_notice"],
        "minutes_signed": world.state["meeting"] == "signed",
        "document_ready": facts["document_ready"],
    }


def _certificate(world: World) -> dict[str, Any]:
    return {
        "published": world.state["result"] == "published",
        "passed": world.state["vote"] == "recorded" and 3 * world.facts["yes"] >= 2 * world.facts["present"],
    }


KNOWN: dict[str, Callable[[World], dict[str, Any]]] = {
    "committee": _committee,
    "plan": _plan,
    "meeting": _meeting,
    "deliberation": _deliberation,
    "vote": _vote,
    "result": _result,
    "certificate": _certificate,
}


def _set(**changes: Any) -> Callable[[World], None]:
    return lambda world: world.facts.update(changes)


def _pass(days: int) -> Callable[[World], None]:
    def later(world: World) -> None:
        world.today += dt.timedelta(days=days)

    return later


def _draw(world: World, extra: int = 0) -> None:
    if world.state["committee"] == "forming":
        world.facts.update(drawn=SEATS[world.track] + extra, draw_recorded=True, accepted=0, open=0)


def _accept(world: World) -> None:
    if world.state["committee"] == "drawn":
        world.facts["accepted"] = world.facts["drawn"] - world.facts["open"]


def _decline(world: World) -> None:
    if world.state["committee"] == "drawn" and world.facts["accepted"]:
        world.facts.update(accepted=world.facts["accepted"] - 1, open=world.facts["open"] + 1)


def _come(world: World) -> None:
    if world.state["vote"] in ("prepared", "recorded"):
        world.facts["present"] = world.facts["accepted"]


def _few(world: World) -> None:
    if world.state["vote"] in ("prepared", "recorded"):
        world.facts["present"] = world.facts["accepted"] * 2 // 3 - 1


def _ballots(share: int) -> Callable[[World], None]:
    def vote(world: World) -> None:
        if world.state["vote"] == "open":
            world.facts.update(yes=world.facts["present"] * share // 6, cast=world.facts["present"])

    return vote


def _plan_day(ahead: int) -> Callable[[World], None]:
    def planned(world: World) -> None:
        if world.state["plan"] in ("drafting", "returned"):
            world.facts["meeting_day"] = world.today + dt.timedelta(days=ahead)

    return planned


def _post(world: World) -> None:
    world.facts["notice"] = NoticeFacts(world.today)


def _object(world: World) -> None:
    notice = world.facts["result_notice"]
    world.facts["result_notice"] = replace(notice, objections=(*notice.objections, Objection()))


def _answer(outcome: str) -> Callable[[World], None]:
    def answered(world: World) -> None:
        notice = world.facts["result_notice"]
        found = tuple(replace(one, outcome=outcome) if one.outcome == "open" else one for one in notice.objections)
        world.facts["result_notice"] = replace(notice, objections=found)

    return answered


def _remedy(world: World) -> None:
    notice = world.facts["result_notice"]
    found = tuple(replace(one, remedied=True) for one in notice.objections)
    world.facts["result_notice"] = replace(notice, objections=found)


EVENTS: dict[str, Callable[[World], None]] = {
    "day": _pass(1),
    "week": _pass(7),
    "fortnight": _pass(14),
    "draw": _draw,
    "small-draw": lambda world: _draw(world, -2),
    "lost-draw": _set(draw_recorded=False),
    "accept": _accept,
    "decline": _decline,
    "replacement": _set(replacement_recorded=True),
    "post-before": _post,
    "plan-soon": _plan_day(5),
    "plan-later": _plan_day(25),
    "come": _come,
    "few": _few,
    "vote-well": _ballots(6),
    "vote-just": _ballots(4),
    "vote-ill": _ballots(3),
    "seal": _set(sealed=True),
    "unseal": _set(sealed=False),
    "object": _object,
    "reject": _answer("rejected"),
    "uphold": _answer("upheld"),
    "remedy": _remedy,
    "paper": _set(document_ready=True),
    "no-paper": _set(document_ready=False),
}


def helpful(track: str) -> list[Move]:
    """A way that leads to the certificate."""
    qti = track == QTI_SENIOR
    issue = "supervisor" if qti else "association"
    return [
        ("event", "draw", ""),
        ("committee", "record-draw", "committee-office"),
        ("event", "accept", ""),
        ("committee", "constitute", "committee-office"),
        ("event", "post-before", ""),
        ("event", "fortnight", ""),
        ("event", "plan-later", ""),
        ("plan", "report", "committee-office"),
        *([] if qti else [("plan", "consent", "supervisor")]),
        ("plan", "approve", "supervisor"),
        ("meeting", "convene", "committee-office"),
        ("event", "fortnight", ""),
        ("event", "fortnight", ""),
        ("event", "come", ""),
        ("meeting", "open", "chair"),
        ("deliberation", "give-opinion", "group-leader"),
        ("deliberation", "begin", "chair"),
        ("deliberation", "end", "chair"),
        ("vote", "open", "chair"),
        ("event", "vote-well", ""),
        ("vote", "close", "chair"),
        ("vote", "open-envelopes", "supervisor"),
        ("vote", "record", "teller"),
        ("meeting", "close", "chair"),
        ("meeting", "announce", "chair"),
        ("event", "seal", ""),
        ("meeting", "sign", "chair"),
        ("result", "post", "committee-office"),
        ("event", "fortnight", ""),
        ("result", "close-notice", "committee-office"),
        ("event", "paper", ""),
        ("result", "file", "committee-office"),
        ("result", "publish", issue),
        ("certificate", "issue", issue),
    ]


def worked_between(first: dt.date, last: dt.date) -> int:
    """Full working days after ``first`` and before ``last``, counted without the calendar under test."""
    between = (first + dt.timedelta(days=ahead) for ahead in range(1, (last - first).days))
    return sum((on.weekday() < 5 and on not in OFF) or on in WORKED for on in between)


def assert_in_order(world: World) -> None:
    """What must be true of a review the moment a certificate is issued."""
    track = world.track
    _, formed = world.last("committee", "constitute")
    assert formed["accepted"] >= SEATS[track] and formed["accepted"] % 2 == 1 and formed["open"] == 0
    assert world.last("committee", "record-draw")[1]["draw_recorded"]
    reported, plan = world.last("plan", "report")
    assert plan["notice"].first_day is not None and worked_between(plan["notice"].first_day, reported) >= 5
    _, approved = world.last("plan", "approve")
    assert approved["departments"] + 1 >= APPROVALS[track]
    opened, room = world.last("meeting", "open")
    assert not room["changed"]
    assert worked_between(reported, opened) >= DAYS_AHEAD[track]
    for table, act in (("meeting", "open"), ("vote", "open")):
        _, facts = world.last(table, act)
        assert 3 * facts["present"] >= 2 * facts["accepted"] > 0
    _, counted = world.last("vote", "record")
    assert 3 * counted["yes"] >= 2 * counted["present"] > 0
    assert counted["cast"] == counted["present"]
    order = [(table, act) for table, act, _, _ in world.done]
    assert order.index(("deliberation", "end")) < order.index(("vote", "open")) < order.index(("vote", "record"))
    if track == QTI_SENIOR:
        assert ("meeting", "announce") in order and world.last("meeting", "sign")[1]["sealed"]
    else:
        assert order.index(("result", "file")) < order.index(("result", "publish"))
    closed, _ = world.last("result", "close-notice")
    posted, _ = world.last("result", "post")
    assert worked_between(posted, closed) >= 5
    _, published = world.last("result", "publish")
    assert all(one.outcome != "open" for one in published["result_notice"].objections)
    assert all(one.remedied for one in published["result_notice"].objections if one.outcome == "upheld")
    assert published["document_ready"] and room["meeting_day"] is not None and opened >= room["meeting_day"]


ROLES = ("committee-office", "chair", "supervisor", "teller", "association", "expert", "group-leader", "applicant")
ACTS = sorted({(name, act) for track in TRACKS for name, table in tables_of(track).items() for act in table.acts()})
EVERY_ACT = [(table, act, role) for table, act in ACTS for role in ROLES]
STORIES = [
    [("event", "object", ""), ("event", "uphold", "")],
    [("event", "object", ""), ("event", "uphold", ""), ("event", "remedy", "")],
    [("committee", "vacate-seat", "committee-office"), ("committee", "constitute", "committee-office")],
    [("plan", "change", "committee-office"), ("event", "plan-soon", ""), ("plan", "report", "committee-office")],
    [("plan", "return", "supervisor"), ("plan", "report", "committee-office")],
    [("result", "take-down", "committee-office"), ("result", "post", "committee-office")],
]
"""Moves that seldom meet by chance."""
SINGLE = st.one_of(st.sampled_from([("event", name, "") for name in EVENTS]), st.sampled_from(EVERY_ACT))
MOVES = st.one_of(SINGLE.map(lambda move: [move]), st.sampled_from(STORIES))


def helped(track: str, moves: list[list[Move]], gaps: list[int]) -> list[Move]:
    """The helpful way twice, other moves put in between, a step of it left out where a gap is below 0."""
    found, rest = [], list(moves)
    for place, step in enumerate(helpful(track) * 2):
        gap = gaps[place % len(gaps)]
        for _ in range(min(gap, len(rest))):
            found.extend(rest.pop())
        if gap >= 0:
            found.append(step)
    return [*found, *(move for story in rest for move in story)]


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(TRACKS), st.lists(MOVES, max_size=50), st.lists(st.integers(-1, 3), min_size=5, max_size=13))
def test_no_certificate_before_its_time(track: str, moves: list[list[Move]], gaps: list[int]) -> None:
    world = World(track)
    for kind, name, role in helped(track, moves, gaps):
        issued = world.state["certificate"]
        world.move(kind, name, role)
        if world.state["certificate"] == "issued" and issued == "due":
            assert_in_order(world)


@pytest.mark.parametrize("track", TRACKS)
def test_the_helpful_way_does_lead_to_a_certificate(track: str) -> None:
    world = World(track)
    for kind, name, role in helpful(track):
        world.move(kind, name, role)
    assert world.state["certificate"] == "issued"
    assert_in_order(world)


@pytest.mark.parametrize("track", TRACKS)
def test_no_step_of_the_way_can_be_left_out(track: str) -> None:
    """Take each step of the helpful way away: no certificate comes of it."""
    way = helpful(track)
    for place, step in enumerate(way):
        if step == ("meeting", "announce", "chair") and track != QTI_SENIOR:
            continue  # 366 has no such step
        if step == ("event", "seal", "") and track != QTI_SENIOR:
            continue  # there the seal is only recalled, and remarked on
        if step == ("result", "file", "committee-office") and track == QTI_SENIOR:
            continue  # the 2019 plan has no filing
        if step == ("event", "fortnight", "") and way[place - 1] == step:
            continue  # the two weeks before are enough of a wait, or not: the walk finds out
        world = World(track)
        for kind, name, role in (*way[:place], *way[place + 1 :]):
            world.move(kind, name, role)
        issued = world.state["certificate"] == "issued"
        assert not issued or step[1] in ("fortnight",), step
        if issued:
            assert_in_order(world)


@pytest.mark.parametrize("track", TRACKS)
def test_each_wrong_turn_is_in_the_way(track: str) -> None:
    """Put one thing wrong just before the step that it concerns: no certificate comes of it."""
    way = helpful(track)
    wrong = {
        ("committee", "record-draw"): ["lost-draw", "small-draw"],
        ("committee", "constitute"): ["decline"],
        ("plan", "report"): ["plan-soon", "post-before"],
        ("meeting", "open"): ["few"],
        ("vote", "open"): ["few"],
        ("vote", "close"): ["vote-ill"],
        ("result", "close-notice"): ["object"],
        ("result", "publish"): ["object", "no-paper"],
        **({("meeting", "sign"): ["unseal"]} if track == QTI_SENIOR else {}),
    }
    for place, (kind, name, _) in enumerate(way):
        for event in wrong.get((kind, name), []):
            world = World(track)
            for move in (*way[:place], ("event", event, ""), *way[place:]):
                world.move(*move)
            assert world.state["certificate"] == "due", (kind, name, event)


@pytest.mark.parametrize("track", TRACKS)
def test_the_oracle_sees_what_is_wrong(track: str) -> None:
    world = World(track)
    for move in helpful(track):
        world.move(*move)
    for table, act, change in (
        ("committee", "constitute", {"accepted": SEATS[track] + 1}),
        ("vote", "open", {"present": 3}),
        ("vote", "record", {"yes": 3}),
        ("result", "publish", {"result_notice": NoticeFacts(world.today, (Objection(),))}),
    ):
        broken = World(track, world.today, world.state, [*world.done])
        place = next(n for n, entry in enumerate(broken.done) if entry[:2] == (table, act))
        name, did, on, facts = broken.done[place]
        broken.done[place] = (name, did, on, {**facts, **change})
        with pytest.raises(AssertionError):
            assert_in_order(broken)
