"""What the end of a review refuses: by right, by rule, on a stale page, a second time."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction

from tests.web.people import person
from tests.web.registry.ground import (
    CONTACT,
    TRACKS,
    WORDING,
    Ground,
    enter,
    ground,
    issued,
    objected,
    over,
    posted,
    prepared,
    published,
    user_of,
)
from tests.web.review.ground import other_office
from zhicheng.procedure.refusal import ActRefused
from zhicheng.web.applications.models import Application
from zhicheng.web.clock.now import state_moment
from zhicheng.web.registry.keyring import keys_of
from zhicheng.web.registry.models import Certificate, EnteredOutcome, Reexamination, Result, SigningKey, StatusList
from zhicheng.web.registry.services.certificates import (
    ask_certificates,
    issue_certificate,
    reissue_certificate,
    restore_certificate,
    revoke_certificate,
)
from zhicheng.web.registry.services.entering import CORRECTED, Entered, enter_outcomes, remedy_objection
from zhicheng.web.registry.services.reexaminations import ask_reexamination, decide_reexamination
from zhicheng.web.registry.services.results import (
    close_result_notice,
    file_result,
    post_result,
    prepare_result,
    publish_result,
    settle_result_objection,
    take_down_result,
)
from zhicheng.web.registry.services.status import change_key, renew_status_lists, void_key
from zhicheng.web.registry.tasks import issue_certificates
from zhicheng.web.visibility.standing import Standing

pytestmark = pytest.mark.django_db


def refused(*codes: str) -> object:
    """The act is refused, for these reasons among others."""
    return _Refused(codes)


class _Refused:
    def __init__(self, codes: tuple[str, ...]) -> None:
        self.codes = codes

    def __enter__(self) -> None:
        self.point = transaction.atomic()
        self.point.__enter__()

    def __exit__(self, kind: object, error: object, trace: object) -> bool:
        self.point.__exit__(kind, error, trace)  # type: ignore[arg-type]
        assert isinstance(error, ActRefused), f"not refused: {error!r}"
        assert set(self.codes) <= set(error.codes), error.codes
        return True


def test_nothing_is_prepared_or_entered_by_others_or_without_what_it_needs(now: dt.datetime) -> None:
    made = ground(now, entered=False)
    with refused("outcome-missing"):
        prepared(made)
    for who in (made.supervisor, made.here.as_(other_office(made.here)), made.here.as_(user_of(made, 0))):
        with refused("no-right"):
            enter_outcomes(made.review, [], "x", actor=who, now=now, version=None)
        with refused("no-right"):
            prepare_result(made.review, actor=who, now=now)
    one = Entered(made.application(0), True, "不是数")
    with refused("source-missing", "points-wrong"):
        enter_outcomes(made.review, [one], " ", actor=made.office, now=now, version=None)
    Application.objects.filter(pk=one.application.pk).update(imported=False, submitted_at=now)
    with refused("not-imported"):
        fresh = Entered(made.application(0), True)
        enter_outcomes(made.review, [fresh], "记录", actor=made.office, now=now, version=None)
    assert not EnteredOutcome.objects.exists() and not Result.objects.exists()


def test_posting(now: dt.datetime) -> None:
    made = ground(now)
    result = prepared(made)
    with refused("contact-missing"):
        post_result(result, " ", actor=made.office, now=now, version=None)
    with refused("page-stale"):
        post_result(result, CONTACT, actor=made.office, now=now, version=result.version + 1)
    with refused("not-your-step"):
        post_result(result, CONTACT, actor=made.supervisor, now=now, version=None)
    enter(made, False, False, True)
    with refused("outcome-changed"):
        post_result(result, CONTACT, actor=made.office, now=now, version=None)
    result = posted(made)
    with refused("already-done"):
        post_result(result, CONTACT, actor=made.office, now=now, version=None)
    with refused("result-posted"):
        prepared(made)
    with refused("result-posted"):
        enter(made)
    with refused("reason-missing"):
        take_down_result(result, reason=" ", actor=made.office, now=now, version=None)
    first = result.notice
    down = take_down_result(result, reason="名单有误", actor=made.office, now=now, version=result.version)
    assert first is not None
    first.refresh_from_db()
    assert (down.state, down.notice, first.state) == ("prepared", None, "void")


def test_a_notice_is_closed_when_its_days_have_run_and_no_objection_is_open(now: dt.datetime) -> None:
    made = ground(now)
    result = posted(made)
    assert result.notice is not None
    with refused("notice-days-not-run"):
        close_result_notice(result, "", actor=made.office, now=made.now, version=None)
    objection = objected(made, result.notice, 0)
    with refused("objection-open"):
        take_down_result(result, reason="有误", actor=made.office, now=made.now, version=None)
    made.later((result.notice.last_day - made.now.date()).days)
    with refused("notice-days-not-run"):  # the last day must have passed in full
        close_result_notice(result, "", actor=made.office, now=made.now, version=None)
    made.later(1)
    with refused("objection-open"):
        close_result_notice(result, "", actor=made.office, now=made.now, version=None)
    for who in (made.here.as_(other_office(made.here)), made.here.as_(user_of(made, 0))):
        with refused():
            settle_result_objection(result, objection, "rejected", "不实", actor=who, now=made.now, version=None)
    settle_result_objection(result, objection, "upheld", "属实", actor=made.office, now=made.now, version=None)
    with refused("no-objection-open"):
        settle_result_objection(result, objection, "rejected", "不实", actor=made.office, now=made.now, version=None)
    result = close_result_notice(result, "", actor=made.office, now=made.now, version=None)
    with refused("objection-upheld"):
        file_result(result, "备1号", actor=made.office, now=made.now, version=None)
    with refused("reason-missing"):
        remedy_objection(result, objection, CORRECTED, "", actor=made.office, now=made.now, version=None)
    remedy_objection(result, objection, CORRECTED, "已更正单位名称", actor=made.office, now=made.now, version=None)
    with refused("remedied-already"):
        remedy_objection(result, objection, CORRECTED, "再次更正", actor=made.office, now=made.now, version=None)
    with refused("document-missing"):
        file_result(result, " ", actor=made.office, now=made.now, version=None)
    assert file_result(result, "备1号", actor=made.office, now=made.now, version=None).state == "filed"


@pytest.mark.parametrize("track", TRACKS)
def test_who_publishes_is_as_the_document_says(now: dt.datetime, track: str) -> None:
    made = ground(now, track)
    result = over(made)
    if track == TRACKS[0]:
        with refused("not-from-this-state"):  # it is filed first
            publish_result(result, "8号", actor=made.office, now=made.now, version=None)
        result = file_result(result, "备1号", actor=made.office, now=made.now, version=None)
    wrong = made.office if made.publisher == made.supervisor else made.supervisor
    with refused("not-your-step"):
        publish_result(result, "8号", actor=wrong, now=made.now, version=None)
    with refused("document-too-long"):
        publish_result(result, "8" * 41, actor=made.publisher, now=made.now, version=None)
    result = publish_result(result, "8号", actor=made.publisher, now=made.now, version=None)
    with refused("already-done"):
        publish_result(result, "9号", actor=made.publisher, now=made.now, version=None)
    assert Certificate.objects.count() == 2
    row = made.certificate(0)
    with refused("not-issued"):
        revoke_certificate(row, "fraud", "9号", actor=made.supervisor, now=made.now, version=None)
    with refused("not-issued"):
        reissue_certificate(row, "correction", {}, WORDING.link, actor=made.publisher, now=made.now, version=None)
    with refused("no-right"):
        ask_certificates(result, WORDING, actor=made.here.as_(user_of(made, 0)), now=made.now, version=None)


def test_a_contested_title_gets_no_certificate_and_a_character_that_is_not_in_the_font_is_named(
    now: dt.datetime,
) -> None:
    made = ground(now)
    Application.objects.filter(serial="X002").update(name="孙𪚥𪚥")
    result = published(made)
    Reexamination.objects.create(decision=made.decision(0), state="asked", asked_on=made.now.date(), text="-")
    state_moment(made.now)
    asked = ask_certificates(result, WORDING, actor=made.office, now=made.now, version=result.version)
    with refused("job-running"):
        ask_certificates(asked, WORDING, actor=made.office, now=made.now, version=asked.version)
    issue_certificates.call(asked.pk, asked.version)
    result.refresh_from_db()
    told = {one["application"]: one["text"][0][0] for one in result.trouble}
    assert "未办结" in told[made.application(0).pk]
    assert "𪚥" in told[made.application(2).pk]
    assert set(Certificate.objects.values_list("state", flat=True)) == {"due"}
    issue_certificates.call(asked.pk, asked.version)  # a job that comes twice does nothing
    with refused("not-passed"):
        row = Certificate(application=made.application(1))
        row.save()
        issue_certificate(row, result, WORDING, actor=made.office, now=made.now)


def test_revoking_wants_an_established_case_and_restoring_an_annulled_one(now: dt.datetime) -> None:
    made = ground(now)
    issued(made)
    row = made.certificate(0)
    with refused("case-not-established"):
        revoke_certificate(row, "fraud", "9号", actor=made.supervisor, now=made.now, version=None)
    with refused("no-decision"):
        revoke_certificate(row, "fraud", " ", actor=made.supervisor, now=made.now, version=None)
    with refused("already-done"):
        restore_certificate_refused(row, made)
    with refused("nothing-changed"):
        reissue_certificate(row, "correction", {}, WORDING.link, actor=made.office, now=made.now, version=None)
    with refused("page-stale"):
        changed = {"name": "赵二"}
        reissue_certificate(row, "correction", changed, WORDING.link, actor=made.office, now=made.now, version=99)
    assert Certificate.objects.filter(state="issued").count() == 2 and StatusList.objects.count() == 1


def restore_certificate_refused(row: Certificate, made: Ground) -> None:
    """Restoring what is not revoked: the register and the table both refuse; the table's code is asked for here."""
    from zhicheng.web.registry.certificate_process import CERTIFICATE
    from zhicheng.web.review.acting import perform

    with refused("not-revoked"):
        restore_certificate(row, "10号", actor=made.supervisor, now=made.now, version=None)
    perform(CERTIFICATE, row, "restore", actor=made.supervisor, now=made.now, reason="-")


