"""Roles: who grants what, delegation, and that it ends with its source."""

# ruff: noqa: E731

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable

import pytest
from django.db import connection

from tests.web.accounts.city import City, acts, browser, city, open_roles, text
from zhicheng.procedure.refusal import ActRefused
from zhicheng.web.accounts.models import Grant, Organisation, User
from zhicheng.web.accounts.services.grants import end_grant, grant_role
from zhicheng.web.visibility.standing import standing_of

UNTIL = dt.date(2026, 12, 31)


@pytest.fixture
def here(now: dt.datetime) -> City:
    return city(now)


def refused(act: Callable[[], object]) -> tuple[str, ...]:
    with pytest.raises(ActRefused) as caught:
        act()
    assert all(one.text[0] and one.text[1] for one in caught.value.refusals), "said in both languages"
    return caught.value.codes


def passed_on(here: City, *, until: dt.date = UNTIL) -> Grant:
    return grant_role(here.colleague, "employer", here.factory, until=until, actor=here.as_(here.officer), now=here.now)


@pytest.mark.django_db
def test_the_operator_grants_any_role_of_the_organisations_kind(here: City) -> None:
    made = grant_role(here.colleague, "employer", here.factory, until=None, actor=here.as_(here.operator), now=here.now)
    assert made.delegated_from is None
    assert standing_of(here.colleague, here.now).holds("employer", here.factory.pk)
    assert acts() == ["grant-role"]


@pytest.mark.django_db
def test_a_role_of_another_kind_of_organisation_is_refused(here: City) -> None:
    act = lambda: grant_role(
        here.colleague, "department", here.factory, until=None, actor=here.as_(here.operator), now=here.now
    )
    assert refused(act) == ("role-not-of-this-organisation",)


@pytest.mark.django_db
def test_a_holder_passes_the_role_on_until_a_day(here: City) -> None:
    made = passed_on(here)
    assert made.delegated_from is not None and made.delegated_from.user == here.officer
    assert acts() == ["delegate-role"]
    last_minute = dt.datetime(2026, 12, 31, 23, 59, tzinfo=here.now.tzinfo)
    assert standing_of(here.colleague, last_minute).holds("employer", here.factory.pk)
    assert not standing_of(here.colleague, last_minute + dt.timedelta(minutes=1)).holds("employer", here.factory.pk)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "place", "until", "codes"),
    [
        ("applicant", "factory", UNTIL, ("no-right",)),
        ("rival_officer", "factory", UNTIL, ("no-right",)),
        ("supervisor", "factory", UNTIL, ("no-right",)),
        ("officer", "factory", None, ("delegation-needs-an-end",)),
        ("officer", "factory", dt.date(2026, 10, 11), ("end-not-in-future",)),
        ("clerk", None, UNTIL, ("no-right",)),
    ],
)
def test_who_may_not_pass_on_what(
    here: City, who: str, place: str | None, until: dt.date | None, codes: tuple[str, ...]
) -> None:
    where = getattr(here, place) if place else None
    role = "employer" if place else "operator"
    assert (
        refused(
            lambda: grant_role(
                here.colleague, role, where, until=until, actor=here.as_(getattr(here, who)), now=here.now
            )
        )
        == codes
    )
    assert open_roles(here.colleague) == [] and acts() == []


@pytest.mark.django_db
def test_a_delegation_does_not_outlast_its_source(here: City) -> None:
    Grant.objects.filter(user=here.officer).update(valid_until=here.now + dt.timedelta(days=10))
    assert refused(lambda: passed_on(here)) == ("delegation-outlasts-source",)
    passed_on(here, until=dt.date(2026, 10, 20))


@pytest.mark.django_db
def test_a_delegated_role_is_not_delegated_again(here: City) -> None:
    passed_on(here)
    act = lambda: grant_role(
        here.applicant, "employer", here.factory, until=UNTIL, actor=here.as_(here.colleague), now=here.now
    )
    assert refused(act) == ("delegation-not-passed-on",)


@pytest.mark.django_db
def test_nobody_grants_to_themselves_nor_twice(here: City) -> None:
    act = lambda: grant_role(
        here.officer, "employer", here.factory, until=UNTIL, actor=here.as_(here.officer), now=here.now
    )
    assert refused(act) == ("grant-to-oneself", "grant-already-held")
    passed_on(here)
    assert refused(lambda: passed_on(here)) == ("grant-already-held",)


@pytest.mark.django_db
def test_nothing_is_granted_in_a_closed_organisation_nor_to_a_closed_account(here: City) -> None:
    Organisation.objects.filter(pk=here.factory.pk).update(closed_at=here.now)
    here.factory.refresh_from_db()
    act = lambda: grant_role(
        here.colleague, "employer", here.factory, until=None, actor=here.as_(here.operator), now=here.now
    )
    assert refused(act) == ("organisation-closed",)
    User.objects.filter(pk=here.colleague.pk).update(is_active=False)
    act = lambda: grant_role(
        here.colleague, "employer", here.rival, until=None, actor=here.as_(here.operator), now=here.now
    )
    assert refused(act) == ("account-unknown",)


