"""A review with its votes, certificates and ledger, backed up and restored by the commands into an empty PostgreSQL.

Everything is there and agrees with itself; the certificates still hold by the standalone verifier; and a restored
backup that is older than a checkpoint somebody keeps is caught by that checkpoint.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection, transaction

from tests.web.keeping.filled import EMPTIED
from tests.web.keeping.test_backup import HOME, contents, empty, files, url_of  # noqa: F401 - a fixture
from tests.web.keeping.test_commands import zhicheng
from zhicheng.web.accounts.models import User
from zhicheng.web.clock.now import current_moment
from zhicheng.web.demonstration import fill
from zhicheng.web.ledger.services.checkpoints import issue_checkpoint
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.meetings.models import Vote
from zhicheng.web.registry.models import Certificate, SigningKey, StatusList

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
VERIFIER = Path(__file__).parents[3] / "verifiers" / "verify_certificate.py"
TAKE_OUT = """
import json, sys, django
from pathlib import Path
django.setup()
from django.conf import settings
from zhicheng.evidence.store import path_of
from zhicheng.procedure.canonical import canonical
from zhicheng.procedure.certificate.keys import key_file
from zhicheng.web.registry.keyring import keys_of
from zhicheng.web.registry.models import Certificate, SigningKey, StatusList
folder = Path(sys.argv[1])
for row in Certificate.objects.filter(state__in=("issued", "revoked")).select_related("application__round__office", "pdf"):
    here = folder / row.state
    here.mkdir(exist_ok=True)
    (here / "keys.json").write_bytes(key_file(keys_of(row.application.round.office)))
    latest = StatusList.objects.filter(name=row.status_list).latest("number")
    (here / "status.json").write_bytes(canonical(latest.file))
    (here / "one.pdf").write_bytes(path_of(settings.EVIDENCE_ROOT, row.pdf.digest).read_bytes())
    (here / "on").write_text(str(latest.signed_at.date()))
assert all("PRIVATE KEY" in one.secret for one in SigningKey.objects.all()), "a key that the restored home can't open"
"""


def test_a_whole_review_comes_back_and_an_old_backup_is_caught(empty: str, tmp_path: Path) -> None:  # noqa: F811
    fill()
    assert Certificate.objects.filter(state="issued").exists() and StatusList.objects.exists()
    assert Vote.objects.filter(state="recorded").exists() and SigningKey.objects.exists()
    early = issue_checkpoint(now=current_moment()).note
    url = url_of(str(connection.settings_dict["NAME"]))
    secret, file, home = tmp_path / "passphrase", tmp_path / "all.zhicheng", tmp_path / "home"
    secret.write_text("a passphrase long enough\n")
    given = {"ZHICHENG_CLOCK": "stated", "ZHICHENG_HTTPS": "no"}
    words = ("--passphrase-file", str(secret))
    saved = zhicheng("backup", str(file), "--home", str(HOME), *words, DATABASE_URL=url, **given)
    assert saved.returncode == 0, saved.stderr
    before = contents(url)
    assert {name for name, rows in before.items() if rows} >= {
        "meetings_vote", "meetings_tally", "scoring_sheet", "committee_draw", "registry_certificate", "registry_statuslist",
        "registry_signingkey", "ledger_checkpoint", "papers_blob",
    }  # fmt: skip
    assert EMPTIED

    with transaction.atomic():  # what happened after the backup, and was signed
        user = User.objects.order_by("pk")[0]
        write_entry("change-own-details", actor=None, now=current_moment(), on=user)
    late = issue_checkpoint(now=current_moment()).note
    assert early != late

    back = zhicheng("restore", str(file), "--home", str(home), *words, DATABASE_URL=empty, **given)
    assert back.returncode == 0, back.stdout + back.stderr
    assert "数据自洽" in back.stdout
    after = contents(empty)
    assert {name for name in before if before[name] != after[name]} == set()
    assert set(files(HOME / "keys")) == set(files(home / "keys"))

    where = {"DATABASE_URL": empty, **given}
    looked = zhicheng("invariants", "--deep", "--home", str(home), **where)
    assert looked.returncode == 0, looked.stdout
    _certificates_hold(home, tmp_path, where)
    _caught(home, tmp_path, where, early, late)


def _certificates_hold(home: Path, folder: Path, where: dict[str, str]) -> None:
    """By the standalone verifier: one that counts, one that was revoked."""
    plain = {"DJANGO_SETTINGS_MODULE": "zhicheng.web.settings", "ZHICHENG_HOME": str(home), **where}
    import os

    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", TAKE_OUT, str(folder)],
        env={**os.environ, **plain}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    for state, code in (("issued", 0), ("revoked", 1)):
        here = folder / state
        said = subprocess.run(
            [sys.executable, str(VERIFIER), str(here / "one.pdf"), "--keys", str(here / "keys.json"),
             "--status", str(here / "status.json"), "--at", (here / "on").read_text()],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert said.returncode == code, said.stdout + said.stderr


def _caught(home: Path, folder: Path, where: dict[str, str], early: str, late: str) -> None:
    """The restored ledger holds against the checkpoint before the backup, and fails against the later one."""
    taken = folder / "ledger.json"
    exported = zhicheng("ledger", "export", str(taken), "--home", str(home), **where)
    assert exported.returncode == 0, exported.stdout + exported.stderr
    for name, note, code in (("early", early, 0), ("late", late, 1)):
        (folder / name).write_text(note)
        said = zhicheng("verify", "ledger", str(taken), "--checkpoint", str(folder / name), "--json")
        assert said.returncode == code, (name, said.stdout + said.stderr)
        assert json.loads(said.stdout)