def test_keys_change_and_lists_are_renewed(now: dt.datetime) -> None:
    made = ground(now)
    issued(made)
    office, before = made.here.office, keys_of(made.here.office)
    assert before is not None
    assert "BEGIN" not in SigningKey.objects.extra(select={"raw": "secret"}).values_list("raw", flat=True)[0]
    with refused("no-right"):
        change_key(office, actor=made.supervisor, now=made.now)
    with refused("key-too-early"):
        change_key(office, actor=made.office, now=made.now)
    with refused("last-key"):
        void_key(office, before.keys[0].id, actor=made.office, now=made.now)
    made.later(1)
    change_key(office, actor=made.office, now=made.now)
    after = keys_of(office)
    assert after is not None and [one.state for one in after.keys] == ["retired", "in-use"]
    row = made.certificate(0)
    new = reissue_certificate(row, "key-change", {}, WORDING.link, actor=made.office, now=made.now, version=row.version)
    assert new.content[-1] == after.keys[1].id
    void_key(office, before.keys[0].id, actor=made.office, now=made.now)
    assert [one.state for one in (keys_of(office) or after).keys] == ["compromised", "in-use"]
    count = StatusList.objects.count()
    assert renew_status_lists(now=made.now) == 0
    assert renew_status_lists(now=made.later(25)) == 1
    assert StatusList.objects.count() == count + 1


