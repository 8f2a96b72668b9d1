"""After the meeting: result on notice, an objection, publication, certificates, a re-examination, a revocation."""

from __future__ import annotations

from zhicheng.web.applications.models import Application
from zhicheng.web.demonstration.story import Story
from zhicheng.web.notices.services.objecting import Sender, receive_objection
from zhicheng.web.registry.models import Certificate, Decision, Result
from zhicheng.web.registry.services.cases import CaseText, decide_case, report_case, write_case
from zhicheng.web.registry.services.certificates import Wording, ask_certificates, revoke_certificate
from zhicheng.web.registry.services.entering import remedy_objection
from zhicheng.web.registry.services.reexaminations import ask_reexamination, decide_reexamination
from zhicheng.web.registry.services.results import (
    close_result_notice,
    file_result,
    post_result,
    prepare_result,
    publish_result,
    settle_result_objection,
)
from zhicheng.web.registry.tasks import issue_certificates
from zhicheng.web.review.models import Review
from zhicheng.web.review.rules import rules_of
from zhicheng.web.review.services import take_further
from zhicheng.web.visibility.standing import Standing

CONTACT = "评委会办公室 0571-00000001"
WORDING = Wording("示例省物联网专业高级工程师评审委员会", "全省", "http://127.0.0.1:8000/verify/certificate/")
DECISION = "示例经信〔2026〕9号"


def publisher(story: Story, office: str, review: Review) -> Standing:
    """Who publishes and certifies under the document."""
    who = "supervisor" if "supervisor" in rules_of(review.round).steps["publish"].who else office
    return story.as_(who)


def posted(story: Story, office: str, review: Review) -> Result:
    """Prepared from the votes and posted today."""
    actor = story.as_(office)
    take_further(review, "finish-meeting", actor=actor, now=story.now, version=None)
    result = prepare_result(review, actor=actor, now=story.now)
    return post_result(result, CONTACT, actor=actor, now=story.later(), version=None)


def objected(story: Story, result: Result, application: Application) -> None:
    """Somebody objects to one on the notice."""
    assert result.notice is not None  # it is posted
    text = "该同志申报的省级奖项并非其本人完成，请核查获奖证书排名。"
    receive_objection(result.notice, application, text, Sender("林某某", "13800001111", False), now=story.now)


def upheld(story: Story, office: str, result: Result) -> None:
    """The objection was investigated and upheld; its applicant is off the list."""
    assert result.notice is not None  # it is posted
    actor, one = story.as_(office), result.notice.objections.get()
    finding = "经向发证单位核实，获奖证书所列完成人中没有申报人。"
    one = settle_result_objection(result, one, "upheld", finding, actor=actor, now=story.now, version=one.version)
    text = "异议成立，移出通过名单。"
    remedy_objection(result, one, "taken-off", text, actor=actor, now=story.later(), version=None)


def published(story: Story, office: str, result: Result) -> Result:
    """The notice over, the result filed where the document wants it, published."""
    actor = story.as_(office)
    result.refresh_from_db()
    result = close_result_notice(result, "公示期满，异议已处理", actor=actor, now=story.now, version=None)
    if rules_of(result.review.round).has("file-result"):
        result = file_result(result, "示例备〔2026〕1号", actor=actor, now=story.later(), version=None)
    who = publisher(story, office, result.review)
    return publish_result(result, "示例经信〔2026〕8号", actor=who, now=story.later(), version=None)


def certified(story: Story, office: str, result: Result) -> None:
    """Every certificate issued."""
    review, actor = result.review, story.as_(office)
    take_further(review, "confirm-publication", actor=actor, now=story.now, version=None)
    who = publisher(story, office, review)
    asked = ask_certificates(result, WORDING, actor=who, now=story.later(), version=None)
    issue_certificates.call(asked.pk, asked.version)
    take_further(review, "finish-certificates", actor=actor, now=story.later(), version=None)


def asked_again(story: Story, office: str, username: str) -> None:
    """An applicant who did not pass asks for a re-examination; the office has taken it up."""
    actor = story.as_(username)
    decision = Decision.objects.get(application__applicant=actor.user_id)
    text = "本人第2项业绩的验收报告已补齐，请复查评议时是否一并考虑。"
    row = ask_reexamination(decision, text, actor=actor, now=story.now)
    story.later(120)
    decide_reexamination(row, "take-up", actor=story.as_(office), now=story.now, version=row.version)


def revoked(story: Story, office: str, review: Review, application: Application) -> None:
    """A case of false papers established; the certificate is revoked, the consequences applied."""
    actor, supervisor = story.as_(office), story.as_("supervisor")
    case = report_case(review, application, "冒用他人专利作为本人业绩申报。", actor=actor, now=story.now)
    case = decide_case(case, "take-up", actor=actor, now=story.later(), version=None)
    text = CaseText("false-material", "专利登记簿副本", "本人承认材料有误", story.now.date(), False)
    case = write_case(case, text, actor=actor, now=story.later(), version=None)
    case = decide_case(case, "establish", actor=actor, now=story.later(), version=None, reason="经核实，情况属实")
    row = Certificate.objects.get(application=application)
    revoke_certificate(row, "fraud", DECISION, actor=supervisor, now=story.later(), version=None)
    decide_case(
        case, "apply", actor=supervisor, now=story.later(), version=None,
        chosen=("integrity-record", "revocation"), decision=DECISION,
    )  # fmt: skip
