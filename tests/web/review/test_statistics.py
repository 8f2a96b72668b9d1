"""Statistics: what is counted adds up, each picture has its table, and nobody is named."""

from __future__ import annotations

import datetime as dt
import io
from fractions import Fraction

import pytest
from openpyxl import load_workbook

from tests.web.people import signed_in
from tests.web.review.ground import arrived, begun, judged
from zhicheng.web.review.pictures import bars, histogram
from zhicheng.web.review.statistics import Figure, spread_of, tables_of

COMPANY = ("企业及其他单位", "company or other")
PAGE = "/reviews/iot-2026/statistics/"


def figure(finding: str, specialty: str, score: str | None = None) -> Figure:
    return Figure(finding, specialty, "杭州", COMPANY, "第七条（二）", "met", Fraction(score) if score else None)


FIGURES = (
    figure("eligible", "感知", "60"),
    figure("eligible", "感知", "59.99"),
    figure("not-eligible", "感知", "0"),
    figure("unchecked", "<b>传输</b>"),
)


def test_tables_add_up_and_put_the_largest_first() -> None:
    specialty = tables_of(FIGURES)[0]
    assert [(one.name[0], one.total, one.by_finding) for one in specialty.lines] == [
        ("感知", 3, (0, 2, 1)),
        ("<b>传输</b>", 1, (1, 0, 0)),
    ]
    for table in tables_of(FIGURES):
        assert (table.total.total, table.total.by_finding) == (4, (1, 2, 1))


def test_the_spread_has_no_gap_and_knows_its_bounds() -> None:
    spread = spread_of(FIGURES, Fraction(60))
    assert spread is not None
    assert [count for _, _, count in spread.columns] == [1, 0, 0, 0, 0, 1, 1]
    assert (spread.scored, spread.reached) == (3, 1)
    assert spread_of(FIGURES[3:], None) is None


def test_pictures_escape_what_they_show() -> None:
    picture = bars(tables_of(FIGURES)[0], "zh")
    assert "&lt;b&gt;传输" in picture
    assert "<b>" not in picture
    spread = spread_of(FIGURES, Fraction(60))
    assert spread is not None
    assert "pass mark 60" in histogram(spread, "en")


@pytest.mark.django_db
def test_the_page_counts_those_arrived_and_names_nobody(now: dt.datetime) -> None:
    here = judged(now)
    begun(here)
    arrived(here, "名册来的人", "X001", specialty="物联网传输")
    client = signed_in(here.office_officer)
    page = client.get(PAGE).content.decode()
    assert "2 份申报" in page
    assert "物联网传输" in page
    assert "得分分布" in page
    assert "名册来的人" not in page
    assert page.count("<svg") == page.count("（表）")
    book = load_workbook(io.BytesIO(client.get(f"{PAGE}?export=xlsx").content))
    assert book.sheetnames[0] == "按专业"
    assert book["按专业"]["E4"].value == 2
    reader = signed_in(here.supervisor)
    reader.post("/language/", {"language": "en", "next": "/"})
    assert "By specialty" in reader.get(PAGE).content.decode()
