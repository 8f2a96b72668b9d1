"""``zhicheng ledger`` as the operator types it, on a platform's home and database."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction

from tests.web.conftest import NOW
from tests.web.keeping.test_backup import url_of
from tests.web.keeping.test_commands import zhicheng
from tests.web.ledger.test_resuming import restored_to
from zhicheng.procedure.ledger.checkpoint import read_checkpoint
from zhicheng.web.accounts.models import User
from zhicheng.web.clock.now import state_moment
from zhicheng.web.ledger.models import Entry
from zhicheng.web.ledger.write import write_entry

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def ledger(*words: str | Path) -> tuple[int, str]:
    done = zhicheng(
        "ledger",
        *(str(one) for one in words),
        "--home",
        str(settings.HOME),
        DATABASE_URL=url_of(str(connection.settings_dict["NAME"])),
        ZHICHENG_CLOCK="stated",
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout + done.stderr


def enter(count: int) -> None:
    user, _ = User.objects.get_or_create(username="acting")
    for _ in range(count):
        with transaction.atomic():
            write_entry("change-own-details", actor=None, now=NOW, on=user, detail={"reason": "理由"})


def test_signed_exported_lost_resumed_and_checked(tmp_path: Path) -> None:
    state_moment(NOW)
    enter(5)
    early, late, bundle = tmp_path / "early", tmp_path / "late", tmp_path / "ledger.json"
    assert ledger("checkpoint", "--to", early)[0] == 0
    enter(3)
    code, said = ledger("checkpoint")
    late.write_text(said, "utf-8")
    assert code == 0 and read_checkpoint(said).state.size == 8

    code, said = ledger("resume", "--checkpoint", late, "--reason", "没有缺口")
    assert code == 2 and "no gap" in said
    restored_to(6)
    assert ledger("resume", "--checkpoint", tmp_path / "nowhere", "--reason", "x")[0] == 2
    code, said = ledger("resume", "--checkpoint", late, "--reason", "磁盘损坏")
    assert code == 0 and "resumed 6 " in said and "曾公布 8 条" in said
    assert Entry.objects.filter(act="resume-ledger").count() == 1

    assert ledger("export", bundle)[0] == 0
    code, said = ledger("export", bundle)
    assert code == 2 and "exists" in said
    sound = zhicheng("verify", "ledger", str(bundle), "--checkpoint", str(early), "--lang", "en")
    assert sound.returncode == 0 and "agrees with the old checkpoints" in sound.stdout
    lost = zhicheng("verify", "ledger", str(bundle), "--checkpoint", str(late), "--lang", "en")
    assert lost.returncode == 1 and "older backup was restored" in lost.stdout


def test_without_a_platform_it_says_so(tmp_path: Path) -> None:
    done = zhicheng("ledger", "checkpoint", "--home", str(tmp_path / "none"))
    assert done.returncode == 2 and "holds no platform" in done.stderr
