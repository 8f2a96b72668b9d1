"""The menu of record kinds, grouped for people, each with what it is and how it matters in a track."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Final

from zhicheng.dossier.schema import kind_title
from zhicheng.report.phrases import PHRASES
from zhicheng.verdict.setting import Setting
from zhicheng.vocabulary.labels import Pair
from zhicheng.vocabulary.points import shown
from zhicheng.web.dossier_forms.uses import KindUse, uses_of


@dataclass(frozen=True, slots=True)
class MenuKind:
    """A kind of record on the menu; ``uses`` holds one entry for each track that looks at it."""

    kind: str
    title: Pair
    about: Pair
    uses: tuple[KindUse, ...] = ()

    @property
    def matters(self) -> bool:
        """Whether some chosen track looks at this kind."""
        return bool(self.uses)

    @property
    def lines(self) -> tuple[Pair, ...]:
        """How it matters, a line for each track that looks at it; each names its track if there are several."""
        if len(self.uses) == 1:
            return (use_text(self.uses[0]),)
        return tuple(
            (f"{use.title[0]}：{zh}", f"{use.title[1]}: {en}") for use in self.uses for zh, en in (use_text(use),)
        )


@dataclass(frozen=True, slots=True)
class MenuGroup:
    """Kinds of record that people look for in one place."""

    id: str
    title: Pair
    kinds: tuple[MenuKind, ...]


GROUPS: Final[tuple[tuple[str, Pair, tuple[str, ...]], ...]] = (
    ("education", ("学历与证书", "Education and certificates"), ("degree", "certificate", "talent")),
    (
        "employment",
        ("职称、岗位与工作经历", "Titles, posts and employment"),
        ("appointment", "work", "post", "social-insurance"),
    ),
    (
        "yearly",
        ("年度考核、继续教育与荣誉", "Assessments, continuing education and honours"),
        ("assessment", "continuing-education", "honour"),
    ),
    (
        "projects",
        ("项目、产品与岗位业绩", "Projects, products and results"),
        ("project", "product", "new-technology", "first-equipment", "benchmark", "maturity", "platform", "job-result"),
    ),
    ("awards", ("获奖", "Awards"), ("award",)),
    ("property", ("知识产权", "Intellectual property"), ("patent", "software-copyright")),
    (
        "writing",
        ("标准、论文、著作与报告", "Standards, papers, books and reports"),
        ("standard", "paper", "book", "report"),
    ),
    (
        "standing",
        ("学术交流与社会任职", "Talks, teaching and society posts"),
        ("talk", "lecture", "teaching", "society", "expert-body", "recommendation"),
    ),
)
"""Every kind stands in one group; what a track asks of it is never written here."""

ABOUT: Final[Mapping[str, Pair]] = {
    "degree": ("每一段学历、学位填一条", "one for each diploma or degree"),
    "certificate": (
        "职业技能等级、执业资格、企业技术认证等证书",
        "skill levels, professional qualifications, vendor certifications",
    ),
    "talent": (
        "人才工程、技能大奖、技术能手等称号",
        "talent programmes, skills awards, technical expert titles",
    ),
    "appointment": (
        "取得的每一级职称及聘任起止",
        "each title obtained, and from when to when it was held",
    ),
    "work": ("每一段工作：单位、起止、岗位性质", "each employment: unit, dates, nature of the work"),
    "post": ("担任的技术或管理职务", "technical or leading posts held"),
    "social-insurance": ("参保地和缴纳单位", "where and by whom social insurance is paid"),
    "assessment": ("每年的考核等次，一年一条", "the yearly assessment, one for each year"),
    "continuing-education": (
        "每年各类科目的学时",
        "hours of each category of subjects in each year",
    ),
    "honour": ("先进、劳模等荣誉称号", "honorary titles such as outstanding worker"),
    "project": (
        "工程、科研、技改、服务等项目",
        "engineering, research, renovation and service projects",
    ),
    "product": ("开发的产品或运维服务", "products developed, or services run"),
    "new-technology": (
        "经鉴定或认定的新产品、新技术",
        "new products and technologies recognised by a body",
    ),
    "first-equipment": (
        "首台（套）装备、首批次材料、首版次软件",
        "first sets of equipment, batches of material, versions of software",
    ),
    "benchmark": ("标杆、示范、试点项目", "benchmark, model and pilot projects"),
    "maturity": (
        "DCMM、两化融合、CMMM 等贯标和评估",
        "maturity assessments such as DCMM and CMMM",
    ),
    "platform": (
        "实验室、工程中心、研究院等平台的建设",
        "laboratories, engineering centres and institutes built",
    ),
    "job-result": (
        "附件参照表所列的岗位业绩",
        "results at the post that a reference table lists",
    ),
    "award": (
        "科学技术奖、行业奖、专利奖、竞赛奖等",
        "science and technology, industry, patent and contest awards",
    ),
    "patent": ("发明、实用新型、外观设计、PCT", "inventions, utility models, designs, PCT"),
    "software-copyright": ("登记的软件著作权", "registered software copyrights"),
    "standard": (
        "参与制定的国际、国家、行业、地方、团体、企业标准",
        "international, national, industry, local, group and enterprise standards",
    ),
    "paper": (
        "期刊论文、会议论文、内部技术报告",
        "papers in journals, at conferences, internal reports",
    ),
    "book": ("专著、编著、教材、译著", "monographs, edited books, textbooks, translations"),
    "report": (
        "规划、政策、研究报告、咨询报告、提案",
        "plans, policies, research and consulting reports, proposals",
    ),
    "talk": (
        "学术会议上的大会、专题或分会报告",
        "plenary, keynote or session talks at conferences",
    ),
    "lecture": ("面向社会或企业的授课、讲座", "lectures to the public or to enterprises"),
    "teaching": (
        "高校、职业院校的兼职教授、导师等",
        "adjunct posts at universities and vocational colleges",
    ),
    "society": ("学会、协会、标委会的任职", "posts in societies, associations and committees"),
    "expert-body": ("入选的专家库、专家委员会", "expert pools and committees joined"),
    "recommendation": (
        "推荐申报的专家及其职称",
        "the experts who recommend, and their titles",
    ),
}
"""What one record of each kind is, in one line."""


def menu(*settings: Setting) -> tuple[MenuGroup, ...]:
    """All kinds of record in their groups, each with its uses in the given settings.

    Without settings the uses are empty. Nothing is left out: a kind that no chosen track looks at may
    matter in another one, :attr:`MenuKind.matters` tells it.
    """
    found = [uses_of(setting) for setting in settings]
    return tuple(
        MenuGroup(
            id_,
            title,
            tuple(
                MenuKind(kind, kind_title(kind), ABOUT[kind], tuple(uses[kind] for uses in found if kind in uses))
                for kind in kinds
            ),
        )
        for id_, title, kinds in GROUPS
    )


@cache
def group_of(kind: str) -> str:
    """The group in which a kind of record stands.

    Raises:
        KeyError: there is no such kind.
    """
    return {kind_: id_ for id_, _, kinds in GROUPS for kind_ in kinds}[kind]


def use_text(use: KindUse) -> Pair:
    """How a kind matters in a track, in one line: 第七条（一）、（二）；“获奖”最多 30 分."""
    zh, en = [], []
    for section in ("basic", "routes", "landmarks", "review"):
        keys = [key for where, key in use.clauses if where == section]
        if keys:
            heading = PHRASES[section]
            zh.append(f"{heading[0]}{'、'.join(keys)}")
            en.append(f"{heading[1].lower()} {', '.join(keys)}")
    for place in use.indicators:
        zh.append(f"“{place.label[0]}”{_at_most(place.most)[0]}")
        en.append(f"'{place.label[1]}' {_at_most(place.most)[1]}")
    return "；".join(zh), "; ".join(en)


def _at_most(most: Fraction | None) -> Pair:
    if most is None:
        return "计分，不封顶", "scores without a cap"
    points = shown(most, places=0)
    return f"最多 {points} 分", f"scores up to {points}"
