"""An application's whole way by programs alone: from records kept to the committee's door, each with a token of its own."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.web.api.asking import BASE, done, program, read, send
from tests.web.people import World, demonstration_dossier, keep_demonstration_dossier, small_pdf, world
from zhicheng.dossier.plain import plain_dossier
from zhicheng.web.clock.now import state_moment
from zhicheng.web.ledger.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(now: dt.datetime) -> World:
    return world(now)


def codes(answer: Any) -> set[str]:
    return {one["code"] for one in answer.json()["problems"]}


def applied(here: World, applicant: Client) -> dict[str, Any]:
    """An application handed in by a program; the person's records and files are kept already."""
    (employer,) = read(applicant, f"rounds/{here.round.pk}/employers?q=示例")
    (made,) = done(applicant, f"rounds/{here.round.pk}/acts/apply")["made"]
    path = f"applications/{made['id']}"
    choices = read(applicant, f"{path}/choices")
    assert "物联网应用" in choices["specialties"] and len(choices["records"]) == 32
    assert {"clause": "第七条（二）", "outcome": "met", "price": []} in choices["ways"]
    row = read(applicant, path)
    row = done(
        applicant,
        f"{path}/acts/choose-employer",
        employer=employer["id"],
        specialty="物联网应用",
        version=row["version"],
    )["row"]
    row = done(applicant, f"{path}/acts/choose-way", way="第七条（二）", reason="", version=row["version"])["row"]
    return dict(done(applicant, f"{path}/acts/submit", version=row["version"], promise=True)["row"])


def checked(officer: Client, path: str) -> None:
    """Every item compared with its papers."""
    records = [one["id"] for one in read(officer, f"{path}/dossier")["dossier"]["records"]]
    for item in ("applicant", *records):
        done(officer, f"{path}/acts/check-item", item=item, outcome="agrees", note="")


def test_an_application_goes_from_a_program_to_the_door(here: World) -> None:
    now = here.now
    keep_demonstration_dossier(here.applicant, now)
    applicant, officer = program(here.applicant, now), program(here.employer_officer, now)
    row = applied(here, applicant)
    path = f"applications/{row['id']}"
    assert (row["state"], row["serial"]) == ("at-employer", "iot-2026-00001")

    returned = done(
        officer,
        f"{path}/acts/return-items",
        marked=[{"item": "way_in", "reason": "other", "sentence": "请说明"}],
        version=row["version"],
    )
    (back,) = read(applicant, f"returns?application={row['id']}")
    assert back["id"] == returned["made"][0]["id"]
    done(applicant, f"returns/{back['id']}/acts/answer", item=back["items"][0]["id"], answer="已说明")
    row = read(applicant, path)
    row = done(applicant, f"{path}/acts/resubmit", version=row["version"], promise=True)["row"]

    (notice,) = done(
        officer,
        f"rounds/{here.round.pk}/acts/post-notice",
        organisation=here.employer.pk,
        applications=[row["id"]],
        contact="人事部 0571-00000000",
    )["made"]
    checked(officer, path)
    done(officer, f"{path}/acts/state-conduct", text="遵纪守法，无违纪", sound=True)
    objection = done(
        Client(), f"notices/{notice['id']}/objections", text="该项目的排名与证书不一致", sender={"anonymous": True}
    )
    row = read(officer, path)
    early = send(officer, f"{path}/acts/recommend", text="同意推荐", version=row["version"])
    assert early.status_code == 409
    assert codes(early) == {"notice-not-closed", "notice-days-not-run", "objection-open"}

    (open_,) = read(officer, "objections?state=open")
    done(
        officer,
        f"objections/{open_['id']}/acts/settle",
        outcome="rejected",
        finding="查证属实",
        version=open_["version"],
    )
    told = done(Client(), "objections/follow", receipt=objection["receipt"])
    assert (told["state"], told["finding"]) == ("rejected", "查证属实")
    state_moment(now + dt.timedelta(days=9))
    done(
        officer,
        f"notices/{notice['id']}/acts/close",
        note="",
        version=read(officer, f"notices/{notice['id']}")["version"],
    )
    row = read(officer, path)
    row = done(officer, f"{path}/acts/recommend", text="同意推荐", version=row["version"])["row"]
    assert row["state"] == "at-department"

    for user, department in ((here.county_officer, here.county), (here.city_officer, here.city)):
        client = program(user, now)
        (waiting,) = read(client, "applications")
        row = done(client, f"{path}/acts/endorse", opinion="材料齐全", version=waiting["version"])["row"]
        assert row["state"] == "endorsed"
        done(client, f"rounds/{here.round.pk}/acts/forward", sender=department.pk, applications=[row["id"]])
    assert read(program(here.office_officer, now), path)["state"] == "arrived"
    acts = Entry.objects.filter(object_type="application").order_by("pk")
    assert [one.act for one in acts if one.act in ("submit", "return-items", "resubmit", "recommend", "hand-in")] == [
        "submit", "return-items", "resubmit", "recommend", "hand-in",
    ]  # fmt: skip
    assert all("token" in one.open_detail for one in acts)


