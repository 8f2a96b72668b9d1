"""What this part tells the review, and the kind of notice it posts."""

from __future__ import annotations

from zhicheng.procedure.review.meeting_states import ARCHIVED
from zhicheng.procedure.review.reexamination_states import REPEAT_ORDERED
from zhicheng.web.meetings.models import Vote
from zhicheng.web.meetings.process import ORDERED
from zhicheng.web.notices.kinds import Kind, add_kind
from zhicheng.web.registry.certificate_process import OPEN_CASES
from zhicheng.web.registry.models import Case, Certificate, IntegrityRecord, Reexamination, Result
from zhicheng.web.registry.repeats import repeats_due
from zhicheng.web.registry.result_process import KIND, OPEN_REQUESTS, decided_elsewhere, result_rule
from zhicheng.web.review.models import Review
from zhicheng.web.review.others import add_fact
from zhicheng.web.rounds.models import Round


def result_state(round_: Round) -> str:
    """The state of the round's result; empty before there is one."""
    return Result.objects.filter(review__round=round_).values_list("state", flat=True).first() or ""


def certificates_due(round_: Round) -> int:
    """How many passed and have no certificate yet."""
    return Certificate.objects.filter(application__round=round_, state="due").count()


def pending(round_: Round) -> int:
    """Objections to the result, re-examinations, votes ordered anew, cases and entries in the integrity record that are
    not settled."""
    result = Result.objects.filter(review__round=round_).select_related("notice").first()
    objections = result.notice.objections.filter(state="open").count() if result and result.notice else 0
    requests = Reexamination.objects.filter(decision__result__review__round=round_, state__in=OPEN_REQUESTS)
    cases = Case.objects.filter(application__round=round_, state__in=OPEN_CASES)
    records = IntegrityRecord.objects.filter(case__application__round=round_, state="due")
    anew = repeats_due().filter(decision__result__review__round=round_)
    return objections + requests.count() + anew.count() + cases.count() + records.count()


def meeting_elsewhere(round_: Round) -> str:
    """A meeting held elsewhere, from whose signed minutes every outcome was entered, is over and on file."""
    review = Review.objects.filter(round=round_).first()
    return ARCHIVED if review is not None and decided_elsewhere(review) else ""


def ordered(vote: Vote) -> bool:
    """Whether a re-examination that ended after this vote orders another one; not while a certificate rests on it."""
    if Certificate.objects.filter(application=vote.application_id, state="issued").exists():
        return False
    requests = Reexamination.objects.filter(decision__application=vote.application_id, state=REPEAT_ORDERED)
    return vote.opened_at is not None and requests.filter(ended_at__gt=vote.opened_at).exists()


ORDERED.append(ordered)
add_fact("result_state", result_state)
add_fact("certificates_due", certificates_due)
add_fact("pending", pending)
add_fact("meeting_state", meeting_elsewhere)
add_kind(KIND, Kind(("评审结果公示", "Notice of the result"), result_rule, ("评委会办公室", "the committee office")))
