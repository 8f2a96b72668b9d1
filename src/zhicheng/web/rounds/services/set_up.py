"""Setting up a round and changing it while it is a draft."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction

from zhicheng.policy.attachments import procedure_of
from zhicheng.policy.pack import Pack, load_pack
from zhicheng.policy.round import Round as Notice
from zhicheng.policy.round import parse_round
from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.procedure.tiers import tiers_of
from zhicheng.web.accounts.models import Organisation
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.rounds.models import Round, Window
from zhicheng.web.rounds.numbers import PASS_MARK, number_refusals
from zhicheng.web.rounds.options import Options, option_refusals
from zhicheng.web.rounds.services.common import refuse
from zhicheng.web.rounds.setting import pack_for, setting_of
from zhicheng.web.rounds.windows import TIER_KEYS
from zhicheng.web.site.acts import locked
from zhicheng.web.visibility.scope import NO_RIGHT, require
from zhicheng.web.visibility.standing import Standing

CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
ROLE = "committee-office"


@dataclass(frozen=True, slots=True)
class NoticeFile:
    """A round file as handed in: what it is called, and its text (YAML)."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class WindowPlan:
    """From which day to which a tier may act; ``cite`` is the clause of the notice that says so."""

    opens: dt.date
    closes: dt.date
    cite: str = ""


@dataclass(frozen=True, slots=True)
class RoundPlan:
    """Everything the office says of a round. ``windows`` by tier key; ``numbers`` by key: value, unit, source."""

    code: str
    title: tuple[str, str]
    notice: NoticeFile
    windows: Mapping[str, WindowPlan] = field(default_factory=dict)
    numbers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    options: Options = field(default_factory=Options)


@transaction.atomic
def set_up_round(plan: RoundPlan, *, track: str, office: Organisation, actor: Standing, now: dt.datetime) -> Round:
    """A new round for a track (``pack/level``), as a draft that nobody outside the office sees.

    Raises:
        ActRefused: ``no-right``, ``code-taken`` or whatever :func:`plan_refusals` finds.
        Refused: there is no such track, or the round file has errors, each with file and line.
    """
    if not actor.holds(ROLE, office.pk) or office.kind != ROLE or office.closed_at is not None:
        raise ActRefused(NO_RIGHT)
    pack, level, notice = read_plan(plan, track)
    refuse(plan_refusals(plan, pack, level, notice))
    round_ = Round(
        code=plan.code, office=office, pack=pack.id, level=level, pack_version=pack.version, pack_hash=pack.hash
    )
    _fill(round_, plan, notice)
    try:
        with transaction.atomic():
            round_.save(force_insert=True)
    except IntegrityError as error:
        raise ActRefused(_code_taken(plan.code)) from error
    _write_windows(round_, plan.windows)
    write_entry("set-up-round", actor=actor, now=now, on=round_, role=ROLE, detail=_detail(round_))
    return round_


@transaction.atomic
def change_round(round_: Round, plan: RoundPlan, *, actor: Standing, now: dt.datetime, version: int | None) -> Round:
    """Other words for a round that is still a draft; its code and track stay.

    Raises:
        ActRefused: ``stale-page``, ``no-right``, ``round-not-draft``, ``code-fixed``, or as :func:`plan_refusals`.
        Refused: the round file has errors, each with file and line.
    """
    round_ = locked(round_, version)
    require(actor, "set-up", round_)
    refuse(() if round_.state == "draft" else (_not_draft(),))
    refuse(() if plan.code == round_.code else (_code_fixed(round_.code),))
    pack_for(round_)
    pack, level, notice = read_plan(plan, round_.track)
    refuse(plan_refusals(plan, pack, level, notice))
    _fill(round_, plan, notice)
    round_.version += 1
    round_.save()
    round_.windows.all().delete()
    _write_windows(round_, plan.windows)
    write_entry("change-round", actor=actor, now=now, on=round_, role=ROLE, detail=_detail(round_))
    return round_


def read_plan(plan: RoundPlan, track: str) -> tuple[Pack, str, Notice]:
    """Pack, level and notice of a plan, read.

    Raises:
        Refused: there is no such track, or the round file has errors, each with file and line.
    """
    name, _, level = track.partition("/")
    pack = load_pack(name)
    pack.track(level)
    return pack, level, parse_round(plan.notice.text.encode(), plan.notice.name)


