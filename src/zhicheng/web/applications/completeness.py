"""What an application still lacks: papers of the document, chosen way, experts, checks."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from zhicheng.dossier.model import Dossier
from zhicheng.policy.attachments import Evidence, evidence_of
from zhicheng.policy.attachments import Paper as AskedPaper
from zhicheng.policy.pack import load_pack
from zhicheng.verdict.materials import materials
from zhicheng.verdict.result import Verdict
from zhicheng.verdict.setting import Setting
from zhicheng.web.applications.in_hand import InHand, in_hand
from zhicheng.web.applications.models import Application
from zhicheng.web.papers.asked import COVERED_BY_RECORDS, PROMISES
from zhicheng.web.rounds.setting import options_for
from zhicheng.web.rounds.way import chain_of

Pair = tuple[str, str]
GENERAL = "general"
"""Where a general paper is excused, in the place of a record's key."""


def verdict_on(application: Application) -> tuple[Setting, Dossier, Verdict]:
    """The rules' verdict on the application's dossier, in the setting of its round."""
    hand = in_hand(application)
    return hand.setting, hand.dossier, hand.verdict


def general_papers(application: Application) -> tuple[AskedPaper, ...]:
    """The papers asked for the application as a whole, promises left out."""
    return tuple(paper for paper in papers_asked(application).general if paper.name not in PROMISES)


def papers_asked(application: Application) -> Evidence:
    """The papers that the round's document asks for, by kind of record and in general."""
    pack = load_pack(application.round.pack)
    return _evidence(pack.id, pack.hash)


@lru_cache(maxsize=64)
def _evidence(pack_id: str, _pack_hash: str) -> Evidence:
    return evidence_of(load_pack(pack_id))


def papers_wanted(application: Application) -> frozenset[str]:
    """The general papers that everybody hands in: the document's own, and those that the round requires besides."""
    besides = options_for(application.round).general_papers
    return frozenset(one.name for one in general_papers(application) if one.required or one.name in besides)


def excused(application: Application) -> dict[str, frozenset[str]]:
    """The papers of which the applicant has said why they don't apply: record key (or ``general``) → papers."""
    return {key: frozenset(papers) for key, papers in application.extra.get("not_applicable", {}).items()}


def missing_papers(application: Application, hand: InHand | None = None) -> tuple[Pair, ...]:
    """Every paper still missing, by name: of each record, then general ones.

    An imported application came with its papers by another way: nothing is asked of it here.
    """
    if application.imported:
        return ()
    hand = hand or in_hand(application)
    of_records = (
        (f"{one.name[0]}：{paper[0]}", f"{one.name[1]}: {paper[1]}")
        for one in materials(hand.setting.pack, hand.verdict, excused(application))
        for paper, _ in one.papers
    )
    return (*of_records, *_missing_general(application, hand))


def _missing_general(application: Application, hand: InHand) -> Iterable[Pair]:
    """General papers that are required: there under their name, excused, or covered by the records' own files."""
    there = {file.paper for file in hand.files}
    excuses = excused(application).get(GENERAL, frozenset())
    wanted = papers_wanted(application)
    for paper in general_papers(application):
        covered = paper.name in COVERED_BY_RECORDS and bool(there)
        if paper.name in wanted and paper.name not in there | excuses and not covered:
            yield paper.say


def experts_needed(application: Application, verdict: Verdict) -> int:
    """How many experts must recommend for the chosen way in: the document's number where the way's price asks for it."""
    way = next((one for one in verdict.ways_in if one.clause.key == application.way_in), None)
    return chain_of(application.round).experts if way is not None and "recommending-experts" in way.price else 0
