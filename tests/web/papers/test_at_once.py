"""Two windows that send the same thing in the same moment: it is there once."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from tests.web.conftest import NOW
from tests.web.people import person, signed_in, small_pdf, standing
from tests.web.records.pages import filled, send
from zhicheng.evidence.limits import Limits
from zhicheng.web.clock.now import state_moment
from zhicheng.web.papers.models import Paper
from zhicheng.web.records.models import Record
from zhicheng.web.records.services import keep_record

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def moment(transactional_db: None) -> dt.datetime:
    state_moment(NOW)
    return NOW


def at_once(number: int, act: Callable[[int], Any]) -> list[Any]:
    """The act done by several threads that start together; what each got."""
    ready, found = Barrier(number), list[Any]()

    def run(place: int) -> None:
        try:
            ready.wait()
            found.append(act(place))
        finally:
            connection.close()

    threads = [Thread(target=run, args=(place,)) for place in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_the_same_file_sent_by_two_windows_is_kept_once(moment: dt.datetime) -> None:
    user = person("alice", moment)
    record = keep_record({"kind": "project", "name": "项目"}, actor=standing(user, moment), now=moment)
    clients = [signed_in(user) for _ in range(4)]
    address = f"/records/{record.pk}/papers/"
    answers = at_once(
        4, lambda place: clients[place].post(address, {"paper": "other", "files": io.BytesIO(small_pdf())})
    )
    assert [answer.status_code for answer in answers] == [302] * 4
    assert Paper.objects.count() == 1


def test_the_bound_of_files_holds_against_windows_that_send_together(moment: dt.datetime) -> None:
    user = person("alice", moment)
    record = keep_record({"kind": "project", "name": "项目"}, actor=standing(user, moment), now=moment)
    clients = [signed_in(user) for _ in range(4)]
    most = Limits().files_per_record
    address = f"/records/{record.pk}/papers/"
    clients[0].post(address, {"paper": "other", "files": [_file(number) for number in range(most - 1)]})
    answers = at_once(4, lambda place: clients[place].post(address, {"paper": "other", "files": _file(100 + place)}))
    assert sorted(answer.status_code for answer in answers) == [302, 422, 422, 422]
    assert Paper.objects.count() == most


def _file(number: int) -> io.BytesIO:
    file = io.BytesIO(small_pdf(str(number)))
    file.name = f"{number}.pdf"
    return file


def test_a_new_record_sent_by_two_windows_is_kept_once(moment: dt.datetime) -> None:
    user = person("alice", moment)
    clients = [signed_in(user) for _ in range(4)]
    data = filled(clients[0], "/records/new/patent/", name="一种装置")
    answers = at_once(4, lambda place: send(clients[place], "/records/new/patent/", data))
    assert len({answer.url for answer in answers}) == 1
    assert Record.objects.count() == 1
