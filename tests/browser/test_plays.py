"""Two applications played by clicking, from a visitor's question to the committee's door: the Internet of Things in
Chinese at a company, quality infrastructure in English at a public institution."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.acts import applicant as apply
from tests.browser.acts import employer as unit
from tests.browser.acts import office, visitor
from tests.browser.conftest import Come
from tests.browser.visitor import Visitor

Pair = tuple[str, str]
PERSON = "申小雨"


@dataclass(frozen=True)
class Play:
    """Who plays, in which round, in which language."""

    lang: str
    track: str
    round_: str
    round_title: Pair
    unit: str
    unit_name: str
    office: str
    kind: str
    domain: str
    record: str
    steps: tuple[Pair, ...] = ()


IOT = Play(
    lang="zh",
    track="zj-iot-2026/senior-engineer",
    round_="demo-iot-2026",
    round_title=(
        "2026年度物联网专业高级工程师评审（演示）",
        "Internet of Things, senior engineer, 2026 (demonstration)",
    ),
    unit="employer",
    unit_name="滨江物联示例有限公司",
    office="office",
    kind="certificate",
    domain="物联网",
    record="物联网安装调试员（高级）",
)
QTI = Play(
    lang="en",
    track="zj-qti-2023/senior-engineer",
    round_="demo-qti-2026",
    round_title=(
        "2026年度质量技术基础专业高级工程师评审（演示）",
        "Quality infrastructure, senior engineer, 2026 (demonstration)",
    ),
    unit="institute",
    unit_name="示例质量技术研究院",
    office="qti-office",
    kind="award",
    domain="metrology",
    record="市标准创新贡献奖",
    steps=(
        ("公布竞聘方案", "competition plan published"),
        ("报名与资格审查", "entry and eligibility"),
        ("竞聘述职或答辩", "presentation or defence"),
        ("考核评议", "assessment"),
        ("集体研究确定推荐人选", "decision on whom to recommend"),
    ),
)


@pytest.mark.parametrize(
    "play",
    [
        pytest.param(IOT, id="internet-of-things"),
        pytest.param(QTI, id="quality-infrastructure", marks=pytest.mark.slow),
    ],
)
def test_from_the_question_to_the_door(play: Play, come: Come, tmp_path: Path) -> None:
    operator = come("operator")
    office.move_clock(operator, "2026-10-12")
    check_oneself(come(lang=play.lang), play)
    person, employer = come("shen", lang=play.lang), come(play.unit, lang=play.lang)
    address, serial = apply_for(person, play, tmp_path)
    return_and_correct(person, employer, address, serial, play)
    notice = post(employer, serial, play)
    object_twice(come, employer, person, address, serial, notice, play)
    days_pass(operator, employer, serial, notice)
    correct_what_was_upheld(person, employer, address, serial, play)
    to_the_door(come, serial, play, tmp_path)
    person.go(f"{address}tracking/")
    expect(person.main).to_contain_text(play.unit_name)


def check_oneself(somebody: Visitor, play: Play) -> None:
    """Without an account: an example, one track, one record more; the verdict follows."""
    visitor.self_check(somebody, play.track, play.domain)


def apply_for(person: Visitor, play: Play, files: Path) -> tuple[str, str]:
    """A record with its papers, an application filled in part by part, handed in; its address and number."""
    apply.keep_record(person, play.kind, play.record, files)
    address = apply.begin(person, play.round_title)
    apply.too_early(person, address, ("单位", "employer"))
    apply.choose_employer(person, address, play.unit_name)
    apply.choose_way(person, address)
    apply.claim(person, address)
    apply.excuse_papers(person, address)
    apply.promise(person, address)
    return address, apply.hand_in(person, address)


def return_and_correct(person: Visitor, employer: Visitor, address: str, serial: str, play: Play) -> None:
    """One item checked, one returned with a typed reason; corrected and handed in again."""
    unit.check(employer, serial, play.record)
    unit.give_back(employer, serial, play.record, ("日期有误", "a date is wrong"), "证书日期应为 2024 年 5 月 21 日")
    apply.correct(person, address, "2024-05-21", "已核对更正")


def post(employer: Visitor, serial: str, play: Play) -> str:
    """Everything checked and stated, the notice posted; recommending before its days have run is refused."""
    unit.agree_with_rest(employer, serial)
    unit.state_conduct(employer, serial)
    if play.steps:
        unit.posts_and_competition(employer, serial, play.steps, "2026-10-10")
    notice = unit.post_notice(employer, serial, "人力资源部", "0571-88000000")
    unit.recommend(employer, serial)
    unit.refused(employer, ("公示", "notice"))
    return notice


def object_twice(
    come: Come, employer: Visitor, person: Visitor, address: str, serial: str, notice: str, play: Play
) -> None:
    """Two visitors object, one with a name; the unit rejects the one and upholds the other, and both can follow it."""
    named, unnamed = come(lang=play.lang), come(lang=play.lang)
    wrong, right = "此人并未在本单位工作过，请核实劳动合同。", "证书所列日期与原件不一致，请核对原件。"
    first = visitor.object_to(named, play.unit_name, PERSON, wrong, name="李某", contact="13800000001")
    second = visitor.object_to(unnamed, play.unit_name, PERSON, right)
    unit.settle(employer, notice, wrong, ("异议不成立", "rejected"), "查社保记录，属实在职。")
    unit.settle(employer, notice, right, ("异议成立", "upheld"), "证书日期应更正。")
    visitor.follow_receipt(named, first, ("不成立", "rejected"), "查社保记录")
    visitor.follow_receipt(unnamed, second, ("成立", "upheld"), "证书日期应更正")


def days_pass(operator: Visitor, employer: Visitor, serial: str, notice: str) -> None:
    """Closing before the days have run is refused; when they have, it closes. Upheld still holds it up."""
    unit.close_notice(employer, notice)
    unit.refused(employer, ("公示", "notice"))
    office.move_clock(operator, "2026-10-21")
    unit.close_notice(employer, notice)
    employer.sees("已结束", "closed")
    unit.recommend(employer, serial)
    unit.refused(employer, ("异议", "objection"))


def correct_what_was_upheld(person: Visitor, employer: Visitor, address: str, serial: str, play: Play) -> None:
    """What the upheld objection concerns is returned, corrected, checked again; then the unit recommends."""
    unit.give_back(employer, serial, play.record, ("与原件不一致", "differs from the original"))
    apply.correct(person, address, "2024-05-22", "已按原件更正")
    unit.agree_with_rest(employer, serial)
    unit.recommend(employer, serial)


def to_the_door(come: Come, serial: str, play: Play, files: Path) -> None:
    """County and city endorse and forward with a roster; the committee office has it, and exports its own."""
    for tier, opinion in (("county", "材料齐全，同意。"), ("city", "同意报送。")):
        department = come(tier, lang=play.lang)
        office.endorse(department, serial, opinion)
        roster = office.forward(department, serial, files)
        assert [row for row in roster if PERSON in row], f"the roster of the {tier} names the person"
    exported = office.arrived(come(play.office, lang=play.lang), play.round_, serial, files)
    assert [row for row in exported if PERSON in row]
