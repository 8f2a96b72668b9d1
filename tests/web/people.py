"""People, organisations and rounds of the platform's tests: few, with fixed roles, made by the plainest means."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.test import Client

from zhicheng.dossier.files import read_dossier
from zhicheng.dossier.plain import stored_dossier
from zhicheng.policy.attachments import evidence_of
from zhicheng.policy.pack import POLICIES, load_pack
from zhicheng.web.accounts.models import Grant, Organisation, User
from zhicheng.web.applications.models import Application
from zhicheng.web.applications.services.submitting import (
    begin_application,
    change_draft,
    give_commitment,
    submit_application,
)
from zhicheng.web.papers.models import Blob, Paper
from zhicheng.web.papers.services import store_file
from zhicheng.web.records.models import Profile, Record
from zhicheng.web.rounds.models import Round, Window
from zhicheng.web.rounds.setting import bundled_text
from zhicheng.web.visibility.standing import Standing, standing_of

START = dt.date(2026, 9, 1)


def person(username: str, now: dt.datetime, *roles: tuple[str, Organisation | None], name: str = "") -> User:
    """A person with an account and these roles."""
    user = User.objects.create(username=username, name=name or username)
    for role, organisation in roles:
        Grant.objects.create(user=user, role=role, organisation=organisation, granted_at=now, valid_from=now)
    return user


def standing(user: User, now: dt.datetime) -> Standing:
    """The person's standing at a moment."""
    return standing_of(user, now)


def signed_in(user: User) -> Client:
    """A browser in which the person has signed in."""
    client = Client()
    client.force_login(user, backend="zhicheng.web.accounts.backend.SignedIn")
    return client


@dataclass
class World:
    """A round of IoT senior engineers, open, with its organisations and one person for each role."""

    now: dt.datetime
    city: Organisation
    county: Organisation
    employer: Organisation
    other_employer: Organisation
    office: Organisation
    round: Round
    applicant: User
    other_applicant: User
    employer_officer: User
    other_employer_officer: User
    county_officer: User
    city_officer: User
    office_officer: User
    supervisor: User
    operator: User

    def as_(self, user: User) -> Standing:
        """The person's standing."""
        return standing(user, self.now)


def world(now: dt.datetime, track: str = "zj-iot-2026/senior-engineer", *, tiers: int = 2) -> World:
    """A world at a moment: the round's windows have been open since September and close one after the other."""
    make = Organisation.objects.create
    city = make(name="杭州市经济和信息化局", kind="department")
    county = make(name="滨江区经济和信息化局", kind="department", above=city) if tiers == 2 else city
    employer = make(name="杭州示例物联网有限公司", kind="employer", above=county)
    other = make(name="宁波另一家有限公司", kind="employer", above=county)
    office = make(name="示例高评委办公室", kind="committee-office")
    return World(
        now=now,
        city=city,
        county=county,
        employer=employer,
        other_employer=other,
        office=office,
        round=a_round(track, office, tiers=tiers, now=now),
        applicant=person("alice", now, name="申小艾"),
        other_applicant=person("bob", now, name="申小博"),
        employer_officer=person("erin", now, ("employer", employer), name="单位人事"),
        other_employer_officer=person("otto", now, ("employer", other), name="别家人事"),
        county_officer=person("cora", now, ("department", county), name="区经办"),
        city_officer=person("cito", now, ("department", city), name="市经办"),
        office_officer=person("olga", now, ("committee-office", office), name="办公室"),
        supervisor=person("sven", now, ("supervisor", None), name="监管"),
        operator=person("opal", now, ("operator", None), name="运维"),
    )


