"""The example bundles of ``verifiers/examples``: ``python -m tests.procedure.draw.examples`` makes them again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.procedure.draw.pools import SUPERVISORS, drawn, hex_of, links_of, plan, stated, with_conflicts
from zhicheng.procedure.draw.bundle import Bundle, Recusal, group_of, public_view
from zhicheng.procedure.draw.files import read_bundle, write_bundle
from zhicheng.procedure.draw.plan import Expert
from zhicheng.procedure.draw.rounds import reveal, state_round, void

FOLDER = Path(__file__).parents[3] / "verifiers" / "examples"


def plain() -> Bundle:
    """25 of 80, four specialties, groups, two barred, recusals that can't bind."""
    return drawn(stated(with_conflicts(plan("例-直接抽取"), applicants=40, each=4)))


def lottery() -> Bundle:
    """25 of 80 with caps on regions and employers, recusals, a committee drawn by ticket."""
    return drawn(stated(with_conflicts(plan("例-公布抽签表", capped=True), applicants=40, each=4)))


def replaced() -> Bundle:
    """A chair who is named, a round voided as a supervisor withheld a link, the draw, two members replaced."""
    name = "例-作废与递补"
    base = with_conflicts(plan(name, size=60, members=24), applicants=20, each=3)
    chair = Expert(code=hex_of(f"{name} chair"), seat="主任委员", region="杭州", employer="E099")
    seats = (base.seats[0].model_copy(update={"name": "主任委员", "count": 1, "set": True}), *base.seats)
    groups = (*(group_of(f"质量{part}组", ["质量"]) for part in "一二"), *base.groups[1:])
    first = stated(replace(base, experts=(*base.experts, chair), seats=seats, groups=groups), keep=[chair.code])
    partly = reveal(first, at="2026-11-20T10:00:00+08:00", links=links_of(first, SUPERVISORS[:1]))
    voided = void(partly, reason="一方未揭示", by="评委会办公室", at="2026-11-20T11:00:00+08:00")
    again = state_round(voided, at="2026-11-20T11:10:00+08:00", salt=hex_of(f"{name} salt 2"), keep=[chair.code])
    second = drawn(again)
    outcome = second.rounds[-1].outcome
    assert outcome is not None
    leaving = [code for code in outcome.committee if code != chair.code][5:7]
    new = [Recusal(applicant="A021", within=[], experts=sorted(outcome.committee[8:10]))]
    third = state_round(
        second,
        at="2026-11-23T09:00:00+08:00",
        salt=hex_of(f"{name} salt 3"),
        keep=[code for code in outcome.committee if code not in leaving],
        out={leaving[0]: "本人说明因公出差", leaving[1]: "发现与申报人有利害关系"},
        recusals=new,
    )
    return drawn(third)


def load(name: str) -> Bundle:
    """An example as it is committed."""
    path = FOLDER / f"{name}.json"
    return read_bundle(path.read_bytes(), path.name)


def main() -> None:
    """Write all of them."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    first = plain()
    for name, bundle in (
        ("draw-plain", first),
        ("draw-plain-public", public_view(first)),
        ("draw-lottery", lottery()),
        ("draw-replaced", replaced()),
    ):
        (FOLDER / f"{name}.json").write_text(write_bundle(bundle), "utf-8")


if __name__ == "__main__":
    main()
