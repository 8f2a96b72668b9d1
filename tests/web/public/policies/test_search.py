"""Search over all documents: by label, by Chinese words, by English words."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from zhicheng.web.public.policies.search import MOST_FOUND, search


def addresses_of(text: str, pack: str = "") -> list[str]:
    return [entry.address for entry in search(text, pack).entries]


def test_a_clause_is_found_by_its_label_in_either_width_of_bracket() -> None:
    wanted = (
        "/policies/zj-iot-2026/senior-engineer/clause/%E7%AC%AC%E5%8D%81%E4%BA%8C%E6%9D%A1%EF%BC%88%E4%BA%8C%EF%BC%89/"
    )
    assert wanted in addresses_of("第十二条（二）")
    assert wanted in addresses_of("第十二条(二)")


def test_chinese_words_find_rows_terms_readings_papers_and_procedure() -> None:
    kinds = {entry.what[0] for entry in search("专利").entries}
    assert {"赋分行", "术语", "读法", "佐证材料"} <= kinds
    assert any("procedure-" in address for address in addresses_of("工作日 公示"))
    assert any("#reference-" in address for address in addresses_of("中国计算机学会"))


def test_english_words_find_the_same_whatever_their_capitals() -> None:
    assert addresses_of("Invention PATENT") == addresses_of("invention patent")
    assert any("/row/" in address for address in addresses_of("first prize provincial"))
    assert any("/readings/" in address for address in addresses_of("interrupted appointments"))


def test_every_word_must_be_there() -> None:
    assert search("发明专利 一等奖").total < search("发明专利").total
    assert search("发明专利 没有这个词").total == 0


def test_a_document_narrows_the_entries_and_the_counts_stay() -> None:
    everywhere, here = search("专利"), search("专利", "zj-iot-2026")
    assert {entry.pack for entry in here.entries} == {"zj-iot-2026"}
    assert here.by_pack == everywhere.by_pack
    assert here.total == dict(everywhere.by_pack)["zj-iot-2026"] < everywhere.total


def test_what_is_named_so_comes_before_what_merely_mentions_it() -> None:
    first = search("第八条（二）").entries[0]
    assert "第八条（二）" in first.name[0]


@pytest.mark.parametrize("text", ["", "   ", "\u0000", "%_%", "' or 1=1", "<script>", "。" * 5000])
def test_odd_questions_find_nothing_and_break_nothing(text: str) -> None:
    assert search(text).total == 0


def test_a_common_word_is_cut_short_and_counted_in_full() -> None:
    found = search("级")
    assert len(found.entries) == MOST_FOUND < found.total


@pytest.mark.django_db
def test_the_page_escapes_what_was_asked(client: Client, now: dt.datetime) -> None:
    page = client.get("/policies/", {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "没有找到" in page
    found = client.get("/policies/", {"q": "第十二条(二)", "in": "zj-iot-2026"}).content.decode()
    assert "zj-iot-2026/senior-engineer/clause/" in found
