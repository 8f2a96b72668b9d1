"""A review by programs: the office, an expert, the one who leads the group, the supervisor, the applicant, everybody."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from tests.web.api.asking import BASE, done, program, read, send
from tests.web.registry import ground as ending
from tests.web.review.ground import begun, closed, judged, own_application
from tests.web.scoring import ground as scoring
from zhicheng.web.clock.now import state_moment
from zhicheng.web.review.models import Review
from zhicheng.web.scoring.models import Sheet

pytestmark = pytest.mark.django_db


def test_the_office_begins_a_review_checks_and_says_why(now: dt.datetime) -> None:
    here = judged(now)
    office = program(here.office_officer, now)
    (review,) = done(office, f"rounds/{here.round.pk}/acts/begin-review")["made"]
    path = f"reviews/{review['id']}"
    offered = {one["act"]: one for one in read(office, f"{path}/acts")}
    assert not offered["finish-checking"]["allowed"]
    refused = send(office, f"{path}/acts/finish-checking", version=read(office, path)["version"])
    assert refused.status_code == 409
    assert {one["code"] for one in refused.json()["problems"]} == {
        one["code"] for one in offered["finish-checking"]["against"]
    }
    row = own_application(here)
    found = send(
        office, f"applications/{row.pk}/acts/check-eligibility", outcome="not-eligible", differences={}, seen=0
    )
    assert (found.status_code, found.json()["code"]) == (409, "reason-missing")
    done(office, f"applications/{row.pk}/acts/check-eligibility", outcome="not-eligible", differences={},
         reason="缺少继续教育学时", seen=0)  # fmt: skip
    (own,) = read(program(here.applicant, now), "eligibility-checks")
    assert (own["outcome"], own["reason"], own["differences"]) == ("not-eligible", "缺少继续教育学时", None)
    assert read(program(here.other_applicant, now), "eligibility-checks") == []


def test_a_plan_is_written_reported_and_approved(now: dt.datetime) -> None:
    here = closed(now)
    begun(here)
    Review.objects.update(state="checked")
    office, supervisor = program(here.office_officer, now), program(here.supervisor, now)
    (review,) = read(office, "reviews")
    (made,) = done(office, f"reviews/{review['id']}/acts/begin-plan")["made"]
    path = f"plans/{made['id']}"
    version = read(office, path)["version"]
    row = done(office, f"{path}/acts/write", text={"meeting_day": "2026-12-24", "place": "杭州"}, version=version)[
        "row"
    ]
    assert (row["meeting_day"], row["place"]) == ("2026-12-24", "杭州")
    early = send(supervisor, f"{path}/acts/approve", version=row["version"])
    assert early.status_code in (403, 409) and early.json()["zh"]
    assert send(program(here.applicant, now), f"{path}/acts/report", version=1).status_code == 404


def test_an_expert_writes_a_sheet_that_nobody_else_reads(now: dt.datetime) -> None:
    made = scoring.ground(now)
    row = scoring.opened(made)
    expert = program(made.experts[0], now)
    (task,) = read(expert, "deliberations")
    assert task["id"] == row.pk
    path = f"deliberations/{row.pk}"
    dossier = read(expert, f"applications/{task['application_id']}/dossier")
    assert dossier["dossier"]["records"]
    kept = done(
        expert, f"{path}/acts/keep-sheet", seen=0, written={"opinion": "业绩突出，同意推荐。", "recommends": True}
    )
    (sheet,) = read(expert, "sheets")
    assert kept["made"] == [{"object": "sheets", "id": sheet["id"]}]
    late = send(expert, f"{path}/acts/keep-sheet", seen=0, written={"opinion": "改写", "recommends": True})
    assert (late.status_code, late.json()["code"]) == (409, "stale-page")
    assert read(program(made.experts[1], now), "sheets") == []
    done(expert, f"{path}/acts/hand-in-sheet", seen=sheet["version"])
    assert Sheet.objects.get().state == "handed-in"
    assert read(program(made.experts[1], now), "sheets") == []
    assert read(program(made.here.applicant, now), "sheets") == []
    early = send(expert, f"groups/{row.group_id}/acts/begin-comparison")
    assert (early.status_code, early.json()["code"]) == (409, "sheets-missing")


def test_a_group_settles_one_sheet(now: dt.datetime) -> None:
    made = scoring.ground(now)
    row = scoring.compared(made)
    leader = program(made.experts[0], now)
    path = f"deliberations/{row.pk}"
    assert len(read(leader, "sheets")) == 3
    kept = done(
        leader,
        f"{path}/acts/keep-group-sheet",
        settlements={},
        opinion="同意推荐",
        recommends=True,
        version=row.version,
    )
    agreed = done(leader, f"{path}/acts/agree-score", version=kept["row"]["version"])
    done(leader, f"{path}/acts/give-opinion", version=agreed["row"]["version"])
    assert read(leader, path)["state"] == "reviewed"
    assert read(program(made.experts[3], now), f"group-sheets/{row.pk}")["opinion"] == "同意推荐"


def test_a_result_is_posted_objected_to_and_known_to_whom_it_is_about(now: dt.datetime) -> None:
    made = ending.ground(now)
    result = ending.prepared(made)
    office, alice = program(made.here.office_officer, now), program(made.here.applicant, now)
    path = f"results/{result.pk}"
    assert read(alice, "decisions") == []
    assert Client().get(f"{BASE}/{path}").status_code == 404
    done(office, f"{path}/acts/post", contact=ending.CONTACT, version=result.version)
    (own,) = read(alice, "decisions")
    assert (own["passed"], own["recognised"]["total"], own["taken_off_because"]) == (True, "88.5", None)
    assert read(Client(), f"{path}/people") == []
    (notice,) = read(Client(), "notices")
    done(
        Client(), f"notices/{notice['id']}/objections", text="申报业绩与事实不符，请核查。", sender={"anonymous": True}
    )
    (objection,) = read(office, "objections")
    done(office, f"{path}/acts/settle-objection", objection=objection["id"], outcome="rejected", finding="经核查属实",
         version=objection["version"])  # fmt: skip


def test_a_certificate_is_looked_up_by_its_number_without_a_name(now: dt.datetime) -> None:
    made = ending.ground(now)
    ending.issued(made)
    row = made.certificate()
    found = done(Client(), "certificates/verify", number=row.number.lower())
    assert (found["state"], found["number"]) == ("valid", row.number)
    assert "申小艾" not in str(found)
    assert send(Client(), "certificates/verify", number="ZJ-0000-0000-0000-0000").status_code == 404
    (issuer,) = read(Client(), "issuers")
    assert read(Client(), f"issuers/{issuer['id']}/keys")
    assert read(Client(), f"status-lists/{row.status_list}")
    state_moment(made.now)
    alice = program(made.here.applicant, made.now)
    assert [one["id"] for one in read(alice, "certificates")] == [row.pk]
    people = read(Client(), f"results/{read(Client(), 'results')[0]['id']}/people")
    assert "申小艾" in {one["name"] for one in people} or len(people) == 2


def test_the_ledger_can_be_checked_by_anybody_and_read_by_those_who_oversee(now: dt.datetime) -> None:
    here = closed(now)
    begun(here)
    supervisor = program(here.supervisor, now)
    entries = read(supervisor, "entries?act=begin-review")
    assert [one["act"] for one in entries] == ["begin-review"]
    number = entries[0]["number"]
    proof = done(supervisor, f"entries/{number}/acts/prove")
    assert proof["number"] == number
    last = read(Client(), "ledger/checkpoint")
    assert last["size"] >= number
    assert read(Client(), f"ledger/consistency?old={number}&size={last['size']}")["old"] == number
    assert read(program(here.applicant, now), "entries") == []
    assert send(program(here.office_officer, now), f"entries/{number}/acts/prove").status_code == 404
