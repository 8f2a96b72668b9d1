"""How a pool moves: by the rules of the newest round that its office runs for one of its tracks."""

from __future__ import annotations

import datetime as dt

from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.procedure.review.experts import Expert as Qualification
from zhicheng.procedure.review.pool_states import ADJUSTING, PoolFacts
from zhicheng.web.experts.facts import day_of
from zhicheng.web.experts.models import Expert, Pool
from zhicheng.web.review.acting import Asked, Common, Process
from zhicheng.web.rounds.models import Round
from zhicheng.web.visibility.standing import Standing

CHAIRS = ("chair", "deputy")


def newest_round(pool: Pool) -> Round | None:
    """The round whose rules bind the pool: the office's newest of one of its tracks; ``None``: there is none yet."""
    found = Round.objects.filter(office=pool.office_id).order_by("-year", "-pk")
    return next((one for one in found if one.track in pool.tracks), None)


def round_of(pool: Pool) -> Round:
    """As :func:`newest_round`.

    Raises:
        ActRefused: ``no-round-for-pool``.
    """
    found = newest_round(pool)
    if found is None:
        raise ActRefused(NO_ROUND)
    return found


def qualification(expert: Expert) -> Qualification:
    """An expert as the rules of the pool take one."""
    return Qualification(expert.code, expert.title, expert.title_since, expert.outstanding)


def _facts(row: Pool, asked: Asked, common: Common) -> PoolFacts:
    """``brought``: the expert who joins, or (``remove-expert``) the one who leaves."""
    one: Expert | None = asked.brought
    there = list(row.experts.filter(left_on=None).order_by("code"))
    if asked.act == "remove-expert" and one is not None:
        there = [other for other in there if other.pk != one.pk]
    joining = one if asked.act == "add-expert" else None
    if joining is not None:
        there.append(joining)
    return PoolFacts(
        **common.fields,
        today=day_of(asked.now),
        experts=tuple(qualification(other) for other in there if other.listed_as not in CHAIRS),
        candidate=qualification(joining) if joining is not None else None,
        chairs_listed=sum(other.listed_as == "chair" for other in there),
        deputies_listed=sum(other.listed_as == "deputy" for other in there),
        members_before=row.before,
        renewed=_renewed(row, there),
    )


def _renewed(row: Pool, there: list[Expert]) -> int:
    """How many of those listed as members have joined in the adjustment that is going on."""
    if row.state != ADJUSTING:
        return 0
    return sum(other.adjustment == row.adjustments and other.listed_as not in CHAIRS for other in there)


def _roles(row: Pool, actor: Standing) -> frozenset[str]:
    return frozenset({"committee-office"} if actor.holds("committee-office", row.office_id) else ())


POOL = Process[Pool, PoolFacts](table="pool", round_of=round_of, roles=_roles, facts=_facts)


def due_on(pool: Pool, years: int | None) -> dt.date | None:
    """The day before which the pool is to be adjusted; ``None`` where no term is stated or it isn't in force yet."""
    from zhicheng.vocabulary.dates import add_years

    return add_years(pool.adjusted_on, years) if pool.adjusted_on is not None and years is not None else None


NO_ROUND = Refusal(
    "no-round-for-pool",
    (
        "贵办公室还没有此专业库对应的年度评审，无从确定入库条件",
        "the office has no round of any track of this pool yet, so that no rules for it are known",
    ),
    do=("请先设置一个年度评审", "set up a round first"),
)
