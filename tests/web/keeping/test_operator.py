"""The first operator of an installation."""

from __future__ import annotations

import datetime as dt

import pytest

from zhicheng.vocabulary.problems import Refused
from zhicheng.web.accounts.models import User
from zhicheng.web.keeping.operator import make_operator
from zhicheng.web.ledger.models import Entry
from zhicheng.web.visibility.standing import standing_of


@pytest.mark.django_db
def test_an_operator_can_sign_in_holds_the_role_and_is_on_the_ledger(now: dt.datetime) -> None:
    user = make_operator("root-of-all", name="运维", password="a password that is long", now=now)
    assert user.check_password("a password that is long")
    assert standing_of(user, now).holds("operator")
    entry = Entry.objects.get(act="grant-role")
    assert (entry.actor_id, entry.detail) == (None, {"role": "operator"})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("username", "password", "said"),
    [
        ("taken", "a password that is long", "登录名已被使用"),
        ("new", "short", "10"),
        ("a b", "a password that is long", ""),
    ],
)
def test_what_is_taken_or_weak_is_refused_and_nothing_is_made(
    username: str, password: str, said: str, now: dt.datetime
) -> None:
    User.objects.create(username="taken")
    with pytest.raises(Refused, match=said):
        make_operator(username, name="", password=password, now=now)
    assert User.objects.count() == 1
    assert not Entry.objects.filter(act="grant-role").exists()