def plan_refusals(plan: RoundPlan, pack: Pack, level: str, notice: Notice) -> tuple[Refusal, ...]:
    """Everything that is wrong with a plan, at once. A draft may lack windows; those it has must make sense."""
    procedure = procedure_of(pack, level)
    chain = tiers_of(procedure, plan.options.round_tiers())
    return (
        *_name_refusals(plan),
        *_notice_refusals(plan, notice, f"{pack.id}/{level}"),
        *((chain,) if isinstance(chain, Refusal) and chain.code == "tiers-out-of-order" else ()),
        *_window_refusals(plan.windows, None if isinstance(chain, Refusal) else chain.last),
        *number_refusals(plan.numbers, procedure),
        *option_refusals(plan.options, pack, procedure),
    )


def _name_refusals(plan: RoundPlan) -> list[Refusal]:
    found = []
    if not CODE.fullmatch(plan.code) or len(plan.code) > 60 or plan.code == "new":
        do = ("只用小写字母、数字和连字符，如 qti-2026", "small letters, digits and hyphens only, like qti-2026")
        found.append(
            Refusal("code-invalid", (f"代号“{plan.code}”不能使用", f"the code '{plan.code}' can't be used"), do=do)
        )
    if not all(text.strip() for text in plan.title) or any(len(text) > 200 for text in plan.title):
        do = ("请填写中、英文名称，各不超过200字", "give both titles, at most 200 characters each")
        found.append(Refusal("title-missing", ("名称未填写或过长", "a title is missing or too long"), do=do))
    return found


def _notice_refusals(plan: RoundPlan, notice: Notice, track: str) -> list[Refusal]:
    found = []
    if not notice.goes_with(track):
        known = "、".join(notice.policies)
        text = (f"年度通知 {notice.id} 不适用于 {track}", f"the notice {notice.id} is not for {track}")
        found.append(Refusal("notice-not-for-track", text, do=(f"适用于：{known}", f"it is for: {known}")))
    if PASS_MARK in plan.numbers and notice.pass_mark(track) is not None:
        text = ("年度通知已规定分值，不能另行设定", "the notice itself sets the pass mark")
        found.append(Refusal("pass-mark-twice", text, do=("请删去另设的分值", "leave the other one out")))
    if not notice.published and not plan.options.demonstration:
        text = (
            "这份年度文件是演示用的，只能用于演示年度",
            "this round file is a demonstration and serves only for one",
        )
        found.append(
            Refusal(
                "notice-is-demonstration",
                text,
                do=("请换用正式通知，或标明演示", "use a published notice, or mark the round as one"),
            )
        )
    return found


def _window_refusals(windows: Mapping[str, WindowPlan], last: int | None) -> list[Refusal]:
    found = []
    for key, window in windows.items():
        if key not in TIER_KEYS or (last is not None and TIER_KEYS.index(key) > last):
            text = (f"本年度没有“{key}”这一级", f"the round has no tier '{key}'")
            found.append(Refusal("no-such-tier", text, do=("请先设定该级", "set the tier first")))
        elif window.closes < window.opens:
            text = (
                f"“{key}”的截止 {window.closes} 早于开始 {window.opens}",
                f"'{key}' closes {window.closes} before it opens {window.opens}",
            )
            found.append(Refusal("window-backwards", text, do=("请调整日期", "correct the dates")))
    return found


def _fill(round_: Round, plan: RoundPlan, notice: Notice) -> None:
    round_.title_zh, round_.title_en = plan.title[0].strip(), plan.title[1].strip()
    round_.year = notice.year
    round_.notice = {"name": plan.notice.name, "text": plan.notice.text}
    round_.numbers = {
        key: {name: str(text).strip() for name, text in body.items()} for key, body in plan.numbers.items()
    }
    round_.options = plan.options.model_dump(mode="json")
    setting_of(round_)


def _write_windows(round_: Round, windows: Mapping[str, WindowPlan]) -> None:
    Window.objects.bulk_create(
        Window(round=round_, tier=key, opens=one.opens, closes=one.closes, cite=one.cite)
        for key, one in windows.items()
    )


def _detail(round_: Round) -> dict[str, Any]:
    windows = {one.tier: [one.opens.isoformat(), one.closes.isoformat()] for one in round_.windows.all()}
    return {
        "code": round_.code,
        "track": round_.track,
        "pack": [round_.pack_version, round_.pack_hash],
        "windows": windows,
        "numbers": round_.numbers,
        "options": round_.options,
    }


def _code_taken(code: str) -> Refusal:
    return Refusal(
        "code-taken",
        (f"代号“{code}”已有年度使用", f"another round has the code '{code}'"),
        do=("请换一个", "choose another"),
    )


def _code_fixed(code: str) -> Refusal:
    return Refusal("code-fixed", (f"年度的代号不能更改（{code}）", f"a round keeps its code ({code})"))


def _not_draft() -> Refusal:
    text = ("年度已开放，设置不能再改", "the round has opened; its settings stay")
    return Refusal("round-not-draft", text, do=("需要延期的请用“延期”", "to give more time, extend the windows"))
