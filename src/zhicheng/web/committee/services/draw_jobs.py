"""The jobs of a draw: look at chances, fix and state a round, check what there is. Each takes seconds; no page waits.

A job reckons outside of any lock, then writes in one transaction, and only if nothing has changed meanwhile. What comes
to nothing says why on the draw's page; doing a job twice changes nothing.
"""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from django.db import transaction
from django_tasks import task

from zhicheng.procedure.draw.bundle import Bundle, Recusal, Round
from zhicheng.procedure.draw.chances import chances_of_round, decimal, warnings_of
from zhicheng.procedure.draw.check import check_draw
from zhicheng.procedure.draw.files import model_of
from zhicheng.procedure.draw.lawful import CAP, Ground, bits
from zhicheng.procedure.draw.names import Named, Names
from zhicheng.procedure.draw.plain import chances_plain
from zhicheng.procedure.draw.rounds import next_ground, plain_will_do, state_round
from zhicheng.procedure.draw.solver import SolverAstray
from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.vocabulary.problems import Refused
from zhicheng.web.clock.now import CHINA, current_moment
from zhicheng.web.committee.models import Draw
from zhicheng.web.committee.services.draw_plan import Frozen, day_of, frozen_draw
from zhicheng.web.experts.facts import conflict_facts
from zhicheng.web.ledger.write import write_entry

PREVIEW, STATE, CHECK, FAILED = "preview", "state", "check", "failed"
_CODED: Final = re.compile(r"[0-9a-f]{16}|E[0-9]{2,}")
_ASTRAY: Final = Refusal(
    "solver-astray",
    ("求解器未得到可用的结果，没有任何改动", "the solver gave no usable result; nothing was changed"),
    do=("请再试一次；仍不成功的，请核对席位与上限", "try again; if it fails again, look at seats and caps"),
)

Work = Callable[[Draw, dt.datetime], dict[str, Any]]


def bundle_of(draw: Draw) -> Bundle:
    """The bundle of a draw that is frozen."""
    return model_of(Bundle, draw.bundle, "")


def names_of(draw: Draw) -> Names:
    """Who stands behind the codes of a draw that is frozen."""
    return Names.model_validate_json(draw.names)


def begin_job(draw: Draw, job: str, now: dt.datetime) -> None:
    """Ask for a job on a locked draw; its row is of this transaction."""
    draw.job, draw.job_since, draw.trouble = job, now, []
    draw.version += 1
    draw.save()
    work_on_draw.enqueue(draw.pk, draw.version)


@task()
def work_on_draw(pk: int, version: int) -> None:
    """Do what the draw waits for, if it still does; ``version``: as it was when that was asked for."""
    draw = Draw.objects.select_related("committee__review__round__office").get(pk=pk)
    work: Mapping[str, Work] = {PREVIEW: _preview, STATE: _state, CHECK: _check}
    if draw.version != version or draw.job not in work:
        return
    now = current_moment()
    try:
        done = work[draw.job](draw, now)
    except ActRefused as refused:
        _fail(draw, [_told(one) for one in refused.refusals])
    except SolverAstray:
        _fail(draw, [_told(_ASTRAY)])
    except Refused as refused:
        wrong = [Refusal("not-readable", (one.text("zh"), one.text("en")), do=one.do) for one in refused.problems]
        _fail(draw, [_told(one) for one in wrong])
    else:
        _keep(draw, done, now)


def _preview(draw: Draw, now: dt.datetime) -> dict[str, Any]:
    """Seats and chances as they would be, or the conditions that stand against one another."""
    frozen = frozen_draw(draw, now, trying=True)
    try:
        ground = next_ground(frozen.bundle, frozen.keep)
    except ActRefused as refused:
        raise _in_words(refused, frozen.names) from refused
    plain = not draw.plan["lottery"] and plain_will_do(frozen.bundle.frozen, ground)
    return {"preview": {"mode": "plain" if plain else "lottery", **_seats(ground), **_warned(ground, plain)}}


def _seats(ground: Ground) -> dict[str, Any]:
    chances = chances_plain(ground)
    seats = [
        {
            "name": name,
            "open": count,
            "eligible": ground.eligible[name].bit_count(),
            "chance": decimal(chances[name]) if name in chances else "",
        }
        for name, count in ground.open_seats.items()
        if count
    ]
    capped = [one.title for one in ground.conditions if one.kind == CAP]
    barred = ground.shut.bit_count()
    return {"seats": seats, "pool": len(ground.codes), "barred": barred, "caps": len(capped)}


def _warned(ground: Ground, plain: bool) -> dict[str, Any]:
    """Warnings before the draw; where a lottery is needed, they come with its real chances."""
    if not plain:
        return {"warnings": []}
    by_seat = chances_plain(ground)
    chances = {ground.codes[place]: by_seat[seat] for seat in by_seat for place in bits(ground.eligible[seat])}
    return {"warnings": [list(one.text) for one in warnings_of(ground, chances)]}


def _state(draw: Draw, now: dt.datetime) -> dict[str, Any]:
    """Fix the pool where it is not fixed yet, and the next round with its lottery."""
    fresh: Frozen | None = None if draw.bundle else frozen_draw(draw, now)
    bundle = fresh.bundle if fresh else bundle_of(draw)
    names, recusals = (fresh.names, []) if fresh else _come_to_light(draw, bundle, names_of(draw), now)
    keep = fresh.keep if fresh else draw.asked["keep"]
    try:
        stated = _stated(bundle, draw.asked, keep, recusals, now)
    except ActRefused as refused:
        raise _in_words(refused, names) from refused
    return {
        "bundle": stated.plain(),
        "names": names.model_dump_json(),
        "conflicts": fresh.conflicts.plain() if fresh else draw.conflicts,
        "digest": stated.head,
        "stage": "stated",
        "findings": findings_of(stated),
    }


