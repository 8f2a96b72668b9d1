"""Forms of records: what a record says survives the page, and errors stand beside their field."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import pytest
from django.http import QueryDict
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.web.dossier_forms.browser import controls, page, sent_back
from tests.web.dossier_forms.examples import known_records, random_records, record_of, setting
from zhicheng.dossier.kinds import KINDS
from zhicheng.dossier.schema import facts_of
from zhicheng.web.dossier_forms.asked import claimable, facts_asked
from zhicheng.web.dossier_forms.record_form import record_form

BY_KIND = {
    kind: list(records)
    for kind, records in groupby(sorted(known_records(), key=lambda one: one["kind"]), key=lambda one: one["kind"])
}


def through_the_page(facts: dict[str, Any], **options: Any) -> dict[str, Any]:
    """The record that comes back when the page showing it is submitted unchanged."""
    shown = record_form(facts["kind"], initial=record_of(facts), **options)
    back = record_form(facts["kind"], sent_back(shown), initial=record_of(facts), **options)
    assert back.is_valid(), back.errors
    return back.cleaned_record()


def test_every_kind_stands_in_the_worked_cases() -> None:
    assert set(BY_KIND) == set(KINDS)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_record_comes_back_as_it_was(kind: str) -> None:
    most_told = sorted(BY_KIND[kind], key=lambda facts: (-len(facts), str(facts)))[:6]
    for facts in most_told:
        for lang in ("zh", "en"):
            back = through_the_page(facts, lang=lang)
            assert back == facts and list(back) == list(facts)


@settings(max_examples=60)
@given(random_records())
def test_any_record_comes_back_as_it_was(facts: dict[str, Any]) -> None:
    assert through_the_page(facts) == facts


@settings(max_examples=25)
@given(random_records())
def test_the_same_with_the_fields_in_the_order_of_a_track(facts: dict[str, Any]) -> None:
    track = setting("zj-iot-2026", "senior-engineer").track()
    kind = facts["kind"]
    papers = {"contract": ("合同", "Contract"), "diploma": ("毕业证书", "Diploma")}
    options = {
        "asked": facts_asked(track, kind),
        "claimable": claimable(track, kind),
        "papers": papers,
        "domains": track.domains,
    }
    assert through_the_page(facts, **options, prefix="r7") == facts


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_fact_of_the_schema_has_one_place_on_the_page(kind: str) -> None:
    track = setting("zj-iot-2026", "senior-engineer").track()
    form = record_form(kind, asked=facts_asked(track, kind))
    names = [field.name for field in (*form.first, *form.more)]
    assert sorted(names) == sorted(facts_of(kind))
    sent = {tag["name"] for _, tag in controls(page(form)) if "name" in tag}
    assert {name.removesuffix("_known").removesuffix("_more") for name in sent} == set(names)


def test_what_the_track_asks_comes_first() -> None:
    track = setting("zj-iot-2026", "senior-engineer").track()
    form = record_form("award", asked=facts_asked(track, "award"))
    first = [field.name for field in form.first]
    assert {"name", "family", "issuer", "grade", "rank", "date"} <= set(first)
    assert "listed" not in first and "note" not in first and "id" not in first


def test_more_is_open_only_when_something_stands_there() -> None:
    asked = {"grade"}
    assert not record_form("award", asked=asked, initial={"id": "a", "grade": "first"}).more_is_open
    assert record_form("award", asked=asked, initial={"id": "a", "note": "补发"}).more_is_open
    assert record_form("award", {"rank": "x"}, asked=asked, new_id="a").more_is_open


def test_not_said_is_an_answer_of_its_own() -> None:
    form = record_form("degree", new_id="d1")
    assert [value for value, _ in form.fields["full_time"].widget.choices] == ["true", "false", ""]
    for typed, meant in (("true", True), ("false", False), ("", None)):
        sent = record_form("degree", sent_back(form, full_time=typed), new_id="d1")
        assert sent.is_valid() and sent.cleaned_record().get("full_time") is meant


def test_a_page_that_leaves_a_field_out_says_nothing_about_it() -> None:
    form = record_form("patent", QueryDict("type=invention&id=p1"))
    assert form.is_valid() and form.record is not None
    assert form.record.__dict__["granted"] is True  # the schema's own default, not an unticked box


def test_none_of_the_indexes_is_not_the_same_as_not_said() -> None:
    empty = record_form("paper", new_id="p")
    none = record_form("paper", sent_back(empty, indexes="(none)"), new_id="p")
    silent = record_form("paper", sent_back(empty), new_id="p")
    assert none.is_valid() and none.cleaned_record()["indexes"] == []
    assert silent.is_valid() and "indexes" not in silent.cleaned_record()


def test_a_list_keeps_the_order_it_had() -> None:
    facts = {"id": "p", "kind": "paper", "indexes": ["ei", "sci"], "domains": ["textile", "iot"]}
    assert through_the_page(facts) == facts
    twice = {"id": "p", "kind": "paper", "indexes": ["ei", "sci", "ei"]}
    assert through_the_page(twice) == twice


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2023-06-09", "2023-06-09"),
        ("2023年6月9日", "2023-06-09"),
        ("２０２３／６／９", "2023-06-09"),
        ("2023.6.9", "2023-06-09"),
        ("20230609", "2023-06-09"),
    ],
)
def test_days_as_people_write_them(typed: str, meant: str) -> None:
    form = record_form("award", {"date": typed}, new_id="a")
    assert form.is_valid() and form.cleaned_record()["date"].isoformat() == meant


@pytest.mark.parametrize(("typed", "meant"), [("1,250.50", "1250.5"), ("１２００", "1200"), ("0.1", "0.1")])
def test_amounts_are_exact(typed: str, meant: str) -> None:
    form = record_form("project", {"amount": typed}, new_id="p")
    assert form.is_valid()
    again = record_form("project", initial=form.record)
    assert again["amount"].field.prepare_value(again["amount"].value()) == meant


WRONG = [
    ("award", {"date": "2023年6月"}, "date", "应为日期，如 2026-11-20", "must be a date such as 2026-11-20"),
    ("award", {"date": "2023-02-30"}, "date", "没有这一天", "names no day of the calendar"),
    ("award", {"rank": "第一"}, "rank", "应为数字", "must be a number"),
    ("award", {"rank": "1.5"}, "rank", "应为整数", "must be a whole number"),
    ("award", {"rank": "0"}, "rank", "不能为负或过小", "is too small"),
    ("award", {"rank": "1000"}, "rank", "过大", "is too large"),
    ("award", {"grade": "best"}, "grade", "没有这个词", "is no word it may take"),
    ("award", {"grand": "maybe"}, "grand", "应填 是 或 否", "must be yes or no"),
    ("award", {"stated_role": "boss"}, "stated_role", "格式不对", "has the wrong form"),
    ("award", {"id": "甲"}, "id", "格式不对", "has the wrong form"),
    ("award", {"id": ""}, "id", "缺少 编号", "id is missing"),
    ("award", {"name": "奖" * 201}, "name", "过长", "is too long"),
    ("award", {"name": "奖\x07"}, "name", "控制字符", "can't be printed"),
    ("award", {"claims": "class"}, "claims", "应写成 class=second", "must read class=second"),
    ("project", {"amount": "-3"}, "amount", "不能为负或过小", "is too small"),
    ("project", {"amount": "三百"}, "amount", "应为数字", "must be a number"),
    ("project", {"amount": "1e9"}, "amount", "应为数字", "must be a number"),
    ("work", {"start": "2024-01-01", "end": "2023-01-01"}, "end", "早于起始日期", "before the start"),
    ("award", {"note": "注" * 501}, "note", "过长", "is too long"),
    ("award", {"domains_more": "\\" * 200_000}, "domains", "过长", "is too long"),
    ("award", {"claims": "a\x00=b"}, "claims", "控制字符", "can't be printed"),
    ("paper", {"indexes": ["sci", "(none)"]}, "indexes", "既选了“无”", "has both 'none'"),
    ("paper", {"indexes": ["无"]}, "indexes", "没有这个词", "is no word it may take"),
    ("assessment", {"year": "1800"}, "year", "不能为负或过小", "is too small"),
]


@pytest.mark.parametrize(("kind", "typed", "field", "zh", "en"), WRONG)
def test_what_is_wrong_stands_beside_its_field_in_both_languages(
    kind: str, typed: dict[str, Any], field: str, zh: str, en: str
) -> None:
    for lang, said in (("zh", zh), ("en", en)):
        data = sent_back(record_form(kind), **{"id": "r1", **typed})
        form = record_form(kind, data, lang=lang)
        assert list(form.errors) == [field]
        assert said in form.errors[field][0]
        assert f"（{field}）" not in form.errors[field][0] and f"({field})" not in form.errors[field][0]
        with override("zh-hans" if lang == "zh" else "en"):
            tags = controls(page(form))
        assert ("p", {"class": "error", "id": f"id_{field}_error"}) in tags
        described = [tag for name, tag in tags if f"id_{field}_error" in tag.get("aria-describedby", "").split()]
        assert len(described) == 1


def test_every_error_is_told_at_once() -> None:
    form = record_form("project", {"id": "p 1", "amount": "x", "rank": "0", "date": "soon"})
    assert set(form.errors) == {"id", "amount", "rank", "date"}
    with pytest.raises(ValueError):
        form.cleaned_record()


@settings(max_examples=80)
@given(st.sampled_from(sorted(KINDS)), st.data())
def test_whatever_is_sent_is_answered(kind: str, data: st.DataObject) -> None:
    names = sorted(record_form(kind).fields)
    sent = QueryDict(mutable=True)
    for name in data.draw(st.lists(st.sampled_from(names), max_size=6)):
        for suffix in ("", "_known", "_more"):
            sent.appendlist(
                name + suffix, data.draw(st.text(max_size=30) | st.sampled_from(["无", "\\", "a=b", "985"]))
            )
    form = record_form(kind, sent, new_id="r1")
    assert form.is_valid() or form.errors
    page(form)


def test_the_page_is_accessible_and_runs_nothing() -> None:
    track = setting("zj-iot-2026", "senior-engineer").track()
    form = record_form(
        "project", initial={"id": "p"}, asked=facts_asked(track, "project"), claimable=claimable(track, "project")
    )
    html = page(form)
    tags = controls(html)
    ids = [tag["id"] for _, tag in tags if "id" in tag]
    assert len(ids) == len(set(ids))
    labelled = {tag["for"] for name, tag in tags if name == "label"}
    for name, tag in tags:
        assert not any(attribute == "style" or attribute.startswith("on") for attribute in tag)
        assert name not in ("script", "style")
        if name in ("input", "select", "textarea"):
            assert tag.get("autocomplete") == "off" or tag.get("type") == "checkbox"
            assert tag["id"] in labelled
        for described in tag.get("aria-describedby", "").split():
            assert described in ids
    assert "万元" in html and "<details" in html


def test_what_is_typed_is_shown_as_text() -> None:
    form = record_form("award", {"name": '"><script>alert(1)</script>', "id": "a", "grade": "<b>"})
    html = page(form)
    assert "<script>" not in html and "<b>" not in html and "&lt;script&gt;" in html


def test_a_claim_of_the_document_has_its_own_field() -> None:
    track = setting("zj-iot-2026", "senior-engineer").track()
    words = claimable(track, "project")
    assert words["class"][:2] == ("first", "second")
    options: dict[str, Any] = {"claimable": words, "new_id": "p"}
    form = record_form("project", sent_back(record_form("project", **options), claims__class="second"), **options)
    assert form.is_valid() and form.cleaned_record()["claims"] == {"class": "second"}
    facts = {"id": "p", "kind": "project", "claims": {"shape": "round", "class": "first"}}
    assert through_the_page(facts, claimable=words) == facts


def test_several_lines_get_room_for_them() -> None:
    facts = {"id": "a", "kind": "award", "name": "一等奖\n（补发）", "note": "第一行\n第二行"}
    shown = record_form("award", initial=record_of(facts))
    areas = {tag["name"] for name, tag in controls(page(shown)) if name == "textarea"}
    assert areas == {"name", "note"}
    assert through_the_page(facts) == facts


def test_what_a_page_did_not_send_is_shown_as_the_schema_has_it() -> None:
    """A half-sent page that comes back must not name the first programme of the list."""
    half = record_form("project", {"amount": "x"}, new_id="p")
    again = record_form("project", sent_back(half, amount="3"), new_id="p")
    assert again.is_valid() and again.cleaned_record() == {"id": "p", "kind": "project", "amount": 3}


def test_only_some_domains_are_offered_and_any_can_be_typed() -> None:
    form = record_form("patent", initial={"id": "p", "domains": ("robot", "纺织")}, domains=["iot"])
    boxes = [tag["value"] for _, tag in controls(page(form)) if tag.get("name") == "domains_known"]
    assert boxes == ["iot", "robot"]
    for typed in ("物联网", "Internet of Things", "iot"):
        sent = record_form("patent", QueryDict(f"id=p&domains_more={typed}、纺织"), domains=[])
        assert sent.is_valid() and sent.cleaned_record()["domains"] == ["iot", "纺织"]


def test_a_new_record_has_no_id_yet() -> None:
    tags = controls(page(record_form("patent")))
    assert [tag.get("value", "") for _, tag in tags if tag.get("name") == "id"] == [""]


def test_labels_name_words_not_codes() -> None:
    html = page(record_form("project")) + page(record_form("certificate"))
    assert "不属所列填“无”" in html and "无排名时的角色：“主持”或“参与”" in html
    assert "填 none" not in html
