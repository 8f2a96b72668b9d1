"""A worker killed while it sends: a letter is not sent twice of itself, a webhook's receiver gets the same key again."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings as live
from django.db import connection
from django_tasks_db.models import DBTaskResult

from tests.web.people import person
from tests.web.sending.conftest import SECRET
from tests.web.sending.servers import Letters, Posts
from zhicheng.web.applications.messages import tell
from zhicheng.web.sending.models import SENDING, SENT, UNSURE, WAITING, Delivery, MailChoice
from zhicheng.web.sending.services.dispatch import send_now, take_up

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]

WORKER = """
import datetime, django
django.setup()
from django.conf import settings
from zhicheng.web.configuration import Hook, MailServer
settings.EMAIL_USE_TLS = False
if {hook!r}:
    settings.WEBHOOK = Hook({hook!r}, {secret!r}, True)
from zhicheng.web.sending.channels.loaded import channels
channels.cache_clear()
from zhicheng.web.sending.services.dispatch import send_now
send_now({pk}, now=datetime.datetime.now(datetime.UTC))
"""


def killed_while_sending(pk: int, *, got_one: Callable[[], bool], hook: str = "", mail: int = 0) -> None:
    """A worker of its own begins to send; it is killed once the other side has what it sent and has not answered."""
    given = connection.settings_dict
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("ZHICHENG_")},
        "DATABASE_URL": f"postgresql://{given['USER']}@/{given['NAME']}?host={given['HOST']}",
        "DJANGO_SETTINGS_MODULE": "zhicheng.web.settings",
        "ZHICHENG_HOME": str(live.HOME),
        "ZHICHENG_HTTPS": "no",
        **({"ZHICHENG_MAIL": f"smtp://127.0.0.1:{mail}?from=zhicheng@example.cn&tls=none"} if mail else {}),
    }
    code = WORKER.format(pk=pk, hook=hook, secret=SECRET)
    worker = subprocess.Popen([sys.executable, "-W", "ignore", "-c", code], env=environment)
    try:
        assert got_one(), "the worker did not come to send"
        assert take_up() == 0, "a sending that goes on is left alone"
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    with connection.cursor() as cursor:  # the dead worker's session ends, and with it its lock
        cursor.execute(
            "select pg_terminate_backend(pid, 5000) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        )


def jobs() -> int:
    return DBTaskResult.objects.filter(status="READY").count()


def test_a_letter_is_shown_to_the_operator(mail: Letters, now: dt.datetime) -> None:
    user = person("alice", now)
    MailChoice.objects.create(user=user, address="alice@example.cn", on=True, confirmed_at=now)
    tell(user.pk, "returned", ("话", "words"), now=now)
    row = Delivery.objects.get()
    mail.hang = True
    killed_while_sending(row.pk, got_one=lambda: mail.got_one.wait(60), mail=mail.port)
    row.refresh_from_db()
    assert row.state == SENDING
    DBTaskResult.objects.all().delete()
    assert take_up() == 1
    row.refresh_from_db()
    assert row.state == UNSURE and jobs() == 0
    assert take_up() == 0
    send_now(row.pk, now=now)
    assert len(mail.letters) == 1


def test_a_webhook_is_sent_again_under_its_key(hook: Posts, now: dt.datetime, settings: Any) -> None:
    tell(person("alice", now).pk, "returned", ("话", "words"), now=now)
    row = Delivery.objects.get()
    got_one, go_on = threading.Event(), threading.Event()

    def slowly(count: int) -> tuple[int, dict[str, str]]:
        if count == 1:
            got_one.set()
            go_on.wait(60)
        return 200, {}

    hook.answers = slowly
    killed_while_sending(row.pk, got_one=lambda: got_one.wait(60), hook=settings.WEBHOOK.url)
    go_on.set()
    DBTaskResult.objects.all().delete()
    assert take_up() == 1
    row.refresh_from_db()
    assert row.state == WAITING and jobs() == 1
    send_now(row.pk, now=now)
    row.refresh_from_db()
    assert row.state == SENT
    assert [heads["Idempotency-Key"] for _, heads, _ in hook.got] == [str(row.key)] * 2
