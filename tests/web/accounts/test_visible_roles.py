"""Roles, invitations and accounts as rows: who sees and does what, by the one predicate."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db.models import Model

from tests.web.accounts.city import City, city
from zhicheng.web.accounts.models import Grant, Invitation, Organisation, User
from zhicheng.web.accounts.services.grants import grant_role
from zhicheng.web.accounts.services.invitations import invite_person
from zhicheng.web.visibility.scope import visible
from zhicheng.web.visibility.standing import VISITOR

pytestmark = pytest.mark.django_db
UNTIL = dt.date(2026, 12, 31)


@pytest.fixture
def here(now: dt.datetime) -> City:
    made = city(now)
    officer = made.as_(made.officer)
    grant_role(made.colleague, "employer", made.factory, until=UNTIL, actor=officer, now=now)
    invite_person("新同事", "employer", made.factory, until=UNTIL, actor=officer, now=now)
    return made


def count(here: City, who: str, act: str, model: type[Model], **where: Any) -> int:
    standing = here.as_(getattr(here, who)) if who != "visitor" else VISITOR
    return visible(standing, act, model._default_manager.filter(**where)).count()


@pytest.mark.parametrize(
    ("who", "sees", "ends"),
    [
        ("operator", 2, 2),
        ("supervisor", 2, 0),
        ("officer", 2, 2),
        ("colleague", 2, 1),
        ("rival_officer", 0, 0),
        ("clerk", 0, 0),
        ("secretary", 0, 0),
        ("applicant", 0, 0),
        ("visitor", 0, 0),
    ],
)
def test_the_roles_of_an_organisation(here: City, who: str, sees: int, ends: int) -> None:
    assert count(here, who, "view", Grant, organisation=here.factory) == sees
    assert count(here, who, "end", Grant, organisation=here.factory) == ends


@pytest.mark.parametrize(
    ("who", "sees", "withdraws"),
    [
        ("operator", 1, 1),
        ("officer", 1, 1),
        ("colleague", 1, 0),
        ("supervisor", 0, 0),
        ("rival_officer", 0, 0),
        ("clerk", 0, 0),
        ("applicant", 0, 0),
        ("visitor", 0, 0),
    ],
)
def test_the_invitations_of_an_organisation(here: City, who: str, sees: int, withdraws: int) -> None:
    assert count(here, who, "view", Invitation) == sees
    assert count(here, who, "withdraw", Invitation) == withdraws


@pytest.mark.parametrize(
    "act", ["view", "change", "unmask", "export", "link", "close", "correct-number", "remove-second-factor"]
)
@pytest.mark.parametrize("who", ["operator", "supervisor", "officer", "clerk", "secretary", "applicant", "visitor"])
def test_the_accounts(here: City, who: str, act: str) -> None:
    everybody = User.objects.count()
    own = 0 if who == "visitor" else 1
    expected = {
        "view": everybody if who == "operator" else own,
        "change": own,
        "unmask": own,
        "export": own,
    }.get(act, everybody if who == "operator" else 0)
    assert count(here, who, act, User) == expected


@pytest.mark.parametrize("act", ["create", "change", "grant", "import", "export", "view"])
@pytest.mark.parametrize("who", ["operator", "supervisor", "officer", "clerk", "secretary", "applicant", "visitor"])
def test_the_organisations(here: City, who: str, act: str) -> None:
    own = 1 if who in ("officer", "clerk", "secretary") else 0
    everything = 4
    expected = {
        "view": everything if who in ("operator", "supervisor") else own,
        "grant": everything if who == "operator" else own,
    }.get(act, everything if who == "operator" else 0)
    assert count(here, who, act, Organisation) == expected
