"""Lists of experts and ties files come in whole or not at all, with every error named by its row."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from tests.web.experts.pooled import a_pool, available, facts, members
from tests.web.people import World, person
from tests.web.review.ground import begun, closed
from zhicheng.procedure.refusal import ActRefused
from zhicheng.vocabulary.problems import Refused
from zhicheng.web.experts.facts import conflict_facts
from zhicheng.web.experts.models import Declaration, Expert, Tie, TieRule
from zhicheng.web.experts.services.deciding import decide_tie
from zhicheng.web.experts.services.enlisting import change_expert, withdraw_right
from zhicheng.web.experts.services.pool_import import EXPERTS, expert_template, import_experts, plan_experts
from zhicheng.web.experts.services.ties_import import import_ties, ties_template
from zhicheng.web.ledger.models import Entry
from zhicheng.web.visibility.scope import visible

pytestmark = pytest.mark.django_db

HEADS = tuple(one.head[0] for one in EXPERTS.fields)
GOOD = ("李新一", "新研究院", "杭州市", "物联网感知与应用", "正高级", "2012-06-01", "否", "评审专家", "13800000000")


@pytest.fixture
def here(now: dt.datetime) -> World:
    return closed(now, applicants=3)


def book(*rows: tuple[Any, ...], heads: tuple[str, ...] = HEADS, sheet: str = "专家") -> bytes:
    made = Workbook()
    page = made.worksheets[0]
    page.title = sheet
    page.append(heads)
    for row in rows:
        page.append(row)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def said(error: pytest.ExceptionInfo[Refused]) -> list[tuple[str, str]]:
    return [(one.place, one.what[0]) for one in error.value.problems]


def test_a_list_comes_in_whole_with_an_entry_for_each(here: World) -> None:
    pool, office = a_pool(here, in_force=False), here.as_(here.office_officer)
    raw = book(GOOD, ("李新二", "新研究院", "杭州市", "物联网平台", "副高级", "2019年3月", "", "副主任委员人选", ""))
    import_experts(pool, raw, "专家.xlsx", actor=office, now=here.now, version=None)
    first, second = Expert.objects.filter(name__startswith="李新").order_by("name")
    assert {first.title, second.title} == {"professorate", "vice-senior"}
    assert second.title_since == dt.date(2019, 3, 1) or first.title_since == dt.date(2019, 3, 1)
    assert Entry.objects.filter(act="import-experts").count() == 1
    assert Entry.objects.filter(act="enlist-expert").count() == 10


def test_every_error_is_named_by_its_row_and_nothing_comes_in(here: World) -> None:
    pool, office = a_pool(here, in_force=False), here.as_(here.office_officer)
    there = members(pool)[0]
    raw = book(
        GOOD,
        ("李新二", "", "杭州市", "物联网平台", "特级", "去年", "", "", ""),
        ("330106199001011234", "新研究院", "杭州市", "平台", "正高级", "2012", "", "", ""),
    )
    with pytest.raises(Refused) as refused:
        plan_experts(pool, raw, "专家.xlsx", actor=office, now=here.now)
    places = [place for place, _ in said(refused)]
    assert places == ["专家!3（工作单位）", "专家!E3（职称级别）", "专家!F3（取得时间）", "专家!A4（姓名）"]
    raw = book(
        GOOD,
        GOOD,
        (there.name, there.employer_name, "杭州市", "平台", "正高级", "2030-01-01", "", "", ""),
    )
    with pytest.raises(Refused) as refused:
        import_experts(pool, raw, "专家.xlsx", actor=office, now=here.now, version=None)
    assert said(refused) == [
        ("专家!3（姓名）", "与 专家!2 为同一人"),
        ("专家!4（姓名）", "库内已有同名同单位的专家"),
        ("专家!4（取得时间）", "职称取得时间在今天之后"),
    ]
    assert not Expert.objects.filter(name="李新一").exists()


def test_into_a_pool_in_force_only_the_qualified_come_by_list(now: dt.datetime) -> None:
    here = closed(now, "zj-qti-2023/senior-engineer")
    pool, office = a_pool(here, 50), here.as_(here.office_officer)
    young = (*GOOD[:4], "副高级", "2024-01-01", "否", "评审专家", "")
    with pytest.raises(Refused) as refused:
        import_experts(pool, book(GOOD[:9], young), "a.xlsx", actor=office, now=now, version=None)
    assert ("专家!3（取得时间）", "职称年限不符合入库条件") in said(refused)
    assert not Expert.objects.filter(name="李新一").exists()
    import_experts(pool, book(GOOD), "a.xlsx", actor=office, now=now, version=None)
    assert Entry.objects.filter(act="pool-add-expert").count() == 1


def test_whose_right_was_withdrawn_does_not_come_back_by_list(here: World) -> None:
    pool, office = a_pool(here, in_force=False), here.as_(here.office_officer)
    one = members(pool)[0]
    withdraw_right(one, "违纪", actor=office, now=here.now, version=one.version)
    row = (one.name, one.employer_name, "杭州市", "平台", "正高级", "2012-01-01", "", "", "")
    with pytest.raises(Refused) as refused:
        import_experts(pool, book(row), "a.xlsx", actor=office, now=here.now, version=None)
    assert said(refused) == [("专家!2（姓名）", "此人已被取消评审专家资格，不能再录入")]


def test_only_the_own_office_imports(here: World) -> None:
    pool = a_pool(here, in_force=False)
    for user in (here.supervisor, here.applicant):
        with pytest.raises(ActRefused):
            import_experts(pool, book(GOOD), "a.xlsx", actor=here.as_(user), now=here.now, version=None)
        with pytest.raises(ActRefused):
            import_ties(here.round, ties_template("zh"), "a.xlsx", actor=here.as_(user), now=here.now)


def test_the_templates_take_what_they_ask_for() -> None:
    for lang, first in (("zh", "姓名"), ("en", "Name")):
        sheet = load_workbook(io.BytesIO(expert_template(lang))).worksheets[0]
        assert sheet.cell(1, 1).value == first
    assert len(load_workbook(io.BytesIO(ties_template("zh"))).worksheets) == 4


def ties_yaml(code: str, **more: str) -> bytes:
    return f"""
