"""Tokens: made once, kept as a digest only, bounded, revoked; on pages by their owner and by the operator."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.test import Client

from tests.web.accounts.city import PASSWORD, just_signed_in
from tests.web.people import World, signed_in, standing, world
from zhicheng.procedure.refusal import ActRefused
from zhicheng.web.accounts.models import User
from zhicheng.web.accounts.own_data import export_own_data
from zhicheng.web.ledger.models import Entry
from zhicheng.web.tokens.models import Token
from zhicheng.web.tokens.services import LONGEST, MOST, make_token, note_use, revoke_token, token_of

pytestmark = pytest.mark.django_db
SCOPE = ("read:applications",)


@pytest.fixture
def here(now: dt.datetime) -> World:
    return world(now)


def made(here: World, user: User | None = None, **more: object) -> tuple[Token, str]:
    asked = {"name": "人事系统", "scopes": SCOPE, "last_day": here.now.date() + dt.timedelta(days=9), **more}
    return make_token(**asked, actor=here.as_(user or here.applicant), now=here.now)  # type: ignore[arg-type]


def by_password(user: User) -> Client:
    """A browser in which the person has signed in by password a moment ago."""
    user.set_password(PASSWORD)
    user.save()
    return just_signed_in(user)


def refused(here: World, **more: object) -> tuple[str, ...]:
    with pytest.raises(ActRefused) as caught:
        made(here, **more)
    return caught.value.codes


def test_the_key_is_kept_nowhere_and_opens_its_token(here: World) -> None:
    row, key = made(here)
    assert token_of(key, now=here.now) == row
    row.refresh_from_db()
    kept = json.dumps([str(value) for value in Token.objects.values().get(pk=row.pk).values()])
    assert key not in kept and key[8:] not in kept
    assert row.beginning == key[:8]
    for wrong in ("", "x", key[:-1], key + "x", key.swapcase(), "zc_" + "a" * 43, "\x00"):
        assert token_of(wrong, now=here.now) is None


def test_making_and_revoking_stand_on_the_ledger_without_the_key(here: World) -> None:
    row, key = made(here)
    revoke_token(row, actor=here.as_(here.operator), now=here.now)
    acts = list(Entry.objects.filter(object_type="token").order_by("pk"))
    assert [(one.act, one.role) for one in acts] == [("make-token", ""), ("revoke-token", "operator")]
    assert all(key[3:] not in one.body for one in acts)


def test_a_token_ends_by_its_day_by_being_revoked_and_with_its_account(here: World) -> None:
    row, key = made(here)
    assert token_of(key, now=row.expires_at - dt.timedelta(seconds=1)) == row
    assert token_of(key, now=row.expires_at) is None
    User.objects.filter(pk=here.applicant.pk).update(is_active=False)
    assert token_of(key, now=here.now) is None
    User.objects.filter(pk=here.applicant.pk).update(is_active=True)
    revoke_token(row, actor=here.as_(here.applicant), now=here.now)
    assert token_of(key, now=here.now) is None


def test_nobody_revokes_another_persons_token_but_the_operator(here: World) -> None:
    row, key = made(here)
    for user in (here.other_applicant, here.supervisor, here.employer_officer, here.office_officer):
        with pytest.raises(ActRefused) as caught:
            revoke_token(row, actor=here.as_(user), now=here.now)
        assert caught.value.codes == ("no-right",)
    assert token_of(key, now=here.now) == row
    assert revoke_token(row, actor=here.as_(here.operator), now=here.now).revoked_by == here.operator


def test_what_a_token_must_have_is_said_all_at_once(here: World) -> None:
    past, late = here.now.date() - dt.timedelta(days=1), here.now.date() + LONGEST
    assert refused(here, name=" ", scopes=(), last_day=past) == ("name-missing", "scope-missing", "end-not-in-future")
    assert refused(here, scopes=("read:everything",)) == ("scope-unknown",)
    assert refused(here, last_day=late) == ("token-too-long",)
    assert refused(here, last_day=dt.date.max) == ("token-too-long",)
    for _ in range(MOST):
        made(here)
    assert refused(here) == ("too-many-tokens",)


def test_use_is_noted_to_the_minute(here: World) -> None:
    row, _ = made(here)
    for seconds, wanted in ((0, 0), (59, 0), (60, 60), (30, 60)):
        note_use(Token.objects.get(pk=row.pk), now=here.now + dt.timedelta(seconds=seconds))
        found = Token.objects.get(pk=row.pk).last_used_at
        assert found is not None
        assert (found - here.now).seconds == (30 if (seconds, wanted) == (30, 60) else wanted)


def test_the_page_shows_the_key_once_and_then_only_its_beginning(here: World) -> None:
    browser = by_password(here.applicant)
    day = (here.now.date() + dt.timedelta(days=9)).isoformat()
    said = {"name": "人事系统", "scopes": list(SCOPE), "last_day": day}
    page = browser.post("/account/tokens/new/", said)
    row = Token.objects.get()
    key = next(
        word for word in page.content.decode().replace("<", " ").replace(">", " ").split() if word.startswith("zc_")
    )
    assert page.status_code == 200
    assert token_of(key, now=here.now) == row
    listed = browser.get("/account/tokens/").content.decode()
    assert key[:8] in listed and key not in listed
    assert browser.post(f"/tokens/{row.pk}/revoke/").status_code == 302
    assert token_of(key, now=here.now) is None


def test_a_form_with_mistakes_makes_nothing(here: World) -> None:
    browser = by_password(here.applicant)
    answer = browser.post("/account/tokens/new/", {"name": "x", "scopes": ["act:everything"], "last_day": "2020-01-01"})
    assert answer.status_code == 422
    answer = browser.post("/account/tokens/new/", {"name": "x", "scopes": list(SCOPE), "last_day": "2020-01-01"})
    assert answer.status_code == 422
    assert not Token.objects.exists()


def test_making_one_asks_for_the_password_again_where_signing_in_is_not_recent(here: World) -> None:
    answer = signed_in(here.applicant).post("/account/tokens/new/", {"name": "x"})
    assert answer.status_code == 302
    assert "reauthenticate" in answer.headers["Location"]


def test_others_tokens_are_not_there_for_anybody_but_the_operator(here: World) -> None:
    row, _ = made(here)
    assert "人事系统" not in signed_in(here.other_applicant).get("/account/tokens/").content.decode()
    for user in (here.other_applicant, here.supervisor, here.office_officer):
        browser = signed_in(user)
        assert browser.post(f"/tokens/{row.pk}/revoke/").status_code == 404
        assert browser.get("/organisations/tokens/").status_code == 404
        assert browser.get(f"/organisations/tokens/{row.pk}/").status_code == 404
    assert Client().get("/account/tokens/").status_code == 302
    operator = signed_in(here.operator)
    assert "人事系统" in operator.get("/organisations/tokens/").content.decode()
    assert (
        operator.post(f"/tokens/{row.pk}/revoke/", {"next": "//elsewhere.example/"}).headers["Location"]
        == "/account/tokens/"
    )
    assert "已作废" in operator.get(f"/organisations/tokens/{row.pk}/").content.decode()


def test_the_own_data_tell_of_tokens_without_their_digests(here: World) -> None:
    row, _ = made(here)
    archive = export_own_data(here.applicant, actor=standing(here.applicant, here.now), now=here.now)
    assert row.digest.encode() not in archive
