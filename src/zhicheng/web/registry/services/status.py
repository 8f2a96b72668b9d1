"""The status lists of certificates: signed anew after each change, and before the one before it runs out."""

from __future__ import annotations

import datetime as dt
import json
from typing import Final

from django.db import transaction

from zhicheng.procedure.certificate.keys import COMPROMISED, IN_USE
from zhicheng.procedure.certificate.rules import ended_indexes
from zhicheng.procedure.certificate.status import list_file, signed_list, status_list
from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.web.accounts.models import Organisation
from zhicheng.web.clock.now import CHINA
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.registry.keyring import keys_of, new_key, provider_for
from zhicheng.web.registry.models import Certificate, SigningKey, StatusList
from zhicheng.web.registry.register import records_of, register_of
from zhicheng.web.registry.services.alone import alone
from zhicheng.web.visibility.scope import NO_RIGHT
from zhicheng.web.visibility.standing import Standing

DAYS: Final = 31
"""How long a list counts."""
RENEWED_BEFORE: Final = dt.timedelta(days=7)


@transaction.atomic
def sign_status_list(
    office: Organisation, name: str, *, actor: Standing | None, now: dt.datetime, role: str = ""
) -> StatusList:
    """The list of that name as it stands now, signed; it takes the place of the one before.

    Raises:
        ActRefused: ``no-key``.
    """
    alone(office)
    provider = provider_for(office, now.astimezone(CHINA).date())
    number = StatusList.objects.filter(name=name).count() + 1
    revoked, reissued = ended_indexes(records_of(register_of(office)), name)
    until = now + dt.timedelta(days=DAYS)
    made = status_list(
        name, office.name, number, made_at=now, next_at=until, revoked=revoked, reissued=reissued, key=provider.key.id
    )
    file = list_file(signed_list(made, provider.sign))
    row = StatusList.objects.create(
        office=office, name=name, number=number, file=json.loads(file), signed_at=now, until=until
    )
    detail = {"list": name, "number": number, "until": until.astimezone(CHINA).date().isoformat()}
    write_entry("sign-status-list", actor=actor, now=now, on=row, role=role, detail=detail)
    return row


def renew_status_lists(*, now: dt.datetime) -> int:
    """Sign every list anew that runs out within a week; how many."""
    names = StatusList.objects.order_by("name").values_list("name", flat=True).distinct()
    renewed = 0
    for name in names:
        latest = StatusList.objects.filter(name=name).select_related("office").latest("number")
        if latest.until - now < RENEWED_BEFORE:
            sign_status_list(latest.office, name, actor=None, now=now)
            renewed += 1
    return renewed


def lists_of(office: Organisation) -> list[str]:
    """The names of the lists in which certificates of an office stand."""
    rows = Certificate.objects.filter(application__round__office=office).exclude(status_list="")
    return sorted(set(rows.values_list("status_list", flat=True)))


@transaction.atomic
def change_key(office: Organisation, *, actor: Standing, now: dt.datetime) -> str:
    """A new signing key from today on, the lists signed with it; the fingerprint of the new key file.

    Raises:
        ActRefused: ``no-right`` (only the office itself), ``key-too-early``.
    """
    if not actor.holds("committee-office", office.pk):
        raise ActRefused(NO_RIGHT)
    digest = new_key(office, now.astimezone(CHINA).date()).fingerprint
    _told("make-certificate-key", office, digest, actor, now)
    return digest


@transaction.atomic
def void_key(office: Organisation, name: str, *, actor: Standing, now: dt.datetime) -> str:
    """A key that may be in other hands: nothing it signed counts by itself any more; its certificates are issued anew.

    A new key is brought into use first where none would be left. The fingerprint of the key file is another then.

    Raises:
        ActRefused: ``no-right`` (only the office itself), ``no-key``, ``last-key`` (none would be left to sign today).
    """
    if not actor.holds("committee-office", office.pk):
        raise ActRefused(NO_RIGHT)
    alone(office)
    keys = keys_of(office)
    if keys is None or keys.find(name) is None:
        raise ActRefused(Refusal("no-key", ("没有这把密钥", "there is no such key")))
    if not any(one.state == IN_USE and one.id != name for one in keys.keys):
        raise ActRefused(_LAST)
    SigningKey.objects.filter(office=office, name=name).update(state=COMPROMISED)
    digest = keys.voided(name).fingerprint
    _told("void-certificate-key", office, digest, actor, now)
    return digest


def _told(act: str, office: Organisation, digest: str, actor: Standing, now: dt.datetime) -> None:
    """A change of keys on the ledger; every list signed with the key that signs now."""
    write_entry(act, actor=actor, now=now, on=office, role="committee-office", detail={"digest": digest})
    for name in lists_of(office):
        sign_status_list(office, name, actor=actor, now=now, role="committee-office")


_LAST = Refusal(
    "last-key",
    ("没有其他可用的密钥", "no other key could sign then"),
    do=("请先启用新密钥（最早次日）", "bring a new key into use first (the next day at the earliest)"),
)