ties:
  - {{expert: {code}, applicant: X000, kind: co-author, start: 2024, stated_by: record, source: 论文清单}}
  - {{expert: {code}, applicant: X001, kind: kin, relation: spouse, stated_by: office, source: 举报核查}}
declarations:
  - {{expert: {code}, on: 2026-10-11, source: 纸质申报表}}
decisions:
  - {{expert: {code}, applicant: X000, kind: co-author, outcome: conflict, reason: 近三年合作, by: 办公室, on: 2026-10-12}}
rules:
  - {{kind: supervisor, outcome: conflict, source: 工作方案, by: 办公室, on: 2026-10-10}}
{"".join(more.values())}""".encode()


def test_a_ties_file_comes_in_once(here: World) -> None:
    begun(here)
    expert, office = members(a_pool(here))[0], here.as_(here.office_officer)
    available(here, expert)
    for _ in range(2):
        import_ties(here.round, ties_yaml(expert.code), "关系.yaml", actor=office, now=here.now)
    assert Tie.objects.count() == 2 and TieRule.objects.count() == 1
    assert Declaration.objects.get().source == "纸质申报表"
    found = conflict_facts(here.round, as_of=here.now.date())
    assert found.recused == ((expert.code, "X000"), (expert.code, "X001"))
    assert not found.undeclared and not found.open_ties
    assert set(Tie.objects.values_list("state", flat=True)) == {"stands", "open"}
    # what the file decided and set stands on the ledger as if it had been done here, with the digest of the file
    digest = hashlib.sha256(ties_yaml(expert.code)).hexdigest()
    imports = [one.detail for one in Entry.objects.filter(act="import-ties").order_by("pk")]
    assert [(one["sha256"], one["decided"], one["declared"]) for one in imports] == [(digest, 1, 1), (digest, 0, 0)]
    decided = Entry.objects.get(act="decide-tie").detail
    assert (decided["outcome"], decided["reason"], decided["sha256"]) == ("conflict", "近三年合作", digest)
    assert Entry.objects.get(act="set-tie-rule").detail["sha256"] == digest


def test_an_officer_in_the_pool_decides_nothing_about_themselves(here: World) -> None:
    """Neither on the page nor by a file: their ties are for somebody else of the office, as is their entry in the pool."""
    begun(here)
    expert, office = members(a_pool(here))[0], here.as_(here.office_officer)
    available(here, expert)
    Expert.objects.filter(pk=expert.pk).update(user=here.office_officer)
    expert.refresh_from_db()
    with pytest.raises(Refused) as refused:
        import_ties(here.round, ties_yaml(expert.code), "关系.yaml", actor=office, now=here.now)
    assert "涉及您本人" in said(refused)[0][1] and not Tie.objects.exists()
    other = here.as_(person("oscar", here.now, ("committee-office", here.office)))
    import_ties(here.round, ties_yaml(expert.code), "关系.yaml", actor=other, now=here.now)
    for tie in Tie.objects.all():
        with pytest.raises(ActRefused) as own:
            decide_tie(tie, "not-so", "查无此事", actor=office, now=here.now, version=tie.version)
        assert own.value.codes == ("no-right",)
    assert not visible(office, "view", Tie.objects.all()).exists()
    assert visible(other, "decide", Tie.objects.all()).count() == 2
    with pytest.raises(ActRefused) as changed:
        change_expert(expert, facts(0), actor=office, now=here.now, version=expert.version)
    assert changed.value.codes == ("own-entry",)


def test_a_ties_file_names_every_row_that_is_wrong_and_changes_nothing(here: World) -> None:
    begun(here)
    expert, office = members(a_pool(here))[0], here.as_(here.office_officer)
    available(here, expert)
    heads = ("专家编号", "申报人编号", "关系", "亲属类型", "提供人", "来源")
    raw = book(
        (expert.code, "X000", "亲属关系", "配偶", "专家本人", "表"),
        ("ZZZZZZ", "X777", "合作成果署名", "", "专家本人", "表"),
        heads=heads,
        sheet="关系登记",
    )
    with pytest.raises(Refused) as refused:
        import_ties(here.round, raw, "关系.xlsx", actor=office, now=here.now)
    assert [place for place, _ in said(refused)] == ["关系登记!3（专家编号）", "关系登记!3（申报人编号）"]
    bad = book((expert.code, "X000", "朋友", "", "专家本人", ""), heads=heads, sheet="关系登记")
    with pytest.raises(Refused) as refused:
        import_ties(here.round, bad, "关系.xlsx", actor=office, now=here.now)
    assert [place for place, _ in said(refused)] == ["关系登记!C2（关系）", "关系登记!2（来源）"]
    against = ties_yaml(expert.code).replace(
        b"X000, kind: co-author, outcome: conflict", b"X001, kind: kin, outcome: no-conflict"
    )
    with pytest.raises(Refused) as refused:
        import_ties(here.round, against, "关系.yaml", actor=office, now=here.now)
    assert "条文已列明" in said(refused)[0][1]
    assert not Tie.objects.exists() and not Declaration.objects.exists() and not TieRule.objects.exists()


def test_facts_helper_keeps_words_of_the_pool() -> None:
    assert facts(1).listed_as == "member"
