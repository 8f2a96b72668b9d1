"""The placement problem as a mixed-integer program, solved by HiGHS (imported only when called).

HiGHS reckons in floats: the gap is set to 0, the choices are rounded and the value is recomputed in
exact units by the caller. Three objectives in turn fix the placement: low, then high, then order.
"""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from typing import Any

from zhicheng.verdict.placement import Node, Option, order_of


def place_with_highs(
    nodes: list[Node], root: int, options: list[list[Option]], base: dict[int, tuple[Any, Any]]
) -> list[int | None]:
    """The options chosen, one for each record or ``None``, maximising low, then high."""
    import highspy

    scale = _scale(options, base, nodes)
    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.silent()
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.setOptionValue("mip_abs_gap", 0.0)
    solver.setOptionValue("random_seed", 1)
    chosen = [[solver.addBinary() for _ in choices] for choices in options]
    for variables in chosen:
        if len(variables) > 1:
            solver.addConstr(sum(variables[1:], variables[0]) <= 1)
    _limits(solver, nodes, options, chosen)
    low = _points(solver, nodes, root, options, chosen, base, scale, 0)
    solver.maximize(low)
    if _differs(options, base):
        best = round(solver.getObjectiveValue())
        solver.addConstr(low >= best - 0.25)
        high = _points(solver, nodes, root, options, chosen, base, scale, 1)
        solver.maximize(high)
    values = solver.getSolution().col_value
    result: list[int | None] = []
    for variables in chosen:
        picked = [place for place, variable in enumerate(variables) if values[variable.index] > 0.5]
        result.append(picked[0] if picked else None)
    return result


def _scale(options: list[list[Option]], base: dict[int, tuple[Any, Any]], nodes: list[Node]) -> int:
    """Whole numbers for HiGHS even where people's answers brought other fractions."""
    values = [bound for choices in options for option in choices for bound in (option.low, option.high)]
    values += [bound for pair in base.values() for bound in pair]
    values += [node.cap for node in nodes if node.cap is not None]
    return lcm(*(value.denominator for value in values if isinstance(value, int | Fraction))) if values else 1


def _differs(options: list[list[Option]], base: dict[int, tuple[Any, Any]]) -> bool:
    return any(option.low != option.high for choices in options for option in choices) or any(
        low != high for low, high in base.values()
    )


def _limits(solver: Any, nodes: list[Node], options: list[list[Option]], chosen: list[list[Any]]) -> None:
    using: dict[tuple[int, Any], list[Any]] = {}
    for choices, variables in zip(options, chosen, strict=True):
        for option, variable in zip(choices, variables, strict=True):
            for key in option.keys:
                using.setdefault(key, []).append(variable)
    for (node, _), variables in using.items():
        limit = nodes[node].limit or 0
        if len(variables) > limit:
            solver.addConstr(sum(variables[1:], variables[0]) <= limit)


def _points(
    solver: Any,
    nodes: list[Node],
    root: int,
    options: list[list[Option]],
    chosen: list[list[Any]],
    base: dict[int, tuple[Any, Any]],
    scale: int,
    part: int,
) -> Any:
    """The variable that holds the points at the root: at each node at most the sum, at most the cap."""
    order = order_of(nodes, root)
    sums: dict[int, list[Any]] = {node: [] for node in order}
    for choices, variables in zip(options, chosen, strict=True):
        for option, variable in zip(choices, variables, strict=True):
            worth = int((option.low, option.high)[part] * scale)
            if worth:
                sums[option.leaf].append(worth * variable)
    points: dict[int, Any] = {}
    for node in reversed(order):
        here = int(base.get(node, (0, 0))[part] * scale)
        parts = [*sums[node], *(points[child] for child in nodes[node].children if child in points)]
        cap = nodes[node].cap
        upper = highs_infinity(solver) if cap is None else int(cap * scale)
        variable = solver.addVariable(lb=0, ub=upper)
        total = here if not parts else sum(parts[1:], parts[0]) + here
        solver.addConstr(variable <= total) if parts else solver.addConstr(1 * variable <= here)
        points[node] = variable
    return points[root]


def highs_infinity(solver: Any) -> float:
    """What HiGHS takes for "no bound"."""
    return float(solver.getInfinity())
