"""What people do with their own records, and with organisations and roles."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from zhicheng.dossier.model import dossier_from
from zhicheng.procedure.refusal import ActRefused
from zhicheng.web.accounts.models import Grant, Organisation
from zhicheng.web.accounts.queries import account_called
from zhicheng.web.accounts.refusals import PERSON_UNKNOWN
from zhicheng.web.accounts.services.grants import end_grant, grant_role
from zhicheng.web.accounts.services.organisations import change_organisation, close_organisation, create_organisation
from zhicheng.web.accounts.services.own_account import change_own_details
from zhicheng.web.api.acts.act import Act, add
from zhicheng.web.api.reading import Mapping as SentMapping
from zhicheng.web.papers.services import remove_paper
from zhicheng.web.records.services import keep_facts, keep_record, remove_record, take_over_dossier
from zhicheng.web.visibility.standing import Standing


def _take_over(dossier: Mapping[str, Any], *, actor: Standing, now: dt.datetime) -> int:
    """Facts and records of a dossier added to what is kept."""
    return take_over_dossier(dossier_from(dossier), actor=actor, now=now)


def _grant(
    organisation: Organisation,
    username: str,
    role: str,
    *,
    until: dt.date | None = None,
    actor: Standing,
    now: dt.datetime,
) -> Grant:
    """A role at an organisation for somebody whose account name one knows."""
    person = account_called(username)
    if person is None:
        raise ActRefused(PERSON_UNKNOWN)
    return grant_role(person, role, organisation, until=until, actor=actor, now=now)


_FACTS = {"facts": SentMapping}
_RECORD = {"data": SentMapping}

add(
    Act("accounts", "change", change_own_details, "change-own-details", scope="act:own"),
    Act("records", "keep", keep_record, ("保存一条记录", "keep a new record"), forms=_RECORD, on_list=True,
        settled={"record": None, "version": None}),
    Act("records", "change", keep_record, ("修改记录", "change a record"), forms=_RECORD, row="record"),
    Act("records", "remove", remove_record, ("移除记录", "put a record away")),
    Act("papers", "remove", remove_paper, ("移除材料", "take a file out")),
    Act("accounts", "keep-facts", keep_facts, ("保存本人情况", "keep the facts about oneself"), forms=_FACTS,
        on_list=True, scope="act:own"),
    Act("accounts", "take-over-dossier", _take_over, ("导入材料", "take over a dossier"),
        forms={"dossier": SentMapping}, on_list=True, scope="act:own"),
    Act("organisations", "create", create_organisation, "create-organisation", on_list=True),
    Act("organisations", "change", change_organisation, "change-organisation"),
    Act("organisations", "close", close_organisation, "close-organisation"),
    Act("organisations", "grant", _grant, "grant-role"),
    Act("grants", "end", end_grant, "end-role"),
)  # fmt: skip
