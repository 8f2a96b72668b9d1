"""The report of every track, in both languages, as page and in the terminal."""

from __future__ import annotations

import datetime as dt
import io
from html.parser import HTMLParser
from pathlib import Path

import pytest
from rich.console import Console

from tests.support.dossiers import tracks
from zhicheng.dossier.files import read_dossier
from zhicheng.dossier.model import dossier_from
from zhicheng.policy.pack import load_pack
from zhicheng.policy.round import load_round
from zhicheng.report.html import html_report
from zhicheng.report.terminal import print_report
from zhicheng.report.view import answer, view_of
from zhicheng.verdict.dates import Dates
from zhicheng.verdict.setting import Setting, judge

DEMO = read_dossier(Path(__file__).parents[2] / "src/zhicheng/policies/demo/dossier.yaml")
VOID = {"meta", "line", "rect", "circle", "br"}


class Balanced(HTMLParser):
    """Notes tags that are not closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("pack", "level"), tracks())
def test_page_and_terminal(pack: str, level: str, lang: str) -> None:
    setting = Setting(load_pack(pack), level, Dates(dt.date(2026, 12, 31)))
    view = view_of(setting, DEMO, judge(setting, DEMO), "zh" if lang == "zh" else "en")
    page = html_report(view)
    parser = Balanced()
    parser.feed(page.replace("<!doctype html>", ""))
    assert parser.wrong == [] and parser.open == []
    assert "None" not in page and "frozenset" not in page
    assert answer(view.verdict, view.lang) in page
    out = io.StringIO()
    print_report(Console(file=out, width=100), view)
    assert answer(view.verdict, view.lang) in out.getvalue()


def test_names_of_records_are_text_not_markup() -> None:
    dossier = dossier_from(
        {
            "applicant": {"domains": ["iot"]},
            "records": [
                {
                    "id": "p1",
                    "kind": "project",
                    "name": "<script>alert(1)</script>[red]",
                    "amount": 600,
                    "rank": 1,
                    "line": "consulting",
                    "date": dt.date(2025, 1, 1),
                },
            ],
        }
    )
    setting = Setting(load_pack("zj-iot-2026"), "senior-engineer", Dates(dt.date(2026, 12, 31)))
    view = view_of(setting, dossier, judge(setting, dossier), "zh")
    assert "<script>" not in html_report(view)
    out = io.StringIO()
    print_report(Console(file=out, width=100), view)
    assert "[red]" in out.getvalue()


def test_a_round_adds_its_clauses_and_dates() -> None:
    round_ = load_round("ningbo-2024")
    track = "zj-qti-2023/senior-engineer"
    plain = Setting(load_pack("zj-qti-2023"), "senior-engineer", Dates(dt.date(2024, 12, 31)))
    under = Setting(
        plain.pack,
        plain.level,
        Dates(dt.date(2024, 12, 31), round_.dates(track)),
        round_.pass_mark(track),
        round=round_,
    )
    added = set(judge(under, DEMO).truths) - set(judge(plain, DEMO).truths)
    assert added and under.pass_mark == 90
    assert under.track() is under.track()
