"""The first operator of a new installation."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from tests.web.accounts.city import PASSWORD, acts, city
from tests.web.accounts.test_grants import refused
from zhicheng.web.accounts.models import User
from zhicheng.web.accounts.services.first_operator import invite_first_operator
from zhicheng.web.accounts.services.invitations import invitation_of
from zhicheng.web.visibility.standing import standing_of

pytestmark = pytest.mark.django_db


def test_the_printed_link_opens_the_first_operators_account(now: dt.datetime) -> None:
    said = io.StringIO()
    call_command("first_operator", "首位管理员", stdout=said)
    link = said.getvalue().split("\n")[0]
    answer = Client().post(link, {"name": "首位管理员", "username": "first", "password": PASSWORD, "again": PASSWORD})
    assert answer.status_code == 302
    assert standing_of(User.objects.get(username="first"), now).holds("operator")
    assert acts() == ["invite-person", "open-account", "grant-role", "accept-invitation"]


def test_one_link_works_at_a_time(now: dt.datetime) -> None:
    _, first = invite_first_operator("甲", now=now)
    _, second = invite_first_operator("乙", now=now)
    assert refused(lambda: invitation_of(first, now=now)) == ("link-withdrawn",)
    assert invitation_of(second, now=now).name == "乙"


def test_where_there_is_an_operator_nobody_comes_in_this_way(now: dt.datetime) -> None:
    city(now)
    assert refused(lambda: invite_first_operator("甲", now=now)) == ("operator-exists",)
    with pytest.raises(CommandError, match="operator already"):
        call_command("first_operator", "甲")
