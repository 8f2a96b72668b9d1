"""The ground of the deadline day: a round, an employer, and applicants who have everything but the last touches."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FIRST_RECORDS = ("degree", "appointment", "project")
"""Kinds whose first record each applicant saves once more."""


@dataclass(frozen=True)
class Applicant:
    """An applicant ready to finish: session, application, the records to be saved again, one to add a paper to."""

    session: str
    application: int
    records: tuple[int, ...]


def lay(count: int) -> tuple[list[Applicant], list[dict[str, list[str]]]]:
    """So many applicants in the database, and the form fields by which the three records are saved again."""
    from django.contrib.auth.hashers import make_password

    from zhicheng.dossier.files import read_dossier
    from zhicheng.policy.pack import POLICIES
    from zhicheng.web.accounts.models import Grant, User
    from zhicheng.web.clock.now import CHINA, state_moment
    from zhicheng.web.demonstration.organisations import make_organisations
    from zhicheng.web.records.models import Profile, Record
    from zhicheng.web.records.services import take_over_dossier
    from zhicheng.web.rounds.demonstration import set_up_demonstration_rounds
    from zhicheng.web.visibility.standing import standing_of

    now = dt.datetime(2026, 10, 23, 15, 0, tzinfo=CHINA)
    state_moment(now)
    organisations = make_organisations()
    officer = User.objects.create(username="office", name="office", password=make_password(None))
    rounds = {"demo-iot-2026": "iot", "demo-qti-2026": "qti", "demo-wenzhou-2026": "wz"}
    offices = {code: organisations[f"{name}-office"] for code, name in rounds.items()}
    for office in offices.values():
        Grant.objects.create(user=officer, role="committee-office", organisation=office, granted_at=now, valid_from=now)
    round_ = set_up_demonstration_rounds(offices, actor=standing_of(officer, now), now=now)["demo-iot-2026"]
    first = User.objects.create(username="applicant-0", name="申请人0", password=make_password(None))
    take_over_dossier(read_dossier(Path(POLICIES) / "demo" / "dossier.yaml"), actor=standing_of(first, now), now=now)
    facts = Profile.objects.get(user=first).facts
    kept = list(Record.objects.filter(owner=first).order_by("pk"))
    users = [
        first,
        *User.objects.bulk_create(
            User(username=f"applicant-{n}", name=f"申请人{n}", password="!") for n in range(1, count)
        ),
    ]
    Profile.objects.bulk_create(Profile(user=user, facts=facts, updated_at=now) for user in users[1:])
    for user in users[1:]:
        Record.objects.bulk_create(
            Record(owner=user, key=one.key, kind=one.kind, data=one.data, created_at=now, updated_at=now)
            for one in kept
        )
    people = _applications(users, round_, organisations["company"], now)
    _bring_to_today(round_, now)
    return people, _fields(first)


def _bring_to_today(round_: Any, laid_at: dt.datetime) -> None:
    """Move the round's windows so that the applicants' one is open today: the platform goes by the system's clock."""
    from zhicheng.web.clock.now import CHINA, state_moment

    today = dt.datetime.now(CHINA)
    for window in round_.windows.all():
        window.opens, window.closes = (day + (today.date() - laid_at.date()) for day in (window.opens, window.closes))
        window.save()
    state_moment(today)


def _applications(users: list[Any], round_: Any, employer: Any, now: dt.datetime) -> list[Applicant]:
    from zhicheng.policy.attachments import evidence_of
    from zhicheng.policy.pack import load_pack
    from zhicheng.web.applications.models import Application
    from zhicheng.web.papers.models import Blob, Paper
    from zhicheng.web.papers.services import store_file
    from zhicheng.web.records.models import Record

    stored = store_file(io.BytesIO(small_pdf(b"papers")))
    blob = Blob.objects.create(
        digest=stored.sha256, size=stored.size, kind=stored.kind.value, stored_at=now, pictures="made"
    )
    asked = evidence_of(load_pack(round_.pack)).records
    found = []
    for user in users:
        records = list(Record.objects.filter(owner=user).order_by("pk"))
        Paper.objects.bulk_create(
            Paper(owner=user, record=record, paper=paper.name, blob=blob, file_name="x.pdf", added_at=now)
            for record in records
            for paper in asked.get(record.kind, ())
            if paper.required
        )
        application = Application.objects.create(
            round=round_,
            applicant=user,
            name=user.name,
            employer=employer,
            employer_name=employer.name,
            way_in="第七条（二）",
            created_at=now,
        )
        chosen = tuple(next(one.pk for one in records if one.kind == kind) for kind in FIRST_RECORDS)
        found.append(Applicant(_session(user), application.pk, chosen))
    return found


def _session(user: Any) -> str:
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "zhicheng.web.accounts.backend.SignedIn"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def _fields(user: Any) -> list[dict[str, list[str]]]:
    """The fields of the three record pages as a browser would send them, read off the pages themselves."""
    from django.test import Client

    from benchmarks.page_forms import fields_of
    from zhicheng.web.records.models import Record

    client = Client()
    client.force_login(user, backend="zhicheng.web.accounts.backend.SignedIn")
    found = []
    for kind in FIRST_RECORDS:
        record = Record.objects.filter(owner=user, kind=kind).order_by("pk").first()
        assert record is not None
        address = f"/records/{record.pk}/"
        page = client.get(address, headers={"Host": "localhost"})
        found.append(fields_of(page.content.decode(), "version"))
    return found


def small_pdf(mark: bytes, size: int = 0) -> bytes:
    """A PDF of one page, filled up with a stream of ``size`` bytes."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
        b"<< /Length %d >>\nstream\n%s\nendstream"
        % (size + len(mark), mark + b"\x00\x17\x2a\x3f" * (size // 4) + b"." * (size % 4)),
    ]
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(body)
    body += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(
        b"%010d 00000 n \n" % one for one in places
    )
    return body + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
