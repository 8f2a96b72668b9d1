"""Placement is optimal: against a brute force written apart, on every rung of the ladder."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.brute_force import best_value
from zhicheng.verdict import placement
from zhicheng.verdict.highs import place_with_highs
from zhicheng.verdict.placement import Node, Option, _Block, place


@st.composite
def problems(draw: Any, most_records: int = 5) -> tuple[list[Node], list[list[Option]], dict[int, tuple[int, int]]]:
    """A random tree of caps and limits, and records with several options."""
    size = draw(st.integers(3, 8))
    nodes = [Node(-1, draw(st.none() | st.integers(1, 40)))]
    for index in range(1, size):
        parent = draw(st.integers(0, index - 1))
        nodes.append(
            Node(
                parent,
                draw(st.none() | st.integers(1, 20)),
                draw(st.none() | st.integers(1, 2)),
                draw(st.sampled_from([None, "key"])),
            )
        )
        nodes[parent].children.append(index)
    leaves = [index for index in range(size) if not nodes[index].children]
    options = []
    for _ in range(draw(st.integers(1, most_records))):
        chosen = draw(st.lists(st.sampled_from(leaves), min_size=1, max_size=3, unique=True))
        key = draw(st.sampled_from(["x", "y"]))
        options.append(
            [_option(nodes, leaf, draw(st.integers(0, 12)), draw(st.integers(1, 6)), key) for leaf in chosen]
        )
    base = {leaf: (low, low + 2) for leaf in leaves if draw(st.booleans()) for low in [draw(st.integers(0, 3))]}
    return nodes, options, base


def _option(nodes: list[Node], leaf: int, low: int, more: int, key: str) -> Option:
    keys, node = [], leaf
    while node >= 0:
        if nodes[node].limit is not None:
            keys.append((node, key if nodes[node].per else None))
        node = nodes[node].parent
    return Option(leaf, low, low + more, tuple(keys))


def _brute(nodes: list[Node], options: list[list[Option]], base: dict[int, tuple[int, int]], part: int) -> Any:
    return best_value(
        [node.parent for node in nodes],
        [node.cap for node in nodes],
        [node.limit for node in nodes],
        [[(one.leaf, (one.low, one.high)[part], dict(one.keys)) for one in choices] for choices in options],
        {leaf: pair[part] for leaf, pair in base.items()},
    )


@settings(max_examples=400, deadline=None)
@given(problems())
def test_low_is_the_optimum(problem: Any) -> None:
    nodes, options, base = problem
    assert place(nodes, 0, options, base).low == _brute(nodes, options, base, 0)


@settings(max_examples=150, deadline=None)
@given(problems())
def test_high_is_the_optimum_when_asked_for(problem: Any) -> None:
    nodes, options, base = problem
    hopeful = [[Option(one.leaf, one.high, one.high, one.keys) for one in choices] for choices in options]
    bases = {leaf: (high, high) for leaf, (_, high) in base.items()}
    assert place(nodes, 0, hopeful, bases).low == _brute(nodes, options, base, 1)


@settings(max_examples=150, deadline=None)
@given(problems())
def test_highs_finds_the_same_value(problem: Any) -> None:
    nodes, options, base = problem
    block = _Block(nodes, 0, options, base)
    chosen = place_with_highs(nodes, 0, options, base)
    assert block.lawful(chosen)
    assert block.value(chosen)[0] == _brute(nodes, options, base, 0)


@settings(max_examples=150, deadline=None)
@given(problems())
def test_every_placement_is_lawful_and_no_bound_is_broken(problem: Any) -> None:
    nodes, options, base = problem
    block = _Block(nodes, 0, options, base)
    placed = place(nodes, 0, options, base)
    assert block.lawful(placed.chosen)
    assert block.bound()[0] >= placed.low


@settings(max_examples=100, deadline=None)
@given(problems(most_records=4))
def test_enumeration_and_highs_agree_on_low_then_high(problem: Any) -> None:
    nodes, options, base = problem
    block = _Block(nodes, 0, options, base)
    assert block.value(block.enumerate()) == block.value(place_with_highs(nodes, 0, options, base))


def test_each_rung_of_the_ladder_is_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    nodes = [Node(-1, None, children=[1, 2]), Node(0, 5), Node(0, 5)]
    either = [Option(1, 3, 3), Option(2, 3, 3)]
    assert place(nodes, 0, [either], {}).method == "bound"
    competing = [[Option(1, 4, 4), Option(2, 3, 3)], [Option(1, 4, 4), Option(2, 3, 3)], [Option(1, 2, 2)]]
    assert place(nodes, 0, competing, {}).method == "enumeration"
    monkeypatch.setattr(placement, "MOST_ENUMERATED", 1)
    by_solver = place(nodes, 0, competing, {})
    assert by_solver.method == "highs"
    assert by_solver.low == 8
