"""An application's official papers: one function for each document, from the application to its data.

The dossier is the one that counts: the draft while the applicant writes, else what was handed in last. A personal
number enters the review form only, and only where the caller passes it: for a person's own copy.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, Final

from zhicheng.documents.data import (
    ConditionMet,
    ExceptionalPromotion,
    MaterialList,
    MaterialRecord,
    Paper,
    PerformanceStatement,
    ReviewForm,
    ScoreLine,
)
from zhicheng.documents.registry import DOCUMENTS, kind_of_form, title_of_form
from zhicheng.documents.render import Rendered, render
from zhicheng.dossier.schema import kind_title
from zhicheng.verdict.dates import Dates
from zhicheng.verdict.result import Verdict, WayIn
from zhicheng.vocabulary.points import as_text
from zhicheng.vocabulary.truth import MET
from zhicheng.web.applications.claims import claim_sheet
from zhicheng.web.applications.completeness import verdict_on
from zhicheng.web.applications.document_parts import (
    achievements,
    appointments,
    department_opinions,
    education,
    employer_opinion,
    experience,
    grades,
    hours,
    notice_result,
    numbered,
    present_title,
    records_of,
    years_between,
)
from zhicheng.web.applications.dossiers import papers_to_judge
from zhicheng.web.applications.models import Application
from zhicheng.web.applications.reading import paper_names
from zhicheng.web.clock.now import CHINA
from zhicheng.web.rounds.queries import templates_of
from zhicheng.web.rounds.setting import notice_of, pack_for

SECTIONS: Final = {"routes": "正常申报", "landmarks": "标志性成果"}
EXCEPTIONAL, BY_EXCEPTION = "approval", "破格申报"


def title_applied(application: Application) -> str:
    """The title applied for, in Chinese: official papers are Chinese."""
    return pack_for(application.round).about(application.round.level)[0]


def chosen_way(application: Application, verdict: Verdict) -> WayIn | None:
    """The way in that was chosen; ``None`` while none is."""
    return next((one for one in verdict.ways_in if one.clause.key == application.way_in), None)


def documents_for(application: Application) -> tuple[str, ...]:
    """The documents of the application's own papers: the form for exceptions only where the way in asks for it."""
    way = chosen_way(application, verdict_on(application)[2])
    by_exception = way is not None and EXCEPTIONAL in way.price
    own = ("review-form", "performance-statement", "material-list")
    return (*own, "exceptional-promotion") if by_exception else own


def review_form(application: Application, *, personal_number: str = "", phone: str = "") -> ReviewForm:
    """评审表: the person, the career, the achievements, the claimed score, the opinions given so far."""
    setting, dossier, verdict = verdict_on(application)
    way, numbers = chosen_way(application, verdict), numbered(dossier)
    title, since = present_title(dossier)
    lines, total = _score(application, verdict)
    return ReviewForm(
        application.round.title_zh,
        _name(application),
        application.employer_name,
        title_applied(application),
        application.specialty,
        committee=application.round.office.name,
        number=application.serial or None,
        filled_on=_day(application.submitted_at or application.committed_at),
        way_in=None if way is None else BY_EXCEPTION if EXCEPTIONAL in way.price else SECTIONS.get(way.section),
        way_in_clause=application.way_in or None,
        landmarks=tuple(clause.say for clause in verdict.section("landmarks") if verdict.truths[clause.key] == MET),
        sex=_sex(personal_number),
        born_on=_born(personal_number),
        personal_number=personal_number or None,
        phone=phone or None,
        work_since=min((one.start for one in experience(dossier) if one.start is not None), default=None),
        present_title=title,
        present_title_on=since,
        education=education(dossier),
        experience=experience(dossier),
        appointments=appointments(dossier),
        assessments=grades(dossier),
        hours=hours(dossier),
        achievements=achievements(dossier, verdict, numbers),
        score=lines,
        score_total=total,
        pass_mark=None if setting.pass_mark is None else as_text(setting.pass_mark),
        committed_on=_day(application.committed_at),
        employer=employer_opinion(application),
        notice=notice_result(application),
        departments=department_opinions(application),
    )


def performance_statement(application: Application) -> PerformanceStatement:
    """业绩说明表: the results since the present title; the text is the applicant's own to write."""
    setting, dossier, verdict = verdict_on(application)
    title, since = present_title(dossier)
    groups = achievements(dossier, verdict, numbered(dossier))
    return PerformanceStatement(
        _name(application),
        application.employer_name,
        title_applied(application),
        application.specialty,
        title,
        since,
        _until(setting.dates),
        results=tuple(entry for group in groups for entry in group.entries),
        employer=employer_opinion(application),
    )


