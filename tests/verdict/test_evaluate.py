"""Claims, questions, answers, dates: what a verdict says around the bare truths."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from zhicheng.dossier.model import dossier_from
from zhicheng.policy.pack import load_pack
from zhicheng.verdict.advise import advise
from zhicheng.verdict.compare import compare_readings
from zhicheng.verdict.dates import Dates
from zhicheng.verdict.result import Verdict
from zhicheng.verdict.setting import Setting, judge
from zhicheng.vocabulary.truth import MET, NOT_MET, OPEN

D = dt.date
SETTING = Setting(load_pack("zj-iot-2026"), "senior-engineer", Dates(D(2026, 12, 31)))
BASE: list[dict[str, Any]] = [
    {"id": "d1", "kind": "degree", "level": "master", "domains": ["iot"]},
    {
        "id": "a1",
        "kind": "appointment",
        "title": "intermediate",
        "series": "engineering",
        "qualified_on": D(2019, 11, 20),
        "start": D(2020, 3, 1),
    },
]


def verdict(*records: dict[str, Any], base: bool = True, **answers: Any) -> Verdict:
    """The verdict on the base records and these, under the Internet-of-Things track."""
    data = {
        "applicant": {"domains": ["iot"], "public_institution": False},
        "records": [*(BASE if base else []), *records],
    }
    return judge(Setting(SETTING.pack, SETTING.level, SETTING.dates, answers=answers), dossier_from(data))


def project(**facts: Any) -> dict[str, Any]:
    """A project of the platform line; ``facts`` say the rest."""
    return {
        "id": "p1",
        "kind": "project",
        "nature": "engineering",
        "line": "platform-integration",
        "date": D(2024, 1, 1),
        "rank": 1,
        **facts,
    }


def points(found: Verdict, path: str) -> tuple[int, int]:
    """Low and high of a node."""
    node = next(node for node in found.score_nodes() if node.path == path)
    return int(node.points), int(node.high)


LINES = "专业技术业绩/物联网专业相关业绩/物联网平台系统集成与应用开发"


def test_a_claim_is_taken_marked_and_asked_to_be_confirmed() -> None:
    found = verdict(project(claims={"class": "second"}))
    assert points(found, LINES) == (15, 15)
    assert [question.kind for question in found.questions() if question.id == "class@p1"] == ["confirm"]


def test_facts_win_over_a_claim() -> None:
    found = verdict(project(amount=600, claims={"class": "fourth"}))
    assert points(found, LINES) == (20, 20)
    assert not any(question.kind == "confirm" for question in found.questions())


def test_without_facts_the_class_is_open_and_the_missing_facts_are_named() -> None:
    found = verdict(project())
    assert points(found, LINES) == (1, 20), "whatever its class, the lowest row brings 1 point at rank 1"
    assert points(found, f"{LINES}/一级项目或产品") == (0, 20)
    asked = next(question for question in found.questions() if question.id == "class@p1")
    assert "项目金额" in asked.ask[0] and "amount" in asked.ask[1]


def test_a_decided_class_closes_the_interval() -> None:
    found = verdict(project(), **{"class@p1": "third"})
    assert points(found, LINES) == (10, 10)


def test_what_can_no_longer_change_the_answer_is_not_asked() -> None:
    found = verdict({"id": "z1", "kind": "patent", "type": "invention", "rank": 1, "date": D(2024, 1, 1)})
    assert found.truths["第十二条（二）"] == OPEN and found.truths["第十二条"] == NOT_MET
    assert not any(question.id.endswith("@z1") for question in found.questions())


@pytest.mark.parametrize(("start", "truth"), [(D(2021, 12, 31), MET), (D(2022, 1, 1), NOT_MET)])
def test_tenure_at_the_day(start: dt.date, truth: int) -> None:
    tenure = {**BASE[1], "start": start}
    found = verdict(BASE[0], tenure, base=False)
    assert found.truths["第七条（二）"] == truth


def test_advice_names_the_day_a_way_in_opens_and_the_day_is_right() -> None:
    tenure = {**BASE[1], "start": D(2023, 3, 1)}
    dossier = dossier_from(
        {"applicant": {"domains": ["iot"], "public_institution": False}, "records": [BASE[0], tenure]}
    )
    (opening,) = [one for one in advise(SETTING, dossier).openings if one.clause == "第七条（二）"]
    assert opening.on == D(2028, 3, 1)
    for day, truth in ((opening.on, MET), (opening.on - dt.timedelta(days=1), NOT_MET)):
        assert judge(Setting(SETTING.pack, SETTING.level, Dates(day)), dossier).truths["第七条（二）"] == truth


def test_every_addition_settles_its_clause() -> None:
    dossier = dossier_from({"applicant": {"domains": ["iot"], "public_institution": False}, "records": BASE})
    found = advise(SETTING, dossier)
    assert found.additions
    for addition in found.additions:
        more = dossier.model_copy(update={"records": (*dossier.records, *addition.records)})
        after = judge(SETTING, more)
        if addition.subject_to_judgement:
            answers = {question.id: True for question in after.questions() if question.kind == "judgement"}
            after = judge(Setting(SETTING.pack, SETTING.level, SETTING.dates, answers=answers), more)
        assert after.truths[addition.target] == MET
        assert len(addition.records) <= 3


def test_the_gain_of_a_next_record_is_what_it_brings() -> None:
    dossier = dossier_from({"applicant": {"domains": ["iot"]}, "records": BASE})
    best = advise(SETTING, dossier).next_records
    assert best and [one.gain for one in best] == sorted((one.gain for one in best), reverse=True)


def test_comparing_readings_flips_one_at_a_time() -> None:
    dossier = dossier_from(
        {
            "applicant": {"domains": ["iot"]},
            "records": [*BASE, {"id": "s", "kind": "standard", "level": "country", "rank": 1, "date": D(2024, 1, 1)}],
        }
    )
    flips = {(flip.reading.id, flip.alternative): flip for flip in compare_readings(SETTING, dossier)}
    assert flips["RD-14", "b"].score is None or flips["RD-14", "b"].changes
    assert any(path.endswith("国家标准") for path, _, _ in flips["RD-14", "b"].nodes)
    assert not any(flip.decides for flip in flips.values() if not flip.clauses)


def test_the_defence_hangs_on_the_way_in() -> None:
    assert verdict().defence == "discretionary"
    landmark = verdict(
        {"id": "t", "kind": "standard", "level": "country", "rank": 1, "date": D(2024, 1, 1)}, base=False
    )
    assert landmark.truths["第八条（三）"] == MET and landmark.defence == "required"


def test_a_floor_never_exceeds_what_the_worst_value_brings() -> None:
    """The low bound of an open class, against judging the record with each class in turn."""
    lows = [
        points(verdict(project(), **{"class@p1": word}), LINES)[0]
        for word in ("other", "fourth", "third", "second", "first")
    ]
    assert points(verdict(project()), LINES)[0] == min(lows)
    assert points(verdict(project(rank=11)), LINES) == (0, 0)
    two = verdict(project(), {**project(amount=600), "id": "p2", "rank": 2})
    assert points(two, LINES) == (19, 38)


def test_a_floor_above_the_block_of_a_choice_is_settled_with_it() -> None:
    """Two records open in different ways meet below the node where their least counts: every completion lies between."""
    setting = Setting(load_pack("wenzhou-iit-2026"), "engineer", Dates(D(2026, 12, 31)))
    first = {
        "id": "e1",
        "kind": "first-equipment",
        "domains": ["energy"],
        "scope": "worldwide",
        "recognised": "provincial",
    }
    second = {"id": "e2", "kind": "first-equipment", "rank": 1, "type": "set", "recognised": "provincial"}
    second |= {"date": D(2026, 12, 31), "domains": ["energy"]}

    def judged(one: dict[str, Any], two: dict[str, Any]) -> Verdict:
        return judge(setting, dossier_from({"applicant": {"specialty": "iot"}, "records": [one, two]}))

    between = judged(first, second)
    assert (between.low, between.high) == (2, 8)
    for kind in ("set", "batch", "version"):
        for scope in ("worldwide", "domestic", "in-province"):
            for rank in (1, 3, 10):
                complete = judged(
                    {**first, "type": kind, "rank": rank, "date": D(2026, 1, 1)}, {**second, "scope": scope}
                )
                assert between.low <= complete.low <= complete.high <= between.high, (kind, scope, rank)


def test_a_flip_says_what_judging_under_the_other_reading_says() -> None:
    """compare_readings keeps the score where only conditions differ; nothing may come out otherwise."""
    dossier = dossier_from(
        {
            "applicant": {"domains": ["iot"]},
            "records": [*BASE, project(amount=250), {**project(rank=5), "id": "p2", "amount": 600}],
        }
    )
    base = judge(SETTING, dossier)
    for flip in compare_readings(SETTING, dossier, base):
        other = judge(
            Setting(SETTING.pack, SETTING.level, SETTING.dates, readings={flip.reading.id: flip.alternative}), dossier
        )
        before, after = (base.low, base.high), (other.low, other.high)
        assert flip.score == (None if before == after else (before, after))
        assert {key for key, _, _ in flip.clauses} == {
            key for key in base.truths if base.truths[key] != other.truths.get(key)
        }
