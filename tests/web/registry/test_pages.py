"""The pages of results, certificates, re-examinations and cases, through the browser's door."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from tests.web.people import signed_in
from tests.web.registry.ground import CONTACT, Ground, ground, issued, objected, posted, prepared, published, user_of
from zhicheng.evidence.store import path_of
from zhicheng.web.clock.now import state_moment
from zhicheng.web.registry.models import Case, Certificate, Reexamination, Result
from zhicheng.web.registry.services.certificates import revoke_certificate
from zhicheng.web.registry.tasks import issue_certificates

pytestmark = [pytest.mark.django_db, pytest.mark.long]
R = "/reviews/iot-2026/"


def at(made: Ground, days: int = 0) -> None:
    """The platform's clock where the world is."""
    state_moment(made.later(days))


def shown(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return answer.content.decode()


def sent(client: Client, address: str, status: int = 302, **given: Any) -> str:
    answer = client.post(address, given)
    assert answer.status_code == status, (address, answer.status_code, answer.content.decode()[:4000])
    return answer.content.decode()


def test_the_office_s_way_by_pages(now: dt.datetime) -> None:
    made = ground(now, entered=False)
    office, supervisor = signed_in(made.here.office_officer), signed_in(made.here.supervisor)
    assert "还有" in shown(office, f"{R}results/")
    assert "赵一0" in shown(office, f"{R}results/enter/")
    version = made.review.version
    lines: dict[str, Any] = {"version": version}
    for place, outcome in enumerate(("passed", "not-passed", "passed")):
        pk = made.application(place).pk
        lines |= {f"outcome-{pk}": outcome, f"score-{pk}": "88.5", f"unmet-{pk}": ""}
    assert "source-missing" in sent(office, f"{R}results/enter/", 422, **lines, source=" ")
    sent(office, f"{R}results/enter/", **lines, source="评审会议记录")
    made.review.refresh_from_db()
    sent(office, f"{R}results/prepare/", version=made.review.version)
    result = Result.objects.get()
    page = shown(office, f"{R}results/")
    assert "钱二1" in page and "待公示" in page and 'name="phone"' in page
    assert 'name="phone"' not in shown(supervisor, f"{R}results/")
    sent(office, f"{R}results/act/post/", text="王老师", phone="0571-1", version=result.version)
    public = shown(Client(), "/results/")
    assert "示例年度" in public
    result.refresh_from_db()
    assert "赵一0" in shown(Client(), f"/notices/{result.notice_id}/") and "钱二1" not in shown(
        Client(), f"/notices/{result.notice_id}/"
    )
    at(made, 10)
    result.refresh_from_db()
    sent(office, f"{R}results/act/close-notice/", text="无异议", version=result.version)
    sent(office, f"{R}results/act/file/", text="备〔2026〕1号", version=result.version + 1)
    sent(office, f"{R}results/act/publish/", text="示例〔2026〕8号", version=result.version + 2)
    assert "赵一0" in shown(Client(), f"/results/{result.pk}/") and "钱二1" not in shown(
        Client(), f"/results/{result.pk}/"
    )
    assert "待颁发" in shown(office, f"{R}certificates/")
    result.refresh_from_db()
    sent(office, f"{R}certificates/issue/", 422, committee="", valid_in="全省", version=result.version)
    sent(office, f"{R}certificates/issue/", committee="示例评委会", valid_in="全省", version=result.version)
    assert "正在制作" in shown(office, f"{R}certificates/")
    result.refresh_from_db()
    issue_certificates.call(result.pk, result.version)
    assert "证书均已颁发" in shown(office, f"{R}certificates/")
    row = made.certificate()
    assert row.content[6] == "示例评委会"
    assert "换发" in shown(office, f"{R}certificates/{row.pk}/")
    sent(
        office, f"{R}certificates/{row.pk}/act/re-issue/", reason="correction", name="赵壹0", person=row.content[2],
        specialty=row.content[5], version=row.version,
    )  # fmt: skip
    assert Certificate.objects.get(replaces=row).content[1] == "赵壹0"
    for format, start in (("xlsx", b"PK"), ("pdf", b"%PDF")):
        assert office.get(f"{R}results/roster.{format}").content.startswith(start)
    for format, start in (("docx", b"PK"), ("pdf", b"%PDF")):
        assert office.get(f"{R}results/document.{format}").content.startswith(start)
    book = load_workbook(io.BytesIO(office.get(f"{R}results/?export=xlsx").content))
    assert book.active is not None and book.active.max_row == 4
    home = shown(office, R)
    assert f"{R}certificates/" in home and f"{R}cases/" in home
    english = Client()
    english.cookies["language"] = "en"
    assert "Check a certificate" in shown(english, "/verify/certificate/")


def test_objections_settled_and_acted_on_by_pages(now: dt.datetime) -> None:
    made = ground(now)
    result = posted(made)
    assert result.notice is not None
    row = objected(made, result.notice, 2)
    office = signed_in(made.here.office_officer)
    assert "针对" in shown(office, f"{R}results/objections/{row.pk}/")
    sent(office, f"{R}results/objections/{row.pk}/settle/", outcome="upheld", finding="经查属实", version=row.version)
    at(made, 10)
    result.refresh_from_db()
    sent(office, f"{R}results/act/close-notice/", version=result.version)
    refused = sent(office, f"{R}results/act/file/", 409, text="备1号", version=result.version + 1)
    assert "成立的异议" in refused
    result.refresh_from_db()
    sent(
        office, f"{R}results/objections/{row.pk}/remedy/", kind="taken-off", text="业绩不实，移出名单",
        version=result.version,
    )  # fmt: skip
    assert not made.decision(2).stands
    carl = signed_in(user_of(made, 2))
    assert "已移出名单" in shown(carl, f"/my-results/{made.application(2).pk}/")
    result.refresh_from_db()
    sent(office, f"{R}results/act/file/", text="备1号", version=result.version)
    result.refresh_from_db()
    sent(office, f"{R}results/act/publish/", text="示例〔2026〕8号", version=result.version)
    assert [one.application.serial for one in Certificate.objects.all()] == ["X000"]
    assert "孙三2" not in shown(Client(), f"/results/{result.pk}/")


def test_the_applicant_s_own_pages(now: dt.datetime) -> None:
    made = ground(now)
    issued(made)
    alice, bob = signed_in(user_of(made, 0)), signed_in(user_of(made, 1))
    page = shown(alice, f"/applications/{made.application(0).pk}/")
    assert "评审结果" in page and "电子证书" in page
    own = shown(alice, f"/my-results/{made.application(0).pk}/")
    assert "88.5" in own and "61.25" not in own
    row = made.certificate(0)
    pdf = alice.get(f"/my-results/{made.application(0).pk}/certificate/{row.pk}.pdf")
    assert pdf.content.startswith(b"%PDF") and row.number in pdf.headers["Content-Disposition"]
    failed = shown(bob, f"/my-results/{made.application(1).pk}/")
    assert "未通过" in failed and "第八条（一）" in failed and "61.25" in failed
    sent(bob, f"/my-results/{made.application(1).pk}/reexamination/", text="评审组未查看答辩材料，请复查程序。")
    request = Reexamination.objects.get()
    assert request.state == "asked"
    office, supervisor = signed_in(made.here.office_officer), signed_in(made.here.supervisor)
    assert "钱二1" in shown(office, f"{R}reexaminations/")
    refused = sent(office, f"{R}reexaminations/{request.pk}/act/take-up/", 409, version=request.version)
    assert "另派人员" in refused  # who entered the outcome examines nothing
    sent(supervisor, f"{R}reexaminations/{request.pk}/act/take-up/", 409, version=request.version)
    from tests.web.people import person

    other = signed_in(person("olaf", made.now - dt.timedelta(days=1), ("committee-office", made.here.office)))
    sent(other, f"{R}reexaminations/{request.pk}/act/take-up/", version=request.version)
    request.refresh_from_db()
    sent(
        other, f"{R}reexaminations/{request.pk}/act/finding/", text="答辩材料未送达评议组，程序有差错。", fault="yes",
        version=request.version,
    )  # fmt: skip
    request.refresh_from_db()
    sent(supervisor, f"{R}reexaminations/{request.pk}/act/order-repeat/", version=request.version, text="重新表决")
    request.refresh_from_db()
    assert request.state == "repeat-ordered"
    assert "将重新表决" in shown(bob, f"/my-results/{made.application(1).pk}/")


def test_cases_by_pages(now: dt.datetime) -> None:
    made = ground(now)
    issued(made)
    office, supervisor = signed_in(made.here.office_officer), signed_in(made.here.supervisor)
    sent(office, f"{R}cases/", application=made.application(0).pk, account="冒用他人专利作为本人业绩申报。")
    case = Case.objects.get()
    sent(office, f"{R}cases/{case.pk}/act/take-up/", version=case.version)
    case.refresh_from_db()
    refused = sent(office, f"{R}cases/{case.pk}/act/establish/", 409, version=case.version, text="属实")
    assert "证据" in refused and "说明" in refused
    sent(
        office, f"{R}cases/{case.pk}/", offence="false-material", evidence="专利登记簿副本", heard="承认",
        heard_on=made.now.date().isoformat(), version=case.version,
    )  # fmt: skip
    case.refresh_from_db()
    sent(office, f"{R}cases/{case.pk}/act/establish/", version=case.version, text="属实")
    case.refresh_from_db()
    page = shown(supervisor, f"{R}cases/{case.pk}/")
    assert "撤销资格、收回证书" in page
    row = made.certificate(0)
    sent(
        supervisor,
        f"{R}certificates/{row.pk}/act/revoke/",
        ground="fraud",
        decision="示例〔2026〕9号",
        version=row.version,
    )
    sent(supervisor, f"{R}cases/{case.pk}/act/apply/", 409, version=case.version, chosen=["revocation"], decision="9号")
    sent(
        supervisor, f"{R}cases/{case.pk}/act/apply/", version=case.version, chosen=["revocation", "integrity-record"],
        decision="示例〔2026〕9号",
    )  # fmt: skip
    case.refresh_from_db()
    sent(supervisor, f"{R}cases/{case.pk}/record/enter/", version=case.record.version)
    case.refresh_from_db()
    case.record.refresh_from_db()
    assert (case.record.state, case.record.until) == ("running", dt.date(2029, 10, 22))
    alice = signed_in(user_of(made, 0))
    own = shown(alice, f"/my-results/{made.application(0).pk}/")
    assert "撤销" in own and "记入诚信档案" in own
    assert alice.get(f"/my-results/{made.application(0).pk}/certificate/{row.pk}.pdf").status_code == 404


def test_anybody_checks_a_certificate(now: dt.datetime) -> None:
    made = ground(now)
    issued(made)
    row = made.certificate(0)
    assert row.pdf is not None
    pdf = path_of(settings.EVIDENCE_ROOT, row.pdf.digest).read_bytes()
    visitor = Client()

    def dropped(raw: bytes) -> str:
        file = SimpleUploadedFile("c.pdf", raw, "application/pdf")
        return visitor.post("/verify/certificate/", {"pdf": file}).content.decode()

    assert "证书真实、有效" in dropped(pdf)
    assert "证书不能确认为真" in dropped(pdf[:-10] + b" " + pdf[-9:])
    said = sent(visitor, "/verify/certificate/", 200, number=row.number.lower())
    assert "有效" in said and "赵一0" not in said
    assert "没有颁发过" in sent(visitor, "/verify/certificate/", 200, number=_another(row.number))
    assert "不是证书编号" in sent(visitor, "/verify/certificate/", 200, number="ZC26-1")
    page = visitor.get(f"/v/{made.here.office.pk}/")
    assert "sha256-" in page.headers["Content-Security-Policy"] and "zhicheng-keys/1" in page.content.decode()
    saved = visitor.get(f"/v/{made.here.office.pk}/?save=1")
    assert saved.headers["Content-Disposition"].startswith("attachment")
    assert visitor.get(f"/v/{made.here.office.pk}/keys.json").json()["issuer"] == made.here.office.name
    assert visitor.get(f"/certificates/status/{row.status_list}.json").json()["sequence"] == 1
    assert visitor.get("/certificates/status/none.json").status_code == 404
    case = Case.objects.create(
        application=row.application, state="established", offence="false-material", account="-",
        reported_by=made.here.office_officer, reported_at=made.now,
    )  # fmt: skip
    assert case.pk
    revoke_certificate(row, "fraud", "示例〔2026〕9号", actor=made.supervisor, now=made.now, version=None)
    assert "证书已撤销" in dropped(pdf)
    assert "已撤销" in sent(visitor, "/verify/certificate/", 200, number=row.number)


def _another(number: str) -> str:
    from zhicheng.procedure.certificate.number import new_number

    return new_number(number.partition("-")[0], lambda size: b"\7" * size)


def test_pages_in_english(now: dt.datetime) -> None:
    made = ground(now)
    published(made)
    office = signed_in(made.here.office_officer)
    office.cookies["language"] = "en"
    assert "Decisions" in shown(office, f"{R}results/")
    assert "Register" in shown(office, f"{R}certificates/")
    assert "Cases and integrity record" in shown(office, f"{R}cases/")
    assert CONTACT and prepared
