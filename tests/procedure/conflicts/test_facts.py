"""What ties come to, by whom, on what basis; nothing open is frozen, nothing disappears."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhicheng.policy.attachments import procedure_of
from zhicheng.policy.pack import load_pack
from zhicheng.procedure.conflicts.derive import same_employer_ties, same_person_ties
from zhicheng.procedure.conflicts.explain import explain_pair
from zhicheng.procedure.conflicts.facts import ConflictFacts, conflict_facts
from zhicheng.procedure.conflicts.freeze import freeze_conflicts, freezing_refusals
from zhicheng.procedure.conflicts.rules import Ground, ground_of
from zhicheng.procedure.conflicts.stored import conflicts_from
from zhicheng.procedure.conflicts.ties import Decision, Declaration, RoundRule, Stated, Tie
from zhicheng.procedure.conflicts.words import DECISIONS, KINDS, RELATIONS, STATED_BY
from zhicheng.procedure.refusal import ActRefused
from zhicheng.vocabulary.problems import Refused

AS_OF = dt.date(2026, 11, 20)
EXPERTS, APPLICANTS = ("E1", "E2", "E3"), ("A1", "A2", "A3")
PACK_GROUND = Ground("方案四（四）第2款")


def tie(kind: str, expert: str = "E1", applicant: str = "A1", by: str = "expert", **more: object) -> Tie:
    """A tie stated by the expert in the form of declaration."""
    return Tie(expert, applicant, kind, by, "申明表", **more)  # type: ignore[arg-type]


def decision(kind: str, outcome: str, day: int = 10, expert: str = "E1", applicant: str = "A1") -> Decision:
    """A decision of the office in November."""
    return Decision(expert, applicant, kind, outcome, "经核实", "王主任", dt.date(2026, 11, day))


def rule(kind: str, outcome: str = "conflict", years: int | None = None) -> RoundRule:
    """A rule of the round."""
    return RoundRule(kind, outcome, "年度工作方案第5条", "评委会办公室", dt.date(2026, 10, 1), years)


def facts(*given: Tie | Decision | RoundRule | Declaration, ground: Ground = PACK_GROUND) -> ConflictFacts:
    """The facts from what was stated."""
    kinds = (Tie, Declaration, Decision, RoundRule)
    stated = Stated(*(tuple(one for one in given if isinstance(one, kind)) for kind in kinds))  # type: ignore[arg-type]
    return conflict_facts(ground, AS_OF, EXPERTS, APPLICANTS, stated)


def test_the_clause_comes_from_the_document_or_is_marked_as_national() -> None:
    iot = ground_of(procedure_of(load_pack("zj-iot-2026"), "senior-engineer"))
    assert (iot.clause, iot.of, iot.verified) == ("方案四（四）第2款", "pack", True)
    for pack, level in (("zj-qti-2023", "senior-engineer"), ("ningbo-qti-2024", "engineer")):
        found = ground_of(procedure_of(load_pack(pack), level))
        assert (found.of, found.verified) == ("national", False)
        assert (
            "人社部令第40号" in found.cited[0] and "未核对原文" in found.cited[0] and "not verified" in found.cited[1]
        )


@pytest.mark.parametrize(
    ("given", "outcome", "basis"),
    [
        (tie("own-application"), "conflict", "own-case"),
        (tie("kin", relation="spouse"), "conflict", "text"),
        (tie("kin", relation="direct"), "conflict", "text"),
        (tie("kin", relation="collateral"), "open", "clause"),
        (tie("kin", relation="in-law"), "open", "clause"),
        (tie("kin"), "open", "clause"),
        (tie("same-employer"), "conflict", "default"),
        (tie("same-employer", start=dt.date(2010, 1, 1)), "conflict", "default"),
        (tie("same-employer", end=dt.date(2026, 11, 20)), "conflict", "default"),
        (tie("same-employer", end=dt.date(2026, 11, 19)), "open", "clause"),
        (tie("supervisor", end=dt.date(2001, 7, 1)), "conflict", "default"),
        (tie("declared"), "conflict", "default"),
        (tie("co-author", start=dt.date(2025, 1, 1)), "open", "clause"),
        (tie("common-project"), "open", "clause"),
        (tie("recommending-expert"), "open", "clause"),
        (tie("other"), "open", "clause"),
        (tie("same-employer", by="applicant"), "open", "claim"),
        (tie("declared", by="applicant"), "open", "claim"),
        (tie("kin", relation="spouse", by="applicant"), "open", "claim"),
        (tie("same-employer", by="record"), "conflict", "default"),
    ],
)
def test_what_a_tie_comes_to_without_a_decision(given: Tie, outcome: str, basis: str) -> None:
    found = facts(given)
    (fact,) = found.by_pair["E1", "A1"].ties
    assert (found.outcome("E1", "A1"), fact.basis) == (outcome, basis)
    assert found.outcome("E1", "A2") == "none"


@pytest.mark.parametrize(
    ("day", "outcome"),
    [
        (dt.date(2021, 11, 20), "conflict"),
        (dt.date(2021, 11, 19), "none"),
        (None, "open"),
    ],
)
def test_the_years_of_the_round_count_to_the_day(day: dt.date | None, outcome: str) -> None:
    assert facts(tie("co-author", start=day), rule("co-author", years=5)).outcome("E1", "A1") == outcome
    assert facts(tie("same-employer", end=day, start=dt.date(2000, 1, 1)), rule("same-employer", years=5)).outcome(
        "E1", "A1"
    ) == ("conflict" if day is None else outcome)


def test_a_rule_of_the_round_is_named_as_such_with_its_source() -> None:
    found = facts(tie("common-project"), rule("common-project", "none"))
    assert found.outcome("E1", "A1") == "none"
    lines = explain_pair(found, "E1", "A1")
    assert "年度工作方案第5条" in lines[1][0] and "set for this round" in lines[1][1]
    for kind in ("own-application", "kin"):
        if kind == "own-application":
            with pytest.raises(ActRefused) as refused:
                facts(rule(kind, "none"))
            assert refused.value.codes == ("rule-fixed",)
    kin = facts(tie("kin", relation="direct"), tie("kin", "E2", relation="in-law"), rule("kin", "none"))
    assert (kin.outcome("E1", "A1"), kin.outcome("E2", "A1")) == ("conflict", "none")


def test_the_round_may_also_say_that_present_colleagues_are_no_conflict_or_open() -> None:
    assert facts(tie("same-employer"), rule("same-employer", "none")).outcome("E1", "A1") == "none"
    assert facts(tie("same-employer"), rule("same-employer", "open")).outcome("E1", "A1") == "open"


def test_kinship_does_not_grow_old() -> None:
    """A marriage of 1990 lasts: the years of a rule bound what has ended, not what began long ago."""
    given = rule("kin", "conflict", years=5)
    assert facts(tie("kin", relation="in-law", start=dt.date(1990, 1, 1)), given).outcome("E1", "A1") == "conflict"
    ended = tie("kin", relation="in-law", start=dt.date(1990, 1, 1), end=dt.date(2001, 1, 1))
    assert facts(ended, given).outcome("E1", "A1") == "none"
    assert facts(tie("common-project", start=dt.date(1990, 1, 1)), rule("common-project", years=5)).recused == ()


def test_an_applicants_word_alone_never_removes_a_judge() -> None:
    found = facts(tie("declared", by="applicant"), rule("declared", "conflict"))
    assert found.recused == () and len(found.open_ties) == 1
    confirmed = facts(tie("declared", by="applicant"), decision("declared", "conflict"))
    assert confirmed.recused == (("E1", "A1"),)


def test_a_decision_counts_and_earlier_ones_stay_on_record() -> None:
    given = (
        tie("common-project"),
        decision("common-project", "conflict", 5),
        decision("common-project", "no-conflict", 9),
    )
    found = facts(*given)
    assert found.outcome("E1", "A1") == "none"
    text = "\n".join(line[0] for line in explain_pair(found, "E1", "A1"))
    assert "认定须回避（后有新的认定）" in text and "属实，不构成回避。2026-11-09，王主任，理由：经核实" in text
    plain = freeze_conflicts(found, declared=False).plain()
    assert len(plain["ties"]) == 1 and len(plain["decisions"]) == 2 and plain["recused"] == []


def test_what_the_clause_names_can_only_be_found_not_to_be_so() -> None:
    near = tie("kin", relation="direct")
    with pytest.raises(ActRefused) as refused:
        facts(near, decision("kin", "no-conflict"))
    assert refused.value.codes == ("decision-against-clause",) and "方案四（四）第2款" in str(refused.value)
    assert facts(near, decision("kin", "not-so")).outcome("E1", "A1") == "none"
    unverified = Ground("人社部令第40号", "national", False)
    assert facts(near, decision("kin", "no-conflict"), ground=unverified).outcome("E1", "A1") == "none"
    with pytest.raises(ActRefused):
        facts(tie("own-application"), decision("own-application", "no-conflict"), ground=unverified)


def test_nothing_is_said_to_stand_in_a_rule_that_was_not_verified() -> None:
    unverified = Ground("人社部令第40号", "national", False)
    for kind, relation in (("kin", "spouse"), ("kin", "in-law"), ("other", ""), ("same-employer", "")):
        found = facts(tie(kind, relation=relation), ground=unverified)
        text = "".join(zh + en for zh, en in explain_pair(found, "E1", "A1"))
        assert "条文" not in text and "clause" not in text and "未核对原文" in text
        assert found.outcome("E1", "A1") == facts(tie(kind, relation=relation)).outcome("E1", "A1")


def test_bars_from_the_draw_and_why() -> None:
    found = facts(
        tie("own-application"),
        tie("kin", "E2", "A2", relation="spouse"),
        *(tie("same-employer", "E3", one) for one in APPLICANTS),
    )
    assert [(bar.expert, bar.kinds) for bar in found.barred] == [
        ("E1", ("own-application",)),
        ("E2", ("kin",)),
        ("E3", ("total-conflict",)),
    ]
    assert facts(tie("same-employer"), tie("same-employer", "E1", "A2")).barred == ()
    assert facts(tie("kin", relation="in-law")).barred == ()  # open: nobody is barred before the office has decided
    assert facts(tie("kin", relation="spouse"), decision("kin", "not-so")).barred == ()


def test_bars_and_recusals_as_a_draw_takes_them() -> None:
    frozen = freeze_conflicts(
        facts(tie("kin", "E2", "A2", relation="spouse"), tie("supervisor", "E3", "A1"), tie("declared", "E1", "A1")),
        declared=False,
    )
    assert frozen.for_draw() == {
        "digest": frozen.digest,
        "bars": [{"code": "E2", "reason": "kin"}],
        "recusals": [{"applicant": "A1", "experts": ["E1", "E3"]}, {"applicant": "A2", "experts": ["E2"]}],
    }
    assert frozen.recused_among(["E3", "E2"], ["A1"]) == {("E3", "A1")}


def test_freezing_lists_everything_to_decide() -> None:
    found = facts(tie("common-project"), tie("kin", "E2", "A2", relation="in-law"), Declaration("E1", AS_OF, "表"))
    with pytest.raises(ActRefused) as refused:
        freeze_conflicts(found)
    assert refused.value.codes == ("conflict-open", "conflict-open", "declaration-missing", "declaration-missing")
    first = refused.value.refusals[0]
    assert first.sentence() == (
        "专家 E1 与申报人 A1：共同承担项目（专家本人提供：申明表），是否可能影响公正，由人认定（方案四（四）第2款）。"
        "请办公室认定是否须回避，并写明理由"
    )
    assert "the clause names direct kin" in refused.value.refusals[1].sentence("en")
    assert len(freezing_refusals(found, declared=False)) == 2


def test_an_open_tie_beside_a_conflict_waits_only_where_it_could_bar() -> None:
    assert facts(tie("same-employer"), tie("common-project")).open_ties == ()
    (waiting,) = facts(tie("same-employer"), tie("kin", relation="in-law"), tie("common-project")).open_ties
    assert waiting.tie.kind == "kin"
    assert facts(tie("kin", relation="spouse"), tie("kin", relation="in-law")).open_ties == ()


def test_mistakes_are_refused_all_at_once() -> None:
    with pytest.raises(ActRefused) as refused:
        facts(
            tie("declared", "E9", "A9"),
            decision("kin", "conflict"),
            tie("other", "E2"),
            decision("other", "conflict", 3, "E2"),
            replace(decision("other", "not-so", 3, "E2"), by="李"),
            decision("other", "not-so", 25, "E2"),
            rule("co-author"),
            rule("co-author", "none"),
        )
    assert set(refused.value.codes) == {
        "no-such-expert",
        "no-such-applicant",
        "decision-on-nothing",
        "decision-twice",
        "rule-twice",
        "day-to-come",
    }


def test_lists_show_the_same_employer_and_the_same_person() -> None:
    experts = {"E1": "浙江大学", "E2": "Ａ公司（杭州）", "E3": ""}
    applicants = {"A1": "A公司(杭州)", "A2": " 浙江 大学", "A3": ""}
    found = same_employer_ties(experts, applicants)
    assert [(one.expert, one.applicant, one.kind, one.stated_by) for one in found] == [
        ("E1", "A2", "same-employer", "record"),
        ("E2", "A1", "same-employer", "record"),
    ]
    (own,) = same_person_ties({"E1": "P7", "E2": ""}, {"A3": "p7", "A1": ""})
    assert (own.expert, own.applicant, own.kind) == ("E1", "A3", "own-application")


@st.composite
def ties(draw: st.DrawFn) -> Tie:
    """Any tie."""
    kind = draw(st.sampled_from(sorted(KINDS)))
    relation = draw(st.sampled_from(["", *RELATIONS])) if kind == "kin" else ""
    day = draw(st.none() | st.dates(dt.date(2000, 1, 1), AS_OF))
    by = draw(st.sampled_from(sorted(STATED_BY)))
    return tie(
        kind, draw(st.sampled_from(EXPERTS)), draw(st.sampled_from(APPLICANTS)), by, relation=relation, start=day
    )


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(ties(), max_size=9), st.data(), st.randoms(use_true_random=False))
def test_any_order_gives_the_same_file_and_it_reads_back(
    given_ties: list[Tie], data: st.DataObject, chance: random.Random
) -> None:
    keys = sorted({one.key for one in given_ties})
    decisions = []
    for expert, applicant, kind in keys:
        outcome = data.draw(st.sampled_from(["", *DECISIONS]))
        if outcome:
            decisions.append(decision(kind, outcome, 7, expert, applicant))
    given_all: list[Tie | Decision | RoundRule | Declaration] = [
        *given_ties,
        *decisions,
        rule("co-author", years=3),
        Declaration("E2", AS_OF, "表"),
    ]
    try:
        found = facts(*given_all)
    except ActRefused as refused:
        assert set(refused.codes) == {"decision-against-clause"}
        return
    chance.shuffle(given_all)
    again = facts(*given_all)
    assert found == again
    for expert in EXPERTS:  # whoever is recused has a reason that can be read, and nobody else has
        for applicant in APPLICANTS:
            lines = explain_pair(found, expert, applicant)
            assert all(zh and en for zh, en in lines)
            assert (found.outcome(expert, applicant) == "conflict") == ((expert, applicant) in found.recused)
    try:
        frozen = freeze_conflicts(found, declared=False)
    except ActRefused as refused:
        assert set(refused.codes) == {"conflict-open"} and len(refused.codes) == len(found.open_ties)
        return
    assert freeze_conflicts(again, declared=False).digest == frozen.digest
    read = conflicts_from(frozen.plain(), "conflicts.json")
    assert read.plain() == frozen.plain()


@pytest.mark.parametrize("key", ["ties", "decisions", "recused", "barred", "rules", "declarations"])
def test_a_file_that_was_changed_is_refused(key: str) -> None:
    found = facts(
        tie("kin", "E2", "A2", relation="spouse"),
        tie("co-author", start=dt.date(2025, 1, 1)),
        decision("co-author", "no-conflict"),
        rule("supervisor", "conflict"),
        tie("supervisor", "E3", "A3"),
        Declaration("E1", AS_OF, "表"),
    )
    plain = freeze_conflicts(found, declared=False).plain()
    for at in range(len(plain[key])):
        less = {**plain, key: plain[key][:at] + plain[key][at + 1 :]}
        try:
            read = conflicts_from(less, "conflicts.json")
        except Refused:
            continue
        # taking out what nothing rests on leaves a lawful file, but another one
        assert key in ("declarations", "rules") and read.digest != freeze_conflicts(found, declared=False).digest


@pytest.mark.parametrize("tree", [None, [], {}, {"format": "zhicheng-conflicts/1"}, {"format": "zhicheng-draw/1"}])
def test_what_is_no_such_file_is_refused(tree: object) -> None:
    with pytest.raises(Refused):
        conflicts_from(tree, "x.json")
