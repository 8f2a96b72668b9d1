"""The checklist of papers: for each record and in general, what the document asks for and what is there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from zhicheng.dossier.schema import kind_title
from zhicheng.policy.attachments import Paper as AskedPaper
from zhicheng.web.applications.completeness import GENERAL, general_papers, papers_asked, papers_wanted
from zhicheng.web.applications.dossiers import paper_rows, record_rows
from zhicheng.web.applications.models import Application
from zhicheng.web.papers.asked import COVERED_BY_RECORDS
from zhicheng.web.papers.models import Paper
from zhicheng.web.records.models import Record
from zhicheng.web.records.shown import name_of

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper asked for. ``state``: ``there``, ``excused``, ``covered`` (another of its group, or the records' own
    files), ``missing``, ``optional``."""

    asked: AskedPaper
    files: tuple[Paper, ...]
    excuse: str
    state: str

    @property
    def cite(self) -> str:
        """The clause that asks for it."""
        return "、".join(self.asked.cite)


@dataclass(frozen=True, slots=True)
class PapersOfRecord:
    """A record (``None``: in general) with its papers and the files that stand for none of them."""

    key: str
    name: Pair
    record: Record | None
    lines: tuple[PaperLine, ...]
    others: tuple[Paper, ...]

    @property
    def missing(self) -> int:
        """How many papers are still missing."""
        return sum(line.state == "missing" for line in self.lines)


def checklist(application: Application) -> tuple[PapersOfRecord, ...]:
    """Every record that goes in, those with papers missing first, after the general papers."""
    asked = papers_asked(application).records
    files = list(paper_rows(application))
    excuses = application.extra.get("not_applicable", {})
    found = []
    for record in record_rows(application):
        zh, en = kind_title(record.kind)
        own_zh, own_en = name_of(record.kind, record.data)
        mine = [file for file in files if file.record_id == record.pk]
        lines = _lines(asked.get(record.kind, ()), mine, excuses.get(record.key, {}))
        found.append(
            PapersOfRecord(record.key, (f"{zh}：{own_zh}", f"{en}: {own_en}"), record, lines, _others(lines, mine))
        )
    return (_general(application, files, excuses), *sorted(found, key=lambda one: not one.missing))


def _general(application: Application, files: Sequence[Paper], excuses: dict[str, dict[str, str]]) -> PapersOfRecord:
    mine = [file for file in files if file.record_id is None]
    wanted = papers_wanted(application)
    lines = []
    for paper in general_papers(application):
        here = tuple(file for file in mine if file.paper == paper.name)
        excuse = excuses.get(GENERAL, {}).get(paper.name, "")
        covered = paper.name in COVERED_BY_RECORDS and bool(files)
        lines.append(PaperLine(paper, here, excuse, _state(paper.name in wanted, here, excuse, covered)))
    return PapersOfRecord(GENERAL, ("总体材料", "General papers"), None, tuple(lines), _others(lines, mine))


def _lines(asked: Iterable[AskedPaper], files: Sequence[Paper], excuses: dict[str, str]) -> tuple[PaperLine, ...]:
    papers = list(asked)
    there = {file.paper for file in files} | set(excuses)
    settled = {paper.any_of for paper in papers if paper.any_of is not None and paper.name in there}
    lines = []
    for paper in papers:
        here = tuple(file for file in files if file.paper == paper.name)
        excuse = excuses.get(paper.name, "")
        lines.append(PaperLine(paper, here, excuse, _state(paper.required, here, excuse, paper.any_of in settled)))
    return tuple(lines)


def _state(required: bool, files: Sequence[Paper], excuse: str, covered: bool) -> str:
    if files:
        return "there"
    if excuse:
        return "excused"
    if covered:
        return "covered"
    return "missing" if required else "optional"


def _others(lines: Iterable[PaperLine], files: Sequence[Paper]) -> tuple[Paper, ...]:
    shown = {file.pk for line in lines for file in line.files}
    return tuple(file for file in files if file.pk not in shown)
