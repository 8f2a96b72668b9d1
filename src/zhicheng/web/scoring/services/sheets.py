"""An expert's own sheet: kept as it is written, handed in once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.procedure.review.deliberation_states import WAITING
from zhicheng.vocabulary.points import as_text, exact
from zhicheng.web.applications.claims import indicators
from zhicheng.web.committee.models import Seat
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.scoring.forms import NOWHERE, From
from zhicheng.web.scoring.models import DRAFT, HANDED_IN, Deliberation, Sheet
from zhicheng.web.scoring.phrases import OPINIONS, chosen
from zhicheng.web.scoring.questions import questions_asked, read_answer
from zhicheng.web.scoring.reckoning import Judged, frozen_score, group_answers, judged, points_by_line, within
from zhicheng.web.scoring.recusal import readings_of
from zhicheng.web.site.acts import STALE, locked
from zhicheng.web.visibility.scope import NO_RIGHT
from zhicheng.web.visibility.standing import Standing

LONGEST = 4000


@dataclass(frozen=True)
class Written:
    """What an expert writes on a sheet. ``lines``: {path: {points, reason}}; ``answers``: {question: typed text}."""

    lines: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    opinion: str = ""
    recommends: bool | None = None
    phrases: Sequence[str] = ()


@transaction.atomic
def keep_sheet(
    row: Deliberation, written: Written, *, actor: Standing, now: dt.datetime, page: From = NOWHERE
) -> Sheet:
    """The own sheet with what was written; begun where there was none. Nothing but drafts: no entry in the ledger.

    ``page``: where it comes from (version 0: there was no sheet). A page that says nothing else than what is kept is
    never out of date.

    Raises:
        ActRefused: ``no-right`` (not assigned, recused), ``stale-page``, ``sheet-handed-in``, ``group-is-through``,
            ``line-invalid``, ``answer-invalid``.
    """
    deliberation, seat = _own(row, actor)
    sheet = _writable(deliberation, seat, now)
    before = _content(sheet)
    of = judged(deliberation.application)
    sheet.answers = _answers(of, deliberation, written.answers)
    sheet.lines = _lines(of, sheet, deliberation, written.lines)
    sheet.opinion, sheet.recommends = written.opinion.strip()[:LONGEST], written.recommends
    sheet.phrases = chosen(list(written.phrases), OPINIONS)
    if sheet.pk is not None and _content(sheet) == before:
        return sheet  # a button pressed while the page was still saving by itself: nothing is out of date
    if page.stale(sheet.version, sheet.page):
        raise ActRefused(STALE)
    sheet.saved_at, sheet.page, sheet.version = now, page.mark, sheet.version + 1
    sheet.save()
    return sheet


@transaction.atomic
def hand_in_sheet(row: Deliberation, *, actor: Standing, now: dt.datetime, seen: int | None) -> Sheet:
    """The own sheet handed in, its score frozen; from now on it stays as it is.

    Raises:
        ActRefused: as :func:`keep_sheet`; ``nothing-written``, ``reason-missing`` (points without one),
            ``opinion-missing``, ``recommendation-missing``.
    """
    deliberation, seat = _own(row, actor)
    sheet = _writable(deliberation, seat, now)
    if seen is not None and seen != sheet.version:
        raise ActRefused(STALE)
    found = missing_on(sheet)
    if found:
        raise ActRefused(found)
    verdict = judged(deliberation.application).under({**sheet.answers, **group_answers(deliberation.application)})
    sheet.score = frozen_score(verdict, points_by_line(verdict, sheet.lines))
    sheet.state, sheet.handed_in_at = HANDED_IN, now
    sheet.version += 1
    sheet.save()
    write_entry("hand-in-sheet", actor=actor, now=now, on=sheet, role="expert", detail={"number": deliberation.pk})
    return sheet


def missing_on(sheet: Sheet | None) -> list[Refusal]:
    """What a sheet lacks before it can be handed in."""
    if sheet is None or sheet.pk is None:
        return [_NOTHING]
    found = [_no_reason(path) for path, line in sheet.lines.items() if not line.get("reason", "").strip()]
    if not sheet.opinion.strip():
        found.append(_NO_OPINION)
    if sheet.recommends is None:
        found.append(_NO_RECOMMENDATION)
    return found


def _own(row: Deliberation, actor: Standing) -> tuple[Deliberation, Seat]:
    """The deliberation, locked, and the own seat that reads it."""
    fresh = locked(row, None)
    reading = readings_of(actor).filter(application=fresh.application_id).select_related("seat").first()
    if reading is None or "expert" not in actor.roles:
        raise ActRefused(NO_RIGHT)
    return fresh, reading.seat


def _writable(deliberation: Deliberation, seat: Seat, now: dt.datetime) -> Sheet:
    sheet = Sheet.objects.select_for_update().filter(deliberation=deliberation, seat=seat).first()
    if sheet is not None and sheet.state != DRAFT:
        raise ActRefused(_HANDED_IN)
    if deliberation.state != WAITING:
        raise ActRefused(_THROUGH)
    return sheet or Sheet(deliberation=deliberation, seat=seat, saved_at=now, version=0)


def _content(sheet: Sheet) -> tuple[object, ...]:
    return sheet.answers, sheet.lines, sheet.opinion, sheet.recommends, sheet.phrases


def _answers(of: Judged, deliberation: Deliberation, typed: Mapping[str, str]) -> dict[str, bool | str]:
    """The answers as the verdict takes them; those to questions the group has decided are the group's."""
    plain = of.under(group_answers(deliberation.application))
    known = {one.question.id: one for one in questions_asked(plain, plain, {})}
    answers: dict[str, bool | str] = {}
    while True:  # an answer can open a further question, which the page showed too
        for id_ in [one for one in typed if one in known and one not in answers]:
            value, why = read_answer(known[id_], typed[id_])
            if why is not None:
                raise ActRefused(_wrong_answer(known[id_].question.ask, why))
            if value is not None:
                answers[id_] = value
        now = of.under({**answers, **group_answers(deliberation.application)})
        more = {one.question.id: one for one in questions_asked(plain, now, {})}
        if set(more) <= set(known):
            return answers
        known |= more


