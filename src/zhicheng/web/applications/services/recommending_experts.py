"""Experts who recommend an applicant: asked by the applicant, answering by a link of their own, once.

The link's token is shown to the applicant once and kept nowhere; the database has its keyed digest. It works while
the application is in the applicant's hands and the step's window is open.
"""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass
from typing import Final

from django.db import transaction

from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.web.applications.completeness import experts_needed, verdict_on
from zhicheng.web.applications.messages import tell_applicant
from zhicheng.web.applications.models import Application, RecommendingExpert
from zhicheng.web.applications.services.submitting import EDITABLE, editable
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.rounds.way import chain_of, windows_of
from zhicheng.web.site.encrypted import digest
from zhicheng.web.visibility.scope import require
from zhicheng.web.visibility.standing import Standing

MOST_ASKED: Final = 6
"""So many experts can be asked in all: more than any document needs, few enough to be meant."""
LONGEST_OPINION: Final = 2000

NOT_NEEDED: Final = Refusal(
    "experts-not-needed",
    ("所选申报方式不需要专家推荐", "the chosen way in needs no recommending expert"),
    do=("如需专家推荐，请先选择相应的申报方式", "choose the way in that needs them first"),
)
ASKED_ALREADY: Final = Refusal(
    "expert-asked-already",
    ("已邀请过此专家", "this expert has been asked already"),
    do=("如链接遗失，请撤回后重新邀请", "if the link is lost, take the question back and ask again"),
)
TOO_MANY: Final = Refusal(
    "too-many-experts",
    (f"最多邀请 {MOST_ASKED} 位专家", f"at most {MOST_ASKED} experts can be asked"),
    do=("请先撤回未答复的邀请", "take back one that is not answered"),
)
NOT_ONESELF: Final = Refusal(
    "expert-is-applicant",
    ("不能推荐本人", "nobody recommends themselves"),
    do=("请邀请其他专家", "ask another expert"),
)
INCOMPLETE: Final = Refusal(
    "expert-incomplete",
    ("专家姓名、职称、单位和联系方式均须填写", "the expert's name, title, employer and contact are all needed"),
    do=("请补充", "fill in what is missing"),
)
LINK_UNKNOWN: Final = Refusal(
    "link-unknown",
    ("链接无效，或邀请已被撤回", "the link is not valid, or the question was taken back"),
    do=("请与申报人联系", "please ask the applicant"),
)
LINK_USED: Final = Refusal(
    "link-used",
    ("您已答复，链接只能使用一次", "you have answered; the link works once"),
    do=("如需更改，请与申报人联系", "to change your answer, please ask the applicant"),
)
LINK_OVER: Final = Refusal(
    "link-over",
    (
        "申报已提交或申报期已过，不再接受推荐意见",
        "the application is handed in or its window is over; no opinion is taken any more",
    ),
    do=("请与申报人联系", "please ask the applicant"),
)
OPINION_MISSING: Final = Refusal(
    "opinion-missing",
    ("没有填写推荐意见", "no opinion is written"),
    do=("请填写意见", "write your opinion"),
)
ANSWERED: Final = Refusal(
    "expert-answered",
    ("专家已答复，不能撤回", "the expert has answered; that can't be taken back"),
    do=("可另行邀请其他专家", "you can ask another expert"),
)


@dataclass(frozen=True, slots=True)
class AskedExpert:
    """Who is asked: name, title, employer, and how the applicant reaches them."""

    name: str
    title: str
    employer: str
    contact: str

    @property
    def complete(self) -> bool:
        """Whether everything is there."""
        return all((self.name, self.title, self.employer, self.contact))


@transaction.atomic
def ask_expert(
    application: Application, asked: AskedExpert, *, actor: Standing, now: dt.datetime, version: int | None
) -> tuple[RecommendingExpert, str]:
    """Ask an expert to recommend: the row and the token of the link, which can't be shown again.

    Raises:
        ActRefused: ``expert-incomplete``, ``experts-not-needed``, ``expert-is-applicant``, ``expert-asked-already``,
            ``too-many-experts``, ``not-editable``, ``stale-page``, ``link-over``.
    """
    row = editable(application, actor=actor, version=version)
    against = _against_asking(row, asked, now)
    if against:
        raise ActRefused(against)
    token = secrets.token_urlsafe(32)
    made = RecommendingExpert.objects.create(
        application=row,
        name=asked.name,
        title=asked.title,
        employer=asked.employer,
        contact=asked.contact,
        link_digest=digest(token),
        asked_at=now,
    )
    require(actor, "ask", made)
    write_entry("ask-expert", actor=actor, now=now, on=row, role="applicant", detail={"expert": made.pk})
    return made, token


