"""A small made-up pack and its made-up document, for tests that change one thing in it."""

from __future__ import annotations

from pathlib import Path

DOCUMENT = """\
示例市示例专业高级工程师评审方案

一、总体思路

为做好示例工作，制定本方案。

二、流程

（一）申报

1.个人申报。个人提出申请。

2.单位推荐。单位公示不少于5个工作日。

本方案自2026年1月1日起施行。

附件

示例专业评价条件

第一章 总则

第一条 为评价示例人员，制定本条件。

第二章 申报条件

第二条 应具备下列条件之一：

（一）博士，聘任工程师满2年。

（二）获省级奖1项。

第三条 “主持”是指排名第1。

附 1

示例赋分标准

评价指标\t一级指标\t二级指标\t三级指标\t最高分值\t打分说明\t备注
业绩 (60分)\t获奖\t国家级\t\t30\t30n\tn为项数。
\t\t省级\t\t\t20n\t

附 2

示例名单

注：名单以专家认定为准。
"""

FILES = {
    "pack.yaml": """\
pack: small
version: 1
status: draft
issuer: 示例市
number: 例〔2026〕1号
title: 示例专业评价条件
en: Example
domains: [example]
source: {file: small.txt}
tracks:
  senior-engineer: {title: 高级工程师, en: Senior engineer}
""",
    "terms.yaml": """\
terms:
  - term: role
    of: [project, award]
    cite: 第三条
    cases: [{is: lead, when: {rank: 1}}]
    otherwise: participant
""",
    "senior-engineer.yaml": """\
routes:
  第二条（一）:
    say: 博士，聘任工程师满2年
    degree: {level: doctorate}
    years: {of: {appointment: {title: intermediate}}, reach: 2}
  第二条（二）:
    say: 省级奖1项
    award: {issuer: provincial}
scoring:
  group: 总分
  members:
    - group: 获奖
      cap: 30
      members:
        - {row: 国家级, match: {award: {issuer: national}}, points: 30, cite: "附1#1"}
        - {row: 省级, match: {award: {issuer: provincial}}, points: 20, cite: "附1#2"}
""",
    "procedure.yaml": """\
tracks: [senior-engineer]
steps:
  - {step: apply, who: applicant, say: 个人申请, en: The applicant applies, cite: 方案二（一）1}
numbers:
  employer_notice_days: {value: 5, unit: working-days, at_least: true, say: 公示5个工作日, en: Five working days, cite: 方案二（一）2}
""",
    "references.yaml": "list: {say: 名单, en: List, cite: 附2注, at_hand: false}\n",
    "clauses.yaml": """\
"方案一*": statement
方案二（一）1-2: procedure
方案第1款: {is: statement, why: 施行日期，不影响结果}
第一条: statement
第二条: {is: rule, node: senior-engineer/routes}
第二条（一）-（二）: rule
第三条: {is: term, node: terms/role}
附1#1-2: {is: rule, node: senior-engineer/scoring/获奖}
附2注: {is: reference, node: references/list}
""",
    "english.yaml": "{总分: Total, 获奖: Awards, 国家级: National, 省级: Provincial}\n",
}


def write_pack(folder: Path, changes: dict[str, str | tuple[str, str]] | None = None) -> Path:
    """The small pack in a folder; ``changes``: file → its whole text, or (old, new) inside it."""
    target = folder / "small"
    target.mkdir(exist_ok=True)
    for name, text in FILES.items():
        (target / name).write_text(text, encoding="utf-8")
    for name, change in (changes or {}).items():
        if isinstance(change, tuple):
            old, new = change
            assert FILES[name].count(old) == 1, f"{old!r} stands {FILES[name].count(old)} times in {name}"
            (target / name).write_text(FILES[name].replace(old, new), encoding="utf-8")
        else:
            (target / name).write_text(change, encoding="utf-8")
    return target
