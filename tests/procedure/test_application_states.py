"""The application's table: exactly these cells, exactly these refusals."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from zhicheng.procedure.application_conditions import APPLICATION_CONDITIONS
from zhicheng.procedure.application_facts import TierWindow
from zhicheng.procedure.application_states import APPLICATION, application_table, tier_after
from zhicheng.procedure.notices import NoticeFacts, Objection
from zhicheng.procedure.refusal import Refusal
from zhicheng.procedure.roles import ROLES
from zhicheng.procedure.state_table import acts_of, check_table, next_state, refusals

from .worked import CLOSED, COUNTIES, IOT, POSTED, TODAY, chain_of, good_for

APPLICANT, EMPLOYER, DEPARTMENT = ("applicant",), ("employer", "personnel-agency"), ("department",)

CELLS: dict[tuple[str, str], tuple[tuple[str, ...], str]] = {
    ("draft", "submit"): (APPLICANT, "at-employer"),
    ("withdrawn", "reopen"): (APPLICANT, "draft"),
    ("at-employer", "withdraw"): (APPLICANT, "withdrawn"),
    ("at-employer", "post-notice"): (EMPLOYER, "at-employer"),
    ("at-employer", "settle-objection"): (EMPLOYER, "at-employer"),
    ("at-employer", "close-notice"): (EMPLOYER, "at-employer"),
    ("at-employer", "return-items"): (EMPLOYER, "returned-by-employer"),
    ("at-employer", "recommend"): (EMPLOYER, "at-department"),
    ("at-employer", "refuse"): (EMPLOYER, "not-recommended"),
    ("returned-by-employer", "withdraw"): (APPLICANT, "withdrawn"),
    ("returned-by-employer", "resubmit"): (APPLICANT, "at-employer"),
    ("returned-by-employer", "settle-objection"): (EMPLOYER, "returned-by-employer"),
    ("at-department", "withdraw"): (APPLICANT, "withdrawn"),
    ("at-department", "settle-objection"): (EMPLOYER, "at-department"),
    ("returned-by-department", "settle-objection"): (EMPLOYER, "returned-by-department"),
    ("at-department", "return-items"): (DEPARTMENT, "returned-by-department"),
    ("at-department", "endorse"): (DEPARTMENT, "endorsed"),
    ("at-department", "decline"): (DEPARTMENT, "not-endorsed"),
    ("returned-by-department", "withdraw"): (APPLICANT, "withdrawn"),
    ("returned-by-department", "resubmit"): (APPLICANT, "at-department"),
    ("endorsed", "take-back"): (DEPARTMENT, "at-department"),
    ("endorsed", "forward"): (DEPARTMENT, "at-department"),
    ("endorsed", "hand-in"): (DEPARTMENT, "arrived"),
}
"""The whole table once more, written by hand: state and act, who, what comes next."""

STATES = [state.name for state in APPLICATION.states]
ACTS = sorted({act for _, act in CELLS})


def codes(state: str, act: str, role: str, **changes: Any) -> list[str]:
    facts = good_for(state, act, **changes)
    return [refusal.code for refusal in refusals(APPLICATION, state, role, act, facts)]


def test_the_table_is_sound() -> None:
    assert check_table(APPLICATION) == ()
    assert set(APPLICATION.acts()) == set(ACTS)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("act", ACTS)
def test_exactly_the_cells_are_permitted(state: str, act: str) -> None:
    who, after = CELLS.get((state, act), ((), ""))
    for role in ROLES:
        found = codes(state, act, role)
        if role in who:
            assert found == []
            assert next_state(APPLICATION, state, act) == after
        else:
            assert found in (["not-your-step"], ["not-from-this-state"], ["already-done"])
            assert (found == ["not-your-step"]) == bool(who)


def test_next_state_of_what_is_no_cell_is_an_error() -> None:
    with pytest.raises(KeyError):
        next_state(APPLICATION, "arrived", "submit")
    with pytest.raises(KeyError):
        refusals(APPLICATION, "nowhere", "applicant", "submit", good_for("draft", "submit"))


@pytest.mark.parametrize(
    ("state", "act", "role", "code"),
    [
        ("at-employer", "submit", "applicant", "already-done"),
        ("arrived", "hand-in", "department", "already-done"),
        ("endorsed", "endorse", "department", "already-done"),
        ("draft", "recommend", "employer", "not-from-this-state"),
        ("at-department", "recommend", "employer", "already-done"),
        ("endorsed", "withdraw", "applicant", "not-from-this-state"),
        ("at-employer", "recommend", "applicant", "not-your-step"),
        ("at-department", "endorse", "employer", "not-your-step"),
        ("draft", "submit", "supervisor", "not-your-step"),
        ("draft", "fly", "applicant", "no-such-act"),
    ],
)
def test_twice_out_of_turn_and_by_the_wrong_person(state: str, act: str, role: str, code: str) -> None:
    assert codes(state, act, role) == [code]


EARLY, LATE = TierWindow(TODAY + dt.timedelta(days=1), dt.date(2026, 7, 1)), TierWindow(None, TODAY - dt.timedelta(1))
ROOM = TierWindow(None, dt.date(2026, 12, 31))
RUNNING = NoticeFacts(TODAY - dt.timedelta(days=3))
ONE = (("身份证明", "proof of identity"),)

TAKEN_AWAY = [
    ("draft", "submit", {"windows": (EARLY,)}, "window-not-begun"),
    ("draft", "submit", {"windows": (LATE, ROOM)}, "window-over"),
    ("draft", "submit", {"windows": ()}, "window-not-set"),
    ("draft", "submit", {"windows": (TierWindow(POSTED, None),)}, "window-not-set"),
    ("draft", "submit", {"missing_papers": ONE}, "papers-missing"),
    ("draft", "submit", {"commitment_given": False}, "commitment-missing"),
    ("draft", "submit", {"way_chosen": False}, "way-not-chosen"),
    ("draft", "submit", {"experts_needed": 2, "experts_confirmed": 1}, "experts-missing"),
    ("draft", "submit", {"policy_draft": True}, "policy-is-draft"),
    ("draft", "submit", {"round_open": False}, "round-not-open"),
    ("draft", "submit", {"party": False}, "not-yours"),
    ("draft", "submit", {"seen_version": 2}, "page-stale"),
    ("withdrawn", "reopen", {"windows": (LATE, ROOM)}, "window-over"),
    ("returned-by-department", "resubmit", {"items_unanswered": 2}, "items-unanswered"),
    ("returned-by-department", "resubmit", {"windows": (ROOM, ROOM, LATE)}, "window-over"),
    ("returned-by-employer", "resubmit", {"windows": (ROOM, LATE, ROOM)}, "window-over"),
    ("at-employer", "post-notice", {"notice": RUNNING}, "notice-already-posted"),
    ("at-employer", "post-notice", {"notice_rule": Refusal("number-not-set", ("无", "none"))}, "number-not-set"),
    ("at-employer", "settle-objection", {"notice": NoticeFacts(POSTED)}, "no-objection-open"),
    ("at-employer", "settle-objection", {"reason_given": False}, "reason-missing"),
    ("at-employer", "close-notice", {"notice": NoticeFacts()}, "notice-not-posted"),
    ("at-employer", "close-notice", {"notice": RUNNING}, "notice-days-not-run"),
    ("at-employer", "close-notice", {"notice": NoticeFacts(POSTED, (), CLOSED)}, "notice-already-closed"),
    ("at-employer", "close-notice", {"notice": NoticeFacts(POSTED, (Objection(),))}, "objection-open"),
    ("at-employer", "return-items", {"items_marked": 0}, "nothing-to-return"),
    ("at-employer", "recommend", {"records_unchecked": 1}, "records-unchecked"),
    ("at-employer", "recommend", {"records_disputed": 1}, "records-disputed"),
    ("at-employer", "recommend", {"statement_given": False}, "statement-missing"),
    ("at-employer", "recommend", {"competition_missing": ONE}, "competition-missing"),
    ("at-employer", "recommend", {"missing_papers": ONE}, "papers-missing"),
    ("at-employer", "recommend", {"notice": NoticeFacts(POSTED)}, "notice-not-closed"),
    ("at-employer", "recommend", {"notice": NoticeFacts(POSTED, (), POSTED)}, "notice-days-not-run"),
    ("at-employer", "recommend", {"notice": NoticeFacts(POSTED, (Objection(),), CLOSED)}, "objection-open"),
    ("at-employer", "recommend", {"notice": NoticeFacts(POSTED, (Objection("upheld"),), CLOSED)}, "objection-upheld"),
    ("at-employer", "refuse", {"reason_given": False}, "reason-missing"),
    ("at-department", "endorse", {"opinion_given": False}, "opinion-missing"),
    ("at-department", "endorse", {"items_unanswered": 1}, "items-unanswered"),
    ("at-department", "decline", {"reason_given": False}, "reason-missing"),
    ("endorsed", "take-back", {"reason_given": False}, "reason-missing"),
    ("endorsed", "forward", {"rostered": False}, "not-on-roster"),
    ("endorsed", "forward", {"chain": IOT}, "no-further-tier"),
    ("endorsed", "hand-in", {"forms_missing": ONE}, "forms-missing"),
    ("endorsed", "hand-in", {"chain": chain_of("zj-iot-2026/senior-engineer", *COUNTIES)}, "further-tier-first"),
    ("endorsed", "hand-in", {"missing_papers": ONE}, "papers-missing"),
    ("endorsed", "hand-in", {"notice": NoticeFacts(POSTED, (Objection(),), CLOSED)}, "objection-open"),
]


@pytest.mark.parametrize(("state", "act", "changes", "code"), TAKEN_AWAY)
def test_one_thing_taken_away_is_refused_with_its_own_code(
    state: str, act: str, changes: dict[str, Any], code: str
) -> None:
    role = CELLS[state, act][0][0]
    assert codes(state, act, role) == []
    assert codes(state, act, role, **changes) == [code]


@pytest.mark.parametrize(("state", "act", "changes", "code"), TAKEN_AWAY)
def test_every_refusal_says_what_and_what_to_do_in_both_languages(
    state: str, act: str, changes: dict[str, Any], code: str
) -> None:
    if isinstance(changes.get("notice_rule"), Refusal):
        return  # made by the test itself
    for role in (CELLS[state, act][0][0], "visitor"):
        (found,) = refusals(APPLICATION, state, role, act, good_for(state, act, **changes))
        assert all(found.text) and all(found.do), found.code


def test_every_condition_and_code_has_its_test() -> None:
    tested = {code for *_, code in TAKEN_AWAY}
    provisional = {"notice-end-provisional", "number-against-document"}  # in test_notices
    assert {code for condition in APPLICATION_CONDITIONS.values() for code in condition.codes} == tested | provisional


AT_WORK = {
    *("submit", "reopen", "resubmit", "post-notice", "return-items", "recommend", "refuse"),
    *("endorse", "decline", "take-back", "forward", "hand-in"),
}
CLOSED_LATE = {"recommend", "endorse", "forward", "hand-in"}
"""Acts that take an application further once its notice is closed."""

STAND_IN_THE_WAY = [
    ({"round_open": False}, AT_WORK),
    ({"windows": (LATE, LATE, LATE, LATE)}, AT_WORK),
    ({"windows": (EARLY, EARLY, EARLY, EARLY)}, AT_WORK),
    ({"windows": ()}, AT_WORK),
    ({"missing_papers": ONE}, {"submit", "resubmit", "post-notice", *CLOSED_LATE}),
    ({"commitment_given": False}, {"submit", "resubmit", *CLOSED_LATE}),
    ({"items_unanswered": 1}, {"resubmit", *CLOSED_LATE}),
    ({"experts_needed": 2}, {"submit", "resubmit"}),
    ({"policy_draft": True}, {"submit"}),
    ({"way_chosen": False}, {"submit"}),
    ({"records_unchecked": 1}, {"recommend"}),
    ({"records_disputed": 1}, {"recommend"}),
    ({"statement_given": False}, {"recommend"}),
    ({"competition_missing": ONE}, {"recommend"}),
    ({"items_marked": 0}, {"return-items"}),
    ({"reason_given": False}, {"settle-objection", "refuse", "decline", "take-back"}),
    ({"opinion_given": False}, {"endorse"}),
    ({"rostered": False}, {"forward", "hand-in"}),
    ({"forms_missing": ONE}, {"forward", "hand-in"}),
    ({"notice": NoticeFacts()}, {"settle-objection", "close-notice", *CLOSED_LATE}),
    ({"notice": NoticeFacts(POSTED)}, {"post-notice", "settle-objection", *CLOSED_LATE}),
    ({"notice": NoticeFacts(POSTED, (), POSTED)}, {"settle-objection", "close-notice", *CLOSED_LATE}),
    ({"notice": NoticeFacts(POSTED, (Objection(),), CLOSED)}, {"close-notice", *CLOSED_LATE}),
    (
        {"notice": NoticeFacts(POSTED, (Objection("upheld"),), CLOSED)},
        {"settle-objection", "close-notice", *CLOSED_LATE},
    ),
    ({"notice": NoticeFacts(dt.date(2026, 12, 28), (), TODAY)}, {"settle-objection", "close-notice", *CLOSED_LATE}),
    ({"notice_rule": Refusal("number-not-set", ("无", "none"))}, {"post-notice", "close-notice", *CLOSED_LATE}),
]
"""What is wrong, and every act that it stands in the way of; all others go on."""


@pytest.mark.parametrize(("changes", "acts"), STAND_IN_THE_WAY)
def test_each_fault_stands_in_the_way_of_exactly_these_acts(changes: dict[str, Any], acts: set[str]) -> None:
    for (state, act), (who, _) in CELLS.items():
        assert bool(codes(state, act, who[0], **changes)) == (act in acts), (state, act)


@pytest.mark.parametrize(("state", "act"), sorted(CELLS))
def test_every_act_wants_the_party_and_a_current_page(state: str, act: str) -> None:
    role = CELLS[state, act][0][0]
    assert codes(state, act, role, party=False) == ["not-yours"]
    assert codes(state, act, role, seen_version=1) == ["page-stale"]


def test_all_reasons_come_at_once_in_the_order_of_the_row() -> None:
    found = codes("draft", "submit", "applicant", seen_version=1, windows=(EARLY,), missing_papers=ONE)
    assert found == ["page-stale", "window-not-begun", "papers-missing"]


def test_who_has_no_part_learns_nothing_of_the_conditions() -> None:
    found = refusals(
        APPLICATION, "at-employer", "visitor", "recommend", good_for("at-employer", "recommend", missing_papers=ONE)
    )
    assert [refusal.code for refusal in found] == ["not-your-step"]
    assert "身份证明" not in found[0].sentence("zh")


@pytest.mark.parametrize("day", ["opens", "closes"])
def test_the_opening_and_the_closing_day_are_within_the_window(day: str) -> None:
    window = (
        TierWindow(TODAY, TODAY + dt.timedelta(9)) if day == "opens" else TierWindow(TODAY - dt.timedelta(9), TODAY)
    )
    assert codes("draft", "submit", "applicant", windows=(window,)) == []


def test_a_draft_can_be_tried_out_in_a_demonstration() -> None:
    assert codes("draft", "submit", "applicant", policy_draft=True, demonstration=True) == []


def test_an_upheld_objection_that_was_remedied_lets_the_application_pass() -> None:
    notice = NoticeFacts(POSTED, (Objection("upheld", remedied=True), Objection("withdrawn")), CLOSED)
    assert codes("at-employer", "recommend", "employer", notice=notice) == []


def test_refusals_cite_the_step_of_the_document_and_the_platforms_own_rules_cite_nothing() -> None:
    table = application_table(IOT)
    facts = good_for("at-employer", "recommend", statement_given=False, seen_version=1, competition_missing=ONE)
    found = {refusal.code: refusal.clause for refusal in refusals(table, "at-employer", "employer", "recommend", facts)}
    assert found == {"page-stale": "", "statement-missing": "方案四（三）2", "competition-missing": "方案四（三）2"}
    late = refusals(table, "draft", "applicant", "submit", good_for("draft", "submit", windows=(LATE,)))
    assert late[0].clause == ""
    assert refusals(table, "draft", "employer", "submit", facts)[0].clause == "方案四（三）1"


def test_where_the_document_names_no_personnel_agency_it_has_no_part() -> None:
    assert "recommend" in acts_of(application_table(IOT), "at-employer", "personnel-agency")
    ningbo = application_table(chain_of("ningbo-qti-2024/engineer"))
    assert acts_of(ningbo, "at-employer", "personnel-agency") == ()
    assert ningbo.row("at-employer", "post-notice").clause == "五（二）"  # type: ignore[union-attr]
    assert check_table(ningbo) == ()


def test_papers_missing_are_named_and_counted() -> None:
    papers = tuple((f"材料{number}", f"paper {number}") for number in range(1, 8))
    (found,) = refusals(APPLICATION, "draft", "applicant", "submit", good_for("draft", "submit", missing_papers=papers))
    assert "材料5 等7项" in found.sentence("zh")
    assert "材料6" not in found.sentence("zh")
    assert "paper 5 and 2 more" in found.sentence("en")


def test_the_tier_follows_the_acts() -> None:
    two = chain_of("zj-iot-2026/senior-engineer", *COUNTIES)
    assert tier_after(two, 0, "submit") == 1
    assert tier_after(two, 1, "recommend") == 2
    assert tier_after(two, 2, "return-items") == tier_after(two, 2, "resubmit") == tier_after(two, 2, "endorse") == 2
    assert tier_after(two, 2, "forward") == 3
    assert tier_after(two, 3, "hand-in") == 3
    assert tier_after(two, 2, "withdraw") == 2
    assert tier_after(two, 2, "reopen") == 0
    with pytest.raises(KeyError):
        tier_after(two, 3, "forward")
