"""The check of eligibility: the rules' findings beside the office's, one by one and many together; who sees what."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from openpyxl import load_workbook

from tests.web.people import signed_in
from tests.web.review.ground import arrived, begun, closed, judged, other_office, own_application
from zhicheng.procedure.refusal import ActRefused
from zhicheng.web.applications.models import Application, Message, Opinion, Statement
from zhicheng.web.ledger.models import Entry
from zhicheng.web.review.machine import machine_of
from zhicheng.web.review.models import EligibilityCheck
from zhicheng.web.review.services import check_together, take_further

pytestmark = pytest.mark.django_db
LIST = "/reviews/iot-2026/eligibility/"


def found(client, application: Application, **more: str):  # type: ignore[no-untyped-def]
    given = {"version": "0", "way": "第七条（二）", "outcome": "eligible", **more}
    return client.post(f"{LIST}{application.pk}/", given)


ATTESTED = {"why:第四条": "单位已出具品行意见", "why:第六条": "主管部门已审核"}


def test_the_rules_findings_stand_beside_what_others_attest(now: dt.datetime) -> None:
    judged_here = judged(now)
    machine = machine_of(own_application(judged_here))
    assert machine is not None
    assert machine.outcomes == {
        "第七条（二）": "met",
        "第二条": "met",
        "第四条": "open",
        "第五条": "met",
        "第六条": "open",
        "第九条": "met",
    }, "the way in and the basic conditions, no review condition"
    assert set(machine.relied) == {"第四条", "第六条"}
    assert machine.clear


def test_what_nobody_attested_stays_open(now: dt.datetime) -> None:
    here = judged(now)
    Statement.objects.update(sound=False)
    Opinion.objects.update(decision="decline")
    machine = machine_of(own_application(here))
    assert machine is not None
    assert (machine.relied, machine.clear, machine.outcome) == ({}, False, "open")


def test_another_way_in_can_be_checked(now: dt.datetime) -> None:
    here = judged(now)
    machine = machine_of(own_application(here), "第七条（三）")
    assert machine is not None
    assert machine.outcomes["第七条（三）"] == "not_met"
    assert "第七条（二）" not in machine.outcomes
    assert not machine.clear


def test_the_page_shows_clauses_evidence_and_grounds(now: dt.datetime) -> None:
    here = judged(now)
    begun(here)
    client, one = signed_in(here.office_officer), own_application(here)
    page = client.get(f"{LIST}{one.pk}/").content.decode()
    assert "第七条（二）" in page
    assert "第十二条" not in page, "review conditions are the committee's"
    assert 'name="why:第四条"' in page
    assert "单位已出具品行与履职意见并推荐" in page
    assert "/papers/" in page
    assert f"/arrived/{one.pk}/#item-" in page
    client.post("/language/", {"language": "en", "next": "/"})
    assert "Clause by clause" in client.get(f"{LIST}{one.pk}/").content.decode()


def test_a_finding_is_kept_with_what_the_rules_said(now: dt.datetime) -> None:
    here = judged(now)
    begun(here)
    one = own_application(here)
    answer = found(signed_in(here.office_officer), one, **ATTESTED)
    assert answer.status_code == 302
    check = EligibilityCheck.objects.get()
    assert (check.outcome, check.way_in, check.version) == ("eligible", "第七条（二）", 1)
    assert check.machine["第四条"] == "open"
    assert check.differences == {"第四条": "单位已出具品行意见", "第六条": "主管部门已审核"}
    assert Entry.objects.get(act="check-eligibility").actor_id == here.office_officer.pk
    assert not Message.objects.filter(kind="not-eligible").exists()


def test_nobody_is_eligible_with_a_clause_undecided(now: dt.datetime) -> None:
    here = judged(now)
    begun(here)
    one, client = own_application(here), signed_in(here.office_officer)
    answer = found(client, one, **{"why:第四条": "单位已证明"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'data-code="clause-not-met"' in page
    assert "第六条没有认定为符合" in page
    assert "单位已证明" in page, "nothing is typed twice"
    answer = found(client, one, **ATTESTED, **{"why:第五条": "考核表原件为不合格"})
    assert answer.status_code == 422
    assert "第五条没有认定为符合" in answer.content.decode()
    assert not EligibilityCheck.objects.exists()


def test_not_eligible_needs_a_reason_and_tells_the_applicant(now: dt.datetime) -> None:
    here = judged(now)
    begun(here)
    one, client = own_application(here), signed_in(here.office_officer)
    assert found(client, one, outcome="not-eligible").status_code == 422
    given = {"why:第五条": "考核表原件为基本合格", "canned": "基本条件不符合", "reason": "2025年度考核"}
    assert found(client, one, outcome="not-eligible", **given).status_code == 302
    assert EligibilityCheck.objects.get().reason == "基本条件不符合；2025年度考核"
    assert Message.objects.get(kind="not-eligible").user == here.applicant
    page = signed_in(here.applicant).get(f"/applications/{one.pk}/").content.decode()
    assert "资格审查不合格" in page
    assert "基本条件不符合；2025年度考核" in page
    assert "考核表原件为基本合格" in page


def test_a_finding_taken_back_is_told_too(now: dt.datetime) -> None:
    here = judged(now)
    begun(here)
    one, client = own_application(here), signed_in(here.office_officer)
    found(client, one, outcome="not-eligible", reason="证书查询有误")
    assert found(client, one, version="1", **ATTESTED).status_code == 302
    assert list(Message.objects.order_by("pk").values_list("kind", flat=True)) == ["not-eligible", "eligible"]
    page = signed_in(here.applicant).get(f"/applications/{one.pk}/").content.decode()
    assert "资格审查合格" in page
    assert "证书查询有误" not in page


def test_the_applicant_reads_nothing_before_there_is_a_finding_and_nothing_of_others(now: dt.datetime) -> None:
    here = judged(now)
    begun(here)
    other = arrived(here, "钱某", "X009")
    found(signed_in(here.office_officer), other, outcome="not-eligible", reason="查无此证QK")
    page = signed_in(here.applicant).get(f"/applications/{own_application(here).pk}/").content.decode()
    assert "资格审查不合格" not in page
    assert "查无此证QK" not in page


def test_a_stale_page_changes_nothing(now: dt.datetime) -> None:
    here = judged(now)
    begun(here)
    one, client = own_application(here), signed_in(here.office_officer)
    found(client, one, **ATTESTED)
    answer = found(client, one, outcome="not-eligible", reason="学历不实")
    assert answer.status_code == 409
    assert EligibilityCheck.objects.get().outcome == "eligible"


def test_nobody_checks_their_own_application(now: dt.datetime) -> None:
    here = judged(now)
    begun(here)
    one = own_application(here)
    Application.objects.filter(pk=one.pk).update(applicant=here.office_officer)
    client = signed_in(here.office_officer)
    assert client.get(f"{LIST}{one.pk}/").status_code == 404
    with pytest.raises(ActRefused) as refused:
        check_together(here.round.review, [one], actor=here.as_(here.office_officer), now=now)  # type: ignore[attr-defined]
    assert set(refused.value.codes) == {"own-application"}


def test_an_imported_application_has_a_plain_finding(now: dt.datetime) -> None:
    here = closed(now)
    begun(here)
    one = here.round.applications.order_by("pk")[0]
    client = signed_in(here.office_officer)
    assert "没有电子材料" in client.get(f"{LIST}{one.pk}/").content.decode()
    answer = client.post(f"{LIST}{one.pk}/", {"version": "0", "way": "", "outcome": "eligible", "then": "next"})
    other = here.round.applications.order_by("pk")[1]
    assert answer["Location"] == f"{LIST}{other.pk}/"
    assert EligibilityCheck.objects.get().machine == {}


def test_many_together_are_listed_before_it_is_done(now: dt.datetime) -> None:
    here = judged(now)
    review = begun(here)
    plain = arrived(here, "名册来的人", "X001")
    one, client = own_application(here), signed_in(here.office_officer)
    page = client.get(f"{LIST}together/").content.decode()
    assert f'value="{one.pk}"' in page
    assert f'value="{plain.pk}"' not in page, "nothing was judged"
    chosen = {"application": [str(one.pk), str(plain.pk)], "version": str(review.version)}
    page = client.post(f"{LIST}together/", chosen).content.decode()
    assert one.name in page
    assert plain.name not in page
    assert not EligibilityCheck.objects.exists()
    answer = client.post(f"{LIST}together/", {**chosen, "confirm": "yes"})
    assert answer.status_code == 409
    assert 'data-code="not-clear"' in answer.content.decode()
    assert not EligibilityCheck.objects.exists(), "all or none"
    answer = client.post(f"{LIST}together/", {**chosen, "application": [str(one.pk)], "confirm": "yes"})
    assert answer.status_code == 302
    check = EligibilityCheck.objects.get()
    assert (check.application, check.outcome, set(check.differences)) == (one, "eligible", {"第四条", "第六条"})
    again = client.post(f"{LIST}together/", {**chosen, "application": [str(one.pk)], "confirm": "yes"})
    assert again.status_code == 409


def test_the_list_counts_finds_and_exports(now: dt.datetime) -> None:
    here = judged(now)
    begun(here)
    arrived(here, "名册来的人", "X001")
    client = signed_in(here.office_officer)
    found(client, own_application(here), **ATTESTED)
    page = client.get(LIST).content.decode()
    assert "申小艾" in page
    assert "名册来的人" in page
    assert "名册来的人" not in client.get(f"{LIST}?state=eligible").content.decode()
    assert "申小艾" not in client.get(f"{LIST}?q=名册来").content.decode()
    book = load_workbook(io.BytesIO(client.get(f"{LIST}?export=xlsx").content))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert any("第四条：单位已出具品行意见" in str(cell) for row in rows for cell in row)
    assert Entry.objects.filter(act="export", object_id="eligibility").count() == 1


def test_another_office_an_employer_and_an_applicant_see_nothing(now: dt.datetime) -> None:
    here = judged(now)
    begun(here)
    one, stranger = own_application(here), other_office(here)
    for user in (stranger, here.employer_officer, here.county_officer, here.applicant, here.operator):
        client = signed_in(user)
        for path in ("", "eligibility/", f"eligibility/{one.pk}/", "eligibility/together/", "statistics/", "settings/"):
            assert client.get(f"/reviews/iot-2026/{path}").status_code == 404, (user.username, path)
        assert found(client, one, **ATTESTED).status_code == 404
    client = signed_in(stranger)
    assert "申小艾" not in client.get("/reviews/other-2026/eligibility/").content.decode()
    assert client.get(f"/reviews/other-2026/eligibility/{one.pk}/").status_code == 404
    assert not EligibilityCheck.objects.exists()


def test_a_supervisor_reads_along(now: dt.datetime) -> None:
    here = judged(now)
    begun(here)
    one, client = own_application(here), signed_in(here.supervisor)
    given = {"why:第五条": "考核表原件为基本合格", "reason": "基本条件不符合"}
    found(signed_in(here.office_officer), one, outcome="not-eligible", **given)
    page = client.get(f"{LIST}{one.pk}/").content.decode()
    assert "第七条（二）" in page
    assert "办公室认定：<b>不符合</b>。考核表原件为基本合格" in page
    assert 'name="outcome"' not in page
    assert found(client, one, **ATTESTED, version="1").status_code == 403
    assert client.get(f"{LIST}together/").status_code == 404
    assert EligibilityCheck.objects.get().version == 1


def test_after_the_check_findings_stay(now: dt.datetime) -> None:
    here = judged(now)
    review = begun(here)
    one, client = own_application(here), signed_in(here.office_officer)
    found(client, one, **ATTESTED)
    take_further(review, "finish-checking", actor=here.as_(here.office_officer), now=now, version=None)
    assert 'name="outcome"' not in client.get(f"{LIST}{one.pk}/").content.decode()
    assert found(client, one, version="1", outcome="not-eligible", reason="改判").status_code in (409, 422)
    assert EligibilityCheck.objects.get().outcome == "eligible"
