"""policy simulate: every count is what judging each dossier at each mark gives; intervals are kept apart."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
from openpyxl import load_workbook

from zhicheng.cli.policy_simulate import marks_of
from zhicheng.dossier.model import Dossier, dossier_from
from zhicheng.policy.pack import load_pack
from zhicheng.verdict.cases import read_cases
from zhicheng.verdict.dates import Dates
from zhicheng.verdict.evaluate import evaluate
from zhicheng.vocabulary.problems import Refused
from zhicheng.vocabulary.truth import MET, NOT_MET, OPEN
from zhicheng.workshop.outcomes import judged, standard_of
from zhicheng.workshop.simulate import simulate
from zhicheng.workshop.simulate_html import simulate_html
from zhicheng.workshop.simulate_sheets import cell_value, write_simulation
from zhicheng.workshop.simulate_source import batches_from, population_from

DATES = Dates(dt.date(2026, 12, 31))
MARKS = [Fraction(mark) for mark in (0, 5, 10, 20, 30, 45, 60)]


@cache
def people() -> tuple[Dossier, ...]:
    folder = load_pack("zj-iot-2026").folder / "examples"
    return tuple(case.dossier for file in sorted(folder.glob("*.yaml")) for case in read_cases(file))[::4]


def track():  # type: ignore[no-untyped-def]
    return load_pack("zj-iot-2026").track("senior-engineer")


def test_every_mark_is_what_judging_at_it_gives() -> None:
    found = simulate(track(), judged(track(), people(), DATES), MARKS)
    for line in found.lines:
        truths = []
        for dossier in people():
            verdict = evaluate(track(), dossier, DATES, pass_mark=line.mark)
            reached = MET if verdict.low >= line.mark else OPEN if verdict.high >= line.mark else NOT_MET
            truths.append((reached, min(reached, verdict.can_apply)))
        assert line.reach == sum(reached == MET for reached, _ in truths)
        assert line.reach_open == sum(reached == OPEN for reached, _ in truths)
        assert line.passing == sum(passed == MET for _, passed in truths)
        assert line.passing_open == sum(passed == OPEN for _, passed in truths)
    assert any(line.passing for line in found.lines) and any(line.reach_open for line in found.lines)


def test_the_spread_counts_everybody_once() -> None:
    found = simulate(track(), judged(track(), people(), DATES), MARKS)
    assert sum(band.count for band in found.bands) == found.count == len(people())
    lows = [evaluate(track(), dossier, DATES).low for dossier in people()]
    for band in found.bands:
        assert band.count == sum(band.start <= low < band.end for low in lows)


def dossier(**many: int) -> Dossier:
    """So many patents, software copyrights, and points from standards."""
    records = []
    for place in range(many.get("patents", 0)):
        records.append(
            {"id": f"p{place}", "kind": "patent", "type": "invention", "granted": True, "rank": 1, "date": "2026-01-01"}
        )
    for place in range(many.get("copyrights", 0)):
        records.append({"id": f"c{place}", "kind": "software-copyright", "rank": 1, "date": "2026-01-01"})
    for place in range(many.get("standards", 0)):
        records.append({"id": f"s{place}", "kind": "standard", "level": "group", "rank": 1, "date": "2026-01-01"})
    return dossier_from({"applicant": {"domains": ["iot"]}, "records": records})


def test_what_passing_hangs_on() -> None:
    """知识产权 (cap 20): 3 patents are 20 of 30; 标准制订 (cap 10): a group standard is 3 points.

    At 22: 3 patents + 1 standard = 23 passes, and needs both; 3 patents + 3 copyrights = 20 misses, and the indicator's
    cap holds it back (25 before it).
    """
    population = [dossier(patents=3, standards=1), dossier(patents=3, copyrights=5), dossier()]
    found = simulate(track(), judged(track(), population, DATES), [Fraction(22)], near=Fraction(3))
    assert found.close == 2
    by_path = {one.path: one for one in found.indicators}
    rights, standards = by_path["专业技术业绩/知识产权"], by_path["专业技术业绩/标准制订"]
    assert (rights.carries, rights.cut, rights.unsettled) == (1, 1, 0)
    assert (standards.carries, standards.cut) == (1, 0)
    assert standards.mean == Fraction(3, 2)


def test_the_total_with_other_points_keeps_the_caps_above() -> None:
    standard = standard_of(track())
    assert standard is not None
    verdict = evaluate(track(), dossier(patents=3, standards=1), DATES)
    assert verdict.scored is not None
    node = standard.paths.index("专业技术业绩/知识产权")
    low, raw = verdict.scored.low, verdict.scored.raw
    assert standard.points(standard.total_with(node, 0, low, raw)) == 3
    assert standard.points(standard.total_with(node, 1000 * standard.unit, low, raw)) == 60  # the group's own cap


@pytest.mark.parametrize(
    ("text", "count", "last"), [("60..90", 31, 90), ("75", 1, 75), ("60..61/0.25", 5, 61), ("60..60", 1, 60)]
)
def test_marks_of_the_command_line(text: str, count: int, last: int) -> None:
    marks = marks_of(text)
    assert (len(marks), marks[-1]) == (count, last)


@pytest.mark.parametrize("text", ["90..60", "60..90/0", "0..900/0.1", "sixty", "60-90"])
def test_what_is_no_range_of_marks_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        marks_of(text)


def test_report_and_workbook_say_the_same(tmp_path: Path) -> None:
    pack = load_pack("zj-iot-2026")
    found = simulate(track(), judged(track(), people(), DATES), MARKS)
    write_simulation(found, pack, tmp_path / "s.xlsx", "zh")
    sheet = load_workbook(tmp_path / "s.xlsx").worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    assert [row[3] for row in rows[1:]] == [line.passing for line in found.lines]
    page = simulate_html(found, pack, "senior-engineer", "2026-12-31", "en")
    assert page.count("<svg") == 3 and "<script" not in page


def test_no_text_of_a_cell_is_taken_for_a_formula() -> None:
    assert cell_value("=1+1") == "'=1+1"
    assert cell_value("-3.5") == "-3.5"
    assert cell_value("12") == 12


def test_a_population_that_is_none_is_refused(tmp_path: Path) -> None:
    for source in ("no-such-thing", str(tmp_path), "0"):
        with pytest.raises(Refused):
            list(population_from(source))
    broken = tmp_path / "p.parquet"
    broken.write_bytes(b"PAR1 not really")
    with pytest.raises(Refused):
        list(population_from(str(broken)))


def test_batches_give_the_same_as_dossier_by_dossier() -> None:
    from zhicheng.workshop.simulate_batches import simulate_batches

    marks = [Fraction(mark) for mark in range(10, 80, 10)]
    one_by_one = simulate(track(), judged(track(), population_from("150", [track()], seed=7), DATES), marks)
    together = simulate_batches(track(), batches_from("150", [track()], seed=7), DATES, marks)
    assert together == one_by_one
    assert one_by_one.count == 150 and one_by_one.close
