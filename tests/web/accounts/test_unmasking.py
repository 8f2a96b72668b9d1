"""A personal number shown through an application: right, reason, entry; to nobody else."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.web.accounts.city import NUMBER, City, city
from tests.web.accounts.test_grants import refused
from tests.web.accounts.test_waiting import a_round, an_application
from zhicheng.web.accounts.models import User
from zhicheng.web.accounts.services.own_account import enter_personal_number
from zhicheng.web.accounts.services.unmasking import unmask_personal_number
from zhicheng.web.applications.models import Application
from zhicheng.web.ledger.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(now: dt.datetime) -> City:
    made = city(now)
    enter_personal_number(made.applicant, NUMBER, actor=made.as_(made.applicant), now=now, version=1)
    return made


def shown(here: City, application: Application, who: User, reason: str = "与身份证原件核对") -> str:
    return unmask_personal_number(application, actor=here.as_(who), now=here.now, reason=reason)


def test_the_unit_that_has_it_in_hand_sees_it_with_a_reason(here: City) -> None:
    application = an_application(here, a_round(here), "at-employer", holder=here.factory)
    assert refused(lambda: shown(here, application, here.officer, "  ")) == ("reason-needed",)
    assert shown(here, application, here.officer) == NUMBER
    entry = Entry.objects.latest("number")
    assert (entry.act, entry.actor, entry.object_type, entry.detail) == (
        "unmask",
        here.officer,
        "application",
        {"reason": "与身份证原件核对"},
    )


@pytest.mark.parametrize("who", ["rival_officer", "clerk", "secretary", "supervisor", "operator", "colleague"])
def test_nobody_else_does_while_it_is_there(here: City, who: str) -> None:
    application = an_application(here, a_round(here), "at-employer", holder=here.factory)
    assert refused(lambda: shown(here, application, getattr(here, who))) == ("no-right",)
    assert not Entry.objects.filter(act="unmask").exists()


def test_the_right_moves_on_with_the_application(here: City) -> None:
    application = an_application(here, a_round(here), "at-department", holder=here.department)
    assert shown(here, application, here.clerk) == NUMBER
    assert refused(lambda: shown(here, application, here.officer)) == ("no-right",)


def test_a_draft_is_nobodys_but_the_applicants(here: City) -> None:
    application = an_application(here, a_round(here), "draft")
    assert refused(lambda: shown(here, application, here.officer)) == ("no-right",)
    assert shown(here, application, here.applicant) == NUMBER


def test_an_application_without_a_number_says_so(here: City) -> None:
    application = an_application(here, a_round(here), "at-employer", applicant=here.colleague, holder=here.factory)
    assert refused(lambda: shown(here, application, here.officer)) == ("no-personal-number",)
