"""What waits for a person in draws and assignments: commitments, reveals, the draw itself, halves of a seed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from zhicheng.web.accounts.waiting import Waiting, add_source
from zhicheng.web.committee.draw_queries import assignments_to_seed, draws_seen
from zhicheng.web.visibility.standing import Standing


@add_source
def _supervisor(standing: Standing, now: dt.datetime) -> Iterator[Waiting]:  # noqa: ARG001 - the shape of a source
    if not standing.holds("supervisor"):
        return
    here = "/supervisor/draws/"
    wanted = draws_seen(standing, "commit").filter(stage="committing")
    open_ = [one for one in wanted if all(said["by"] != standing.user_id for said in one.commitments)]
    yield Waiting("draw-commit", ("次抽取待您承诺", "draws to commit to"), len(open_), here)
    stated = draws_seen(standing, "reveal").filter(stage="stated").count()
    yield Waiting("draw-reveal", ("次抽取待揭示", "draws waiting for reveals"), stated, here)
    halves = assignments_to_seed(standing).count()
    yield Waiting("assignment-half", ("次分派待交种子", "assignments waiting for a seed"), halves, here)


@add_source
def _office(standing: Standing, now: dt.datetime) -> Iterator[Waiting]:  # noqa: ARG001
    if not standing.holds("committee-office"):
        return
    ready = draws_seen(standing, "run").filter(stage="revealed").select_related("committee__review__round")
    for one in ready:
        address = f"/reviews/{one.committee.review.round.code}/draw/"
        yield Waiting("draw-ready", ("次抽取已揭示，待抽出", "draws revealed, to be drawn"), 1, address)
