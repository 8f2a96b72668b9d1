"""The notice of Ningbo for 2024: what it sets for its own engineers and lays over the provincial criteria."""

from __future__ import annotations

import datetime as dt

import pytest

from zhicheng.dossier.model import dossier_from
from zhicheng.policy.pack import load_pack
from zhicheng.policy.round import Round, load_round
from zhicheng.verdict.dates import Dates
from zhicheng.verdict.evaluate import evaluate
from zhicheng.vocabulary.truth import MET, NOT_MET, OPEN

ENGINEER, SENIOR = "ningbo-qti-2024/engineer", "zj-qti-2023/senior-engineer"
PROFESSORATE = "zj-qti-2023/professorate-senior-engineer"
YEARS = range(2020, 2025)


@pytest.fixture(scope="module")
def ningbo() -> Round:
    return load_round("ningbo-2024")


def test_tenure_and_insurance_end_with_the_year_and_applications_in_august(ningbo: Round) -> None:
    dates = ningbo.dates(ENGINEER)
    assert dates["tenure"] == dates["insurance"] == dt.date(2024, 12, 31)
    assert dates["submission"] == dt.date(2024, 8, 21)


def test_ninety_points_for_seniors_who_apply_by_score_and_no_mark_for_others(ningbo: Round) -> None:
    assert ningbo.pass_mark(SENIOR) == 90
    assert ningbo.pass_mark(ENGINEER) is None and ningbo.pass_mark(PROFESSORATE) is None


def test_employer_and_department_close_after_the_applicant(ningbo: Round) -> None:
    closes = {window.tier: window.closes for window in ningbo.windows_of(ENGINEER) if window.closes}
    assert closes["applicant"] < closes["employer"] < closes["department"]  # 8月21日, 9月1日, 9月10日
    assert not ningbo.windows_of(PROFESSORATE)


def test_forms_with_three_copies(ningbo: Round) -> None:
    assert [form.copies for form in ningbo.forms_of(ENGINEER)] == [3, 1, 1, 3, 1, 1, 1]


def hours(years: range, professional: int, public: int, specialty: str) -> dict[str, object]:
    records = [
        {
            "id": f"{category[0]}{year}",
            "kind": "continuing-education",
            "year": year,
            "hours": number,
            "category": category,
        }
        for year in years
        for category, number in (("professional", professional), ("industry-public", public))
    ]
    return {"applicant": {"specialty": specialty}, "records": records}


@pytest.mark.parametrize(
    ("track", "specialty", "years", "public", "truth"),
    [
        (SENIOR, "计量", range(2022, 2025), 18, MET),
        (SENIOR, "计量", range(2022, 2025), 17, NOT_MET),
        (SENIOR, "计量", range(2023, 2025), 18, OPEN),
        (SENIOR, "特种设备", range(2022, 2025), 18, OPEN),
        (SENIOR, "特种设备", YEARS, 18, MET),
        (PROFESSORATE, "特种设备", range(2022, 2025), 18, MET),
    ],
)
def test_hours_over_three_years_and_five_for_special_equipment(
    ningbo: Round, track: str, specialty: str, years: range, public: int, truth: int
) -> None:
    pack, level = track.split("/")
    rules = ningbo.applied_to(load_pack(pack).track(level))
    days = ningbo.dates(track)
    verdict = evaluate(rules, dossier_from(hours(years, 72, public, specialty)), Dates(days.pop("as_of"), days))
    assert verdict.truths["通知四（二）"] == truth


@pytest.mark.parametrize(
    ("day", "extended", "truth"),
    [
        ("2024-12-31", False, NOT_MET),
        ("2025-01-01", False, MET),
        ("2024-12-31", True, MET),
    ],
)
def test_retirement_age_by_the_end_of_the_year(ningbo: Round, day: str, extended: bool, truth: int) -> None:
    rules = ningbo.applied_to(load_pack("zj-qti-2023").track("senior-engineer"))
    applicant = {"reaches_retirement_on": dt.date.fromisoformat(day), "retirement_extended": extended}
    days = ningbo.dates(SENIOR)
    verdict = evaluate(rules, dossier_from({"applicant": applicant}), Dates(days.pop("as_of"), days))
    assert verdict.truths["通知一第4款"] == truth