def a_round(track: str, office: Organisation, *, tiers: int, now: dt.datetime, code: str = "iot-2026") -> Round:
    """An open round of a track under the demonstration notice."""
    pack_id, level = track.split("/")
    pack = load_pack(pack_id)
    names = [("区级主管部门", "county department"), ("市级主管部门", "city department")][:tiers]
    made = Round.objects.create(
        code=code,
        title_zh="示例年度",
        title_en="Example round",
        year=2026,
        pack=pack_id,
        level=level,
        pack_version=pack.version,
        pack_hash=pack.hash,
        notice={"name": "demo-2026", "text": bundled_text("demo-2026")},
        options={
            "departments": [{"zh": zh, "en": en, "source": "示例年度通知"} for zh, en in names],
            "draft_accepted": "演示",
        },
        office=office,
        state="open",
        opened_at=now,
    )
    for place, tier in enumerate(["applicant", "employer", "department-1", "department-2"][: 2 + tiers]):
        Window.objects.create(
            round=made, tier=tier, opens=START, closes=dt.date(2026, 10, 23) + dt.timedelta(days=14 * place)
        )
    return made


def demonstration_dossier() -> Any:
    """The dossier that ships with the program: 32 records."""
    return read_dossier(Path(POLICIES) / "demo" / "dossier.yaml")


def small_pdf(mark: str = "") -> bytes:
    """A PDF of one empty page; ``mark`` makes it another file."""
    body = f"%PDF-1.4\n%{mark}\n".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
    ]
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(body)
    body += b"xref\n0 4\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return body + b"trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start


@lru_cache(maxsize=1)
def _demonstration_as_stored() -> tuple[dict[str, Any], tuple[tuple[str, str, dict[str, Any]], ...]]:
    """The facts, and key, kind and data of each record, as the services store them."""
    plain = stored_dossier(demonstration_dossier())
    rows = tuple(
        (one["id"], one["kind"], {key: value for key, value in one.items() if key not in ("id", "evidence")})
        for one in plain["records"]
    )
    return plain.get("applicant", {}), tuple((key, kind, _without_kind(data)) for key, kind, data in rows)


def _without_kind(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if key != "kind"}


def keep_demonstration_dossier(user: User, now: dt.datetime, *, papers: bool = True) -> None:
    """What a person keeps: the demonstration dossier, with every paper the IoT document asks for.

    Written row by row as the services would write it; that they do is tested where they are (tests/web/records).
    """
    facts, rows = _demonstration_as_stored()
    Profile.objects.update_or_create(user=user, defaults={"facts": facts, "updated_at": now})
    Record.objects.bulk_create(
        Record(owner=user, key=key, kind=kind, data=data, created_at=now, updated_at=now) for key, kind, data in rows
    )
    if papers:
        _add_papers(user, now)


def _add_papers(user: User, now: dt.datetime) -> None:
    asked = evidence_of(load_pack("zj-iot-2026"))
    stored = store_file(io.BytesIO(small_pdf(user.username)))
    blob, _ = Blob.objects.get_or_create(
        digest=stored.sha256, defaults={"size": stored.size, "kind": stored.kind.value, "stored_at": now}
    )
    Paper.objects.bulk_create(
        Paper(owner=user, record=record, paper=paper.name, blob=blob, file_name=f"{paper.name}.pdf", added_at=now)
        for record in Record.objects.filter(owner=user).order_by("pk")
        for paper in asked.records.get(record.kind, ())
    )


def a_draft(here: World, user: User | None = None, *, way_in: str = "第七条（二）") -> Application:
    """A complete draft with the promise given, ready to be handed in."""
    user = user or here.applicant
    actor = here.as_(user)
    keep_demonstration_dossier(user, here.now)
    application = begin_application(here.round, actor=actor, now=here.now)
    changes = {"employer": here.employer, "way_in": way_in, "specialty": "物联网感知与应用"}
    application = change_draft(application, actor=actor, version=None, changes=changes)
    return give_commitment(application, actor=actor, now=here.now, version=None)


def handed_in(here: World, user: User | None = None) -> Application:
    """An application that has reached the employer."""
    user = user or here.applicant
    draft = a_draft(here, user)
    return submit_application(draft, actor=here.as_(user), now=here.now, version=draft.version)
