"""Organisations: registered, changed, closed, imported; who sees which."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from tests.web.accounts.city import City, acts, browser, city, text
from tests.web.accounts.test_grants import refused
from zhicheng.vocabulary.problems import Refused
from zhicheng.web.accounts.credit_code import check_character, is_credit_code
from zhicheng.web.accounts.models import Organisation
from zhicheng.web.accounts.services.organisation_import import (
    HEADS,
    import_organisations,
    organisation_template,
    read_organisations,
)
from zhicheng.web.accounts.services.organisations import (
    OrganisationFacts,
    change_organisation,
    close_organisation,
    create_organisation,
)

CODE = "91330200144052096" + check_character("91330200144052096")


@pytest.fixture
def here(now: dt.datetime) -> City:
    return city(now)


def facts(**more: Any) -> OrganisationFacts:
    return OrganisationFacts(**{"name": "新单位", "kind": "employer", **more})


def a_list(*rows: dict[str, str], heads: tuple[str, ...] = tuple(HEADS.values())) -> bytes:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append(list(heads))
    for row in rows:
        sheet.append([row.get(key, "") for key in HEADS])
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def problems(content: bytes) -> str:
    with pytest.raises(Refused) as caught:
        read_organisations(content)
    return str(caught.value)


def test_a_credit_code_checks_itself() -> None:
    assert is_credit_code(CODE)
    assert is_credit_code("91350100M000100Y43"), "the example of the standard"
    for place in range(18):
        wrong = "1" if CODE[place] != "1" else "2"
        assert not is_credit_code(CODE[:place] + wrong + CODE[place + 1 :])
    assert not is_credit_code(CODE[:17]) and not is_credit_code("I" * 18)


@pytest.mark.django_db
def test_the_operator_registers_and_changes(here: City) -> None:
    operator = here.as_(here.operator)
    made = create_organisation(facts(credit_code=CODE, above_id=here.department.pk), actor=operator, now=here.now)
    changed = change_organisation(
        made, facts(name="改名单位", credit_code=CODE), actor=operator, now=here.now, version=made.version
    )
    assert (changed.name, changed.above_id, changed.version) == ("改名单位", None, 2)
    assert acts() == ["create-organisation", "change-organisation"]


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["supervisor", "officer", "clerk", "secretary", "applicant"])
def test_nobody_else_does(here: City, who: str) -> None:
    actor = here.as_(getattr(here, who))
    assert refused(lambda: create_organisation(facts(), actor=actor, now=here.now)) == ("no-right",)
    assert refused(lambda: change_organisation(here.factory, facts(), actor=actor, now=here.now, version=1)) == (
        "no-right",
    )
    assert refused(
        lambda: close_organisation(here.factory, reason="不再使用", actor=actor, now=here.now, version=1)
    ) == ("no-right",)
    assert refused(
        lambda: import_organisations(
            read_organisations(a_list({"name": "新", "kind": "用人单位"})), actor=actor, now=here.now
        )
    ) == ("no-right",)
    person = browser(getattr(here, who))
    assert person.get("/organisations/new/").status_code == 404
    assert person.get("/organisations/import/").status_code == 404
    assert person.get(f"/organisations/{here.factory.pk}/change/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ({"name": "甬江仪表有限公司"}, ("organisation-name-taken",)),
        ({"credit_code": CODE[:17] + "X"}, ("credit-code-wrong",)),
        ({"above_id": "factory"}, ("above-no-department",)),
    ],
)
def test_what_stands_against_a_new_one(here: City, said: dict[str, Any], codes: tuple[str, ...]) -> None:
    said = {key: getattr(here, value).pk if value == "factory" else value for key, value in said.items()}
    assert refused(lambda: create_organisation(facts(**said), actor=here.as_(here.operator), now=here.now)) == codes


@pytest.mark.django_db
def test_a_credit_code_belongs_to_one(here: City) -> None:
    operator = here.as_(here.operator)
    create_organisation(facts(credit_code=CODE), actor=operator, now=here.now)
    assert refused(
        lambda: create_organisation(facts(name="又一个", credit_code=CODE), actor=operator, now=here.now)
    ) == ("credit-code-taken",)


@pytest.mark.django_db
def test_departments_do_not_stand_in_a_circle(here: City) -> None:
    operator = here.as_(here.operator)
    county = create_organisation(
        facts(name="区局", kind="department", above_id=here.department.pk), actor=operator, now=here.now
    )
    upward = facts(name=here.department.name, kind="department", above_id=county.pk)
    assert refused(lambda: change_organisation(here.department, upward, actor=operator, now=here.now, version=1)) == (
        "above-in-circle",
    )


@pytest.mark.django_db
def test_a_stale_page_changes_nothing(here: City) -> None:
    operator = here.as_(here.operator)
    change_organisation(here.factory, facts(name="先到"), actor=operator, now=here.now, version=1)
    assert refused(
        lambda: change_organisation(here.factory, facts(name="后到"), actor=operator, now=here.now, version=1)
    ) == ("stale-page",)
    assert Organisation.objects.get(pk=here.factory.pk).name == "先到"


@pytest.mark.django_db
def test_the_kind_of_one_in_use_stays(here: City) -> None:
    other = facts(name=here.factory.name, kind="personnel-agency")
    assert refused(
        lambda: change_organisation(here.factory, other, actor=here.as_(here.operator), now=here.now, version=1)
    ) == ("kind-in-use",)


@pytest.mark.django_db
def test_closing_once_with_a_reason(here: City) -> None:
    operator = here.as_(here.operator)
    assert refused(lambda: close_organisation(here.factory, reason="", actor=operator, now=here.now, version=1)) == (
        "reason-needed",
    )
    closed = close_organisation(here.factory, reason="企业已注销", actor=operator, now=here.now, version=1)
    assert refused(
        lambda: close_organisation(closed, reason="企业已注销", actor=operator, now=here.now, version=2)
    ) == ("organisation-closed",)


@pytest.mark.django_db
def test_what_is_wrong_stands_beside_its_field(here: City) -> None:
    page = browser(here.operator).post(
        "/organisations/new/", {"name": here.factory.name, "kind": "employer", "credit_code": "123"}
    )
    assert page.status_code == 422
    assert text(page).count('class="field field--error"') == 2


@pytest.mark.django_db
def test_a_list_with_errors_names_each_row_and_column_and_takes_nothing(here: City) -> None:
    content = a_list(
        {"name": "好单位", "kind": "用人单位"},
        {"name": "", "kind": "用人单位"},
        {"name": "坏类别", "kind": "企业"},
        {"name": "坏代码", "kind": "用人单位", "credit_code": "123"},
        {"name": "坏是否", "kind": "用人单位", "public_institution": "也许"},
        {"name": "好单位", "kind": "用人单位"},
    )
    said = problems(content)
    for place in ("A3（单位名称）", "B4（类别）", "C5（统一社会信用代码）", "F6（事业单位）", "A7（单位名称）"):
        assert place in said
    upload = SimpleUploadedFile("list.xlsx", content)
    page = browser(here.operator).post("/organisations/import/", {"file": upload})
    assert page.status_code == 422 and "B4" in text(page)
    assert not Organisation.objects.filter(name="好单位").exists()


@pytest.mark.django_db
def test_a_good_list_is_taken_whole_superiors_in_any_order(here: City) -> None:
    content = a_list(
        {"name": "街道企业", "kind": "用人单位", "above": "新区局", "public_institution": "是"},
        {"name": "新区局", "kind": "主管部门", "above": here.department.name, "credit_code": CODE},
    )
    assert (
        browser(here.operator)
        .post("/organisations/import/", {"file": SimpleUploadedFile("list.xlsx", content)})
        .status_code
        == 302
    )
    made = Organisation.objects.get(name="街道企业")
    assert (
        made.public_institution and made.above and made.above.name == "新区局" and made.above.above == here.department
    )
    assert acts() == ["create-organisation", "create-organisation", "import-organisations"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rows", "place"),
    [
        ([{"name": "甬江仪表有限公司", "kind": "用人单位"}], "A2"),
        ([{"name": "新", "kind": "用人单位", "above": "没有的局"}], "E2"),
        ([{"name": "新", "kind": "用人单位", "above": "余姚对手有限公司"}], "E2"),
        (
            [
                {"name": "甲局", "kind": "主管部门", "above": "乙局"},
                {"name": "乙局", "kind": "主管部门", "above": "甲局"},
            ],
            "E3",
        ),
    ],
)
def test_what_is_registered_already_is_looked_at_too(here: City, rows: list[dict[str, str]], place: str) -> None:
    before = Organisation.objects.count()
    with pytest.raises(Refused) as caught:
        import_organisations(read_organisations(a_list(*rows)), actor=here.as_(here.operator), now=here.now)
    assert place in str(caught.value)
    assert Organisation.objects.count() == before and acts() == []


def test_other_files_are_refused_with_a_sentence() -> None:
    assert ".xlsx" in problems(b"no workbook at all")
    assert "第 1 行应为" in problems(a_list(heads=("类别", "单位名称", *list(HEADS.values())[2:])))
    assert "没有任何单位" in problems(a_list())


def test_the_template_has_the_columns_that_are_read() -> None:
    sheet = load_workbook(io.BytesIO(organisation_template())).active
    assert sheet is not None
    assert [cell.value for cell in sheet[1]] == list(HEADS.values())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "seen", "hidden"),
    [
        ("officer", "甬江仪表有限公司", "余姚对手有限公司"),
        ("rival_officer", "余姚对手有限公司", "甬江仪表有限公司"),
        ("clerk", "宁波市经济和信息化局", "余姚对手有限公司"),
        ("secretary", "物联网高评委办公室", "甬江仪表有限公司"),
    ],
)
def test_a_colleague_of_another_organisation_sees_nothing(here: City, who: str, seen: str, hidden: str) -> None:
    person = browser(getattr(here, who))
    everything = text(person.get("/organisations/"))
    assert seen in everything and hidden not in everything, "list"
    searched = text(person.get("/organisations/", {"q": hidden[:2]}))
    assert hidden not in searched and " 0 " in searched, "search and count"
    exported = person.get("/organisations/", {"export": "xlsx"})
    assert "spreadsheet" not in exported.headers["Content-Type"], "export"
    other = Organisation.objects.get(name=hidden)
    assert person.get(f"/organisations/{other.pk}/").status_code == 404, "page"


@pytest.mark.django_db
def test_the_people_of_another_organisation_are_not_to_be_seen(here: City) -> None:
    mine = text(browser(here.officer).get(f"/organisations/{here.factory.pk}/"))
    assert "人事甲" in mine and "对手人事" not in mine
    for page in (
        "/organisations/people/",
        f"/organisations/people/{here.rival_officer.pk}/",
        "/organisations/platform/",
    ):
        assert browser(here.officer).get(page).status_code == 404
    assert "对手人事" in text(browser(here.supervisor).get(f"/organisations/{here.rival.pk}/")), (
        "the supervisor sees everything"
    )


@pytest.mark.django_db
def test_operators_export_what_they_found(here: City) -> None:
    answer = browser(here.operator).get("/organisations/", {"export": "xlsx", "q": "余姚"})
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    assert [row[0].value for row in sheet.iter_rows()] == ["单位名称", "余姚对手有限公司"]
