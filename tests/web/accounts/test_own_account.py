"""One's own account: details, identity number, showing it, taking one's data along."""

# ruff: noqa: E731

from __future__ import annotations

import datetime as dt
import io
import json
import threading
import zipfile

import pytest
from django.db import connection

from tests.web.accounts.city import NUMBER, OTHER_NUMBER, City, acts, browser, city, just_signed_in, open_roles, text
from tests.web.accounts.test_grants import refused
from zhicheng.procedure.refusal import ActRefused
from zhicheng.web.accounts.models import User
from zhicheng.web.accounts.own_data import export_own_data, parts
from zhicheng.web.accounts.personal_number import check_character, normal_form, number_faults
from zhicheng.web.accounts.services.grants import grant_role
from zhicheng.web.accounts.services.own_account import (
    change_own_details,
    correct_personal_number,
    enter_personal_number,
)
from zhicheng.web.accounts.services.people import close_account, reopen_account
from zhicheng.web.accounts.services.unmasking import unmask_personal_number
from zhicheng.web.ledger.models import Entry

TODAY = dt.date(2026, 10, 12)


@pytest.fixture
def here(now: dt.datetime) -> City:
    return city(now)


def codes(number: str) -> tuple[str, ...]:
    return tuple(one.code for one in number_faults(normal_form(number), TODAY))


def with_check(first: str) -> str:
    return first + check_character(first)


def test_the_example_of_the_standard_is_right() -> None:
    assert check_character("11010519491231002") == "X"
    assert codes("11010519491231002x") == () == codes("１１０１０５ 19491231 002Ｘ")


@pytest.mark.parametrize("number", [NUMBER, OTHER_NUMBER, with_check("33020320240229123")])
def test_right_numbers(number: str) -> None:
    assert codes(number) == ()


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("33020319900101123", "personal-number-shape"),
        ("3302031990010112345", "personal-number-shape"),
        ("X" * 18, "personal-number-shape"),
        (with_check("99020319900101123"), "personal-number-province"),
        (with_check("33020319900231123"), "personal-number-date"),
        (with_check("33020320230229123"), "personal-number-date"),
        (with_check("33020320261013123"), "personal-number-date"),
        (with_check("33020318991231123"), "personal-number-date"),
        (NUMBER[:17] + ("0" if NUMBER[17] != "0" else "1"), "personal-number-check"),
    ],
)
def test_wrong_numbers(number: str, code: str) -> None:
    assert codes(number) == (code,)


def test_every_single_digit_written_wrong_is_found() -> None:
    for place in range(17):
        for digit in "0123456789":
            if digit != NUMBER[place]:
                assert codes(NUMBER[:place] + digit + NUMBER[place + 1 :]), (place, digit)


def entered(here: City, who: User, number: str = NUMBER) -> User:
    return enter_personal_number(who, number, actor=here.as_(who), now=here.now, version=who.version)


@pytest.mark.django_db
def test_a_number_is_entered_once(here: City) -> None:
    mine = entered(here, here.applicant)
    assert mine.personal_number == NUMBER
    assert refused(lambda: entered(here, mine, OTHER_NUMBER)) == ("personal-number-set",)


@pytest.mark.django_db
def test_a_number_belongs_to_one_account(here: City) -> None:
    entered(here, here.applicant)
    assert refused(lambda: entered(here, here.colleague, NUMBER.lower())) == ("personal-number-taken",)


@pytest.mark.django_db
def test_nobody_enters_it_for_another_and_only_the_operator_corrects_it(here: City) -> None:
    act = lambda who: enter_personal_number(here.applicant, NUMBER, actor=here.as_(who), now=here.now, version=1)
    assert refused(lambda: act(here.officer)) == ("no-right",)
    assert refused(lambda: act(here.operator)) == ("no-right",)
    mine = entered(here, here.applicant)
    correct = lambda who: correct_personal_number(
        mine, OTHER_NUMBER, reason="登记时写错", actor=here.as_(who), now=here.now, version=mine.version
    )
    assert refused(lambda: correct(here.applicant)) == ("no-right",)
    assert correct(here.operator).personal_number == OTHER_NUMBER
    assert acts() == ["enter-personal-number", "correct-personal-number"]


@pytest.mark.django_db
def test_the_number_is_ciphertext_at_rest_and_on_no_ledger_entry(here: City) -> None:
    entered(here, here.applicant)
    with connection.cursor() as cursor:
        cursor.execute(
            "select personal_number, personal_number_digest from accounts_user where id = %s", [here.applicant.pk]
        )
        assert all(NUMBER not in value and value for value in cursor.fetchone())
    assert NUMBER not in json.dumps([one.detail for one in Entry.objects.all()])


@pytest.mark.django_db
def test_the_page_shows_it_masked_and_says_what_is_wrong_beside_the_field(here: City) -> None:
    mine = browser(here.applicant)
    wrong = mine.post("/account/number/", {"number": NUMBER[:17] + ("0" if NUMBER[17] != "0" else "1"), "version": "1"})
    assert wrong.status_code == 422 and "校验码不符" in text(wrong)
    assert mine.post("/account/number/", {"number": NUMBER, "version": "1"}).url == "/account/"
    page = text(mine.get("/account/"))
    assert NUMBER not in page and f"{NUMBER[:2]}***************{NUMBER[-1]}" in page


