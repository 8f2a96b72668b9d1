"""Nothing leaks through the interface: of every object, each person's list is what the table of visibility gives them.

Rows stand at every stage, and who is tied to which row is written down by hand (``tests/web/visibility``). Everybody
asks for every list, and for some single rows, by a program of their own: what is not in the list answers 404. An own
matter is seen as an applicant sees it, whatever offices one holds besides.
"""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.cache import cache
from django.test import Client

from tests.web.api.asking import BASE, read
from tests.web.visibility.rows import ROWS
from tests.web.visibility.test_table import expected
from tests.web.visibility.tied import Tied, peopled
from zhicheng.web.accounts.models import User
from zhicheng.web.api.api import api
from zhicheng.web.api.rows.resource import Resource, resources
from zhicheng.web.ledger.models import Entry
from zhicheng.web.tokens.models import Token
from zhicheng.web.tokens.scopes import SCOPES
from zhicheng.web.tokens.services import digest_of
from zhicheng.web.visibility.scope import registered
from zhicheng.web.visibility.standing import VISITOR, Standing

pytestmark = [pytest.mark.django_db, pytest.mark.long]
assert api

NOT_GIVEN = {
    "person": "identity numbers are shown on pages only, once, with a reason",
    "objector": "senders are shown on pages only, with a reason",
    "clock": "the stated clock is moved on its page",
    "token": "tokens are made and revoked on pages",
    "eligible-application": "an act on an application, not a thing of its own",
    "applicant-name": "only for naming an applicant in a tie",
}
"""Objects of the table of which the interface gives no rows, and why."""


def name_of(resource: Resource) -> str:
    """The object of the table that a kind of object is."""
    if resource.as_object:
        return resource.as_object
    return next(name for name, (model, _) in registered().items() if model is resource.model)


OBJECTS = {name_of(one): one for one in resources().values()}


def test_every_object_of_the_table_is_given_or_left_out_for_a_reason() -> None:
    assert set(OBJECTS) | set(NOT_GIVEN) == set(ROWS)
    assert not set(OBJECTS) & set(NOT_GIVEN)


def asked_by_everybody(now: dt.datetime) -> dict[str, Client]:
    """The people of the world, and a visitor, each with a program."""
    clients = {"": Client()}
    for user in User.objects.order_by("pk"):
        key = f"zc_{user.pk:043}"
        row = {"user": user, "name": "程序", "scopes": list(SCOPES), "beginning": key[:8], "digest": digest_of(key)}
        Token.objects.create(**row, made_at=now, expires_at=now + dt.timedelta(days=1))
        clients[user.username] = Client(headers={"Authorization": f"Bearer {key}"})
    return clients


@pytest.mark.parametrize("name", OBJECTS)
def test_everybody_gets_the_rows_that_are_theirs_to_see_and_no_other(name: str, now: dt.datetime) -> None:
    here, resource = peopled(now), OBJECTS[name]
    rows = [one for one in ROWS[name](here) if _given(resource, one)]
    clients = asked_by_everybody(now)
    people = {who: VISITOR if not who else here.as_(User.objects.get(username=who)) for who in clients}
    wanted = expected(name, people, rows, ("view",))
    keys = {one.row.pk: getattr(one.row, resource.key) for one in rows}
    tried = 0
    for who, client in clients.items():
        cache.clear()
        theirs = {
            pk
            for one, _, pk in wanted
            if one == who
            and not _own_by_office(resource, pk, people[who])
            and not _kept_back(resource, pk, people[who])
        }
        if who or resource.public:
            key = "id" if resource.key == "pk" else resource.key
            listed = {one[key] for one in read(client, resource.path)} & set(keys.values())
            assert listed == {keys[pk] for pk in theirs}, (name, who)
        hidden_ones = [pk for pk in keys if pk not in theirs][:3]
        for pk, asked in [(pk, keys[pk]) for pk in (*sorted(theirs)[:3], *hidden_ones)]:
            answer = client.get(f"{BASE}/{resource.path}/{asked}")
            hidden = 404 if who or resource.public else 401
            assert answer.status_code == (200 if pk in theirs else hidden), (name, who, pk)
            tried += pk not in theirs
    assert tried and wanted


def _given(resource: Resource, one: Tied) -> bool:
    rows = resource.model._default_manager.filter(pk=one.row.pk)
    found = (rows if resource.only is None else resource.only(rows)).first()
    if isinstance(found, Entry):
        one.row = found
    return found is not None


def _kept_back(resource: Resource, pk: object, standing: Standing) -> bool:
    """Whether a row about somebody else is not for others yet."""
    if resource.for_others is None:
        return False
    rows = resource.model._default_manager.filter(pk=pk)
    own = standing.user_id is not None and rows.filter(**{resource.about: standing.user_id}).exists()
    return not own and not rows.filter(resource.for_others).exists()


def _own_by_office(resource: Resource, pk: object, standing: Standing) -> bool:
    """Whether a row is about the person, who would see it only by an office."""
    if not resource.about or standing.user_id is None or not standing.offices:
        return False
    about_them = resource.model._default_manager.filter(pk=pk, **{resource.about: standing.user_id}).exists()
    return about_them and not resource.seen(Standing(standing.user_id)).filter(pk=pk).exists()
