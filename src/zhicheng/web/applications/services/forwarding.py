"""A department sends endorsed applications on together, with their roster: to the tier above, or to the committee's door."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict

from django.db import transaction

from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.web.accounts.models import Organisation
from zhicheng.web.applications.facts import Brought
from zhicheng.web.applications.messages import tell_applicant
from zhicheng.web.applications.models import Application, Batch
from zhicheng.web.applications.services.perform import perform
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.rounds.models import Round
from zhicheng.web.rounds.roster_rows import rows_of
from zhicheng.web.rounds.way import chain_of
from zhicheng.web.visibility.scope import visible
from zhicheng.web.visibility.standing import Standing


@transaction.atomic
def forward_batch(
    round_: Round, sender: Organisation, applications: Sequence[Application], *, actor: Standing, now: dt.datetime
) -> Batch:
    """All of these, or none: sent on with one roster. Refusals name the application they concern.

    Raises:
        ActRefused: ``batch-empty``; or for each application what the table of states has against it.
    """
    rows = list(
        visible(
            actor,
            "check",
            Application.objects.filter(pk__in=[one.pk for one in applications], round=round_, holder=sender),
        ).order_by("pk")
    )
    if not rows or len(rows) != len({one.pk for one in applications}):
        raise ActRefused(_EMPTY if not applications else _NOT_ALL)
    last = rows[0].tier == chain_of(round_).last
    receiver = round_.office if last else sender.above
    if receiver is None:
        raise ActRefused(_NO_RECEIVER)
    roster = [asdict(row) for row in rows_of(round_, rows)]
    batch = Batch.objects.create(
        round=round_,
        sender=sender,
        receiver=receiver,
        number=_number(round_, sender),
        roster_digest=hashlib.sha256(
            json.dumps(roster, ensure_ascii=False, sort_keys=True, default=str).encode()
        ).hexdigest(),
        forwarded_by_id=actor.person,
        forwarded_at=now,
    )
    _send_on(rows, "hand-in" if last else "forward", receiver, actor=actor, now=now)
    batch.applications.set(rows)
    write_entry(
        "forward-batch",
        actor=actor,
        now=now,
        on=batch,
        role="department",
        detail={"number": batch.number, "count": len(rows), "roster": batch.roster_digest},
    )
    return batch


def _send_on(
    rows: Sequence[Application], act: str, receiver: Organisation, *, actor: Standing, now: dt.datetime
) -> None:
    against = []
    for row in rows:
        try:
            with transaction.atomic():
                perform(row, act, actor=actor, now=now, brought=Brought(rostered=True))
        except ActRefused as error:
            against += [
                Refusal(one.code, (f"{row.name}：{one.text[0]}", f"{row.name}: {one.text[1]}"), one.clause, one.do)
                for one in error.refusals
            ]
    if against:
        raise ActRefused(against)
    for row in rows:
        text = (f"您的申报已报送{receiver.name}", f"Your application was forwarded to {receiver.name}")
        tell_applicant(row, "forwarded", text, now=now)


def _number(round_: Round, sender: Organisation) -> str:
    """The batch's number: round, sender, running number; the round is locked, so that none is given twice."""
    Round.objects.select_for_update(no_key=True).get(pk=round_.pk)
    return f"{round_.code}-{sender.pk}-{Batch.objects.filter(round=round_, sender=sender).count() + 1:03}"


_EMPTY = Refusal(
    "batch-empty",
    ("没有选定任何申报", "no application is chosen"),
    do=("请勾选要报送的申报", "tick those to be forwarded"),
)
_NOT_ALL = Refusal(
    "batch-changed",
    (
        "所选申报中有的已不在贵部门手中，未报送任何一件",
        "some of those chosen are no longer in your hands; none was forwarded",
    ),
    do=("请刷新页面后重新勾选", "reload the page and choose again"),
)
_NO_RECEIVER = Refusal(
    "no-department",
    ("尚未登记上级部门", "the department above is not registered"),
    do=("请联系运维人员", "ask the operator"),
)