def test_a_re_examination(now: dt.datetime) -> None:
    made = ground(now)
    text = "评议组没有看到我的答辩材料，请复查。"
    bob = made.here.as_(user_of(made, 1))
    prepared(made)
    with refused("no-right"):  # nothing is posted
        ask_reexamination(made.decision(1), text, actor=bob, now=now)
    posted(made)
    for who in (made.here.as_(user_of(made, 0)), made.office, Standing(None)):
        with refused("no-right"):
            ask_reexamination(made.decision(1), text, actor=who, now=now)
    with refused("text-missing"):
        ask_reexamination(made.decision(1), "短", actor=bob, now=now)
    row = ask_reexamination(made.decision(1), text, actor=bob, now=now)
    with refused("asked-already"):
        ask_reexamination(made.decision(1), text, actor=bob, now=now)
    with refused("examiner-not-independent"):  # who entered the outcome
        decide_reexamination(row, "take-up", actor=made.office, now=now, version=None)
    other = made.here.as_(person("olaf", now, ("committee-office", made.here.office)))
    row = decide_reexamination(row, "take-up", actor=other, now=now, version=row.version)
    with refused("finding-missing"):
        decide_reexamination(row, "uphold-result", actor=other, now=now, version=row.version)
    with refused("no-fault-found"):
        decide_reexamination(row, "order-repeat", actor=made.supervisor, now=now, version=row.version)
    made.here.round.numbers = {
        **made.here.round.numbers, "reexamination_days": {"value": "5", "unit": "working-days", "source": "示例通知"},
    }  # fmt: skip
    made.here.round.save()
    late = made.later(30)
    with refused("request-too-late"):
        ask_reexamination(made.decision(0), text, actor=made.here.as_(user_of(made, 0)), now=late)