@pytest.mark.django_db
def test_showing_ones_own_number_takes_a_reason_and_leaves_an_entry(here: City) -> None:
    entered(here, here.applicant)
    mine = browser(here.applicant)
    assert mine.post("/account/number/show/", {"unmask-reason": ""}).status_code == 422
    shown = mine.post("/account/number/show/", {"unmask-reason": "核对本人号码"}, headers={"HX-Request": "true"})
    assert NUMBER in text(shown) and "no-store" in shown.headers["Cache-Control"]
    assert acts()[-1] == "unmask" and NUMBER not in str(Entry.objects.last().detail)  # type: ignore[union-attr]
    assert mine.get("/account/number/show/").status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["operator", "supervisor", "officer", "colleague"])
def test_nobody_else_is_shown_the_number_of_an_account(here: City, who: str) -> None:
    mine = entered(here, here.applicant)
    act = lambda: unmask_personal_number(mine, actor=here.as_(getattr(here, who)), now=here.now, reason="想看一下号码")
    assert refused(act) == ("no-right",)
    assert NUMBER not in text(browser(here.operator).get(f"/organisations/people/{mine.pk}/"))


@pytest.mark.django_db
def test_no_number_no_showing(here: City) -> None:
    act = lambda: unmask_personal_number(
        here.applicant, actor=here.as_(here.applicant), now=here.now, reason="核对本人号码"
    )
    assert refused(act) == ("no-personal-number",)


@pytest.mark.django_db
def test_name_and_telephone(here: City) -> None:
    mine = browser(here.applicant)
    assert mine.post("/account/", {"name": "申大艾", "phone": "13800000000", "version": "1"}).status_code == 302
    assert mine.post("/account/", {"name": "旧页面", "phone": "", "version": "1"}).status_code == 409
    assert mine.post("/account/", {"name": "申大艾", "phone": "call me", "version": "2"}).status_code == 422
    fresh = User.objects.get(pk=here.applicant.pk)
    assert (fresh.name, fresh.phone) == ("申大艾", "13800000000")
    act = lambda: change_own_details(
        fresh, name="别人", phone="", actor=here.as_(here.officer), now=here.now, version=2
    )
    assert refused(act) == ("no-right",)


@pytest.mark.django_db
def test_ones_own_data_holds_ones_own_and_nobody_elses(here: City) -> None:
    entered(here, here.applicant)
    entered(here, here.colleague, OTHER_NUMBER)
    change_own_details(
        User.objects.get(pk=here.colleague.pk),
        name="同事丙",
        phone="13911112222",
        actor=here.as_(here.colleague),
        now=here.now,
        version=None,
    )
    content = export_own_data(here.applicant, actor=here.as_(here.applicant), now=here.now)
    archive = zipfile.ZipFile(io.BytesIO(content))
    everything = "".join(archive.read(name).decode() for name in archive.namelist())
    assert NUMBER in everything and "enter-personal-number" in everything
    for foreign in (
        OTHER_NUMBER,
        "同事丙",
        "13911112222",
        "password",
        here.colleague.personal_number_digest or "never",
    ):
        assert foreign not in everything
    assert {name.split("/")[0] for name in archive.namelist()} <= set(parts())
    assert set(parts()) >= {"account", "records", "applications", "messages", "ledger"}


@pytest.mark.django_db
def test_nobody_exports_anothers_data(here: City) -> None:
    for who in (here.operator, here.supervisor, here.colleague):
        assert refused(lambda who=who: export_own_data(here.applicant, actor=here.as_(who), now=here.now)) == (
            "no-right",
        )
    answer = just_signed_in(here.applicant).get("/account/export/")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="my-data.zip"'


@pytest.mark.django_db
def test_closing_and_reopening_an_account(here: City) -> None:
    theirs = browser(here.applicant)
    operator = here.as_(here.operator)
    close = lambda who, user: close_account(
        user, reason="本人申请停用", actor=here.as_(who), now=here.now, version=user.version
    )
    assert refused(lambda: close(here.officer, here.applicant)) == ("no-right",)
    assert refused(lambda: close(here.operator, here.operator)) == ("not-yourself",)
    closed = close(here.operator, here.applicant)
    assert theirs.get("/account/").status_code == 302, "the session is over"
    assert refused(lambda: close(here.operator, closed)) == ("account-closed",)
    reopen = lambda user: reopen_account(user, reason="核实后恢复", actor=operator, now=here.now, version=user.version)
    assert refused(lambda: reopen(here.colleague)) == ("account-open",)
    assert reopen(closed).is_active
    assert acts() == ["close-account", "reopen-account"]


@pytest.mark.django_db
def test_closing_an_account_ends_its_roles_and_what_came_from_them(here: City) -> None:
    until = dt.date(2026, 12, 31)
    grant_role(here.colleague, "employer", here.factory, until=until, actor=here.as_(here.officer), now=here.now)
    operator = here.as_(here.operator)
    closed = close_account(here.officer, reason="已经离职", actor=operator, now=here.now, version=here.officer.version)
    assert open_roles(here.officer) == open_roles(here.colleague) == []
    reopen_account(closed, reason="返聘回来", actor=operator, now=here.now, version=closed.version)
    assert open_roles(here.officer) == [], "reopening gives no role back"
    assert acts() == ["delegate-role", "end-role", "end-role", "close-account", "reopen-account"]


@pytest.mark.django_db(transaction=True)
def test_two_accounts_claiming_one_number_at_once_do_not_both_win(now: dt.datetime) -> None:
    here = city(now)
    ends: list[str] = []
    barrier = threading.Barrier(2)

    def run(who: User) -> None:
        actor = here.as_(who)
        barrier.wait()
        try:
            enter_personal_number(who, NUMBER, actor=actor, now=now, version=1)
            ends.append("done")
        except ActRefused as caught:
            ends.append(",".join(caught.codes))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(who,)) for who in (here.applicant, here.colleague)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(ends) == ["done", "personal-number-taken"]
