"""The archive of a round: whole, checked without the platform, and every change in it seen and named."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from typer.testing import CliRunner

from tests.web.ledger.entries import number_at_once
from tests.web.people import person, signed_in
from zhicheng.cli.main import app
from zhicheng.web.accounts.models import Grant
from zhicheng.web.clock.now import current_moment
from zhicheng.web.demonstration import fill
from zhicheng.web.experts.models import Expert
from zhicheng.web.keeping.packaging import take_package
from zhicheng.web.ledger.models import Entry
from zhicheng.web.notices.models import Objection
from zhicheng.web.registry.models import Certificate
from zhicheng.web.review.models import Review
from zhicheng.web.visibility.standing import standing_of

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture(scope="module")
def filled(django_db_setup: None, django_db_blocker: Any) -> Iterator[bytes]:
    """The demonstration, and the archive of its finished round as the supervisor takes it."""
    with django_db_blocker.unblock(), transaction.atomic():
        number_at_once()
        fill()
        now = current_moment()
        supervisor = Grant.objects.filter(role="supervisor", ended_at=None)[0].user
        yield take_package(finished(), actor=standing_of(supervisor, now), now=now).stream.read()
        transaction.set_rollback(True)


@pytest.fixture
def archive(filled: bytes, db: None) -> bytes:
    """That archive."""
    return filled


def finished() -> Review:
    """The review that has come to certificates."""
    return Certificate.objects.filter(state="issued").order_by("pk")[0].application.round.review


def checked(content: bytes, folder: Path) -> tuple[int, dict[str, Any]]:
    """What the command says of an archive."""
    file = folder / "a.zip"
    file.write_bytes(content)
    said = CliRunner().invoke(app, ["verify", "archive", str(file), "--json"])
    return said.exit_code, json.loads(said.stdout) if said.exit_code in (0, 1) else {}


def wrong(said: dict[str, Any]) -> set[str]:
    return {one["file"].split("/")[0] for one in said["findings"] if not one["holds"]}


def test_everything_is_in_it_and_holds(archive: bytes, tmp_path: Path) -> None:
    code, said = checked(archive, tmp_path)
    assert (code, said["sound"], wrong(said)) == (0, True, set())
    with zipfile.ZipFile(io.BytesIO(archive)) as packed:
        names = packed.namelist()
        text = b"".join(packed.read(one) for one in names)
    for start in (
        "draw/",
        "assignment/",
        "plan/",
        "rosters/",
        "notices/",
        "sheets/",
        "meetings/",
        "result/",
        "certificates/",
        "ledger/",
    ):
        assert any(one.startswith(start) for one in names), start
    assert (
        sum(one.endswith(".pdf") for one in names if one.startswith("certificates/"))
        == Certificate.objects.filter(application__round=finished().round).exclude(number="").count()
    )
    (entry,) = Entry.objects.filter(act="export-archive")
    assert entry.open_detail["sha256"] == said["manifest"]
    senders = {one.sender_name for one in Objection.objects.all()} - {""}
    contacts = {one.contact for one in Expert.objects.all()} - {""}
    assert senders
    assert not [one for one in senders | contacts if one.encode() in text], "who objected, how experts are reached"


def rebuilt(archive: bytes, change: Callable[[str, bytes], bytes | None], *, anew: bool = True) -> bytes:
    """The archive with files changed by somebody who knows the form; ``anew``: the manifest made to agree."""
    with zipfile.ZipFile(io.BytesIO(archive)) as packed:
        parts = {one: packed.read(one) for one in packed.namelist()}
    manifest = json.loads(parts.pop("manifest.json"))
    changed = {name: found for name, content in parts.items() if (found := change(name, content)) is not None}
    if anew:
        manifest["files"] = [
            one | {"size": len(changed[one["path"]]), "sha256": hashlib.sha256(changed[one["path"]]).hexdigest()}
            for one in manifest["files"]
            if one["path"] in changed
        ]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        for name, content in {**changed, "manifest.json": json.dumps(manifest).encode()}.items():
            packed.writestr(name, content)
    return stream.getvalue()


def _in(start: str, old: bytes, new: bytes) -> Callable[[str, bytes], bytes]:
    def change(name: str, content: bytes) -> bytes:
        return content.replace(old, new, 1) if name.startswith(start) else content

    return change


def _flip(start: str) -> Callable[[str, bytes], bytes]:
    def change(name: str, content: bytes) -> bytes:
        if not name.startswith(start) or not name.endswith(".pdf"):
            return content
        return content[: len(content) // 2] + bytes([content[len(content) // 2] ^ 1]) + content[len(content) // 2 + 1 :]

    return change


FORGED = (
    ("draw", _in("draw/1/draw", b'"serial": 1', b'"serial": 2')),
    ("certificates", _flip("certificates/")),
    ("ledger", _in("ledger/", b"committee-office", b"committee-0ffice")),
    ("ledger", lambda name, content: None if name.startswith("ledger/") else content),
    ("certificates", lambda name, content: None if name.endswith(".status.json") else content),
)


@pytest.mark.parametrize(("where", "change"), FORGED, ids=[f"{place}-{one[0]}" for place, one in enumerate(FORGED)])
def test_what_was_forged_is_seen_though_the_manifest_agrees(
    where: str, change: Callable[[str, bytes], bytes | None], archive: bytes, tmp_path: Path
) -> None:
    code, said = checked(rebuilt(archive, change), tmp_path)
    assert code in (1, 2) and (code == 2 or where in wrong(said))


def test_a_file_more_a_file_less_and_a_file_changed_are_named(archive: bytes, tmp_path: Path) -> None:
    for change in (
        lambda name, content: None if name.startswith("result/decisions") else content,
        _in("result/decisions", b"true", b"false"),
    ):
        code, said = checked(rebuilt(archive, change, anew=False), tmp_path)
        assert (code, wrong(said)) == (1, {"result"})
    stream = io.BytesIO(archive)
    with zipfile.ZipFile(stream, "a") as packed:
        packed.writestr("more.txt", b"more")
    code, said = checked(stream.getvalue(), tmp_path)
    assert (code, wrong(said)) == (1, {"more.txt"})


@pytest.mark.parametrize("content", [b"", b"PK nothing", b"{}"])
def test_what_is_no_archive_is_said(content: bytes, tmp_path: Path) -> None:
    assert checked(content, tmp_path)[0] == 2


def test_office_and_supervisor_take_it_and_nobody_else(archive: bytes, tmp_path: Path) -> None:
    review, now = finished(), current_moment()
    address = f"/reviews/{review.round.code}/archive/"
    office = Grant.objects.filter(role="committee-office", organisation=review.round.office, ended_at=None)[0].user
    browser = signed_in(office)
    assert browser.get(address).status_code == 200
    answer = browser.post(address)
    assert checked(answer.getvalue(), tmp_path)[0] == 0
    assert Entry.objects.filter(act="export-archive").count() == 2
    others = [person("nobody", now), Grant.objects.filter(role="expert", ended_at=None)[0].user]
    others += [one.user for one in Grant.objects.filter(role="operator", ended_at=None)[:1]]
    elsewhere = Grant.objects.filter(role="committee-office", ended_at=None).exclude(organisation=review.round.office)
    for user in [*others, *(one.user for one in elsewhere[:1])]:
        assert signed_in(user).get(address).status_code == 404
        assert signed_in(user).post(address).status_code == 404
    assert Entry.objects.filter(act="export-archive").count() == 2
