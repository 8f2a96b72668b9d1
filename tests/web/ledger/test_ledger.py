"""The ledger: who reads it, that acts have names, that entries stay."""

from __future__ import annotations

import ast
import datetime as dt
import io
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction
from openpyxl import load_workbook

from tests.web.accounts.city import City, acts, browser, city, text
from zhicheng.web.accounts.services.grants import end_grant, grant_role
from zhicheng.web.ledger.acts import ActNamedTwice, act_name, add_acts, known_acts
from zhicheng.web.ledger.models import Entry
from zhicheng.web.ledger.write import OutsideTransaction, write_entry

SOURCE = Path(__file__).parents[3] / "src"


@pytest.fixture
def here(now: dt.datetime) -> City:
    made = city(now)
    until = dt.date(2026, 12, 31)
    made_grant = grant_role(
        made.colleague, "employer", made.factory, until=until, actor=made.as_(made.officer), now=now
    )
    end_grant(made_grant, actor=made.as_(made.operator), now=now)
    return made


def written_acts() -> dict[str, str]:
    """Every act that the source writes by a literal, with its file."""
    found: dict[str, str] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = getattr(getattr(call, "func", None), "id", "") or getattr(getattr(call, "func", None), "attr", "")
            if isinstance(call, ast.Call) and name == "write_entry" and call.args:
                found |= {leaf.value: path.name for leaf in _outcomes(call.args[0]) if isinstance(leaf.value, str)}
    return found


def _outcomes(node: ast.expr) -> list[ast.Constant]:
    """The literals an expression can come to: itself, or both branches of a choice."""
    if isinstance(node, ast.IfExp):
        return _outcomes(node.body) + _outcomes(node.orelse)
    return [node] if isinstance(node, ast.Constant) else []


def test_every_act_that_is_written_has_a_name_in_both_languages() -> None:
    written = written_acts()
    assert len(written) > 20
    assert {act: place for act, place in written.items() if act not in known_acts()} == {}
    assert all(zh and en for zh, en in known_acts().values())


def test_one_act_has_one_name() -> None:
    with pytest.raises(ActNamedTwice):
        add_acts({"grant-role": ("别的名字", "another name")})
    assert act_name("of-an-older-version") == ("of-an-older-version", "of-an-older-version")


@pytest.mark.django_db
def test_entries_are_neither_changed_nor_deleted(here: City) -> None:
    for change in (
        lambda: Entry.objects.update(act="nothing"),
        lambda: Entry.objects.all().delete(),
        lambda: Entry.objects.filter(act="end-role").update(body="{}"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert acts() == ["delegate-role", "end-role"]


@pytest.mark.django_db(transaction=True)
def test_an_entry_is_written_in_its_acts_transaction_only(now: dt.datetime) -> None:
    here = city(now)
    with pytest.raises(OutsideTransaction):
        write_entry("grant-role", actor=None, now=now, on=here.factory)


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["supervisor", "operator"])
def test_supervisors_and_operators_read_it(here: City, who: str) -> None:
    reader = browser(getattr(here, who))
    page = text(reader.get("/ledger/"))
    assert "委托角色" in page and "结束授权" in page and "人事甲" in page
    entry = Entry.objects.get(act="delegate-role")
    assert "委托角色" in text(reader.get(f"/ledger/{entry.number}/"))
    about = text(reader.get(f"/ledger/about/grant/{entry.object_id}/"))
    assert "委托角色" in about and "结束授权" in about
    reader.cookies["language"] = "en"
    assert "delegate a role" in text(reader.get("/ledger/"))


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["officer", "rival_officer", "clerk", "secretary", "applicant"])
def test_nobody_else_does_on_any_channel(here: City, who: str) -> None:
    reader = browser(getattr(here, who))
    entry = Entry.objects.get(act="delegate-role")
    for page in (
        "/ledger/",
        "/ledger/?q=erin",
        "/ledger/?export=xlsx",
        f"/ledger/{entry.number}/",
        f"/ledger/about/grant/{entry.object_id}/",
    ):
        assert reader.get(page).status_code == 404, page
    assert acts() == ["delegate-role", "end-role"], "and no export was recorded"


@pytest.mark.django_db
def test_narrowing_by_act_person_object_and_words(here: City) -> None:
    reader = browser(here.supervisor)
    entry = Entry.objects.get(act="delegate-role")

    def total(**asked: str) -> str:
        return text(reader.get("/ledger/", asked)).split('<p class="soft">')[-1]

    assert " 1 " in total(act="end-role")
    assert " 1 " in total(person=str(here.officer.pk))
    assert " 2 " in total(object_type="grant", object_id=entry.object_id)
    assert " 0 " in total(object_type="organisation")
    assert " 1 " in total(q="人事甲") and " 1 " in total(q="opal")
    assert " 1 " in total(act="end-role", q="运维") and " 0 " in total(act="end-role", q="erin")


@pytest.mark.django_db
def test_an_export_is_an_act_too(here: City) -> None:
    answer = browser(here.supervisor).get("/ledger/", {"export": "xlsx", "act": "end-role"})
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None and sheet.max_row == 2
    last = Entry.objects.latest("number")
    assert (last.act, last.actor) == ("export", here.supervisor)
    assert last.detail == {"list": "ledger", "count": 1, "asked": {"act": "end-role"}}