def _lines(
    of: Judged, sheet: Sheet, deliberation: Deliberation, lines: Mapping[str, Mapping[str, str]]
) -> dict[str, dict[str, str]]:
    verdict = of.under({**sheet.answers, **group_answers(deliberation.application)})
    nodes = {node.path: node for node in indicators(verdict.score_nodes())}
    kept: dict[str, dict[str, str]] = {}
    for path, line in lines.items():
        if path not in nodes or not within(line.get("points", ""), nodes[path].cap):
            raise ActRefused(_line_invalid(path))
        points = exact(line["points"])
        if points != nodes[path].points:
            kept[path] = {"points": as_text(points), "reason": line.get("reason", "").strip()[:500]}
    return kept


def _line_invalid(path: str) -> Refusal:
    return Refusal(
        "line-invalid",
        (f"“{path}”的分值不是数字、为负或超过封顶", f"{path}: no number, below 0 or above the cap"),
        do=("请改正后再保存", "correct it, then save"),
    )


def _wrong_answer(ask: tuple[str, str], wrong: tuple[str, str]) -> Refusal:
    return Refusal("answer-invalid", (f"{ask[0]}：{wrong[0]}", f"{ask[1]}: {wrong[1]}"))


def _no_reason(path: str) -> Refusal:
    return Refusal(
        "reason-missing",
        (f"“{path}”与机器核算不同，没有写明理由", f"{path}: other points than reckoned, and no reason"),
        do=("请写明理由，或清空分值采用机器核算", "give the reason, or empty the field"),
    )


_NOTHING = Refusal(
    "nothing-written", ("还没有填写评分表", "nothing is written yet"), do=("请先填写意见", "write an opinion first")
)
_NO_OPINION = Refusal("opinion-missing", ("没有填写评阅意见", "there is no opinion"), do=("请填写意见", "write one"))
_NO_RECOMMENDATION = Refusal(
    "recommendation-missing", ("没有选择推荐或不推荐", "recommend or not: nothing is chosen"), do=("请选择", "choose")
)
_HANDED_IN = Refusal(
    "sheet-handed-in",
    ("评分表已提交，不能再改", "the sheet is handed in and stays as it is"),
    do=("如有出入，请在小组合议时说明", "tell your group when it compares the sheets"),
)
_THROUGH = Refusal(
    "group-is-through",
    ("评议组已提出意见", "the group has given its opinion"),
    do=("无需再评阅", "nothing more is needed"),
)
