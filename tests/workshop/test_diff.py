"""policy diff: what was edited is what is found, and each witness is judged differently by the two sides."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from pathlib import Path

import pytest

from tests.workshop.edited import edited
from zhicheng.policy.pack import load_pack
from zhicheng.verdict.dates import Dates
from zhicheng.verdict.evaluate import evaluate
from zhicheng.vocabulary.truth import MET, NOT_MET
from zhicheng.workshop.diff import Change, Side, asked_of, compare
from zhicheng.workshop.diff_batches import effects_of_batches
from zhicheng.workshop.diff_html import diff_html
from zhicheng.workshop.diff_population import effects
from zhicheng.workshop.diff_report import diff_json, diff_report
from zhicheng.workshop.diff_witness import Finder, Search
from zhicheng.workshop.simulate_source import batches_from, population_from

DATES = Dates(dt.date(2026, 12, 31))
IOT = "zj-iot-2026"
LEVEL = "senior-engineer"


def iot() -> Side:
    return Side(load_pack(IOT), LEVEL)


def changed(tmp_path: Path, file: str, old: str, new: str) -> tuple[list[Change], list[Search], Side]:
    after = Side(edited(tmp_path, IOT, file, old, new), LEVEL)
    comparison = compare(iot(), after)
    finder = Finder(comparison, DATES)
    return list(comparison.changes), [finder.find(change) for change in comparison.changes], after


def test_a_track_is_the_same_as_itself() -> None:
    comparison = compare(iot(), iot())
    assert comparison.changes == ()
    assert comparison.same["scoring"] > 60


def test_years_of_a_route(tmp_path: Path) -> None:
    found, searches, after = changed(
        tmp_path,
        f"{LEVEL}.yaml",
        "begins: qualified_on, reach: 2, interrupted",
        "begins: qualified_on, reach: 3, interrupted",
    )
    (change,) = found
    assert (change.how, change.section, change.place.key) == ("changed", "routes", "第七条（一）")
    assert [(one.before, one.after) for one in change.details] == [(("2年", "2 years"), ("3年", "3 years"))]
    witness = searches[0].witness
    assert witness is not None
    truths = [evaluate(side.track, witness.dossier, DATES).truths["第七条（一）"] for side in (iot(), after)]
    assert truths == [MET, NOT_MET]
    assert {record.__dict__["kind"] for record in witness.dossier.records} == {"degree", "appointment"}


def test_a_route_taken_away(tmp_path: Path) -> None:
    old = (
        "  第七条（六）:\n    say: 取得国家数字技术工程师高级专业技术等级证书（物联网）\n"
        "    certificate: {type: digital-engineer, level: advanced, field: own}\n"
    )
    after = edited(tmp_path, IOT, f"{LEVEL}.yaml", old, "")
    path = after.folder / f"{LEVEL}.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("{reading: RD-60, a: 第七条（六）, b: ~}, ", ""), encoding="utf-8")
    comparison = compare(iot(), Side(load_pack(after.folder), LEVEL))
    (change,) = comparison.changes
    assert (change.how, change.before and change.before.key, change.after) == ("removed", "第七条（六）", None)
    witness = Finder(comparison, DATES).find(change).witness
    assert witness is not None
    assert [record.__dict__["kind"] for record in witness.dossier.records] == ["certificate"]
    assert witness.before.ways == ("第七条（六）",)
    assert witness.after.ways == ()


def test_cap_points_and_rank(tmp_path: Path) -> None:
    found, searches, _ = changed(tmp_path / "cap", f"{LEVEL}.yaml", "软件著作权, cap: 5", "软件著作权, cap: 3")
    assert [(one.sort, one.before, one.after) for one in found[0].details] == [
        ("cap", ("5分", "5 points"), ("3分", "3 points"))
    ]
    witness = searches[0].witness
    assert witness is not None and witness.before.rule[0] != witness.after.rule[0] == "3 分"
    assert len(witness.dossier.records) == 4  # three fill the lower cap, the fourth shows it

    found, searches, _ = changed(
        tmp_path / "points",
        f"{LEVEL}.yaml",
        "二等奖, match: {award: {grade: second}}, points: 20",
        "二等奖, match: {award: {grade: second}}, points: 18",
    )
    assert [one.sort for one in found[0].details] == ["points"]
    assert searches[0].witness is not None

    found, searches, _ = changed(
        tmp_path / "rank", "terms.yaml", "principal, when: {rank: ..3}", "principal, when: {rank: ..2}"
    )
    assert [change.kind for change in found] == ["term"]
    witness = searches[0].witness
    assert witness is not None
    assert [record.__dict__["rank"] for record in witness.dossier.records] == [3]


def test_what_is_only_worded_otherwise_has_no_witness(tmp_path: Path) -> None:
    found, searches, _ = changed(
        tmp_path, f"{LEVEL}.yaml", "say: 按要求参加继续教育并达到规定学时", "say: 继续教育达到规定学时"
    )
    assert [change.how for change in found] == ["reworded"]
    assert searches[0].witness is None and searches[0].tried == 0


def test_another_reading_of_one_pack() -> None:
    first, second = iot(), Side(load_pack(IOT), LEVEL, {"RD-15": "b"})
    comparison = compare(first, second)
    assert [(change.place.key, change.details[0].after) for change in comparison.changes] == [
        ("专业技术业绩/标准制订", ("20分", "20 points"))
    ]


def test_two_documents_are_compared_by_what_they_say() -> None:
    comparison = compare(iot(), Side(load_pack("zj-robot-2026"), LEVEL))
    pairs = {change.before.key: change.after.key for change in comparison.changes if change.before and change.after}
    assert pairs["第七条（三）"] == "第六条（三）"
    assert pairs["第八条（三）"] == "第七条（三）"  # the number is another document's own
    assert comparison.same["routes"] >= 4
    finder = Finder(comparison, DATES)
    for change in comparison.changes:
        witness = finder.find(change).witness
        if witness is not None:
            assert witness.before.rule != witness.after.rule, change.place.key


def test_the_same_citation_stands_on_both_sides() -> None:
    comparison = compare(iot(), Side(load_pack("zj-robot-2026"), LEVEL))
    caps = [change for change in comparison.changes if change.kind == "row" and change.how == "changed"]
    assert all(change.before and change.before.cite and change.after and change.after.cite for change in caps)


def test_who_gains_and_who_loses(tmp_path: Path) -> None:
    after = Side(edited(tmp_path, IOT, f"{LEVEL}.yaml", "reach: 2, interrupted", "reach: 3, interrupted"), LEVEL)
    comparison = compare(iot(), after)
    witness = Finder(comparison, DATES).find(comparison.changes[0]).witness
    assert witness is not None
    loser = witness.dossier
    nobody = loser.model_copy(update={"records": ()})
    found = effects(comparison, [loser, nobody, nobody], DATES)
    assert (found.whole.count, found.whole.gain, found.whole.lose) == (3, 0, 1)
    by_degree = {one.group[1]: (one.count, one.lose) for one in found.groups["degree"]}
    assert by_degree == {"doctorate": (1, 1), "not stated": (2, 0)}
    back = effects(compare(after, iot()), [loser, nobody, nobody], DATES)
    assert (back.whole.gain, back.whole.lose) == (1, 0)


@pytest.mark.parametrize("mark", [None, Fraction(40)])
def test_batches_give_the_same_as_dossier_by_dossier(mark: Fraction | None) -> None:
    comparison = compare(iot(), Side(load_pack("zj-robot-2026"), LEVEL))
    tracks = [comparison.before.track, comparison.after.track]
    one_by_one = effects(comparison, population_from("120", tracks, seed=3), DATES, mark)
    together = effects_of_batches(comparison, batches_from("120", tracks, seed=3), DATES, mark)
    assert together == one_by_one
    assert one_by_one.whole.lose and one_by_one.rules


def test_the_report_says_the_same_to_people_and_machines(tmp_path: Path) -> None:
    after = Side(edited(tmp_path, IOT, f"{LEVEL}.yaml", "软件著作权, cap: 5", "软件著作权, cap: 3"), LEVEL)
    report = diff_report(iot(), after, DATES)
    data = diff_json(report)
    assert data["counts"]["changed"] == 1
    assert data["changes"][0]["witness"]["after"]["low"] == "3"
    for lang in ("zh", "en"):
        page = diff_html(report, lang)  # type: ignore[arg-type]
        assert "附1#50" in page and "<script" not in page and "http" not in page.replace("http://www.w3.org", "")


@pytest.mark.parametrize("pair", [("zj-qti-2023", "senior-engineer"), ("wenzhou-iit-2026", "engineer")])
def test_every_track_can_be_compared_with_every_other_document(pair: tuple[str, str]) -> None:
    comparison = compare(iot(), Side(load_pack(pair[0]), pair[1]))
    assert comparison.changes


def test_two_levels_of_one_document_are_compared_by_what_they_say() -> None:
    pack = load_pack("zj-qti-2023")
    comparison = compare(Side(pack, "senior-engineer"), Side(pack, "professorate-senior-engineer"))
    for change in comparison.changes:
        if change.before is not None and change.after is not None and change.kind == "clause":
            assert asked_of(change.before.rule) & asked_of(change.after.rule), change.place.key