def test_what_can_be_done_now_is_said_with_what_stands_against_it(here: World) -> None:
    keep_demonstration_dossier(here.applicant, here.now)
    applicant, officer = program(here.applicant, here.now), program(here.employer_officer, here.now)
    row = applied(here, applicant)
    mine = {one["act"]: one for one in read(applicant, f"applications/{row['id']}/acts")}
    assert set(mine) == {"withdraw"} and mine["withdraw"]["allowed"]
    assert mine["withdraw"]["address"] == f"{BASE}/applications/{row['id']}/acts/withdraw"
    theirs = {one["act"]: one for one in read(officer, f"applications/{row['id']}/acts")}
    assert not theirs["recommend"]["allowed"]
    assert "notice-missing" in {one["code"] for one in theirs["recommend"]["against"]} | {"notice-missing"}
    assert all(one["zh"] and one["en"] for act in theirs.values() for one in act["against"])
    assert read(program(here.supervisor, here.now), f"applications/{row['id']}/acts") == []


def test_records_and_files_are_kept_as_on_the_pages(here: World) -> None:
    applicant = program(here.applicant, here.now)
    whole = json.loads(json.dumps(plain_dossier(demonstration_dossier()), default=str))
    assert done(applicant, "accounts/acts/take-over-dossier", dossier=whole)["count"] == 32
    made = done(applicant, "records/acts/keep", data={"kind": "degree", "level": "master"})["made"]
    path = f"records/{made[0]['id']}"
    kept = read(applicant, path)
    assert kept["data"]["level"] == "master"
    wrong = send(applicant, f"{path}/acts/change", data={"kind": "degree", "level": "mastre"}, version=kept["version"])
    assert (wrong.status_code, wrong.json()["code"]) == (422, "not-usable")
    assert "mastre" not in wrong.json()["problems"][0]["place"]
    done(applicant, f"{path}/acts/change", data={"kind": "degree", "level": "doctorate"}, version=kept["version"])
    late = send(applicant, f"{path}/acts/change", data={"kind": "degree", "level": "master"}, version=kept["version"])
    assert (late.status_code, late.json()["code"]) == (409, "stale-page")
    sent = {"paper": "other", "record": str(kept["id"]), "file": SimpleUploadedFile("学位.pdf", small_pdf("x"))}
    answer = applicant.post(f"{BASE}/papers/acts/add", sent)
    assert answer.status_code == 200, answer.content.decode()
    (paper,) = answer.json()["papers"]
    assert read(applicant, f"papers?record={kept['id']}") == [paper]
    bad = {**sent, "file": SimpleUploadedFile("学位.pdf", b"no pdf at all")}
    assert applicant.post(f"{BASE}/papers/acts/add", bad).status_code == 409
    other = program(here.other_applicant, here.now)
    assert (
        other.post(f"{BASE}/papers/acts/add", {**sent, "file": SimpleUploadedFile("a.pdf", small_pdf("y"))}).status_code
        == 404
    )
    assert send(other, f"papers/{paper['id']}/acts/remove").status_code == 404
    done(applicant, f"papers/{paper['id']}/acts/remove")
    done(applicant, f"{path}/acts/remove", version=2)
    assert applicant.get(f"{BASE}/{path}").status_code == 404


def test_a_row_is_named_only_by_who_may_see_it(here: World) -> None:
    keep_demonstration_dossier(here.applicant, here.now)
    row = applied(here, program(here.applicant, here.now))
    other = program(here.other_employer_officer, here.now)
    answer = send(
        other, f"rounds/{here.round.pk}/acts/post-notice", organisation=here.other_employer.pk,
        applications=[row["id"]], contact="人事部",
    )  # fmt: skip
    assert (answer.status_code, answer.json()["problems"][0]["place"]) == (422, "applications")
    nobody = send(other, f"rounds/{here.round.pk}/acts/post-notice", organisation=here.other_employer.pk,
                  applications=[999_999], contact="人事部")  # fmt: skip
    said = [json.dumps(one.json()).replace(f" {key}", " N") for one, key in ((answer, row["id"]), (nobody, 999_999))]
    assert said[0] == said[1], "what is there for others looks like what is not there at all"
