"""The applicant's part, section by section: employer, specialty, records, way in, claimed score, papers excused.

Each is a rule and then :func:`change_draft`; drafts are not acts and don't go on the ledger.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db import transaction

from zhicheng.policy.pack import load_pack
from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.vocabulary.truth import NOT_MET
from zhicheng.web.accounts.models import Organisation
from zhicheng.web.applications.claims import read_claims
from zhicheng.web.applications.completeness import GENERAL, general_papers, papers_asked, verdict_on
from zhicheng.web.applications.dossiers import record_rows
from zhicheng.web.applications.models import Application
from zhicheng.web.applications.queries import employers_to_choose
from zhicheng.web.applications.services.submitting import change_draft, editable
from zhicheng.web.applications.ways import WAY_REASON_MISSING
from zhicheng.web.records.queries import kept_records
from zhicheng.web.rounds.options import specialties_of
from zhicheng.web.rounds.setting import options_for
from zhicheng.web.visibility.standing import Standing

LONGEST_REASON = 500

EMPLOYER_UNFIT = Refusal(
    "employer-unfit",
    ("不能选择此单位", "this organisation can't be chosen"),
    do=("请从列表中选择用人单位或人事代理机构", "choose an employer or personnel agency from the list"),
)
SPECIALTY_UNKNOWN = Refusal(
    "specialty-unknown",
    ("本年度不受理此专业", "this specialty is not taken in this round"),
    do=("请从列表中选择", "choose one from the list"),
)
WAY_UNKNOWN = Refusal(
    "way-unknown",
    ("评价条件没有这一申报方式", "the document has no such way in"),
    do=("请从列表中选择", "choose one from the list"),
)
NO_RECORDS = Refusal(
    "no-records",
    ("没有选入任何材料", "no record is chosen"),
    do=("请至少勾选一条", "tick at least one"),
)
RECORD_UNKNOWN = Refusal(
    "record-unknown",
    ("所选材料已不在“我的材料”中", "a record chosen is no longer among yours"),
    do=("请刷新页面后重新勾选", "reload the page and tick again"),
)
PAPER_UNKNOWN = Refusal(
    "paper-unknown",
    ("评价条件没有要求这份材料", "the document doesn't ask for this paper"),
    do=("请刷新页面", "reload the page"),
)


def specialties_in(application: Application) -> tuple[str, ...]:
    """The specialties to choose from: those the round takes, else all of the document; none: typed freely."""
    round_ = application.round
    return options_for(round_).specialties or specialties_of(load_pack(round_.pack))


@transaction.atomic
def choose_employer(
    application: Application, employer: Organisation | None, specialty: str, *, actor: Standing, version: int | None
) -> Application:
    """Where the person works (or the agency that keeps their file), and the specialty applied for.

    Raises:
        ActRefused: ``employer-unfit``, ``specialty-unknown``, ``employer-fixed``, ``not-editable``, ``stale-page``.
    """
    row = editable(application, actor=actor, version=version)
    fixed = employer is not None and employer.pk == row.employer_id
    if employer is not None and not fixed and not employers_to_choose(actor, row.round).filter(pk=employer.pk).exists():
        raise ActRefused(EMPLOYER_UNFIT)
    known = specialties_in(row)
    if specialty and known and specialty not in known:
        raise ActRefused(SPECIALTY_UNKNOWN)
    return change_draft(row, actor=actor, version=version, changes={"employer": employer, "specialty": specialty[:80]})


@transaction.atomic
def choose_records(
    application: Application, keys: Collection[str], *, actor: Standing, version: int | None
) -> Application:
    """Which kept records go in. All of them means all, those added later too.

    Raises:
        ActRefused: ``no-records``, ``record-unknown``, ``not-editable``, ``stale-page``.
    """
    kept = list(kept_records(actor).filter(owner=application.applicant_id).values_list("key", flat=True))
    if not keys:
        raise ActRefused(NO_RECORDS)
    if set(keys) - set(kept):
        raise ActRefused(RECORD_UNKNOWN)
    chosen = [] if set(keys) == set(kept) else [key for key in kept if key in set(keys)]
    return change_draft(application, actor=actor, version=version, changes={"record_keys": chosen})


@transaction.atomic
def choose_way(application: Application, way: str, reason: str, *, actor: Standing, version: int | None) -> Application:
    """The way in. One that the rules find not met needs a reason, which every tier reads.

    Raises:
        ActRefused: ``way-unknown``, ``way-reason-missing``, ``not-editable``, ``stale-page``.
    """
    row = editable(application, actor=actor, version=version)
    _, _, verdict = verdict_on(row)
    chosen = next((one for one in verdict.ways_in if one.clause.key == way), None)
    if chosen is None:
        raise ActRefused(WAY_UNKNOWN)
    why = reason.strip()[:LONGEST_REASON] if chosen.truth == NOT_MET else ""
    if chosen.truth == NOT_MET and not why:
        raise ActRefused(WAY_REASON_MISSING)
    return change_draft(row, actor=actor, version=version, changes={"way_in": way, "extra": {"way_reason": why}})


@transaction.atomic
def claim_points(
    application: Application, given: Mapping[str, str], *, actor: Standing, version: int | None
) -> Application:
    """The claimed score by indicator (path → points as typed); what is left out is not claimed.

    Raises:
        ActRefused: ``claim-invalid`` for each wrong one, ``not-editable``, ``stale-page``.
    """
    row = editable(application, actor=actor, version=version)
    _, _, verdict = verdict_on(row)
    claims, errors = read_claims(verdict.score_nodes(), given)
    if errors:
        raise ActRefused([_invalid(path, wrong) for path, wrong in errors.items()])
    return change_draft(row, actor=actor, version=version, changes={"claimed": claims})


def _invalid(path: str, wrong: tuple[str, str]) -> Refusal:
    return Refusal("claim-invalid", (f"{path}：{wrong[0]}", f"{path}: {wrong[1]}"))


@transaction.atomic
def excuse_papers(
    application: Application, reasons: Mapping[str, Mapping[str, str]], *, actor: Standing, version: int | None
) -> Application:
    """Papers that don't apply, each with its reason: record key (or ``general``) → paper → reason; empty: it does apply.

    Records that are not named keep the reasons they have.

    Raises:
        ActRefused: ``paper-unknown``, ``not-editable``, ``stale-page``.
    """
    row = editable(application, actor=actor, version=version)
    known = _papers_asked(row)
    kept = {key: said for key, said in row.extra.get("not_applicable", {}).items() if key in known}
    for key, papers in reasons.items():
        if set(papers) - known.get(key, set()):
            raise ActRefused(PAPER_UNKNOWN)
        said = {paper: why.strip()[:LONGEST_REASON] for paper, why in papers.items() if why.strip()}
        kept.pop(key, None)
        if said:
            kept[key] = said
    return change_draft(row, actor=actor, version=version, changes={"extra": {"not_applicable": kept}})


def _papers_asked(application: Application) -> dict[str, set[str]]:
    asked = papers_asked(application).records
    found = {record.key: {paper.name for paper in asked.get(record.kind, ())} for record in record_rows(application)}
    return {**found, GENERAL: {paper.name for paper in general_papers(application)}}
