"""Example data of every document, full and bare: for trying a template and for showing what a document looks like.

All persons, units and numbers are made up; the personal number has a wrong check digit on purpose.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Any, Final

from zhicheng.documents.certificate_data import HEADING, CertificateSheet, code_drawing
from zhicheng.documents.data import (
    Achievement,
    AchievementGroup,
    Appointment,
    ConditionMet,
    Education,
    ExceptionalPromotion,
    Experience,
    MaterialList,
    MaterialRecord,
    NoticeResult,
    Opinion,
    Paper,
    PerformanceStatement,
    ReviewForm,
    ScoreLine,
    Section,
    YearGrade,
    YearHours,
)
from zhicheng.documents.minutes import Minutes
from zhicheng.documents.minutes import sample as minutes_sample
from zhicheng.documents.office import (
    CompetitionStep,
    ContinuingEducationSheet,
    EmployerNotice,
    EntrustedGroup,
    EntrustingLetter,
    HoursRow,
    NoticePerson,
    PostApplicant,
    PostInformation,
    PostLine,
    RecommendationRoster,
    RosterRow,
)
from zhicheng.documents.plan_report import PlanReport
from zhicheng.documents.plan_report import sample as plan_sample
from zhicheng.documents.result_document import ResultDocument
from zhicheng.documents.result_document import sample as result_sample
from zhicheng.procedure.certificate.keys import KINDS, PLATFORM

ROUND: Final = "示例市2026年度物联网专业高级工程师职务任职资格评审"
_NAME, _UNIT, _TITLE, _SPECIALTY = "王䶮", "示例市数智装备研究院有限公司", "高级工程师", "物联网"
_SUMMARY: Final = (
    "任现职以来，主持完成厂区设备联网与边缘计算平台建设，接入设备 1 260 台，数据采集成功率由 92.4% 提高到 99.7%。\n"
    "牵头编制团体标准 2 项，培养助理工程师 4 名；平台在省内 11 家企业推广，累计新增收入 860 万元。"
)


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


_AGREED = Opinion("经审核，材料真实，公示无异议，同意推荐。", "赵某某", _day("2026-09-01"))
_NOTICE = NoticeResult(_day("2026-08-20"), _day("2026-08-26"), 5, "单位公告栏", "无异议")


def _achievements() -> tuple[AchievementGroup, ...]:
    project = Achievement(
        "A01", "厂区设备联网与边缘计算平台", _day("2025-06-30"), "市厅级", "1", "合同金额 1 350 万元，已验收。"
    )
    patents = tuple(
        Achievement(
            f"B{number:02d}", f"一种多协议传感数据汇聚方法及装置（之{number}）", _day("2024-03-05"), "发明专利", "2"
        )
        for number in range(1, 4)
    )
    return (AchievementGroup("项目", (project,)), AchievementGroup("专利", patents))


def _person() -> ReviewForm:
    return ReviewForm(
        ROUND,
        _NAME,
        _UNIT,
        _TITLE,
        _SPECIALTY,
        committee="示例市物联网专业高级工程师职务任职资格评审委员会",
        number="2026-IOT-0007",
        filled_on=_day("2026-08-15"),
        way_in="正常申报",
        way_in_clause="第七条（二）",
        landmarks=("省级科学技术奖二等奖（排名第2）",),
        sex="男",
        born_on=_day("1988-04-12"),
        personal_number="330199198804120000",
        nationality="汉族",
        phone="13800000000",
        work_since=_day("2010-07-01"),
        technical_years="16年",
        present_title="工程师",
        present_title_on=_day("2018-12-20"),
        post="技术部经理",
    )


def _career() -> ReviewForm:
    return replace(
        _person(),
        education=(
            Education("示例大学", "自动化", "本科", "学士", True, _day("2006-09-01"), _day("2010-06-30")),
            Education("示例大学", "控制工程", "研究生", "硕士", False, _day("2014-09-01"), _day("2017-06-30")),
        ),
        experience=(
            Experience("示例市自动化设备厂", "设备控制系统开发", "技术员", _day("2010-07-01"), _day("2016-03-31")),
            Experience(_UNIT, "物联网平台研发", "技术部经理", _day("2016-04-01")),
        ),
        appointments=(Appointment("工程师", _day("2018-12-20"), "示例市人力资源和社会保障局", _day("2019-01-01")),),
        assessments=tuple(YearGrade(year, grade) for year, grade in ((2023, "合格"), (2024, "优秀"), (2025, "合格"))),
        hours=tuple(YearHours(year, "62", "18", "18", "98") for year in (2023, 2024, 2025)),
    )


def _review_form() -> ReviewForm:
    return replace(
        _career(),
        achievements=_achievements(),
        score=(
            ScoreLine("专业技术业绩／项目", "32", "40", "A01"),
            ScoreLine("专业技术成果／专利", "15", "20", "B01、B02、B03"),
        ),
        score_total="47",
        pass_mark="60",
        summary=_SUMMARY,
        committed_on=_day("2026-08-15"),
        employer=_AGREED,
        notice=_NOTICE,
        departments=(
            Opinion("同意上报。", "钱某", _day("2026-09-08"), "示例县经济和信息化局"),
            Opinion("同意推荐。", "孙某", _day("2026-09-15"), "示例市经济和信息化局"),
        ),
        group=Opinion("业绩突出，建议提交评审委员会表决。", "李某", _day("2026-10-20")),
        publication=NoticeResult(_day("2026-11-02"), _day("2026-11-06"), 5, "省职称申报与评审管理服务平台", "无异议"),
    )


def _statement() -> PerformanceStatement:
    return PerformanceStatement(
        _NAME,
        _UNIT,
        _TITLE,
        _SPECIALTY,
        "工程师",
        _day("2019-01-01"),
        _day("2026-08-15"),
        (
            Section("主要工作", tuple(_SUMMARY.split("\n"))),
            Section("存在不足和打算", ("进一步加强国际标准的跟踪研究。",)),
        ),
        tuple(entry for group in _achievements() for entry in group.entries),
        _AGREED,
    )


def _posts() -> PostInformation:
    return PostInformation(
        "示例市计量检定测试院",
        ROUND,
        "示例市市场监督管理局",
        _day("2026-07-31"),
        (PostLine("专业技术七级（副高级）", 12, 10, 2, 3, 2), PostLine("专业技术十级（中级）", 20, 17, 3, 2, 2)),
        (
            CompetitionStep("公布岗位信息", _day("2026-08-01"), _day("2026-08-05"), "公布空缺岗位 5 个"),
            CompetitionStep("个人申报竞聘", _day("2026-08-06"), _day("2026-08-10"), "5 人报名"),
            CompetitionStep("材料公示", _day("2026-08-11"), _day("2026-08-17"), "无异议"),
            CompetitionStep("单位考核推荐", _day("2026-08-18"), None, "推荐 4 人"),
        ),
        (PostApplicant(_NAME, "专业技术七级", _TITLE, "工程师", "推荐"),),
        "结构比例以核准文件为准。",
    )


def _exceptional() -> ExceptionalPromotion:
    return ExceptionalPromotion(
        _NAME,
        _UNIT,
        "工程师",
        _SPECIALTY,
        "男",
        _day("1996-04-12"),
        "大学专科",
        "助理工程师",
        _day("2023-03-01"),
        "3年",
        ("任助理工程师未满4年",),
        (
            ConditionMet("附件1 四（二）", "获市级科学技术奖一等奖，为主要贡献者", "A01"),
            ConditionMet("附件1 四（六）", "专利实施取得明显效益", "B01、B02"),
        ),
        _SUMMARY,
        _AGREED,
        (Opinion("同意。", "钱某", _day("2026-09-08")),),
        Opinion("符合破格条件。", "周某", _day("2026-09-20")),
    )


def _materials() -> MaterialList:
    return MaterialList(
        _NAME,
        _UNIT,
        _TITLE,
        ROUND,
        (Paper("专业技术职务任职资格评审表", 8, True), Paper("专业技术工作业绩说明表", 3, True)),
        (
            MaterialRecord(
                "A01", "项目", "厂区设备联网与边缘计算平台", (Paper("合同", 12, False), Paper("验收报告", 6, False))
            ),
            MaterialRecord("B01", "专利", "一种多协议传感数据汇聚方法及装置", (Paper("专利证书", 2, False),)),
        ),
    )


def _letter() -> EntrustingLetter:
    return EntrustingLetter(
        "示例市物联网专业工程师职务任职资格评审委员会",
        "示例县人力资源和社会保障局",
        ROUND,
        (EntrustedGroup(_TITLE, _SPECIALTY, 7), EntrustedGroup("工程师", _SPECIALTY, 12)),
        "示人社函〔2026〕7号",
        "周某",
        "0570-0000000",
        _day("2026-09-10"),
    )


def _roster() -> RecommendationRoster:
    first = RosterRow(
        _NAME,
        _UNIT,
        _TITLE,
        "vice-senior",
        _SPECIALTY,
        "normal",
        "master",
        "2026-IOT-0007",
        "男",
        "工程师",
        _day("2018-12-20"),
        "示例县经济和信息化局",
        "事业编制",
    )
    second = RosterRow("阿卜杜拉·买买提江", "示例县智能终端厂", _TITLE, "vice-senior", _SPECIALTY, "score", "bachelor")
    return RecommendationRoster(ROUND, "示例县人力资源和社会保障局", (first, second), "周某", _day("2026-09-10"))


def _notice() -> EmployerNotice:
    people = (
        NoticePerson(_NAME, _UNIT, _TITLE, _SPECIALTY, "47"),
        NoticePerson("阿卜杜拉·买买提江", _UNIT, "工程师", "机器人"),
    )
    return EmployerNotice(
        _UNIT,
        ROUND,
        people,
        _day("2026-08-20"),
        _day("2026-08-26"),
        5,
        "吴某",
        "0570-0000001",
        "示例市示例路1号",
        "rs@example.cn",
        "行政楼301室",
        "示例县经济和信息化局",
        "0570-0000002",
        _day("2026-08-19"),
    )


def _hours() -> ContinuingEducationSheet:
    row = HoursRow(
        _NAME,
        _UNIT,
        2025,
        "professional",
        "工业互联网平台建设与应用",
        Decimal("24.5"),
        "示例市物联网协会",
        _day("2025-05-10"),
        _day("2025-05-12"),
        "结业证书",
        "线下",
    )
    return ContinuingEducationSheet(
        ROUND, _UNIT, (row, HoursRow(_NAME, _UNIT, 2025, "general-public", "公需科目", Decimal(18)))
    )


def _certificate() -> CertificateSheet:
    code, width = code_drawing(f"https://zhicheng.example/verify#zc1.{'A' * 500}.{'A' * 86}")
    return CertificateSheet(
        *HEADING,
        "ZJ26-7K3M-9QX2-TV4B-N8R5",
        _NAME,
        "3301**********0011",
        _TITLE,
        "Senior Engineer",
        _SPECIALTY,
        "示例省物联网专业高级工程师职务任职资格评审委员会",
        "示例省经济和信息化厅",
        "示例经信人事〔2026〕123号",
        _day("2026-10-30"),
        _day("2026-11-20"),
        "示例省",
        "ZJ26-2QX9-7K3M-N8R5-TV4B",
        "48d2598f849757d8",
        *KINDS[PLATFORM],
        "https://zhicheng.example/verify",
        code,
        width,
    )


_FULL: Final[Mapping[str, Any]] = {
    "review-form": _review_form,
    "performance-statement": _statement,
    "post-information": _posts,
    "exceptional-promotion": _exceptional,
    "material-list": _materials,
    "entrusting-letter": _letter,
    "recommendation-roster": _roster,
    "employer-notice": _notice,
    "continuing-education-sheet": _hours,
    "plan-report": lambda: plan_sample("示例省物联网专业高评委办公室", ROUND),
    "result-document": lambda: result_sample("示例省物联网专业高评委办公室", ROUND),
    "minutes": lambda: minutes_sample("示例省物联网专业高评委办公室", ROUND),
    "certificate": _certificate,
}


@cache
def full_sample(kind: str) -> Any:
    """Example data with every field filled."""
    return _FULL[kind]()


@cache
def bare_sample(kind: str) -> Any:
    """Example data with nothing but what must be there."""
    first, last = _day("2026-08-20"), _day("2026-08-26")
    bare: dict[str, Any] = {
        "review-form": ReviewForm(ROUND, _NAME, _UNIT, _TITLE, _SPECIALTY),
        "performance-statement": PerformanceStatement(_NAME, _UNIT, _TITLE, _SPECIALTY),
        "post-information": PostInformation(_UNIT, ROUND),
        "exceptional-promotion": ExceptionalPromotion(_NAME, _UNIT, _TITLE, _SPECIALTY),
        "material-list": MaterialList(_NAME, _UNIT, _TITLE, ROUND),
        "entrusting-letter": EntrustingLetter("示例市评审委员会", "示例县人力资源和社会保障局", ROUND, ()),
        "recommendation-roster": RecommendationRoster(ROUND, "示例县人力资源和社会保障局", ()),
        "employer-notice": EmployerNotice(_UNIT, ROUND, (), first, last, 5, "吴某", "0570-0000001"),
        "continuing-education-sheet": ContinuingEducationSheet(ROUND, _UNIT),
        "plan-report": PlanReport("示例高评委办公室", ROUND, _TITLE, 0, 0, 0, 0),
        "result-document": ResultDocument("示例高评委办公室", ROUND, _TITLE, ()),
        "minutes": Minutes("示例高评委办公室", ROUND, "iot-2026-1", None, "", (), (), "", "", 0, 0),
        "certificate": replace(_certificate(), person="", title_en="", replaces=""),
    }
    return bare[kind]
