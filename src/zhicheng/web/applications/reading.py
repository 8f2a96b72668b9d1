"""An application as those who examine it read it: item by item, with papers, checks, returns and what changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from zhicheng.dossier.facts import APPLICANT_FACTS
from zhicheng.dossier.schema import FactSchema, facts_of
from zhicheng.policy.attachments import evidence_of
from zhicheng.policy.pack import load_pack, packs_in
from zhicheng.procedure.application_states import APPLICATION
from zhicheng.procedure.step_bar import StepBar, step_bar
from zhicheng.report.view import answer, subline
from zhicheng.vocabulary.truth import NAMES
from zhicheng.web.applications.completeness import missing_papers
from zhicheng.web.applications.in_hand import in_hand
from zhicheng.web.applications.items import FIXED, Difference, differences, items_of
from zhicheng.web.applications.models import Application, Check, RecommendingExpert, Return, ReturnItem, Submission
from zhicheng.web.applications.words import ChangeShown, changes_shown, value_shown
from zhicheng.web.papers.models import Paper
from zhicheng.web.rounds.setting import procedure_for
from zhicheng.web.rounds.way import chain_of, windows_of
from zhicheng.web.visibility.scope import visible
from zhicheng.web.visibility.standing import Standing

Pair = tuple[str, str]
REASON: Pair = ("规则判定不符合，申报人的理由", "the rules find it not met; the applicant's reason")


@dataclass(frozen=True, slots=True)
class FactShown:
    """A fact of a record in words: its name, its value, its unit."""

    name: Pair
    value: Pair
    unit: str


@dataclass(frozen=True, slots=True)
class PaperShown:
    """A file handed in: which paper it is, its name, its row."""

    name: Pair
    paper: Paper

    @property
    def pages(self) -> range:
        """The numbers of its pages, as far as there are pictures."""
        return range(1, self.paper.blob.pages + 1)


@dataclass(slots=True)
class ItemShown:
    """One item: its facts, its papers, what each tier found, what was returned, whether the last correction changed it."""

    key: str
    name: Pair
    facts: list[FactShown] = field(default_factory=list)
    papers: list[PaperShown] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    returned: list[ReturnItem] = field(default_factory=list)
    change: Difference | None = None
    changed: tuple[ChangeShown, ...] = ()
    not_applicable: Mapping[Pair, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything a page of an application shows."""

    application: Application
    submission: Submission | None
    items: tuple[ItemShown, ...]
    state_name: Pair
    bar: StepBar
    outcome: str
    answer: Pair
    subline: Pair
    missing: tuple[Pair, ...]
    changes: tuple[Difference, ...]
    returns: tuple[Return, ...]
    experts: tuple[RecommendingExpert, ...]


def reading_of(application: Application, standing: Standing, *, today: dt.date, own: bool = False) -> Reading:
    """The application as this person may read it; ``own``: the applicant's own names of states."""
    submission = application.submissions.order_by("-number").first()
    changes = _changes(application, submission)
    hand = in_hand(application)
    verdict = hand.verdict
    state = APPLICATION.state(application.state)
    return Reading(
        application,
        submission,
        tuple(_items(application, submission, standing, changes)),
        state.applicant if own else state.staff,
        bar_of(application, today),
        NAMES[verdict.can_apply],
        (answer(verdict, "zh"), answer(verdict, "en")),
        (subline(verdict, "zh"), subline(verdict, "en")),
        missing_papers(application, hand),
        tuple(changes),
        tuple(visible(standing, "view", application.returns.all()).order_by("-returned_at").prefetch_related("items")),
        tuple(
            visible(standing, "view", application.recommending_experts.filter(answered_at__isnull=False)).order_by("pk")
        ),
    )


def bar_of(application: Application, today: dt.date) -> StepBar:
    """Where the application stands on its way."""
    round_ = application.round
    windows = windows_of(round_)
    return step_bar(procedure_for(round_), chain_of(round_), application.state, application.tier, windows, today)


