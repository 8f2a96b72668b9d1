"""A new pack to start from: it loads, its case comes out as it says, and every place to fill in is marked ``▢``.

Written whole or not at all: the folder appears once everything in it loads.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from zhicheng.policy.pack import LEVELS, load_pack
from zhicheng.verdict.cases import check_pack
from zhicheng.vocabulary.problems import Problem, Refused
from zhicheng.vocabulary.text import nearest

_ID: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_DOMAIN: Final = re.compile(r"[a-z][a-z0-9-]{0,38}")
PRESENT: Final[Mapping[str, str]] = {
    "engineer": "assistant",
    "senior-engineer": "intermediate",
    "professorate-senior-engineer": "vice-senior",
}
TITLES: Final[Mapping[str, tuple[str, str]]] = {
    "engineer": ("工程师", "Engineer"),
    "senior-engineer": ("高级工程师", "Senior engineer"),
    "professorate-senior-engineer": ("正高级工程师", "Professorate senior engineer"),
}


@dataclass(frozen=True, slots=True)
class NewPack:
    """What a new pack is to be: everything but id, specialty and domain has a sensible stand-in."""

    id: str
    levels: tuple[str, ...] = ("senior-engineer",)
    specialty: str = "某专业"
    english: str = "Some specialty"
    domain: str = "some-domain"
    issuer: str = "▢发文机关"
    number: str = "▢文号"
    title: str = "▢文件标题"
    file: str = "document.txt"


def write_pack(new: NewPack, parent: Path) -> Path:
    """Write the pack as a folder of ``parent`` and give its path.

    Raises:
        Refused: the id, a level or the domain is none, a text holds what no text may, or the folder is there already.
    """
    _check(new, parent)
    parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".new-", dir=parent) as scratch:
        folder = Path(scratch) / new.id
        for name, text in files_of(new).items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
        wrong = [f"{case.name}：{line}" for case, lines in check_pack(load_pack(folder)) for line in lines]
        if wrong:  # a defect of the scaffold, never of what was asked for
            raise Refused([Problem(new.id, "", (text, text)) for text in wrong])
        shutil.move(folder, parent / new.id)
    return parent / new.id


def _check(new: NewPack, parent: Path) -> None:
    problems = []
    if not _ID.fullmatch(new.id):
        do = ("小写字母、数字和连字符，如 zj-ai-2027", "lower-case letters, digits and hyphens, as in zj-ai-2027")
        problems.append(Problem("", "", (f"编号“{new.id}”不合规", f"'{new.id}' is no id of a pack"), do))
    for level in new.levels:
        if level not in LEVELS:
            near = nearest(level, LEVELS) or ""
            known = "、".join(LEVELS), ", ".join(LEVELS)
            what = (f"没有级别“{level}”" + (f"，是否“{near}”？" if near else ""), f"no level '{level}'")
            problems.append(Problem("", "", what, (f"可用：{known[0]}", f"allowed: {known[1]}")))
    if not _DOMAIN.fullmatch(new.domain):
        do = ("小写字母、数字和连字符，如 iot", "lower-case letters, digits and hyphens, as in iot")
        problems.append(Problem("", "", (f"领域代码“{new.domain}”不合规", f"'{new.domain}' is no domain"), do))
    for text in (new.specialty, new.english, new.issuer, new.number, new.title, new.file):
        if not text.strip() or any(sign in text for sign in "\n\r\t\\\"'#{}[]") or len(text) > 120:
            do = ("不要引号、括号 {}[]、# 和换行", "no quotes, {}[], # or line breaks")
            problems.append(Problem("", "", (f"“{text}”不能这样写", f"'{text}' can't stand so"), do))
    if (parent / new.id).exists():
        problems.append(
            Problem(
                str(parent / new.id),
                "",
                ("文件夹已存在", "the folder is there already"),
                ("换一个编号，或先移走它", "take another id, or move it away"),
            )
        )
    if problems:
        raise Refused(problems)


def files_of(new: NewPack) -> dict[str, str]:
    """The files of a new pack by name."""
    files = {
        "pack.yaml": _pack(new),
        "terms.yaml": TERMS,
        "readings.yaml": READINGS,
        "english.yaml": ENGLISH,
        "evidence.yaml": EVIDENCE,
        "clauses.yaml": _clauses(new),
    }
    for level in new.levels:
        files[f"{level}.yaml"] = _track(new, level)
        files[f"examples/{level}.yaml"] = _cases(new, level)
    return files


def _pack(new: NewPack) -> str:
    tracks = "\n".join(
        f"  {level}:\n    title: {new.specialty}{TITLES[level][0]}\n    en: {TITLES[level][1]}, {new.english}\n"
        f"    present: {{title: {PRESENT[level]}, series: engineering}}"
        for level in new.levels
    )
    return f"""\
