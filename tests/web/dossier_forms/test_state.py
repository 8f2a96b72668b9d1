"""The dossier carried in the page: nothing lost, nothing believed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.dossiers import built, dossiers
from tests.web.dossier_forms.examples import cases, demo, random_records, record_of
from zhicheng.dossier.facts import Applicant
from zhicheng.dossier.files import read_dossier, write_dossier
from zhicheng.dossier.model import Dossier
from zhicheng.dossier.plain import plain_dossier
from zhicheng.vocabulary.problems import Refused
from zhicheng.web.dossier_forms.state import (
    FORMATS,
    Limits,
    dossier_from_state,
    dossier_state,
    download,
    next_id,
    record_called,
    upload,
    with_claimed,
    with_facts,
    with_record,
    without_record,
)


def same(one: Dossier, other: Dossier) -> bool:
    """Whether two dossiers say the same."""
    return plain_dossier(one) == plain_dossier(other)


def test_every_worked_case_survives_the_page() -> None:
    for _, case in cases():
        text = dossier_state(case.dossier)
        assert same(dossier_from_state(text), case.dossier)
        assert dossier_state(dossier_from_state(text)) == text


@settings(max_examples=40)
@given(dossiers("zj-im-2026", "senior-engineer"))
def test_random_dossiers_survive_the_page(data: dict[str, Any]) -> None:
    dossier = built(data)
    assert same(dossier_from_state(dossier_state(dossier)), dossier)


@settings(max_examples=6)
@given(st.lists(random_records(), max_size=4, unique_by=lambda facts: facts["id"]))
def test_every_file_reads_back_the_same(records: list[dict[str, Any]]) -> None:
    dossier = built({"records": records})
    for format in FORMATS:
        assert same(upload(f"dossier.{format}", download(dossier, format)), dossier)


def test_files_are_those_of_the_command_line(tmp_path: Any) -> None:
    for format in FORMATS:
        path = tmp_path / f"own.{format}"
        write_dossier(demo(), path)
        assert same(upload(path.name, path.read_bytes()), demo())
        path.write_bytes(download(demo(), format, "en"))
        assert same(read_dossier(path), demo())


def test_an_empty_page_is_an_empty_dossier() -> None:
    assert same(dossier_from_state(""), Dossier()) and same(dossier_from_state(" \r\n"), Dossier())


def test_line_breaks_that_a_browser_rewrites_change_nothing() -> None:
    dossier = with_record(Dossier(), {"id": "a", "kind": "award", "note": "一\n二"})
    assert same(dossier_from_state(dossier_state(dossier).replace("\n", "\r\n")), dossier)


HOSTILE = [
    ("[" * 100_000, "嵌套过深"),
    ('{"a":' * 60 + "1" + "}" * 60, "嵌套过深"),
    ("{", "不是有效的 JSON"),
    ("[]", "键值表"),
    ('{"records": 5}', "列表"),
    ('{"records": [{"kind": "degree"}]}', "缺少 编号"),
    ('{"records": [], "records": []}', "重复的键"),
    ('{"claimed": {"a": NaN}}', "不是数字"),
    ('{"records": [{"id": "p", "kind": "project", "amount": 1e400}]}', "位数过多"),
    ('{"records": [{"id": "a", "kind": "award", "secret": 1}]}', "没有“secret”"),
    ('{"records": [{"id": "a", "kind": "award"}, {"id": "a", "kind": "award"}]}', "重复"),
    ('{"applicant": {"name": "张三"}}', "没有“name”"),
    ('{"records": [{"id": "a", "kind": "award", "name": "\\ud800"}]}', "控制字符"),
    ("\ud800", "不是有效的 JSON"),
]


@pytest.mark.parametrize(("text", "said"), HOSTILE)
def test_what_a_stranger_sends_is_refused_with_its_reason(text: str, said: str) -> None:
    with pytest.raises(Refused) as refused:
        dossier_from_state(text)
    assert said in str(refused.value)


def test_every_problem_is_told_at_once() -> None:
    text = json.dumps({"records": [{"id": "a", "kind": "awrd"}, {"id": "b", "kind": "award", "rank": 0}]})
    with pytest.raises(Refused) as refused:
        dossier_from_state(text)
    assert len(refused.value.problems) == 2
    assert "records[1].rank" in refused.value.problems[1].place


def test_limits_hold_for_pages_files_and_changes() -> None:
    three = {"records": [{"id": f"r{number}", "kind": "patent"} for number in range(3)]}
    text, few = json.dumps(three), Limits(records=2)
    with pytest.raises(Refused, match="材料超过 2 条"):
        dossier_from_state(text, few)
    with pytest.raises(Refused, match="材料超过 2 条"):
        upload("d.json", text.encode(), few)
    with pytest.raises(Refused, match="材料超过 2 条"):
        upload("d.xlsx", download(built(three), "xlsx"), few)
    two = built({"records": three["records"][:2]})
    with pytest.raises(Refused, match="材料超过 2 条"):
        with_record(two, {"id": "r9", "kind": "patent"}, limits=few)
    with pytest.raises(Refused, match=r"超过 0\.001 MB"):
        dossier_from_state(" " * 999 + text, Limits(text_bytes=1000))
    with pytest.raises(Refused, match=r"超过 0\.001 MB"):
        upload("d.xlsx", b"x" * 1001, Limits(workbook_bytes=1000))


@pytest.mark.parametrize(
    ("name", "raw", "said"),
    [
        ("dossier.exe", b"MZ", "不认识的文件类型"),
        ("dossier", b"{}", "不认识的文件类型"),
        ("dossier.xlsm", b"PK", "不接受带宏"),
        ("dossier.xls", b"\xd0\xcf", "旧版"),
        ("dossier.xlsx", b"PK\x03\x04nothing", "不是有效的 .xlsx"),
        ("dossier.yaml", b"a: &x [1]\nb: *x", "锚点"),
        ("dossier.json", b"\xff\xfe", "UTF-8"),
    ],
)
def test_files_that_are_refused(name: str, raw: bytes, said: str) -> None:
    with pytest.raises(Refused, match=said):
        upload(name, raw)


def test_only_the_name_of_a_file_is_repeated() -> None:
    with pytest.raises(Refused) as refused:
        upload("C:\\Users\\me\\../secret/dossier.yaml", b"records: 5")
    assert refused.value.problems[0].file == "dossier.yaml"


def test_records_are_added_replaced_and_taken_out() -> None:
    before = demo()
    added = with_record(before, {"id": "patent-9", "kind": "patent", "type": "invention"})
    assert [one.id for one in added.records] == [*(one.id for one in before.records), "patent-9"]
    changed = with_record(added, record_of({"id": "patent-x", "kind": "patent"}), id="project-1")
    places = [one.id for one in before.records]
    assert [one.id for one in changed.records][places.index("project-1")] == "patent-x"
    assert same(without_record(added, "patent-9"), before)
    assert same(before, demo())  # what was there stays as it was
    assert record_called(added, "patent-9").__dict__["type"] == "invention"


def test_an_id_belongs_to_one_record() -> None:
    dossier = demo()
    taken = {"id": dossier.records[0].id, "kind": "patent"}
    with pytest.raises(Refused, match="已被另一条材料使用"):
        with_record(dossier, taken)
    with pytest.raises(Refused, match="已被另一条材料使用"):
        with_record(dossier, taken, id=dossier.records[1].id)
    assert with_record(dossier, taken, id=dossier.records[0].id).records[0].__dict__["kind"] == "patent"


def test_what_is_not_there_can_not_be_changed() -> None:
    for change in (
        lambda: without_record(demo(), "gone"),
        lambda: record_called(demo(), "gone"),
        lambda: with_record(demo(), {"id": "gone", "kind": "patent"}, id="gone"),
    ):
        with pytest.raises(Refused, match="没有编号为 gone 的材料"):
            change()


def test_facts_and_claims_are_checked() -> None:
    assert with_facts(demo(), {"city": "宁波"}).applicant == Applicant(city="宁波")
    assert with_facts(demo(), Applicant()).applicant == Applicant()
    assert with_claimed(demo(), {"论文": "5.50"}).claimed == {"论文": "5.5"}
    with pytest.raises(Refused, match="没有“name”"):
        with_facts(demo(), {"name": "张三"})
    with pytest.raises(Refused, match="不是数字"):
        with_claimed(demo(), {"论文": "五"})
    with pytest.raises(Refused, match="应为整数"):
        with_record(demo(), {"id": "a", "kind": "award", "rank": True})


def test_new_ids_are_free() -> None:
    dossier = demo()
    assert next_id(dossier, "talent") == "talent-1"
    id_ = next_id(dossier, "project")
    assert id_ not in {one.id for one in dossier.records}
    assert next_id(with_record(dossier, {"id": id_, "kind": "project"}), "project") != id_


def test_there_is_no_other_format() -> None:
    with pytest.raises(ValueError):
        download(demo(), "pdf")  # type: ignore[arg-type]
