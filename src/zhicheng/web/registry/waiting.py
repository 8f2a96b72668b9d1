"""What waits for an office and a supervisor at the end of their reviews."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from zhicheng.web.accounts.waiting import Waiting, add_source, day_of
from zhicheng.web.registry.case_process import CASE
from zhicheng.web.registry.certificate_process import CERTIFICATE
from zhicheng.web.registry.models import Result
from zhicheng.web.registry.queries import WORK, cases_of, certificates_of, reexaminations_of, result_objections
from zhicheng.web.registry.repeats import repeats_due
from zhicheng.web.registry.result_process import RESULT
from zhicheng.web.registry.services.reexaminations import recorded_vote
from zhicheng.web.review.acting import offers
from zhicheng.web.visibility.scope import visible
from zhicheng.web.visibility.standing import Standing


@add_source
def _end(standing: Standing, now: dt.datetime) -> Iterator[Waiting]:
    if not standing.roles & {"committee-office", "supervisor"}:
        return
    rows = Result.objects.exclude(review__state="archived").select_related("review__round__office", "notice")
    for result in visible(standing, WORK, rows).order_by("pk"):
        yield from _of(result, standing, now)


def _of(result: Result, standing: Standing, now: dt.datetime) -> Iterator[Waiting]:
    round_ = result.review.round
    title, base = round_.title, f"/reviews/{round_.code}/"
    acts = {one.act for one in offers(RESULT, result, actor=standing, now=now) if not one.against}
    if "settle-objection" in acts:
        open_ = result_objections(standing, result, "settle").filter(state="open").count()
        what = (f"件评审结果异议待处理（{title[0]}）", f"objections to the result to be settled ({title[1]})")
        yield Waiting("result-objections", what, open_, f"{base}results/")
    notice = result.notice
    if "close-notice" in acts and notice is not None and notice.last_day < day_of(now):
        what = (f"份评审结果公示期满，待登记结束（{title[0]}）", f"notice of the result to be closed ({title[1]})")
        yield Waiting("result-notice-run", what, 1, f"{base}results/")
    due = certificates_of(standing, result.review).filter(state="due")
    first = due.first()
    if first is not None and any(one.act == "issue" for one in offers(CERTIFICATE, first, actor=standing, now=now)):
        what = (f"份证书待颁发（{title[0]}）", f"certificates to be issued ({title[1]})")
        yield Waiting("certificates-due", what, due.count(), f"{base}certificates/?state=due")
    asked = reexaminations_of(standing, result.review).filter(state="asked").count()
    what = (f"件复查申请待受理（{title[0]}）", f"requests for a re-examination ({title[1]})")
    yield Waiting("reexaminations", what, asked, f"{base}reexaminations/?state=asked")
    if "supervisor" in standing.roles:
        yield from _to_set_aside(result, standing, title, base)
    cases = cases_of(standing, result.review).filter(state__in=["reported", "established"])
    mine = sum(bool(offers(CASE, one, actor=standing, now=now)) for one in cases)
    what = (f"件违规案件待办理（{title[0]}）", f"cases to be dealt with ({title[1]})")
    yield Waiting("cases", what, mine, f"{base}cases/")


def _to_set_aside(result: Result, standing: Standing, title: tuple[str, str], base: str) -> Iterator[Waiting]:
    """Outcomes that a re-examination orders anew and nobody has set aside yet."""
    ordered = reexaminations_of(standing, result.review).filter(pk__in=repeats_due().values("pk"))
    count = sum(recorded_vote(one) is not None for one in ordered)
    what = (f"项表决结果待撤销（{title[0]}）", f"outcomes to be set aside ({title[1]})")
    yield Waiting("set-aside", what, count, f"{base}reexaminations/?state=repeat-ordered")