def _against_asking(row: Application, asked: AskedExpert, now: dt.datetime) -> list[Refusal]:
    _, _, verdict = verdict_on(row)
    there = row.recommending_experts.all()
    checks = (
        (not asked.complete, INCOMPLETE),
        (not experts_needed(row, verdict), NOT_NEEDED),
        (bool(asked.name) and asked.name in (row.name, row.applicant.name if row.applicant else ""), NOT_ONESELF),
        (there.filter(name=asked.name, employer=asked.employer).exists(), ASKED_ALREADY),
        (there.count() >= MOST_ASKED, TOO_MANY),
        (not link_open(row, now.date()), LINK_OVER),
    )
    return [refusal for wrong, refusal in checks if wrong]


def link_open(application: Application, today: dt.date) -> bool:
    """Whether experts can answer: in the applicant's hands, within the window of the tier it stands at."""
    if application.state not in EDITABLE:
        return False
    windows = windows_of(application.round)
    if application.tier >= len(windows):
        return True
    window = windows[application.tier]
    return window.closes is None or today <= window.closes


@transaction.atomic
def take_expert_back(
    expert: RecommendingExpert, *, actor: Standing, now: dt.datetime, version: int | None
) -> Application:
    """Take a question back that is not answered yet; its link dies.

    Raises:
        ActRefused: ``expert-answered``, ``no-right``, ``not-editable``, ``stale-page``.
    """
    row = editable(expert.application, actor=actor, version=version)
    fresh = RecommendingExpert.objects.select_for_update().filter(pk=expert.pk).first()
    if fresh is None:
        raise ActRefused(LINK_UNKNOWN)
    require(actor, "take-back", fresh)
    if fresh.answered_at is not None:
        raise ActRefused(ANSWERED)
    number = fresh.pk
    fresh.delete()
    write_entry("take-expert-back", actor=actor, now=now, on=row, role="applicant", detail={"expert": number})
    return row


def expert_of(token: str, *, now: dt.datetime, lock: bool = False) -> RecommendingExpert:
    """Who a link was made for, if it still works.

    Raises:
        ActRefused: ``link-unknown``, ``link-used``, ``link-over``.
    """
    rows = RecommendingExpert.objects.select_related("application__round", "application__applicant")
    rows = rows.select_for_update(of=("self",)) if lock else rows
    found = rows.filter(link_digest=digest(token)).first()
    if found is None:
        raise ActRefused(LINK_UNKNOWN)
    if found.answered_at is not None:
        raise ActRefused(LINK_USED)
    if not link_open(found.application, now.date()):
        raise ActRefused(LINK_OVER)
    return found


@transaction.atomic
def answer_as_expert(token: str, opinion: str, recommends: bool, *, now: dt.datetime) -> RecommendingExpert:
    """The expert's answer, once: an opinion, and whether they recommend. The applicant is told.

    Raises:
        ActRefused: as :func:`expert_of`, and ``opinion-missing``.
    """
    pk = expert_of(token, now=now).application_id
    Application.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)  # the application first, as everywhere
    expert = expert_of(token, now=now, lock=True)
    if not opinion.strip():
        raise ActRefused(OPINION_MISSING)
    expert.opinion, expert.recommends, expert.answered_at = opinion.strip()[:LONGEST_OPINION], recommends, now
    expert.save()
    detail = {"expert": expert.pk, "recommends": recommends}
    on = expert.application
    write_entry("answer-as-expert", actor=None, now=now, on=on, role="recommending-expert", detail=detail)
    zh, en = ("同意推荐", "recommends you") if recommends else ("未予推荐", "does not recommend you")
    tell_applicant(
        on, "expert-answered", (f"推荐专家{expert.name}已答复：{zh}", f"{expert.name} has answered: {en}"), now=now
    )
    return expert


def still_needed(application: Application) -> int:
    """How many more experts have to recommend."""
    _, _, verdict = verdict_on(application)
    there = application.recommending_experts.filter(recommends=True).count()
    return max(0, experts_needed(application, verdict) - there)


def experts_clause(application: Application) -> str:
    """The clause that asks for recommending experts."""
    return chain_of(application.round).experts_clause