def _stated(
    bundle: Bundle, asked: Mapping[str, Any], keep: Iterable[str], recusals: list[Recusal], now: dt.datetime
) -> Bundle:
    return state_round(
        bundle,
        at=now.astimezone(CHINA).isoformat(timespec="seconds"),
        salt=secrets.token_hex(32),
        keep=keep,
        out=asked.get("out", {}),
        recusals=recusals,
        sources=asked.get("sources", []),
        lottery=bool(asked.get("lottery")),
    )


def _come_to_light(draw: Draw, bundle: Bundle, names: Names, now: dt.datetime) -> tuple[Names, list[Recusal]]:
    """Recusals that are not in the draw yet, by its codes; applicants who had none so far get a code."""
    facts = conflict_facts(draw.committee.review.round, as_of=day_of(now))
    known = {one.name: one.code for one in names.applicants}
    fresh = {one: secrets.token_hex(8) for _, one in facts.recused if one not in known}
    codes = {id_: one.code for id_, one in names.by_id().items()}
    old = _recused_so_far(bundle)
    by_applicant: dict[str, set[str]] = {}
    for expert, applicant in facts.recused:
        code = {**known, **fresh}[applicant]
        if expert in codes and (codes[expert], code) not in old:
            by_applicant.setdefault(code, set()).add(codes[expert])
    added = [
        Recusal(applicant=one, within=[], experts=sorted(experts)) for one, experts in sorted(by_applicant.items())
    ]
    applicants = [*names.applicants, *(Named(code=code, name=name) for name, code in fresh.items())]
    return names.model_copy(update={"applicants": applicants}), added


def _recused_so_far(bundle: Bundle) -> set[tuple[str, str]]:
    parts = [bundle.private.recusals if bundle.private else []]
    parts += [one.private.recusals for one in bundle.rounds if one.private]
    return {(expert, one.applicant) for part in parts for one in part for expert in one.experts}


def _check(draw: Draw, _now: dt.datetime) -> dict[str, Any]:
    """What a check of the whole bundle finds, kept for pages."""
    return {"findings": findings_of(bundle_of(draw))}


def findings_of(bundle: Bundle) -> dict[str, Any]:
    """The findings of a check as plain data: sound, findings, notes, what no file can show, chances of each round."""
    check = check_draw(bundle)
    return {
        "head": bundle.head,
        "sound": check.sound,
        "findings": [
            {
                "code": one.code,
                "title": list(one.title),
                "holds": one.holds,
                "faults": [{"place": fault.place, "text": list(fault.text)} for fault in one.faults[:20]],
            }
            for one in check.findings
        ],
        "notes": [list(one) for one in check.notes],
        "beyond": [list(one) for one in check.beyond],
    }


def _in_words(refused: ActRefused, names: Names) -> ActRefused:
    """Refusals in which codes of employers and applicants are said by name: for the office's own page."""
    known = {one.code: one.name for one in (*names.employers, *names.applicants)}
    return ActRefused([_worded(one, known) for one in refused.refusals])


def _worded(one: Refusal, known: Mapping[str, str]) -> Refusal:
    def said(text: str) -> str:
        return _CODED.sub(lambda found: known.get(found[0], found[0]), text)

    return Refusal(one.code, (said(one.text[0]), said(one.text[1])), one.clause, (said(one.do[0]), said(one.do[1])))


def _told(one: Refusal) -> dict[str, Any]:
    return {"code": one.code, "text": list(one.text), "clause": one.clause, "do": list(one.do)}


@transaction.atomic
def _fail(draw: Draw, trouble: list[dict[str, Any]]) -> None:
    Draw.objects.filter(pk=draw.pk, version=draw.version).update(job=FAILED, trouble=trouble)


@transaction.atomic
def _keep(draw: Draw, done: Mapping[str, Any], now: dt.datetime) -> None:
    """Write what a job has come to, unless the draw has changed meanwhile; a stated round goes on the ledger."""
    row = Draw.objects.select_for_update(no_key=True).get(pk=draw.pk)
    if row.version != draw.version:
        return
    for name, value in done.items():
        setattr(row, name, value)
    row.job, row.trouble = "", []
    if "bundle" in done:
        row.version += 1
        row.asked = {}
        said = stated_detail(bundle_of(row))
        write_entry("state-draw-round", actor=None, now=now, on=row, detail=said)
    row.save()


def stated_detail(bundle: Bundle) -> dict[str, Any]:
    """What the ledger says of a stated round: the hashes that must be there before anything is revealed."""
    one: Round = bundle.rounds[-1]
    return {
        "number": one.statement.round,
        "frozen": bundle.frozen.digest,
        "statement": one.statement.digest,
        "lottery": one.statement.lottery or "",
        "head": bundle.head,
        "code": one.statement.mode,
    }


def shown_chances(bundle: Bundle, number: int) -> list[tuple[str, str, int]]:
    """For a page: seat, code and tickets of 10,000 of everybody who is in for an open seat of a round, by seat."""
    from zhicheng.procedure.draw.check_rounds import scene_of

    scene = scene_of(bundle, number)
    chances = chances_of_round(scene.ground, scene.round.statement)
    seats = {line.code: line.seat for line in bundle.frozen.pool}
    rows = [(seats[code], code, round(chance * 10_000)) for code, chance in chances.items()]
    return sorted(rows, key=lambda one: (one[0], -one[2], one[1]))
