"""Open questions answered for trial: the verdict follows, and the page says that it rests on assumptions."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client

from tests.web.dossier_forms.examples import demo
from tests.web.public.selfcheck.page import IOT, fields_of, press, send, text_of
from zhicheng.vocabulary.problems import Refused
from zhicheng.web.public.selfcheck.what_if import answers_text, read_answers

pytestmark = pytest.mark.django_db


def test_an_assumption_changes_the_verdict_and_is_marked(client: Client, now: object) -> None:
    page = text_of(send(client, demo(), IOT, as_of="2026-12-31"))
    assert "含假设" not in page and 'name="if:conduct"' in page
    refused = text_of(press(client, page, IOT, **{"if:conduct": "no"}))
    assert "含假设" in refused and '<div class="answer not_met">' in refused
    assert fields_of(refused)["if:conduct"] == "no"
    dropped = text_of(press(client, refused, IOT, drop="yes"))
    assert "含假设" not in dropped and '<div class="answer met">' in dropped


def test_assumed_points_narrow_the_score(client: Client, now: object) -> None:
    page = text_of(send(client, demo(), IOT, as_of="2026-12-31"))
    assert "91.0～93.0" in page
    settled = text_of(press(client, page, IOT, **{"if:其他荣誉@honour-1": "no"}))
    assert "91.0～93.0" not in settled.split('class="note warn"')[0]


def test_a_pass_mark_can_be_assumed_where_none_is_set(client: Client, now: object) -> None:
    address = "/check/zj-im-2026/senior-engineer/"
    page = text_of(send(client, demo(), address, as_of="2026-12-31"))
    assert 'name="if:pass-mark"' in page
    low, high = (text_of(press(client, page, address, **{"if:pass-mark": mark})) for mark in ("1", "9000"))
    assert low.split('id="verdict"')[1] != high.split('id="verdict"')[1]


def test_assumptions_survive_filling_in(client: Client, now: object) -> None:
    page = text_of(send(client, demo(), IOT, **{"if:conduct": "yes"}))
    form = text_of(press(client, page, "/check/edit/", open="edit:project-3"))
    assert fields_of(form)["answers"] == '{"conduct":true}'
    assert fields_of(text_of(press(client, form, "/check/edit/", act="save")))["if:conduct"] == "yes"


def test_answers_are_read_back_as_they_were_written() -> None:
    answers = {"conduct": True, "theory": False, "一/二@x": Decimal("2.50")}
    assert read_answers({"answers": answers_text(answers)}) == answers
    assert read_answers({"answers": answers_text(answers), "if:theory": "", "if:conduct": "no"}) == {
        "conduct": False,
        "一/二@x": Decimal("2.50"),
    }


@pytest.mark.parametrize(
    "data",
    [
        {"answers": "[1]"},
        {"answers": "{"},
        {"answers": '{"a":"x"}'},
        {"answers": '{"a":1.5}'},
        {"answers": '{"a":null}'},
        {"if:a": "1e9"},
        {"if:a": "-1"},
        {"if:" + "a" * 400: "yes"},
        {f"if:{number}": "yes" for number in range(300)},
        {"answers": " " * 10 + "x" * 200_000},
    ],
)
def test_other_answers_are_refused(data: dict[str, str]) -> None:
    with pytest.raises(Refused):
        read_answers(data)


def test_odd_points_do_not_break_the_score(client: Client, now: object) -> None:
    for track in ("zj-iot-2026/senior-engineer", "zj-qti-2023/senior-engineer"):
        page = text_of(send(client, demo(), f"/check/{track}/"))
        names = [name for name in fields_of(page) if name.startswith("if:") and "@" in name]
        for name in names:
            assert send(client, demo(), f"/check/{track}/", **{name: "3.33"}).status_code == 200, name