def exceptional_promotion(application: Application) -> ExceptionalPromotion:
    """破格审批表: what is lacking, and the condition of the exception that is met."""
    setting, dossier, verdict = verdict_on(application)
    way, numbers = chosen_way(application, verdict), numbered(dossier)
    title, since = present_title(dossier)
    degrees = education(dossier)
    conditions: tuple[ConditionMet, ...] = ()
    if way is not None:
        found = next((one for found in verdict.findings().values() for one in found if one.key == way.clause.key), None)
        proof = "、".join(numbers[one.id] for one in found.used if one.id in numbers) if found is not None else ""
        conditions = (ConditionMet(way.clause.key, way.clause.say, proof or None),)
    return ExceptionalPromotion(
        _name(application),
        application.employer_name,
        title_applied(application),
        application.specialty,
        education=degrees[0].level if degrees else None,
        present_title=title,
        present_title_on=since,
        present_title_years=years_between(since, _until(setting.dates)),
        lacking=(application.extra["way_reason"],) if application.extra.get("way_reason") else (),
        conditions=conditions,
        employer=employer_opinion(application),
        departments=department_opinions(application),
    )


def material_list(application: Application) -> MaterialList:
    """材料清单: every record with its papers, as they are numbered in the review form; pages as counted."""
    _, dossier, _ = verdict_on(application)
    numbers, names = numbered(dossier), paper_names(application.round.pack)
    here: dict[str, list[Paper]] = {}
    for row in papers_to_judge(application):
        key = row.record.key if row.record is not None else ""
        here.setdefault(key, []).append(Paper(names.get(row.paper, (row.paper, ""))[0], row.blob.pages or None))
    records = sorted(records_of(dossier), key=lambda one: numbers[one.id])
    return MaterialList(
        _name(application),
        application.employer_name,
        title_applied(application),
        application.round.title_zh,
        (*(Paper(DOCUMENTS[key].title[0]) for key in documents_for(application)), *here.get("", ())),
        tuple(
            MaterialRecord(numbers[one.id], kind_title(one.kind)[0], one.name or one.id, tuple(here.get(one.id, ())))
            for one in records
        ),
    )


BUILDERS: Final[Mapping[str, Callable[[Application], Any]]] = {
    "review-form": review_form,
    "performance-statement": performance_statement,
    "exceptional-promotion": exceptional_promotion,
    "material-list": material_list,
}
"""The documents of one application, each from the application alone (without a personal number)."""


def rendered(application: Application, document: str, format: str, data: Any, issued_at: dt.datetime) -> Rendered:
    """A document made by the round's own template where it has one, under the name that the round's notice gives it.

    Raises:
        Refused: there is no such document or format, a character can't be printed, or the round's template fails.
    """
    forms = notice_of(application.round).forms_of(application.round.track)
    named = (form.say[0] for form in forms if (kind := kind_of_form(form.say[0])) and kind.key == document)
    title = next((title_of_form(say) for say in named), None)
    templates = templates_of(application.round)
    return render(document, data, format, issued_at=issued_at, templates=templates, title=title)


def _name(application: Application) -> str:
    person = application.applicant
    return person.name if person is not None and application.state == "draft" else application.name


def _score(application: Application, verdict: Verdict) -> tuple[tuple[ScoreLine, ...], str | None]:
    """The claimed score by indicator, and its total; nothing where nothing is claimed."""
    if verdict.scored is None or not application.claimed:
        return (), None
    numbers = numbered(verdict.dossier)
    records: dict[str, list[str]] = {}
    for node in verdict.score_nodes():
        if node.is_row:
            path = "/".join(node.path.split("/")[:2])
            records.setdefault(path, []).extend(numbers[one] for one in node.records if one in numbers)
    sheet = claim_sheet(verdict, application.claimed)
    lines = tuple(
        ScoreLine(
            line.path.replace("/", "／"),
            line.text,
            None if line.cap is None else as_text(line.cap),
            "、".join(dict.fromkeys(records.get(line.path, ()))) or None,
        )
        for line in sheet.lines
        if line.asked and line.text
    )
    return lines, as_text(sheet.total)


def _until(dates: Dates) -> dt.date:
    """The day up to which achievements count: the round's own, else the day of reckoning."""
    return dates.named.get("achievements", dates.as_of)


def _day(moment: dt.datetime | None) -> dt.date | None:
    return None if moment is None else moment.astimezone(CHINA).date()


def _sex(number: str) -> str | None:
    """The seventeenth digit of an identity number: odd for men (GB 11643-1999)."""
    return None if len(number) != 18 else "男" if int(number[16]) % 2 else "女"


def _born(number: str) -> dt.date | None:
    return None if len(number) != 18 else dt.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