# ▢ marks what is still to be taken from the document.
pack: {new.id}
version: 1
status: draft                   # in-force once it is issued
issuer: "{new.issuer}"
number: "{new.number}"
title: "{new.title}"
en: "{new.english}"
specialty: {new.specialty}
directions: [{new.specialty}]
domains: [{new.domain}]         # a record that names this domain is of the document's own field
source:
  file: "{new.file}"            # the published text, kept beside the pack and never inside it
tracks:
{tracks}
achievements:                   # what a general clause says of every achievement
  cite: 第四条
  kinds: [project, patent, paper]
  window: {{years: 5, or_since_title: true}}
"""


TERMS: Final = """\
# The document's own words: how a role or class follows from what papers say.
terms:
  - term: role
    of: project
    cite: 第五条（一）
    cases:
      - {is: lead, when: {rank: 1}}
      - {is: principal, when: {rank: ..3}}
    otherwise: participant
coefficients:
  common:
    cite: 附1
    ladder: {1: 1, 2: 0.9, 3: 0.8, 4: 0.7, 5: 0.6, 6+: 0}
"""

READINGS: Final = """\
# Places that can be read in two ways: both are kept, one is chosen, and it is said why.
N-01:
  place: 附1 专利
  text: 专利的封顶分值印作10，是否含实用新型未写明
  en: the cap of patents is printed as 10; whether utility models are in it is not said
  alternatives: {a: "10", b: "15"}
  choice: a
  ground: open
  why: 按印刷文本
"""

ENGLISH: Final = """\
# The English name of every printed label.
总分: Total
项目: Projects
专利: Patents
学历: Education
主持或为主: Lead or principal
参与: Took part
发明: Invention
硕士以上: Master's degree or above
本科: Bachelor's degree
"""

EVIDENCE: Final = """\
# The papers the document asks for, by kind of record.
records:
  degree:
    - {paper: degree-certificate, say: 学历学位证书, en: Diploma or degree certificate, cite: 第二条}
  project:
    - {paper: project-contract, say: 立项文件或合同, en: Approval or contract, cite: 第五条（一）}
  patent:
    - {paper: patent-certificate, say: 专利证书, en: Patent certificate, cite: 第五条（二）}
"""


def _clauses(new: NewPack) -> str:
    level = new.levels[0]
    return f"""\
# Where every clause of the document went. `zhicheng policy coverage {new.id} --source FILE` says what is missing.
第一条: {{is: rule, node: {level}/basic/第一条}}
第二条: {{is: rule, node: {level}/routes}}
第二条（一）-（二）: rule
第三条: {{is: rule, node: {level}/routes/第三条}}
第四条: {{is: term, node: pack/achievements}}
第五条: {{is: rule, node: {level}/review/第五条}}
第五条（一）-（三）: rule
附1: {{is: rule, node: {level}/scoring}}
"""


def _track(new: NewPack, level: str) -> str:
    present, years = PRESENT[level], {"engineer": 4, "senior-engineer": 5, "professorate-senior-engineer": 5}[level]
    return f"""\
