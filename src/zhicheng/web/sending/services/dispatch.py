"""One delivery sent, once.

The delivery is marked as being sent, and that is committed, before anything leaves: a worker that is killed in between
leaves a mark. While it sends, the worker holds a lock that its death releases; so who comes later can tell a sending
that goes on from one that was cut off. One that was cut off is done again where the receiver knows keys, and shown to
the operator where it doesn't: nothing goes out twice of itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.conf import settings
from django.core import signing
from django.db import connection, transaction
from django_tasks_db.models import DBTaskResult

from zhicheng.web.clock.now import in_real_time
from zhicheng.web.sending.channels.channel import Channel, NotSent, Outgoing
from zhicheng.web.sending.channels.loaded import channels
from zhicheng.web.sending.models import FAILED, GIVEN_UP, SENDING, SENT, UNSURE, WAITING, Delivery
from zhicheng.web.sending.services.queueing import recipient_of
from zhicheng.web.sending.words import outside

LATER: Final = tuple(dt.timedelta(minutes=one) for one in (1, 5, 30, 120, 720))
"""How long until the next attempt, after each that failed; then it is given up."""
JOB: Final = "zhicheng.web.sending.tasks.send_delivery"
ADDRESS_SALT: Final = "zhicheng.mail-address"
_LOCK: Final = 0x7A63  # of deliveries, among the locks of this database
_CUT_OFF: Final = ["发送中断，是否送达不明", "it was cut off while being sent: nobody knows whether it went out"]
_TURNED_OFF: Final = [
    "渠道已停用，或此人不再由此渠道接收",
    "the channel was turned off, or no longer reaches this person",
]
_UNKNOWN: Final = ["发送时出错，是否送达不明", "an error came while it was sent: nobody knows whether it went out"]


def send_now(pk: int, *, now: dt.datetime) -> None:
    """Send a delivery that waits or is to be tried again; nothing where another is at it, or there is nothing to do."""
    with _held(pk) as mine:
        if not mine:
            return
        row = _claimed(pk)
        if row is None:
            return
        way = channels().get(row.channel)
        outgoing = outgoing_of(row)
        address = way.address_of(outgoing.recipient) if way is not None else ""
        if way is None or not address:
            _ended(row, GIVEN_UP, now, _TURNED_OFF)
            return
        _send(row, way, outgoing, address, now)


def _send(row: Delivery, way: Channel, outgoing: Outgoing, address: str, now: dt.datetime) -> None:
    try:
        way.send(outgoing, address)
    except NotSent as fault:
        _not_sent(row, fault, now)
    except Exception:  # whatever a channel brings: nobody knows whether it went out
        if way.knows_keys:
            _not_sent(row, NotSent((_UNKNOWN[0], _UNKNOWN[1])), now)
        else:
            _ended(row, UNSURE, now, _UNKNOWN)
    else:
        _ended(row, SENT, now, [])


def outgoing_of(row: Delivery) -> Outgoing:
    """What goes out by a delivery: what it is about, and a link; nothing of what the message says."""
    asking = row.message is None
    kind = "confirm-address" if row.message is None else row.message.kind
    recipient = recipient_of(row.user, unconfirmed=asking)
    if row.message is None:
        token = signing.dumps({"user": row.user_id, "address": recipient.mail}, salt=ADDRESS_SALT)
        link = f"{settings.SITE}/account/messages/confirm/{token}/"
    else:
        link = f"{settings.SITE}/messages/{row.message_id}/"
    return Outgoing(str(row.key), kind, outside(kind), link, row.made_at, recipient)


def take_up() -> int:
    """Look after deliveries that a killed worker left: how many. Called when the platform starts, and every few minutes."""
    from zhicheng.web.sending.tasks import send_delivery  # the job is built on these services

    left = Delivery.objects.filter(state=SENDING).order_by("pk").values_list("pk", flat=True)
    cut_off = {pk for pk in list(left) if _taken_up(pk)}
    with transaction.atomic():
        waiting = Delivery.objects.filter(state__in=(WAITING, FAILED)).order_by("pk").values_list("pk", flat=True)
        arranged = _arranged()
        forgotten = [pk for pk in waiting if pk not in arranged]
        for pk in forgotten:
            send_delivery.enqueue(pk)
    return len(cut_off | set(forgotten))


def _arranged() -> set[int]:
    """The deliveries for which a job is ready."""
    jobs = DBTaskResult.objects.filter(task_path=JOB, status="READY").values_list("args_kwargs", flat=True)
    return {one["args"][0] for one in jobs}


def _taken_up(pk: int) -> bool:
    """Whether this one was cut off; where nobody is told twice by that, it waits again."""
    with _held(pk) as mine, transaction.atomic():
        row = Delivery.objects.select_for_update().filter(pk=pk, state=SENDING).first() if mine else None
        if row is None:
            return False
        way = channels().get(row.channel)
        row.state, row.trouble = (WAITING, []) if way is not None and way.knows_keys else (UNSURE, _CUT_OFF)
        row.version += 1
        row.save()
    return True


@contextmanager
def _held(pk: int) -> Iterator[bool]:
    """This delivery for oneself, until done or dead; false where another has it."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s, %s)", [_LOCK, pk])
        (mine,) = cursor.fetchone()
    try:
        yield bool(mine)
    finally:
        if mine:
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_unlock(%s, %s)", [_LOCK, pk])


@transaction.atomic
def _claimed(pk: int) -> Delivery | None:
    found = Delivery.objects.select_for_update(of=("self",)).select_related("message", "user")
    row = found.filter(pk=pk, state__in=(WAITING, FAILED)).first()
    if row is not None:
        row.state, row.trouble = SENDING, []
        row.attempts += 1
        row.version += 1
        row.save()
    return row


def _not_sent(row: Delivery, fault: NotSent, now: dt.datetime) -> None:
    if fault.lasting or row.attempts > len(LATER):
        _ended(row, GIVEN_UP, now, list(fault.text))
        return
    from zhicheng.web.sending.tasks import send_delivery  # the job is built on these services

    with transaction.atomic():
        _ended(row, FAILED, now, list(fault.text))
        send_delivery.using(run_after=in_real_time(LATER[row.attempts - 1])).enqueue(row.pk)


def _ended(row: Delivery, state: str, now: dt.datetime, trouble: list[str]) -> None:
    row.state, row.trouble = state, trouble
    row.sent_at = now if state == SENT else None
    row.version += 1
    row.save()
