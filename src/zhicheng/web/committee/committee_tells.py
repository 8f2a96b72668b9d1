"""What plan and committee tell the review, and the notice before it tells the notices; done once when they are loaded."""

from zhicheng.web.committee.committee_facts import committee_formed
from zhicheng.web.committee.plan_process import PRE_REVIEW, plan_approved
from zhicheng.web.committee.services.notice import notice_rule_of
from zhicheng.web.notices.kinds import Kind, add_kind
from zhicheng.web.review.others import add_fact

add_fact("plan_approved", plan_approved)
add_fact("committee_formed", committee_formed)
add_kind(
    PRE_REVIEW,
    Kind(("评前公示", "Notice before the review"), notice_rule_of, ("评委会办公室", "the committee office")),
)