# {new.specialty}{TITLES[level][0]}: what the document asks, in its own order and under its own labels.
# say restates a clause in our own short words; every number in it must stand in the rule.
basic:
  第一条:
    say: 近3年年度考核合格以上
    each_year: {{of: {{assessment: {{}}}}, last: 3, must: {{grade: qualified+}}}}

routes:                         # any one admits
  第二条（一）:
    say: 硕士以上学位，聘任满2年
    degree: {{level: master+}}
    years: {{of: {{appointment: {{title: {present}, series: engineering}}}}, begins: qualified_on, reach: 2}}
  第二条（二）:
    say: 本科以上学历，聘任满{years}年
    degree: {{level: bachelor+}}
    years: {{of: {{appointment: {{title: {present}, series: engineering}}}}, begins: qualified_on, reach: {years}}}
  第三条:
    say: 自评分达到规定分值
    score: pass-mark

review:                         # judged by the committee
  第五条:
    say: 下列条件2项以上
    at_least: 2
    of:
      （一）:
        say: 为主完成本专业项目
        project: {{role: principal+, completed: true}}
      （二）:
        say: 第1发明人的发明专利，有实际用途
        patent:
          type: invention
          rank: 1
          judged: {{key: 用途, ask: 该专利是否有实际用途, en: Is the patent of practical use?, by: specialty-group}}
      （三）:
        say: 核心期刊论文
        paper: {{indexes: [core]}}

scoring:
  group: 总分
  cite: 附1
  members:
    - group: 项目
      cap: 60
      cite: 附1
      rank: common
      members:
        - {{row: 主持或为主, match: {{project: {{role: principal+}}}}, points: 20, cite: 附1}}
        - {{row: 参与, match: {{project: {{role: participant}}}}, points: 5, cite: 附1}}
    - group: 专利
      cap: {{reading: N-01, a: 10, b: 15}}
      cite: 附1
      members:
        - {{row: 发明, match: {{patent: {{type: invention}}}}, points: 5, cite: 附1}}
    - group: 学历
      cap: 5
      cite: 附1
      limit: 1                  # the highest only
      members:
        - {{row: 硕士以上, match: {{degree: {{level: master+}}}}, points: 5, cite: 附1}}
        - {{row: 本科, match: {{degree: {{level: bachelor}}}}, points: 3, cite: 附1}}
"""


def _cases(new: NewPack, level: str) -> str:
    present = PRESENT[level]
    return f"""\
# Worked cases: a small dossier, the verdict it must get, and why, reckoned from the document and not from the program.
track: {level}
bases:
  master:
    applicant: {{domains: [{new.domain}]}}
    records:
      - {{id: d1, kind: degree, level: master}}
      - {{id: a1, kind: appointment, title: {present}, series: engineering, qualified_on: 2024-12-31, start: 2024-12-31}}
cases:
  - case: 满2年当日
    why: 第二条（一）；2024-12-31 至 2026-12-31 恰满2周年
    base: master
    as_of: 2026-12-31
    expect:
      clauses: {{第二条（一）: met, 第二条（二）: not_met}}
      nodes: {{学历: "5"}}
  - case: 差1天
    why: 第二条（一）；计算至 2026-12-30 差1天满2周年
    base: master
    as_of: 2026-12-30
    expect:
      clauses: {{第二条（一）: not_met}}
  - case: 项目封顶
    why: 附1；20×（1＋0.9＋0.8）＝54，再加 20×1＝74，封顶 60
    base: master
    as_of: 2026-12-31
    records:
      - {{id: p1, kind: project, rank: 1, completed: true, date: 2025-01-01}}
      - {{id: p2, kind: project, rank: 2, date: 2025-01-01}}
      - {{id: p3, kind: project, rank: 3, date: 2025-01-01}}
      - {{id: p4, kind: project, rank: 1, date: 2025-01-01}}
    expect:
      clauses: {{第五条（一）: met}}
      nodes: {{项目: "60"}}
"""
