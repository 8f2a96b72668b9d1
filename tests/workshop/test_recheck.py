"""recheck: each difference is named with the cause that was put into the claim."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from zhicheng.dossier.files import write_dossier
from zhicheng.dossier.model import Dossier, dossier_from
from zhicheng.policy.pack import load_pack
from zhicheng.verdict.dates import Dates
from zhicheng.verdict.setting import Setting
from zhicheng.vocabulary.problems import Refused
from zhicheng.workshop.outcomes import standard_of
from zhicheng.workshop.recheck import recheck
from zhicheng.workshop.recheck_round import RoundRecheck, Row, difference_rows, recheck_html, sheets_of
from zhicheng.workshop.recheck_source import claimants, indicator_of
from zhicheng.workshop.recheck_types import Difference
from zhicheng.workshop.simulate_sheets import write_tables

SETTING = Setting(load_pack("zj-iot-2026"), "senior-engineer", Dates(dt.date(2026, 12, 31)))
RIGHTS = "专业技术业绩/知识产权"
PAPERS = "专业技术业绩/论文"
PRIZES = "专业技术业绩/获奖"
HONOURS = "职业道德/爱岗敬业"


def patent(place: int, **more: Any) -> dict[str, Any]:
    facts = {"id": f"p{place}", "kind": "patent", "type": "invention", "granted": True, "rank": 1, "date": "2026-01-01"}
    return {**facts, **more}


def prize(grade: str, **more: Any) -> dict[str, Any]:
    facts = {"id": "a1", "kind": "award", "family": "science", "issuer": "provincial", "issuer_type": "government"}
    return {**facts, "grade": grade, "rank": 1, "date": "2026-01-01", **more}


def only(claimed: dict[str, str], *records: dict[str, Any]) -> Difference:
    dossier = dossier_from({"applicant": {"domains": ["iot"]}, "claimed": claimed, "records": list(records)})
    (found,) = recheck(SETTING, dossier).differences
    return found


def test_what_is_as_claimed_is_no_difference() -> None:
    dossier = dossier_from({"applicant": {"domains": ["iot"]}, "claimed": {RIGHTS: "10"}, "records": [patent(1)]})
    found = recheck(SETTING, dossier)
    assert (found.differences, found.compared, found.claimed, found.low) == ((), 1, 10, 10)


@pytest.mark.parametrize(
    ("claimed", "records", "sort", "full"),
    [
        ({RIGHTS: "30"}, [patent(1), patent(2), patent(3)], "cap", True),  # three of 10, capped at 20
        ({RIGHTS: "10"}, [patent(1, rank=3)], "rank", True),  # 10 × 0.8
        ({RIGHTS: "10"}, [patent(1, date="2019-01-01")], "window", True),  # older than 5 years
        ({RIGHTS: "10"}, [patent(1, domains=["robot"])], "field", True),
        ({PRIZES: "20"}, [prize("second")], "level", True),  # 省级 二等奖 15, as a first prize 20
        ({RIGHTS: "10"}, [patent(1, rank=3, date="2019-01-01")], "several", True),
        ({RIGHTS: "10"}, [], "no-record", False),
        ({RIGHTS: "13"}, [patent(1)], "unexplained", False),
        ({RIGHTS: "10"}, [patent(1), patent(2, rank=1)], "not-claimed", True),
        ({}, [patent(1)], "left-empty", True),
    ],
)
def test_the_cause_that_was_put_in_is_named(
    claimed: dict[str, str], records: list[dict[str, Any]], sort: str, full: bool
) -> None:
    found = only(claimed, *records)
    assert (found.causes[0].sort, found.causes[0].full) == (sort, full)
    assert found.cite or sort == "no-such-indicator"


def test_a_rank_that_is_not_proved_and_a_claim_that_hangs_on_it() -> None:
    found = only({RIGHTS: "10"}, patent(1, rank_proof=False))
    assert found.kind == "open"
    assert found.causes[0].sort == "open"
    assert "排名证明" in found.causes[0].says[0]
    assert found.delta == 0
    assert "rank-proof" in [cause.sort for cause in found.causes]


def test_only_the_best_of_a_kind_counts() -> None:
    honours = [
        {"id": f"h{place}", "kind": "honour", "title": "劳动模范", "level": level, "date": "2026-01-01"}
        for place, level in enumerate(("provincial", "municipal"))
    ]
    found = only({HONOURS: "14"}, *honours)  # 8 + 6, of one type only the 8
    assert (found.low, found.causes[0].sort, found.causes[0].records) == (8, "counted-once", ("h1",))


def test_an_indicator_there_is_not() -> None:
    found = only({"专业技术业绩/功劳": "5"})
    assert found.causes[0].sort == "no-such-indicator"


def test_too_little_is_told_by_the_records_left_out() -> None:
    found = only({RIGHTS: "10"}, patent(1, name="甲"), patent(2, name="乙", rank=3))
    assert (found.kind, found.delta) == ("below", Fraction(-8))
    assert found.causes[0].records == ("p2",)


def test_claims_may_come_from_elsewhere_and_on_any_level() -> None:
    dossier = dossier_from({"applicant": {"domains": ["iot"]}, "records": [patent(1)]})
    found = recheck(SETTING, dossier, {"专业技术业绩": "60"})
    (difference,) = found.differences
    assert (difference.path, found.claimed, difference.delta) == ("专业技术业绩", 60, 50)
    assert found.compared == 1  # what lies below a claim is in it


def folder(tmp_path: Path) -> Path:
    good = dossier_from({"applicant": {"domains": ["iot"]}, "claimed": {RIGHTS: "10"}, "records": [patent(1)]})
    bad = dossier_from(
        {"applicant": {"domains": ["iot"]}, "claimed": {RIGHTS: "30"}, "records": [patent(1), patent(2), patent(3)]}
    )
    write_dossier(good, tmp_path / "N1.json")
    write_dossier(bad, tmp_path / "N2.xlsx")
    (tmp_path / "N3.yaml").write_text("records: nonsense", encoding="utf-8")
    return tmp_path


def paths() -> tuple[str, ...]:
    standard = standard_of(SETTING.track())
    assert standard is not None
    return standard.paths[1:]


def test_a_folder_and_one_file_that_cannot_be_read(tmp_path: Path) -> None:
    people, unreadable = claimants(folder(tmp_path), paths())
    assert [one.number for one in people] == ["N1", "N2"]
    assert [number for number, _ in unreadable] == ["N3"]


def test_a_roster_with_claims_in_its_columns(tmp_path: Path) -> None:
    folder(tmp_path)
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["一次花名册"])
    sheet.append(["序号", "申报编号", "姓名", "知识产权", "专业技术业绩／论文"])
    sheet.append([1, "N1", "甲", 12, None])
    sheet.append([2, "N2", "乙", None, "3.5"])
    sheet.append([3, "N9", "丙", 1, None])
    book.save(tmp_path / "名册.xlsx")
    people, unreadable = claimants(tmp_path / "名册.xlsx", paths())
    assert [(one.name, dict(one.claimed)) for one in people] == [
        ("甲", {RIGHTS: "12"}),
        ("乙", {RIGHTS: "30", PAPERS: "3.5"}),
    ]
    assert [number for number, _ in unreadable] == ["N9"]


def test_an_indicator_in_a_header_must_be_clear() -> None:
    assert indicator_of("知识产权 自评分", paths()) == RIGHTS
    assert indicator_of("一等奖", paths()) is None  # several rows have that label
    assert indicator_of("备注", paths()) is None


def test_points_that_are_no_number_are_refused_with_their_place(tmp_path: Path) -> None:
    folder(tmp_path)
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["申报编号", "知识产权"])
    sheet.append(["N1", "十二"])
    book.save(tmp_path / "r.xlsx")
    with pytest.raises(Refused, match="十二"):
        claimants(tmp_path / "r.xlsx", paths())


def test_a_number_that_climbs_out_of_the_folder_finds_nothing(tmp_path: Path) -> None:
    folder(tmp_path)
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["申报编号"])
    sheet.append([f"../{tmp_path.name}/N1"])
    book.save(tmp_path / "r.xlsx")
    people, unreadable = claimants(tmp_path / "r.xlsx", paths())
    assert people == [] and len(unreadable) == 1


def test_workbook_and_page_hold_every_difference(tmp_path: Path) -> None:
    people, unreadable = claimants(folder(tmp_path), paths())
    rows = tuple(Row(one.number, one.name, recheck(SETTING, one.dossier, one.claimed)) for one in people)
    found = RoundRecheck(SETTING.track_name, rows, tuple(unreadable))
    write_tables(tmp_path / "out.xlsx", sheets_of(found, "zh"), "zh")
    book = load_workbook(tmp_path / "out.xlsx")
    assert book.sheetnames == ["差异", "汇总", "按原因", "未复核"]
    cells = [cell.value for cell in book["差异"][2]]
    assert cells[:1] == ["N2"] and cells[3:8] == [30, 20, "+10", "多报", "封顶"]
    assert difference_rows(found, "en")[0][6:8] == ["too much", "cap"]
    page = recheck_html(found, SETTING.pack, "zh")
    assert "N2" in page and "<script" not in page


def empty() -> Dossier:
    return dossier_from({"records": []})


def test_an_empty_dossier_without_claims_is_compared_with_nothing() -> None:
    found = recheck(SETTING, empty())
    assert (found.compared, found.claimed, found.differences) == (0, 0, ())
