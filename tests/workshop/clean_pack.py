"""A clean made-up pack of two levels, in which there is nothing to find; tests spoil one thing in it."""

from __future__ import annotations

from pathlib import Path

from zhicheng.policy.pack import Pack, load_pack

FILES = {
    "pack.yaml": """\
pack: clean
version: 1
status: draft
issuer: 示例市
number: 例〔2026〕2号
title: 示例专业评价条件
en: Example
issued: 2026-01-01
in_force: 2026-01-01
domains: [example]
source: {file: clean.txt}
tracks:
  engineer: {title: 示例工程师, en: Example engineer, present: {title: assistant}}
  senior-engineer: {title: 示例高级工程师, en: Example senior engineer, present: {title: intermediate}}
""",
    "terms.yaml": """\
terms:
  - term: role
    of: [project]
    cite: 第九条（一）
    cases: [{is: lead, when: {rank: 1}}, {is: principal, when: {rank: ..3}}]
    otherwise: participant
coefficients:
  common:
    cite: 附1注
    ladder: {1: 1, 2: 0.9, 3: 0.8, 4+: 0.5}
    unproven: {lead: 0.5, participant: 0.5}
""",
    "engineer.yaml": """\
routes:
  第二条（一）:
    say: 本科以上，聘任助理工程师满4年
    degree: {level: bachelor+}
    years: {of: {appointment: {title: assistant}}, reach: 4}
landmarks:
  第三条（一）:
    say: 市级以上奖
    award: {issuer: municipal+}
""",
    "senior-engineer.yaml": """\
routes:
  第四条（一）:
    say: 本科以上，聘任工程师满5年
    degree: {level: bachelor+}
    years: {of: {appointment: {title: intermediate}}, reach: 5}
  第四条（二）:
    say: 得分达到规定分值
    score: pass-mark
landmarks:
  第五条（一）:
    say: 省级以上奖，或主持1000万元以上项目
    any:
      - award: {issuer: provincial+}
      - project: {amount: 1000+, role: lead}
review:
  第六条:
    say: 下列条件1项以上
    at_least: 1
    of:
      （一）:
        say: 为主完成500万元以上项目
        project: {amount: 500+, role: principal+}
      （二）:
        say: 市级以上奖
        award: {issuer: municipal+}
scoring:
  group: 总分
  cap: 100
  cite: 附1
  members:
    - group: 获奖
      cap: 40
      rank: common
      limit: 1
      per: result
      members:
        - {row: 国家级, match: {award: {issuer: national}}, points: 30, cite: "附1#1"}
        - {row: 省级, match: {award: {issuer: provincial}}, points: 20, cite: "附1#2"}
        - {row: 市级, match: {award: {issuer: municipal}}, points: 10, cite: "附1#3"}
    - group: 项目
      cap: 40
      rank: common
      members:
        - {row: 1000万元以上, match: {project: {amount: 1000+}}, points: 20, cite: "附1#4"}
        - {row: 500万元至1000万元, match: {project: {amount: "[500,1000)"}}, points: 10, cite: "附1#5"}
    - group: 社会团体
      cap: 6
      limit: 1
      members:
        - {row: 国家级, match: {society: {level: national}}, points: 6, cite: "附1#6"}
        - {row: 省级负责人, match: {society: {level: provincial, role: head}}, points: 4, cite: "附1#7"}
    - group: 继续教育
      cap: 10
      members:
        - row: 近3年年均学时
          match: {continuing-education: {}}
          points: {bands: {120+: 10, "[90,120)": 5}, of: mean, what: hours, last: 3}
          cite: "附1#8-9"
""",
    "procedure.yaml": """\
tracks: [engineer, senior-engineer]
rules:
  - {rule: pass-mark-set-by, who: committee, say: 规定分值由评委会每年确定, en: The committee sets the pass mark, cite: 第八条}
""",
    "readings.yaml": """\
R1:
  place: 附1 社会团体
  text: 按最高层级还是按最高分
  en: the highest level or the highest score
  alternatives: {a: 按最高分, b: 按最高层级}
  choice: a
  ground: sure
  why: 附1写明“就高计分”
  effect: 没有用到
""",
}


def write_pack(folder: Path, **changes: tuple[str, str]) -> Pack:
    """The clean pack in a folder, loaded. ``changes``: file (``senior_engineer`` …) → (old, new) inside it."""
    target = folder / "clean"
    target.mkdir(parents=True, exist_ok=True)
    for name, text in FILES.items():
        change = changes.get(name.removesuffix(".yaml").replace("-", "_"))
        if change is not None:
            assert text.count(change[0]) == 1, f"{change[0]!r} stands {text.count(change[0])} times in {name}"
        (target / name).write_text(text if change is None else text.replace(*change), encoding="utf-8")
    return load_pack(target)
