"""The documents there are: their names, formats, data, and which forms of a notice each one answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from zhicheng.documents.certificate_data import HEADING, CertificateSheet
from zhicheng.documents.data import ExceptionalPromotion, MaterialList, PerformanceStatement, ReviewForm
from zhicheng.documents.minutes import Minutes
from zhicheng.documents.office import (
    ContinuingEducationSheet,
    EmployerNotice,
    EntrustingLetter,
    PostInformation,
    RecommendationRoster,
)
from zhicheng.documents.plan_report import PlanReport
from zhicheng.documents.result_document import ResultDocument
from zhicheng.vocabulary.problems import Problem, Refused
from zhicheng.vocabulary.text import nearest

Pair = tuple[str, str]

TEMPLATE_ENDINGS: Final = {"pdf": "typ", "docx": "docx", "xlsx": "xlsx"}
"""What a template of a format ends in."""


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """One document. ``subject`` names the field that goes into its file name; ``forms`` are words by which
    the form of a notice (``Form.say`` of a round) is known."""

    key: str
    title: Pair
    formats: tuple[str, ...]
    data: type[Any]
    subject: str
    forms: tuple[str, ...] = ()

    def template(self, format: str) -> str:
        """The name of the template of a format: ``review-form.typ``; also its key among replaced templates."""
        return f"{self.key}.{TEMPLATE_ENDINGS[format]}"


def _kinds(*kinds: DocumentKind) -> dict[str, DocumentKind]:
    return {kind.key: kind for kind in kinds}


DOCUMENTS: Final[Mapping[str, DocumentKind]] = _kinds(
    DocumentKind(
        "review-form",
        ("专业技术职务任职资格评审表", "Title review form"),
        ("pdf", "docx"),
        ReviewForm,
        "name",
        ("评审表",),
    ),
    DocumentKind(
        "performance-statement",
        ("专业技术工作业绩说明表", "Performance statement"),
        ("pdf", "docx"),
        PerformanceStatement,
        "name",
        ("业绩说明", "业绩情况", "工作总结", "业绩总结"),
    ),
    DocumentKind(
        "post-information",
        ("事业单位人员职称申报岗位信息表", "Post information form"),
        ("pdf", "xlsx"),
        PostInformation,
        "unit",
        ("岗位信息表",),
    ),
    DocumentKind(
        "exceptional-promotion",
        ("破格推荐专业技术职务任职资格审批表", "Exceptional-promotion form"),
        ("pdf", "docx"),
        ExceptionalPromotion,
        "name",
        ("破格",),
    ),
    DocumentKind(
        "material-list",
        ("申报材料清单", "List of materials"),
        ("pdf", "xlsx"),
        MaterialList,
        "name",
        ("材料清单", "材料目录"),
    ),
    DocumentKind(
        "entrusting-letter",
        ("申报专业技术职务任职资格评审委托书", "Entrusting letter"),
        ("pdf", "docx"),
        EntrustingLetter,
        "department",
        ("委托书", "委托评审函", "委托函"),
    ),
    DocumentKind(
        "recommendation-roster",
        ("推荐专业技术职务任职资格人员花名册", "Roster of recommended persons"),
        ("xlsx", "pdf"),
        RecommendationRoster,
        "filled_by",
        ("花名册", "一览表", "人员名单"),
    ),
    DocumentKind(
        "employer-notice",
        ("职称申报材料公示", "Notice in the unit"),
        ("pdf", "docx"),
        EmployerNotice,
        "unit",
        ("公示",),
    ),
    DocumentKind(
        "continuing-education-sheet",
        ("继续教育学时导入模板表格", "Continuing-education import sheet"),
        ("xlsx",),
        ContinuingEducationSheet,
        "unit",
        ("学时导入",),
    ),
    DocumentKind(
        "plan-report", ("评审工作方案报告", "Report of the plan"), ("pdf", "docx"), PlanReport, "office", ("工作方案",)
    ),
    DocumentKind(
        "result-document",
        ("评审结果公布文件", "Document of the result"),
        ("pdf", "docx"),
        ResultDocument,
        "office",
        ("评审结果", "任职资格的通知"),
    ),
    DocumentKind("minutes", ("评审会议记录", "Minutes of the meeting"), ("pdf",), Minutes, "code"),
    DocumentKind("certificate", HEADING, ("pdf",), CertificateSheet, "name"),
)
"""Every document by its key."""


def document_kind(key: str) -> DocumentKind:
    """A document by its key.

    Raises:
        Refused: there is none; the nearest is named.
    """
    kind = DOCUMENTS.get(key)
    if kind is None:
        near = nearest(key, DOCUMENTS)
        what = (
            f"没有文书“{key}”" + (f"，是否“{near}”？" if near else ""),
            f"no document '{key}'" + (f", did you mean '{near}'?" if near else ""),
        )
        raise Refused([Problem("", "", what, (f"可用：{'、'.join(DOCUMENTS)}", f"available: {', '.join(DOCUMENTS)}"))])
    return kind


_ORDER: Final = ("exceptional-promotion", *(key for key in DOCUMENTS if key != "exceptional-promotion"))
"""The form for promotion by exception is looked for first: its name may hold words of other forms."""


def kind_of_form(say: str) -> DocumentKind | None:
    """Which document a form of a notice (``Form.say[0]`` of a round) orders; ``None``: none that is made here."""
    name = title_of_form(say)
    for key in _ORDER:
        if any(words in name for words in DOCUMENTS[key].forms):
            return DOCUMENTS[key]
    return None


def title_of_form(say: str) -> str:
    """How a notice names a form (``Form.say[0]`` of a round), without its remarks: a title for ``render``."""
    return say.partition("（")[0].strip()
