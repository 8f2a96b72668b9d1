"""Who reads the details that an entry only promises: the supervisor; the operator sees that there are some."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.web.ledger.entries import entered, number_at_once
from tests.web.people import World, signed_in, world
from zhicheng.web.ledger.models import Entry

pytestmark = pytest.mark.django_db
SECRET = "小组意见：业绩与事实不符"


@pytest.fixture
def here(now: dt.datetime) -> World:
    number_at_once()
    return world(now)


def an_entry(here: World) -> Entry:
    """One with an open detail and a sealed one."""
    return entered(here.now, ("deliberation", "7"), here.supervisor, count=3, opinion=SECRET)


def test_the_operator_sees_what_stands_open_and_which_details_are_sealed(here: World) -> None:
    address = f"/ledger/{an_entry(here).number}/"
    operator = signed_in(here.operator).get(address).content.decode()
    assert SECRET not in operator and "opinion" in operator and "仅监管方可读" in operator
    assert SECRET in signed_in(here.supervisor).get(address).content.decode()


def test_nor_does_a_proof_or_the_bundle_open_it_for_them(here: World) -> None:
    number = an_entry(here).number
    for user, opens in ((here.operator, False), (here.supervisor, True)):
        client = signed_in(user)
        proof = b"".join(client.post(f"/ledger/{number}/proof/")).decode()
        assert (SECRET in proof or SECRET.encode("unicode_escape").decode() in proof) is opens, user
        assert SECRET not in b"".join(client.post("/ledger/bundle/")).decode()
