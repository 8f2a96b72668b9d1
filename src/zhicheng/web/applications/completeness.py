"""What an application still lacks: papers of the document, chosen way, experts, checks."""

from __future__ import annotations

from collections.abc import Iterable

from zhicheng.dossier.model import Dossier
from zhicheng.policy.attachments import Paper as AskedPaper
from zhicheng.policy.attachments import evidence_of
from zhicheng.policy.pack import load_pack
from zhicheng.verdict.materials import materials
from zhicheng.verdict.result import Verdict
from zhicheng.verdict.setting import Setting, judge
from zhicheng.web.applications.dossiers import dossier_to_judge, papers_to_judge
from zhicheng.web.applications.models import Application
from zhicheng.web.rounds.options import required_papers
from zhicheng.web.rounds.setting import options_for, setting_of
from zhicheng.web.rounds.way import chain_of

Pair = tuple[str, str]
PROMISES = frozenset({"truth-promise", "warranty"})
"""General papers that are no file: the commitment is given by an act of its own."""
COVERED_BY_RECORDS = frozenset({"supporting-papers", "proof-of-achievements"})
"""General papers that the files of the records themselves are."""
GENERAL = "general"
"""Where a general paper is excused, in the place of a record's key."""


def verdict_on(application: Application) -> tuple[Setting, Dossier, Verdict]:
    """The rules' verdict on the application's dossier, in the setting of its round."""
    setting = setting_of(application.round)
    dossier = dossier_to_judge(application)
    return setting, dossier, judge(setting, dossier)


def general_papers(application: Application) -> tuple[AskedPaper, ...]:
    """The papers asked for the application as a whole, promises left out."""
    asked = evidence_of(load_pack(application.round.pack)).general
    return tuple(paper for paper in asked if paper.name not in PROMISES)


def excused(application: Application) -> dict[str, frozenset[str]]:
    """The papers of which the applicant has said why they don't apply: record key (or ``general``) → papers."""
    return {key: frozenset(papers) for key, papers in application.extra.get("not_applicable", {}).items()}


def missing_papers(application: Application, verdict: Verdict | None = None) -> tuple[Pair, ...]:
    """Every paper still missing, by name: of each record, then general ones.

    An imported application came with its papers by another way: nothing is asked of it here.
    """
    if application.imported:
        return ()
    found = verdict_on(application)[2] if verdict is None else verdict
    of_records = (
        (f"{one.name[0]}：{paper[0]}", f"{one.name[1]}: {paper[1]}")
        for one in materials(load_pack(application.round.pack), found, excused(application))
        for paper, _ in one.papers
    )
    return (*of_records, *_missing_general(application))


def _missing_general(application: Application) -> Iterable[Pair]:
    """General papers that are required: there under their name, excused, or covered by the records' own files."""
    there = set(papers_to_judge(application).values_list("paper", flat=True))
    excuses = excused(application).get(GENERAL, frozenset())
    round_ = application.round
    wanted = {paper.name for paper in required_papers(load_pack(round_.pack), options_for(round_))}
    for paper in general_papers(application):
        covered = paper.name in COVERED_BY_RECORDS and bool(there)
        if paper.name in wanted and paper.name not in there | excuses and not covered:
            yield paper.say


def experts_needed(application: Application, verdict: Verdict) -> int:
    """How many experts must recommend for the chosen way in: the document's number where the way's price asks for it."""
    way = next((one for one in verdict.ways_in if one.clause.key == application.way_in), None)
    return chain_of(application.round).experts if way is not None and "recommending-experts" in way.price else 0