@pytest.mark.django_db
def test_a_delegation_ends_with_its_source(here: City) -> None:
    passed_on(here)
    source = Grant.objects.get(user=here.officer)
    end_grant(source, actor=here.as_(here.operator), now=here.now)
    assert open_roles(here.officer) == open_roles(here.colleague) == []
    assert not standing_of(here.colleague, here.now).holds("employer", here.factory.pk)
    assert acts() == ["delegate-role", "end-role", "end-role"]


@pytest.mark.django_db
def test_whoever_passed_a_role_on_takes_it_back(here: City) -> None:
    made = passed_on(here)
    end_grant(made, actor=here.as_(here.officer), now=here.now)
    assert open_roles(here.colleague) == [] and open_roles(here.officer) == ["employer"]


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["rival_officer", "supervisor", "clerk", "applicant"])
def test_others_end_nothing(here: City, who: str) -> None:
    made = passed_on(here)
    assert refused(lambda: end_grant(made, actor=here.as_(getattr(here, who)), now=here.now)) == ("no-right",)
    assert browser(getattr(here, who)).post(f"/roles/{made.pk}/end/").status_code == 404


@pytest.mark.django_db
def test_a_role_ends_once(here: City) -> None:
    made = passed_on(here)
    end_grant(made, actor=here.as_(here.operator), now=here.now)
    assert refused(lambda: end_grant(made, actor=here.as_(here.operator), now=here.now)) == ("grant-ended",)


@pytest.mark.django_db
def test_the_last_operator_stays(here: City) -> None:
    first, second = Grant.objects.filter(role="operator").order_by("pk")
    end_grant(second, actor=here.as_(here.operator), now=here.now)
    assert refused(lambda: end_grant(first, actor=here.as_(here.operator), now=here.now)) == ("last-operator",)


def _together(*calls: Callable[[], object]) -> list[str]:
    """Run calls at the same time, each on its own connection; what each came to."""
    barrier = threading.Barrier(len(calls))
    ends: list[str] = []

    def run(call: Callable[[], object]) -> None:
        barrier.wait()
        try:
            call()
            ends.append("done")
        except ActRefused as caught:
            ends.append(",".join(caught.codes))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return sorted(ends)


@pytest.mark.django_db(transaction=True)
def test_two_operators_who_end_each_other_at_once_do_not_both_win(now: dt.datetime) -> None:
    here = city(now)
    first, second = Grant.objects.filter(role="operator").order_by("pk")
    one, other = here.as_(here.operator), here.as_(here.second_operator)
    ends = _together(lambda: end_grant(second, actor=one, now=now), lambda: end_grant(first, actor=other, now=now))
    assert ends == ["done", "no-right"]
    assert Grant.objects.filter(role="operator", ended_at=None).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_grant_the_same_role_at_once_do_not_both_win(now: dt.datetime) -> None:
    here = city(now)
    calls = [
        lambda who=who: grant_role(here.colleague, "employer", here.factory, until=UNTIL, actor=here.as_(who), now=now)
        for who in (here.operator, here.officer)
    ]
    assert _together(*calls) == ["done", "grant-already-held"]
    assert open_roles(here.colleague) == ["employer"]


@pytest.mark.django_db(transaction=True)
def test_a_delegation_made_while_its_source_ends_does_not_outlive_it(now: dt.datetime) -> None:
    here = city(now)
    source = Grant.objects.get(user=here.officer)
    actor, operator = here.as_(here.officer), here.as_(here.operator)
    _together(
        lambda: grant_role(here.colleague, "employer", here.factory, until=UNTIL, actor=actor, now=now),
        lambda: end_grant(source, actor=operator, now=now),
    )
    assert open_roles(here.colleague) == []


@pytest.mark.django_db
def test_the_page_grants_and_says_what_is_wrong_beside_the_field(here: City) -> None:
    page = f"/organisations/{here.factory.pk}/roles/"
    officer = browser(here.officer)
    answer = officer.post(page, {"username": "nobody-of-this-name", "role": "employer", "until": "2026-12-31"})
    assert answer.status_code == 422 and "没有这一用户名" in text(answer)
    assert officer.post(page, {"username": "cole", "role": "employer", "until": "2026-12-31"}).status_code == 302
    assert "同事乙" in text(officer.get(f"/organisations/{here.factory.pk}/"))
    assert (
        browser(here.rival_officer)
        .post(page, {"username": "rita", "role": "employer", "until": "2026-12-31"})
        .status_code
        == 404
    )
