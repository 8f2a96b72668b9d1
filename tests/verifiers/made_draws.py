"""Draws made here, by the format page alone: lawful but for one thing each, with every hash and the seed right."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Callable, Iterator
from typing import Any

from tests.verifiers.tampering import loaded

Draw = dict[str, Any]


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def digest(value: Any) -> str:
    return sha(json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")))


def chain(frozen: Draw, name: str, length: int = 4) -> list[str]:
    """Links 0 (the anchor) to `length`."""
    draw = {"draw": frozen["draw"], "serial": frozen["serial"]}
    label = digest({"label": "zhicheng-draw/1 chain", **draw, "supervisor": name})
    links = [sha(f"secret of {name}")]
    for _ in range(length):
        links.insert(0, sha(f"zhicheng-draw/1 link|{label}|{links[0]}"))
    return links


def outcome(draw: Draw, one: Draw, base: Draw | None, gone: set[str]) -> Draw:
    """What attempt 0 of the plain mode draws."""
    frozen, keep = draw["frozen"], set(one["statement"]["keep"])
    barred = {line["code"] for line in frozen["pool"] if line["barred"]}
    seat = {line["code"]: line["seat"] for line in frozen["pool"]}
    digits = one["reveal"]["balls"][0]["digits"] if one["reveal"]["balls"] else ""
    stated = {"label": "zhicheng-draw/1 seed", "statement": digest(one["statement"])}
    seed = digest(stated | {"links": one["reveal"]["links"], "balls": digits, "values": one["reveal"]["values"]})
    committee = set(keep)
    for group in frozen["seats"]:
        eligible = [code for code in seat if seat[code] == group["name"] and code not in gone | barred | keep]
        eligible.sort(key=lambda code: sha(f"zhicheng-draw/1 order|{seed}|0|{code}"))
        committee |= set(eligible[: group["count"] - sum(seat.get(code) == group["name"] for code in keep)])
    groups = [{"name": group["name"], "members": []} for group in frozen["groups"]]
    for new, old in zip(groups, base["groups"] if base else [], strict=False):
        new["members"] = [code for code in old["members"] if code in keep]
    placed = {code for group in groups for code in group["members"]}
    for code in sorted(committee - placed, key=lambda code: sha(f"zhicheng-draw/1 group|{seed}|{code}")):
        fitting = [new for new, group in zip(groups, frozen["groups"], strict=True) if seat.get(code) in group["from"]]
        if fitting:
            min(fitting, key=lambda group: len(group["members"]))["members"].append(code)
    teams = [{"name": group["name"], "members": sorted(group["members"])} for group in groups]
    return {"seed": seed, "attempt": 0, "ticket": None, "committee": sorted(committee), "groups": teams}


def finished(draw: Draw) -> Draw:
    """Every hash, link and outcome as it follows from what was fixed; a round whose outcome is null keeps none."""
    previous, base, gone = None, None, set[str]()
    draw["frozen"]["private"] = digest(draw["private"])
    for number, one in enumerate(draw["rounds"], 1):
        gone |= set(one["statement"]["out"])
        one["statement"] |= {
            "round": number,
            "frozen": digest(draw["frozen"]),
            "previous": previous,
            "private": digest(one["private"]),
        }
        chains = [chain(draw["frozen"], watcher["name"]) for watcher in draw["frozen"]["supervisors"]]
        one["reveal"]["links"] = [links[number] for links in chains]
        one["outcome"] = one["outcome"] and outcome(draw, one, base, gone)
        base = base if one["void"] or not one["outcome"] else one["outcome"]
        previous = digest({name: one[name] for name in ("statement", "reveal", "outcome", "void")})
    draw["head"] = previous or digest(draw["frozen"])
    return draw


def plain() -> Draw:
    draw: Draw = loaded("draw-plain.json")
    draw["private"]["recusals"] = []
    return finished(committed(draw))


def committed(draw: Draw) -> Draw:
    """Commitments of all supervisors to this very draw."""
    for watcher in draw["frozen"]["supervisors"]:
        watcher |= {"anchor": chain(draw["frozen"], watcher["name"])[0], "links": 4}
    return draw


def replaced(leaving: int = 2) -> Draw:
    """Two rounds: so many members leave and others are drawn."""
    draw = plain()
    first, second = draw["rounds"][0], copy.deepcopy(draw["rounds"][0])
    committee = first["outcome"]["committee"]
    second["statement"] |= {"keep": committee[leaving:], "out": committee[:leaving]}
    second["private"]["reasons"] = [{"code": code, "reason": "病"} for code in committee[:leaving]]
    draw["rounds"].append(second)
    return draw


VOID = {"reason": "x", "by": "x", "at": "x", "missing": []}


def in_plain() -> Iterator[tuple[str, int, Callable[[Draw], Any]]]:
    """What is done to a plain draw, and the exit code that follows from the page."""
    ball = [{"by": name, "digits": "0123456789" * 4} for name in ("甲", "乙")]
    yield "nothing", 0, lambda draw: None
    yield "too small", 1, lambda draw: draw["frozen"]["rules"].update(minimum=26)
    yield "even", 1, lambda draw: draw["frozen"]["seats"][0].update(count=draw["frozen"]["seats"][0]["count"] + 1)
    yield (
        "even where it may be",
        0,
        lambda draw: (
            draw["frozen"]["rules"].update(odd=False),
            draw["frozen"]["seats"][0].update(count=draw["frozen"]["seats"][0]["count"] + 1),
        ),
    )
    yield (
        "caps",
        1,
        lambda draw: draw["frozen"]["caps"].append({"by": "region", "value": "杭州", "least": 0, "most": None}),
    )
    yield "one supervisor", 1, lambda draw: draw["frozen"]["supervisors"].pop()
    yield "one supervisor twice", 1, lambda draw: draw["frozen"]["supervisors"].append(draw["frozen"]["supervisors"][0])
    yield "chain too short", 1, lambda draw: draw["frozen"]["supervisors"][0].update(links=0)
    yield "balls instead", 0, lambda draw: (
        draw["frozen"].update(supervisors=[], balls=40), draw["rounds"][0]["reveal"].update(balls=ball))  # fmt: skip
    yield "too few balls", 1, lambda draw: (
        draw["frozen"].update(supervisors=[], balls=38),
        draw["rounds"][0]["reveal"].update(balls=[{"by": one["by"], "digits": one["digits"][:38]} for one in ball]))  # fmt: skip
    yield "balls told differently", 1, lambda draw: (
        draw["frozen"].update(balls=4),
        draw["rounds"][0]["reveal"].update(balls=[{"by": "甲", "digits": "1234"}, {"by": "乙", "digits": "1235"}]))  # fmt: skip
    yield "balls told by one", 1, lambda draw: (
        draw["frozen"].update(balls=4),
        draw["rounds"][0]["reveal"].update(balls=[{"by": "甲", "digits": "1234"}] * 2))  # fmt: skip
    yield "groups too small", 1, lambda draw: draw["frozen"]["rules"].update(group_size=9)
    yield "groups that share a seat", 1, lambda draw: draw["frozen"]["groups"][0].update(from_=0) or (
        draw["frozen"]["groups"][0].pop("from_"),
        draw["frozen"]["groups"][0]["from"].append(draw["frozen"]["groups"][-1]["from"][0]))  # fmt: skip
    yield "a group of an unknown seat", 1, lambda draw: draw["frozen"]["groups"][0]["from"].append("无此席位")
    yield (
        "everybody recused",
        1,
        lambda draw: draw["private"]["recusals"].append(
            {"applicant": "A1", "within": [], "experts": [line["code"] for line in draw["frozen"]["pool"]]}
        ),
    )
    yield (
        "an expert not in the pool recused",
        1,
        lambda draw: draw["private"]["recusals"].append({"applicant": "A1", "within": [], "experts": ["0" * 64]}),
    )
    yield (
        "recusals of an unknown seat",
        1,
        lambda draw: draw["private"]["recusals"].append({"applicant": "A1", "within": ["无此席位"], "experts": []}),
    )
    yield "a source", 0, lambda draw: (
        draw["rounds"][0]["statement"].update(sources=["彩票"]), draw["rounds"][0]["reveal"].update(values=["07"]))  # fmt: skip
    yield "a source without a value", 1, lambda draw: (
        draw["rounds"][0]["statement"].update(sources=["彩票"]), draw["rounds"][0]["reveal"].update(values=[None]))  # fmt: skip
    yield "a value without a source", 1, lambda draw: draw["rounds"][0]["reveal"].update(values=["07"])
    yield "a source twice", 1, lambda draw: (
        draw["rounds"][0]["statement"].update(sources=["彩票"] * 2), draw["rounds"][0]["reveal"].update(values=["7", "7"]))  # fmt: skip
    yield "a second draw without the first", 1, lambda draw: draw["frozen"].update(serial=2)
    yield "a first draw after another", 1, lambda draw: draw["frozen"].update(previous_draw="0" * 64)
    yield "a second draw", 0, lambda draw: (
        draw["frozen"].update(serial=2, previous_draw="0" * 64), committed(draw))  # fmt: skip
    yield "a second draw by the first one's chains", 1, lambda draw: draw["frozen"].update(
        serial=2, previous_draw="0" * 64)  # fmt: skip
    yield "another draw's chains", 1, lambda draw: draw["frozen"].update(draw="另一次")
    yield "chains of others", 1, lambda draw: draw["frozen"]["supervisors"][0].update(name="另一方")
    yield "no conflict facts", 0, lambda draw: draw["private"].update(conflicts="")
    yield "conflict facts that are no digest", 2, lambda draw: draw["private"].update(conflicts="0" * 63)
    yield "more than all", 1, lambda draw: draw["frozen"]["rules"].update(attendance="3/2")
    yield "share with a nought before", 2, lambda draw: draw["frozen"]["rules"].update(attendance="02/3")
    yield "a bar not given reasons for", 1, lambda draw: draw["private"]["bars"].pop()
    yield "a region too few", 1, lambda draw: draw["private"]["regions"].pop()
    yield (
        "keeping somebody in the first round",
        1,
        lambda draw: draw["rounds"][0]["statement"].update(keep=[draw["rounds"][0]["outcome"]["committee"][0]]),
    )
    yield "no rounds", 0, lambda draw: draw["rounds"].clear()
    yield "open", 0, lambda draw: draw["rounds"][0].update(outcome=None)
    yield "void", 0, lambda draw: draw["rounds"][0].update(outcome=None, void=dict(VOID))
    yield "voided afterwards", 0, lambda draw: draw["rounds"][0].update(void=dict(VOID))
    yield "open and another", 1, lambda draw: (
        draw["rounds"].insert(0, copy.deepcopy(draw["rounds"][0])), draw["rounds"][0].update(outcome=None))  # fmt: skip


def in_replacement() -> Iterator[tuple[str, int, Callable[[Draw], Any]]]:
    """The same for a draw with a replacement."""

    def forget(draw: Draw) -> None:
        draw["rounds"][1]["statement"]["keep"].pop()

    def back(draw: Draw) -> None:
        second = draw["rounds"][1]
        third = copy.deepcopy(second)
        third["statement"] |= {"keep": second["statement"]["keep"], "out": second["statement"]["out"]}
        draw["rounds"].append(third)

    def nobody_leaves(draw: Draw) -> None:
        second = draw["rounds"][1]
        second["statement"] |= {"keep": draw["rounds"][0]["outcome"]["committee"], "out": []}
        second["private"]["reasons"] = []

    yield "nothing", 0, lambda draw: None
    yield "a member forgotten", 1, forget
    yield "somebody leaves twice", 1, back
    yield "nobody leaves", 1, nobody_leaves
    yield "no reason given", 1, lambda draw: draw["rounds"][1]["private"]["reasons"].pop()
    yield "leaving out of order", 1, lambda draw: draw["rounds"][1]["statement"]["out"].reverse()
    yield "kept out of order", 1, lambda draw: draw["rounds"][1]["statement"]["keep"].reverse()
    yield "a stranger leaves", 1, lambda draw: (
        draw["rounds"][1]["statement"].update(out=sorted([*draw["rounds"][1]["statement"]["out"], "0" * 64])),
        draw["rounds"][1]["private"]["reasons"].insert(0, {"code": "0" * 64, "reason": "x"}))  # fmt: skip
    yield "a voided first round", 1, lambda draw: draw["rounds"][0].update(void=dict(VOID))


def made() -> Iterator[tuple[str, int, Draw]]:
    for start, cases in ((plain, in_plain), (replaced, in_replacement)):
        for what, code, change in cases():
            draw = start()
            change(draw)
            yield f"{start.__name__}: {what}", code, finished(draw)


def public(draw: Draw) -> Draw:
    rounds = [one | {"private": None, "committees": None} for one in draw["rounds"]]
    return draw | {"private": None, "rounds": rounds}
