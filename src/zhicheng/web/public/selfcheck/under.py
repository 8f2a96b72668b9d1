"""Under what a dossier is judged here: the track, the day, and the round where one is chosen."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from django.http import Http404

from zhicheng.policy.pack import Pack
from zhicheng.policy.round import Round as Notice
from zhicheng.policy.round import load_round, rounds_in
from zhicheng.verdict.dates import Dates
from zhicheng.verdict.setting import Setting
from zhicheng.vocabulary.labels import Pair
from zhicheng.vocabulary.points import exact
from zhicheng.web.public.policies import library
from zhicheng.web.public.selfcheck.carried import Carried
from zhicheng.web.public.selfcheck.what_if import PASS_MARK
from zhicheng.web.rounds.queries import rounds_for
from zhicheng.web.rounds.setting import setting_of
from zhicheng.web.visibility.standing import Standing

SHIPPED = "notice:"
"""Before the id of a yearly notice that is shipped with the program and not set up as a round here."""


@dataclass(frozen=True, slots=True)
class RoundChoice:
    """A round that the visitor may choose."""

    code: str
    title: Pair


def track_named(name: str) -> tuple[Pack, str]:
    """The document and level that ``pack/level`` names.

    Raises:
        Http404: there is none.
    """
    id_, _, level = name.partition("/")
    pack = library.document(id_)
    if pack is None or level not in pack.levels:
        raise Http404(name[:80])
    return pack, level


def round_choices(standing: Standing, pack: Pack, level: str) -> list[RoundChoice]:
    """The rounds of a track that this person may see, the latest first, then yearly notices shipped as data."""
    rows = rounds_for(standing).filter(pack=pack.id, level=level, pack_hash=pack.hash).order_by("-year", "code")
    found = [RoundChoice(row.code, row.title) for row in rows]
    shipped = [load_round(id_) for id_ in rounds_in()]
    return found + [
        RoundChoice(f"{SHIPPED}{one.id}", one.title)
        for one in shipped
        if one.published and one.goes_with(f"{pack.id}/{level}")
    ]


def setting_for(pack: Pack, level: str, carried: Carried, standing: Standing, today: dt.date) -> Setting:
    """The setting of a track: the round's where one is chosen and fits, else the chosen day or today.

    Raises:
        ActRefused: the round was set up with another version of the document.
    """
    setting = _of_round(pack, level, carried.round_code, standing)
    if setting is None:
        setting = Setting(pack, level, Dates(carried.as_of or today))
    answers = {id_: value for id_, value in carried.answers.items() if id_ != PASS_MARK}
    mark = carried.answers.get(PASS_MARK)
    if mark is not None and not isinstance(mark, bool) and setting.pass_mark is None:
        setting = replace(setting, pass_mark=exact(mark))
    return replace(setting, answers=answers) if answers else setting


def _of_round(pack: Pack, level: str, code: str, standing: Standing) -> Setting | None:
    if not code:
        return None
    if code.startswith(SHIPPED):
        return _of_notice(pack, level, code.removeprefix(SHIPPED))
    row = rounds_for(standing).filter(pack=pack.id, level=level, code=code).first()
    return None if row is None else setting_of(row)


def _of_notice(pack: Pack, level: str, id_: str) -> Setting | None:
    """Only a notice that is shipped: what a page says never becomes a path."""
    notice: Notice | None = load_round(id_) if id_ in rounds_in() else None
    track = f"{pack.id}/{level}"
    if notice is None or not notice.goes_with(track):
        return None
    named = dict(notice.dates(track))
    return Setting(pack, level, Dates(named.pop("as_of"), named), notice.pass_mark(track), round=notice)
