"""Handing in with the promise in one act, and that an act reads no more of the database than it looks at."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.web.people import World, a_draft, signed_in, world
from zhicheng.procedure.application_facts import ApplicationFacts
from zhicheng.procedure.refusal import ActRefused
from zhicheng.web.applications.facts import Brought, application_facts
from zhicheng.web.applications.in_hand import in_hand, promise_stands
from zhicheng.web.applications.models import Application
from zhicheng.web.applications.services.submitting import change_draft, submit_application
from zhicheng.web.ledger.models import Entry
from zhicheng.web.papers.models import Paper
from zhicheng.web.records.models import Record

pytestmark = pytest.mark.django_db


def unpromised(here: World) -> Application:
    """A draft that lacks nothing but the promise."""
    return change_draft(a_draft(here), actor=here.as_(here.applicant), version=None, changes={})


def acts(row: Application) -> list[str]:
    rows = Entry.objects.filter(object_type="application", object_id=str(row.pk)).order_by("number")
    return list(rows.values_list("act", flat=True))


def test_promise_and_handing_in_are_one_act(now: dt.datetime) -> None:
    here = world(now)
    row = unpromised(here)
    done = submit_application(row, actor=here.as_(here.applicant), now=now, version=row.version, promise=True)
    fresh = Application.objects.get(pk=row.pk)
    assert (fresh.state, fresh.version, fresh.committed_at, fresh.submitted_at) == (
        "at-employer",
        done.version,
        now,
        now,
    )
    assert fresh.extra["promised"] == in_hand(row).promised, "on exactly what was handed in"
    assert acts(row)[-2:] == ["give-commitment", "submit"]
    kept = set(Paper.objects.filter(owner=here.applicant, removed_at=None).values_list("pk", flat=True))
    assert kept and set(fresh.papers.values_list("pk", flat=True)) == kept
    frozen = {one["id"] for one in fresh.submissions.get().dossier["records"]}
    assert frozen == set(Record.objects.filter(owner=here.applicant).values_list("key", flat=True))


def test_without_the_promise_nothing_is_done(now: dt.datetime) -> None:
    here = world(now)
    row = unpromised(here)
    before = acts(row)
    with pytest.raises(ActRefused) as refused:
        submit_application(row, actor=here.as_(here.applicant), now=now, version=row.version)
    assert refused.value.codes == ("commitment-missing",)
    assert acts(row) == before and not row.submissions.exists()


@pytest.mark.parametrize("spoilt", ["stale", "paper"])
def test_a_promise_on_what_is_refused_is_not_given(now: dt.datetime, spoilt: str) -> None:
    here = world(now)
    row = unpromised(here)
    before = acts(row)
    version = row.version
    if spoilt == "stale":
        version -= 1
    else:
        Paper.objects.filter(owner=here.applicant).update(removed_at=now)
    with pytest.raises(ActRefused) as refused:
        submit_application(row, actor=here.as_(here.applicant), now=now, version=version, promise=True)
    assert refused.value.codes == {"stale": ("page-stale",), "paper": ("papers-missing",)}[spoilt]
    row.refresh_from_db()
    assert (row.state, row.committed_at) == ("draft", None)
    assert acts(row) == before


def test_nobody_else_promises(now: dt.datetime) -> None:
    here = world(now)
    row = unpromised(here)
    with pytest.raises(ActRefused) as refused:
        submit_application(row, actor=here.as_(here.employer_officer), now=now, version=row.version, promise=True)
    assert refused.value.codes == ("no-right",)
    row.refresh_from_db()
    assert row.committed_at is None


@pytest.mark.parametrize("page", ["own-application", "own-act"])
def test_the_pages_offer_promise_and_handing_in_together(now: dt.datetime, page: str) -> None:
    here = world(now)
    row = unpromised(here)
    client = signed_in(here.applicant)
    address = reverse("own-act", args=[row.pk, "submit"])
    text = client.get(address if page == "own-act" else reverse(page, args=[row.pk])).content.decode()
    assert f'action="{address}"' in text and 'name="promise"' in text and "作出承诺并提交" in text
    assert client.post(address, {"version": row.version, "promise": "yes"}).status_code == 302
    assert Application.objects.get(pk=row.pk).state == "at-employer"


def test_a_page_that_lacks_more_than_the_promise_offers_no_handing_in(now: dt.datetime) -> None:
    here = world(now)
    row = unpromised(here)
    Paper.objects.filter(owner=here.applicant).update(removed_at=now)
    client = signed_in(here.applicant)
    for address in (reverse("own-act", args=[row.pk, "submit"]), reverse("own-application", args=[row.pk])):
        assert 'name="promise"' not in client.get(address).content.decode()


def test_a_record_saved_after_it_was_read_takes_the_promise_back(now: dt.datetime) -> None:
    row = a_draft(world(now))
    hand = in_hand(row)
    record = Record.objects.filter(owner=row.applicant, kind="project").first()
    assert record is not None and promise_stands(row)
    record.data = {**record.data, "amount": 1}
    record.save()
    assert promise_stands(row, hand), "what was read stays as it was"
    assert not promise_stands(row), "read anew it is another dossier"


def test_facts_are_read_when_looked_at_and_once(now: dt.datetime) -> None:
    here = world(now)
    row = a_draft(here)
    with CaptureQueriesContext(connection) as made:
        facts = application_facts(
            row, actor=here.as_(here.applicant), role="applicant", now=now, brought=Brought(), hand=in_hand(row)
        )
    assert not any("notices_" in one["sql"] or "statement" in one["sql"] for one in made.captured_queries)
    values = {one.name: getattr(facts, one.name) for one in dataclasses.fields(ApplicationFacts)}
    assert values["commitment_given"] and values["missing_papers"] == () and values["notice"].first_day is None
    with CaptureQueriesContext(connection) as again:
        assert values == {one.name: getattr(facts, one.name) for one in dataclasses.fields(ApplicationFacts)}
    assert not again.captured_queries
    with pytest.raises(AttributeError):
        facts.unheard_of  # type: ignore[attr-defined]  # noqa: B018
