"""A pool is gathered, established, adjusted by the rules of the newest round; whoever joins it is qualified."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.web.experts.pooled import a_pool, facts, members
from tests.web.people import World, a_round, person
from tests.web.review.ground import closed
from zhicheng.procedure.refusal import ActRefused
from zhicheng.web.accounts.models import Organisation
from zhicheng.web.experts.models import Expert, Pool
from zhicheng.web.experts.process import POOL, newest_round
from zhicheng.web.experts.services.enlisting import add_expert, change_expert, remove_expert, withdraw_right
from zhicheng.web.experts.services.pools import change_pool, found_pool, take_pool_further
from zhicheng.web.ledger.models import Entry
from zhicheng.web.review.acting import offers
from zhicheng.web.visibility.scope import visible

pytestmark = pytest.mark.django_db

QTI = "zj-qti-2023/senior-engineer"


def codes(refused: pytest.ExceptionInfo[ActRefused]) -> list[str]:
    return [one.code for one in refused.value.refusals]


@pytest.fixture
def here(now: dt.datetime) -> World:
    return closed(now)


def test_a_pool_is_established_with_its_day_and_an_entry(here: World) -> None:
    pool = a_pool(here)
    assert (pool.state, pool.adjusted_on) == ("in-force", here.now.date())
    assert Entry.objects.filter(act="pool-establish").count() == 1
    assert len({one.code for one in pool.experts.all()}) == 8


def test_only_the_own_office_gathers_a_pool(here: World) -> None:
    for user in (here.applicant, here.employer_officer, here.supervisor, here.operator):
        with pytest.raises(ActRefused) as refused:
            found_pool(here.office, "别家", [here.round.track], actor=here.as_(user), now=here.now)
        assert codes(refused) == ["no-right"]
    pool = a_pool(here, in_force=False)
    with pytest.raises(ActRefused) as refused:
        add_expert(pool, facts(50), actor=here.as_(here.supervisor), now=here.now)
    assert codes(refused) == ["no-right"]


def test_another_office_sees_neither_pool_nor_expert(here: World) -> None:
    pool = a_pool(here)
    elsewhere = Organisation.objects.create(name="另一高评委办公室", kind="committee-office")
    other = here.as_(person("oona", here.now, ("committee-office", elsewhere)))
    for standing in (other, here.as_(here.applicant), here.as_(here.employer_officer)):
        assert not visible(standing, "view", Pool.objects.all()).exists()
        assert not visible(standing, "view", Expert.objects.all()).exists()
    assert visible(here.as_(here.supervisor), "view", Expert.objects.all()).count() == 8
    with pytest.raises(ActRefused) as refused:
        add_expert(pool, facts(50), actor=other, now=here.now)
    assert codes(refused) == ["no-right"]


def test_one_track_has_one_pool(here: World) -> None:
    a_pool(here)
    office = here.as_(here.office_officer)
    with pytest.raises(ActRefused) as refused:
        found_pool(here.office, "物联网专家库", [here.round.track], actor=office, now=here.now)
    assert codes(refused) == ["pool-name-taken", "track-has-a-pool"]
    with pytest.raises(ActRefused) as refused:
        found_pool(here.office, "", ["zj-nothing/x"], actor=office, now=here.now)
    assert codes(refused) == ["pool-name-missing", "track-unknown"]


def test_without_a_round_no_rule_is_guessed(here: World) -> None:
    office = here.as_(here.office_officer)
    pool = found_pool(here.office, "机器人", ["zj-robot-2026/senior-engineer"], actor=office, now=here.now)
    assert newest_round(pool) is None
    with pytest.raises(ActRefused) as refused:
        take_pool_further(pool, "establish", actor=office, now=here.now, version=pool.version)
    assert codes(refused) == ["no-round-for-pool"]


def test_the_newest_round_of_a_track_binds(here: World) -> None:
    pool = a_pool(here)
    later = a_round(here.round.track, here.office, tiers=2, now=here.now, code="iot-2027")
    later.year = 2027
    later.save()
    elsewhere = Organisation.objects.create(name="另一高评委办公室", kind="committee-office")
    a_round(here.round.track, elsewhere, tiers=2, now=here.now, code="other-2028")
    assert newest_round(pool) == later


def test_what_the_document_asks_of_a_pool_stands_against_it(now: dt.datetime) -> None:
    """The document for quality asks for fifty experts, chairs listed, and a title held long enough."""
    here = closed(now, QTI)
    pool = a_pool(here, 3, in_force=False)
    office = here.as_(here.office_officer)
    pool.experts.exclude(listed_as="member").delete()
    one = members(pool)[0]
    one.title_since = now.date() - dt.timedelta(days=365)
    one.save()
    with pytest.raises(ActRefused) as refused:
        take_pool_further(pool, "establish", actor=office, now=now, version=pool.version)
    assert codes(refused) == ["expert-not-qualified", "pool-too-small", "chairs-pool-missing"]
    assert one.code in str(refused.value.refusals[0].text)
    assert all(one.clause for one in refused.value.refusals)


def test_into_a_pool_in_force_comes_only_who_is_qualified(now: dt.datetime) -> None:
    here = closed(now, QTI)
    pool = a_pool(here, 52)
    office = here.as_(here.office_officer)
    young = facts(70, title="vice-senior", title_since=dt.date(2024, 1, 1))
    with pytest.raises(ActRefused) as refused:
        add_expert(pool, young, actor=office, now=now)
    assert codes(refused) == ["expert-not-qualified"]
    assert not Expert.objects.filter(name=young.name).exists()
    old = facts(70, title="vice-senior", title_since=dt.date(2010, 1, 1))
    assert add_expert(pool, old, actor=office, now=now).pk
    entry = Entry.objects.get(act="pool-add-expert")
    assert (entry.object_type, entry.role) == ("pool", "committee-office")


def test_nobody_leaves_a_pool_that_would_be_too_small_but_a_right_is_withdrawn(now: dt.datetime) -> None:
    here = closed(now, QTI)
    pool = a_pool(here, 50)
    office, one = here.as_(here.office_officer), members(pool)[0]
    with pytest.raises(ActRefused) as refused:
        remove_expert(one, "调离", actor=office, now=now, version=one.version)
    assert codes(refused) == ["pool-too-small"]
    with pytest.raises(ActRefused) as refused:
        withdraw_right(one, " ", actor=here.as_(here.supervisor), now=now, version=one.version)
    assert codes(refused) == ["reason-missing"]
    gone = withdraw_right(one, "违反评审纪律", actor=here.as_(here.supervisor), now=now, version=one.version)
    assert (gone.right_withdrawn, gone.left_on, gone.left_because) == (True, now.date(), "违反评审纪律")
    assert Entry.objects.get(act="withdraw-right-to-review").role == "supervisor"
    with pytest.raises(ActRefused) as refused:
        add_expert(pool, facts(3, title_since=one.title_since), actor=office, now=now)
    assert codes(refused) == ["right-withdrawn"]


def test_a_removal_has_its_reason_and_happens_once(here: World) -> None:
    pool = a_pool(here)
    office, one = here.as_(here.office_officer), members(pool)[0]
    with pytest.raises(ActRefused) as refused:
        remove_expert(one, "", actor=office, now=here.now, version=one.version)
    assert codes(refused) == ["reason-missing"]
    remove_expert(one, "调离", actor=office, now=here.now, version=one.version)
    with pytest.raises(ActRefused) as refused:
        remove_expert(one, "调离", actor=office, now=here.now, version=None)
    assert codes(refused) == ["not-in-pool"]
    assert Entry.objects.filter(act="pool-remove-expert").count() == 1


def test_a_stale_page_changes_nothing(here: World) -> None:
    pool = a_pool(here)
    office, one = here.as_(here.office_officer), members(pool)[0]
    change_expert(one, facts(3, region="宁波市"), actor=office, now=here.now, version=one.version)
    for act in (
        lambda: change_expert(one, facts(3, region="温州市"), actor=office, now=here.now, version=one.version),
        lambda: remove_expert(one, "调离", actor=office, now=here.now, version=one.version),
        lambda: withdraw_right(one, "违纪", actor=office, now=here.now, version=one.version),
        lambda: change_pool(pool, "新名", pool.tracks, actor=office, now=here.now, version=pool.version - 1),
    ):
        with pytest.raises(ActRefused) as refused:
            act()
        assert codes(refused) == ["stale-page"]
    one.refresh_from_db()
    assert (one.region, one.left_on) == ("宁波市", None)


def test_an_adjustment_renews_the_share_that_the_document_asks_for(here: World) -> None:
    """A third of six members: two must have joined since it began."""
    pool = a_pool(here, 6)
    office = here.as_(here.office_officer)
    pool = take_pool_further(pool, "begin-adjustment", actor=office, now=here.now, version=pool.version)
    assert pool.before == 6
    add_expert(pool, facts(60), actor=office, now=here.now)
    pool.refresh_from_db()
    with pytest.raises(ActRefused) as refused:
        take_pool_further(pool, "finish-adjustment", actor=office, now=here.now, version=pool.version)
    assert codes(refused) == ["renewal-too-small"]
    add_expert(pool, facts(61), actor=office, now=here.now)
    later = here.now + dt.timedelta(days=3)
    pool.refresh_from_db()
    pool = take_pool_further(pool, "finish-adjustment", actor=office, now=later, version=pool.version)
    assert (pool.state, pool.adjusted_on) == ("in-force", later.date())


def test_a_page_is_offered_what_stands_against_an_act(now: dt.datetime) -> None:
    here = closed(now, QTI)
    pool = a_pool(here, 3, in_force=False)
    offered = {one.act: one for one in offers(POOL, pool, actor=here.as_(here.office_officer), now=now)}
    assert [one.code for one in offered["establish"].against] == ["pool-too-small"]
    assert not offers(POOL, pool, actor=here.as_(here.supervisor), now=now)
