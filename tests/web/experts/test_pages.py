"""The pages: each for whom it is, in both languages, doing what the services do; nobody else finds them."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from tests.web.experts.pooled import a_pool, available, facts, members, with_account
from tests.web.experts.test_imports import GOOD, book
from tests.web.people import World, person, signed_in
from tests.web.review.ground import begun, closed
from zhicheng.web.accounts.models import Grant, Organisation, User
from zhicheng.web.experts.models import Availability, Declaration, Expert, Pool, Tie, TieRule
from zhicheng.web.experts.services.deciding import record_tie
from zhicheng.web.experts.services.declaring import TieFacts
from zhicheng.web.experts.services.invitations import known_account
from zhicheng.web.ledger.models import Entry

pytestmark = pytest.mark.django_db

DATA = {
    "name": "李新一",
    "employer_name": "新研究院",
    "region": "杭州市",
    "specialty": "物联网平台",
    "title": "professorate",
    "title_since": "2012-06-01",
    "listed_as": "member",
}


@pytest.fixture
def here(now: dt.datetime) -> World:
    return closed(now, applicants=3)


def other_office(here: World) -> User:
    elsewhere = Organisation.objects.create(name="另一高评委办公室", kind="committee-office")
    return person("oona", here.now, ("committee-office", elsewhere))


def office_pages(here: World, pool: Pool) -> list[str]:
    one = members(pool)[0]
    tie = record_tie(
        here.round,
        one,
        TieFacts(here.round.applications.first(), "co-author"),
        known_from="论文",
        actor=here.as_(here.office_officer),
        now=here.now,
    )
    return [
        f"/pools/{pool.pk}/",
        f"/pools/{pool.pk}/{one.code}/",
        f"/pools/{pool.pk}/?export=xlsx",
        f"/reviews/{here.round.code}/experts/",
        f"/reviews/{here.round.code}/experts/?export=xlsx",
        f"/reviews/{here.round.code}/experts/{one.code}/",
        f"/reviews/{here.round.code}/ties/",
        f"/reviews/{here.round.code}/ties/?export=xlsx",
        f"/reviews/{here.round.code}/ties/{tie.pk}/",
    ]


WORKING = ("change/", "add/", "import/", "import/template/")


def test_pages_of_office_and_supervisor_are_found_by_nobody_else(here: World) -> None:
    begun(here)
    pool = a_pool(here)
    expert = with_account(here, members(pool)[0], "xena")
    available(here, expert)
    pages = office_pages(here, pool)
    work = [f"/pools/{pool.pk}/{one}" for one in WORKING] + [f"/reviews/{here.round.code}/ties/import/"]
    assert expert.user is not None
    outsiders = (other_office(here), here.applicant, here.employer_officer, here.operator, expert.user)
    for user in outsiders:
        client = signed_in(user)
        for page in (*pages, *work):
            assert client.get(page).status_code == 404, (user, page)
    office, supervisor = signed_in(here.office_officer), signed_in(here.supervisor)
    for page in pages:
        assert office.get(page).status_code == 200, page
        assert supervisor.get(page).status_code == 200, page
    for page in work:
        assert office.get(page).status_code == 200, page
        assert supervisor.get(page).status_code == 404, page
    listed = signed_in(other_office_of(here)).get("/pools/").content.decode()
    assert pool.name not in listed
    assert signed_in(here.applicant).get("/pools/").status_code == 404


def other_office_of(here: World) -> User:
    return User.objects.get(username="oona")


def test_both_languages_on_every_page(here: World) -> None:
    begun(here)
    pool = a_pool(here)
    expert = with_account(here, members(pool)[0], "xena")
    available(here, expert)
    client = signed_in(here.office_officer)
    client.cookies["language"] = "en"
    for page in (*office_pages(here, pool), "/pools/", "/pools/new/", f"/pools/{pool.pk}/add/"):
        answer = client.get(page)
        assert answer.status_code == 200
        if "export" not in page:
            assert 'lang="en"' in answer.content.decode(), page


def test_a_pool_from_the_first_page_to_its_establishment(here: World) -> None:
    client = signed_in(here.office_officer)
    made = client.post("/pools/new/", {"office": here.office.pk, "name": "物联网", "tracks": [here.round.track]})
    pool = Pool.objects.get()
    assert made.status_code == 302
    assert client.post(f"/pools/{pool.pk}/add/", DATA).status_code == 302
    again = client.post(f"/pools/{pool.pk}/add/", DATA)
    assert again.status_code == 422 and "同名同单位" in again.content.decode()
    row = Expert.objects.get()
    page = client.get(f"/pools/{pool.pk}/{row.code}/").content.decode()
    assert row.code in page and "文件未规定职称条件" in page
    stale = client.post(f"/pools/{pool.pk}/act/establish/", {"version": pool.version})
    assert stale.status_code == 409
    pool.refresh_from_db()
    assert client.post(f"/pools/{pool.pk}/act/establish/", {"version": pool.version}).status_code == 302
    pool.refresh_from_db()
    assert pool.state == "in-force"


def test_a_list_with_errors_says_each_and_one_without_comes_in(here: World) -> None:
    pool = a_pool(here, in_force=False)
    client, address = signed_in(here.office_officer), f"/pools/{pool.pk}/import/"
    pool.refresh_from_db()
    bad = SimpleUploadedFile("专家.xlsx", book(GOOD, (*GOOD[:4], "特级", *GOOD[5:])))
    answer = client.post(address, {"file": bad, "version": pool.version})
    assert answer.status_code == 422 and "专家!E3（职称级别）" in answer.content.decode()
    good = SimpleUploadedFile("专家.xlsx", book(GOOD))
    assert client.post(address, {"file": good, "version": pool.version}).status_code == 302
    assert Expert.objects.filter(name="李新一").exists()
    template = client.get(f"{address}template/")
    assert load_workbook(io.BytesIO(template.content)).worksheets[0].cell(1, 1).value == "姓名"


def test_an_export_is_the_list_and_stands_on_the_ledger(here: World) -> None:
    pool = a_pool(here)
    answer = signed_in(here.office_officer).get(f"/pools/{pool.pk}/?export=xlsx")
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    assert sheet.max_row == 9
    assert Entry.objects.filter(act="export", object_type="list").exists()


def test_an_invitation_makes_the_expert_and_links_the_account(here: World) -> None:
    pool = a_pool(here)
    one = members(pool)[0]
    client = signed_in(here.office_officer)
    shown = client.post(f"/pools/{pool.pk}/{one.code}/invite/", {"version": one.version})
    link = shown.context["link"]
    visitor = signed_in(person("nobody", here.now))
    visitor.logout()
    taken = visitor.post(
        link, {"username": "xena", "name": one.name, "password": "Long enough 2026!", "again": "Long enough 2026!"}
    )
    assert taken.status_code == 302
    one.refresh_from_db()
    assert one.user is not None and one.user.username == "xena"
    assert Grant.objects.filter(user=one.user, role="expert", organisation=here.office).exists()
    assert [entry.role for entry in Entry.objects.filter(act="invite-person")] == ["committee-office"]
    home = signed_in(one.user).get("/expert/").content.decode()
    assert one.code in home
    again = client.post(f"/pools/{pool.pk}/{one.code}/invite/", {"version": one.version})
    assert again.status_code in (403, 409, 422)


def test_a_second_invitation_ends_the_first_and_leaving_ends_both(here: World) -> None:
    pool = a_pool(here)
    one = members(pool)[0]
    client = signed_in(here.office_officer)
    address = f"/pools/{pool.pk}/{one.code}/"
    first = client.post(f"{address}invite/", {"version": one.version}).context["link"]
    one.refresh_from_db()
    second = client.post(f"{address}invite/", {"version": one.version}).context["link"]
    assert signed_in(here.applicant).get(first).status_code != 200
    assert signed_in(here.applicant).get(second).status_code == 200
    one.refresh_from_db()
    gone = client.post(f"{address}remove/", {"remove-reason": "调离", "version": one.version})
    assert gone.status_code == 302
    assert signed_in(here.applicant).get(second).status_code != 200


def test_leaving_the_last_pool_ends_the_role(here: World) -> None:
    pool = a_pool(here)
    one = with_account(here, members(pool)[0], "xena")
    client = signed_in(here.office_officer)
    without = client.post(f"/pools/{pool.pk}/{one.code}/withdraw-right/", {"version": one.version})
    assert without.status_code == 422 and "没有写明理由" in without.content.decode()
    client.post(f"/pools/{pool.pk}/{one.code}/withdraw-right/", {"withdraw-reason": "违纪", "version": one.version})
    one.refresh_from_db()
    assert one.right_withdrawn
    assert not Grant.objects.filter(user=one.user, role="expert", ended_at=None).exists()
    page = client.get(f"/pools/{pool.pk}/{one.code}/").content.decode()
    assert "已取消评审专家资格" in page and "违纪" in page


def test_the_same_person_in_another_pool_is_linked_without_a_new_account(here: World) -> None:
    one = with_account(here, members(a_pool(here))[0], "xena")
    client = signed_in(here.office_officer)
    client.post(
        "/pools/new/", {"office": here.office.pk, "name": "机器人", "tracks": ["zj-robot-2026/senior-engineer"]}
    )
    second = Pool.objects.get(name="机器人")
    client.post(f"/pools/{second.pk}/add/", {**DATA, "name": one.name, "employer_name": one.employer_name})
    twin = second.experts.get()
    assert known_account(twin) == one.user
    client.post(f"/pools/{second.pk}/{twin.code}/link/", {"version": twin.version})
    twin.refresh_from_db()
    assert twin.user == one.user


def test_from_the_question_to_the_decision_by_pages(here: World) -> None:
    begun(here)
    pool = a_pool(here)
    one = with_account(here, members(pool)[0], "xena")
    code, client = here.round.code, signed_in(here.office_officer)
    here.round.refresh_from_db()
    asked = client.post(f"/reviews/{code}/experts/ask/", {"until": "2026-10-20", "version": here.round.version})
    assert asked.status_code == 302
    assert one.user is not None
    own, page = signed_in(one.user), f"/expert/rounds/{code}/"
    assert "能否参加" in own.get("/expert/").content.decode()
    row = Availability.objects.get(expert=one)
    assert "赵一0" not in own.get(page).content.decode()
    own.post(f"{page}answer/", {"available": "yes", "note": "", "version": row.version})
    shown = own.get(page).content.decode()
    assert "赵一0" in shown and "X000" not in shown
    application = here.round.applications.order_by("serial")[0]
    wrong = own.post(f"{page}tie/", {"applicant": application.pk, "kind": "kin"})
    assert wrong.status_code == 422 and "亲属关系须写明是何种亲属" in wrong.content.decode()
    own.post(f"{page}tie/", {"applicant": application.pk, "kind": "co-author"})
    assert "X000" not in own.get(page).content.decode(), "the name is enough"
    own.post(f"{page}declare/", {})
    assert not Declaration.objects.exists(), "the box was not ticked"
    own.post(f"{page}declare/", {"all": "yes"})
    assert Declaration.objects.get().expert == one
    tie = Tie.objects.get()
    assert "须由办公室认定" in client.get(f"/reviews/{code}/ties/").content.decode()
    decided = client.post(
        f"/reviews/{code}/ties/{tie.pk}/", {"outcome": "no-conflict", "reason": "十年前", "version": tie.version}
    )
    assert decided.status_code == 302
    tie.refresh_from_db()
    assert tie.state == "dismissed"
    for other in members(pool)[1:]:
        note = {"available": "no", "note": "电话", "version": Availability.objects.get(expert=other).version}
        assert client.post(f"/reviews/{code}/experts/{other.code}/answer/", note).status_code == 302
    assert "1 名专家能参加，可以冻结名单" in " ".join(client.get(f"/reviews/{code}/experts/").content.decode().split())


def test_the_office_notes_paper_records_ties_and_sets_rules(here: World) -> None:
    begun(here)
    one = members(a_pool(here))[0]
    available(here, one)
    code, client = here.round.code, signed_in(here.office_officer)
    page = f"/reviews/{code}/experts/{one.code}/"
    application = here.round.applications.order_by("serial")[0]
    said = {
        "tie-applicant": application.pk,
        "tie-kind": "co-author",
        "tie-start": "2025-01-01",
        "tie-stated_by": "record",
        "tie-known_from": "论文清单",
    }
    assert client.post(f"{page}tie/", said).status_code == 302
    assert client.post(f"{page}tie/", said).status_code == 422
    assert client.post(f"{page}paper/", {"paper-known_from": "申报表"}).status_code == 302
    rule = {"rule-kind": "co-author", "rule-outcome": "conflict", "rule-years": "3", "rule-source": "工作方案"}
    assert client.post(f"/reviews/{code}/ties/rules/", rule).status_code == 302
    assert "须回避" in client.get(page).content.decode()
    row = TieRule.objects.get()
    dropped = client.post(f"/reviews/{code}/ties/rules/{row.pk}/drop/", {"version": row.version})
    assert dropped.status_code == 302 and not TieRule.objects.exists()
    assert client.post(f"/reviews/{code}/ties/find/").status_code == 302


def test_an_expert_finds_only_the_own_round(here: World) -> None:
    begun(here)
    pool = a_pool(here)
    one, other = (with_account(here, row, name) for row, name in zip(members(pool), ("xena", "yuri"), strict=False))
    available(here, one)
    assert one.user is not None and other.user is not None
    page = f"/expert/rounds/{here.round.code}/"
    assert signed_in(one.user).get(page).status_code == 200
    assert signed_in(other.user).get(page).status_code == 404
    assert signed_in(here.applicant).get("/expert/").status_code == 404
    assert other.name not in signed_in(one.user).get("/expert/").content.decode()
    for name in ("answer", "tie", "declare"):
        assert signed_in(other.user).post(f"{page}{name}/", {"available": "yes", "all": "yes"}).status_code == 404
    assert facts(1).name not in signed_in(one.user).get(page).content.decode()


def test_a_ties_file_by_page(here: World) -> None:
    begun(here)
    available(here, members(a_pool(here))[0])
    client, page = signed_in(here.office_officer), f"/reviews/{here.round.code}/ties/import/"
    bad = SimpleUploadedFile(
        "关系.yaml", b"ties:\n  - {expert: ZZ, applicant: X000, kind: kin, stated_by: office, source: x}\n"
    )
    answer = client.post(page, {"file": bad})
    assert answer.status_code == 422 and "ZZ" in answer.content.decode()
    assert load_workbook(io.BytesIO(client.get(f"{page}template/").content)).sheetnames[0] == "关系登记"


def test_conflicts_by_rule_are_decided_together_from_a_list(here: World) -> None:
    begun(here)
    one = members(a_pool(here))[0]
    available(here, one)
    Expert.objects.filter(pk=one.pk).update(employer_name=here.employer.name)
    code, client = here.round.code, signed_in(here.office_officer)
    client.post(f"/reviews/{code}/ties/find/")
    page = f"/reviews/{code}/ties/together/"
    rows = list(Tie.objects.order_by("pk"))
    assert len(rows) == 3 and client.get(page).content.decode().count('name="tie"') == 3
    chosen = {"tie": [f"{row.pk}:{row.version}" for row in rows[:2]]}
    assert client.post(page, chosen).status_code == 422, "no reason"
    assert client.post(page, {"reason": "同单位"}).status_code == 422, "nothing chosen"
    stale = {"tie": [f"{rows[0].pk}:{rows[0].version}", f"{rows[1].pk}:{rows[1].version + 1}"], "reason": "同单位"}
    assert client.post(page, stale).status_code == 409
    assert not Tie.objects.exclude(state="open").exists(), "all of them or none"
    assert client.post(page, {**chosen, "reason": "同单位"}).status_code == 302
    assert sorted(Tie.objects.values_list("state", flat=True)) == ["open", "stands", "stands"]
    assert signed_in(here.supervisor).get(page).status_code == 404