def _changes(application: Application, submission: Submission | None) -> list[Difference]:
    """What the latest submission changed against the one before; nothing for the first."""
    if submission is None or submission.number == 1:
        return []
    before = application.submissions.filter(number=submission.number - 1).first()
    return [] if before is None else differences(before, submission)


def _items(
    application: Application, submission: Submission | None, standing: Standing, changes: Sequence[Difference]
) -> list[ItemShown]:
    names = items_of(application)
    shown = {key: ItemShown(key, name) for key, name in names.items()}
    if submission is None:
        return list(shown.values())
    _fill_facts(shown, submission, application)
    names_of_papers = paper_names(application.round.pack)
    for paper in visible(standing, "view", application.papers.select_related("record", "blob")).order_by("pk"):
        key = paper.record.key if paper.record is not None else "general"
        if key in shown:
            name = names_of_papers.get(paper.paper, (paper.paper, paper.paper))
            shown[key].papers.append(PaperShown(name, paper))
    for check in submission.checks.select_related("organisation", "checked_by").order_by("checked_at"):
        if check.item in shown:
            shown[check.item].checks.append(check)
    for item in (
        ReturnItem.objects.filter(returned__in=visible(standing, "view", application.returns.all()))
        .select_related("returned__organisation")
        .order_by("pk")
    ):
        if item.item in shown:
            shown[item.item].returned.append(item)
    kinds = {record["id"]: record["kind"] for record in submission.dossier["records"]}
    for change in changes:
        if change.item in shown:
            shown[change.item].change = change
            shown[change.item].changed = changes_shown(change, kinds.get(change.item))
    for key, papers in application.extra.get("not_applicable", {}).items():
        if key in shown:
            shown[key].not_applicable = {names_of_papers.get(one, (one, one)): why for one, why in papers.items()}
    return list(shown.values())


def _fill_facts(shown: dict[str, ItemShown], submission: Submission, application: Application) -> None:
    shown["applicant"].facts = facts_shown(submission.dossier.get("applicant", {}), APPLICANT_FACTS, None)
    for record in submission.dossier["records"]:
        shown[record["id"]].facts = facts_shown(record, facts_of(record["kind"]), record["kind"])
    shown["way_in"].facts = [FactShown(FIXED["way_in"], (submission.way_in, submission.way_in), "")]
    if application.extra.get("way_reason"):
        shown["way_in"].facts.append(FactShown(REASON, (application.extra["way_reason"],) * 2, ""))
    shown["claimed"].facts = [
        FactShown((path, path), (points, points), "分") for path, points in submission.claimed.items()
    ]
    if application.specialty:
        shown["applicant"].facts.insert(
            0, FactShown(("申报专业", "specialty applied for"), (application.specialty,) * 2, "")
        )


def facts_shown(data: Mapping[str, Any], schema: Mapping[str, FactSchema], kind: str | None) -> list[FactShown]:
    """Facts in words, in the schema's order; what is not stated is left out."""
    skip = ("id", "kind", "evidence")
    return [
        FactShown((fact.zh, fact.en), value_shown(data[name], kind, name), fact.unit)
        for name, fact in schema.items()
        if name in data and name not in skip and data[name] not in (None, "", [], {})
    ]


def paper_names(pack_id: str) -> dict[str, Pair]:
    """The names of papers by key, as this document calls them; what only other documents ask for, as those do.

    A file kept over the years may stand under a paper of another document. ``other`` is any other.
    """
    return dict(_paper_names(tuple((name, load_pack(name).hash) for name in (*packs_in(), pack_id))))


@lru_cache(maxsize=16)
def _paper_names(packs: tuple[tuple[str, str], ...]) -> Mapping[str, Pair]:
    found: dict[str, Pair] = {"other": ("其他材料", "other paper")}
    for name, _ in packs:
        asked = evidence_of(load_pack(name))
        papers = [*asked.general, *(paper for listed in asked.records.values() for paper in listed)]
        found |= {paper.name: paper.say for paper in papers}
    return found
