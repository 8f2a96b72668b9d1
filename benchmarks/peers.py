"""The scoring part in two other engines, each with its trace, as their own documentation does it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from benchmarks.sample import LADDER, Part

Evaluate = Callable[[list[dict[str, Any]]], float]


def zen_traced(rows: list[Part]) -> Evaluate:
    """GoRules ZEN: one decision graph with an expression for each node, static loader, trace on."""
    import zen

    expressions = [{"id": "ladder", "key": "ladder", "value": json.dumps(LADDER)}]
    for index in range(len(rows) - 1, -1, -1):
        part = rows[index]
        terms = [f"$.{rows[child].name}" for child in range(len(rows)) if rows[child].parent == index]
        if part.code is not None:
            terms.append(f"{part.points} * sum(map(filter(records, #.code == {part.code}), $.ladder[#.rank]))")
        value = " + ".join(terms) or "0"
        expressions.append(
            {"id": part.name, "key": part.name, "value": value if part.cap is None else f"min([{part.cap}, {value}])"}
        )
    graph = {
        "nodes": [
            {"id": "in", "name": "in", "type": "inputNode", "position": {"x": 0, "y": 0}},
            {
                "id": "score",
                "name": "score",
                "type": "expressionNode",
                "position": {"x": 1, "y": 0},
                "content": {"expressions": expressions},
            },
            {"id": "out", "name": "out", "type": "outputNode", "position": {"x": 2, "y": 0}},
        ],
        "edges": [
            {"id": "a", "sourceId": "in", "targetId": "score", "type": "edge"},
            {"id": "b", "sourceId": "score", "targetId": "out", "type": "edge"},
        ],
    }
    engine = zen.ZenEngine({"loader": {"type": "static", "content": {"score": graph}}})

    def evaluate(records: list[dict[str, Any]]) -> float:
        return float(engine.evaluate("score", {"records": records}, {"trace": True})["result"]["n0"])

    return evaluate


def openfisca_traced(rows: list[Part]) -> Evaluate:
    """OpenFisca: a variable for each node, one simulation built from a dictionary, trace on."""
    import numpy as np
    from openfisca_core.entities import build_entity
    from openfisca_core.periods import DateUnit
    from openfisca_core.simulation_builder import SimulationBuilder
    from openfisca_core.taxbenefitsystems import TaxBenefitSystem
    from openfisca_core.variables import Variable

    record = build_entity(key="record", plural="records", label="", is_person=True)
    dossier = build_entity(
        key="dossier", plural="dossiers", label="", roles=[{"key": "member", "plural": "members", "label": ""}]
    )
    system = TaxBenefitSystem([record, dossier])
    ladder = np.array(LADDER)

    def variable(name: str, entity: Any, kind: type, formula: Any = None) -> None:
        body: dict[str, Any] = {"value_type": kind, "entity": entity, "definition_period": DateUnit.YEAR, "label": name}
        if formula is not None:
            body["formula"] = formula
        system.add_variable(type(name, (Variable,), body))

    variable("code", record, int)
    variable("rank", record, int)
    variable("coefficient", record, float, lambda one, period: ladder[one("rank", period)])
    for index, part in enumerate(rows):
        children = [rows[child].name for child in range(len(rows)) if rows[child].parent == index]
        variable(part.name, dossier, float, _node_formula(np, part, children))

    def evaluate(records: list[dict[str, Any]]) -> float:
        names = [f"r{n}" for n in range(len(records))]
        people = {
            name: {"code": {"2026": one["code"]}, "rank": {"2026": one["rank"]}}
            for name, one in zip(names, records, strict=True)
        }
        simulation = SimulationBuilder().build_from_entities(
            system, {"records": people, "dossiers": {"d": {"members": names}}}
        )
        simulation.trace = True
        return float(simulation.calculate("n0", "2026")[0])

    return evaluate


def _node_formula(np: Any, part: Part, children: list[str]) -> Any:
    def formula(dossier: Any, period: Any) -> Any:
        if part.code is not None:
            matching = dossier.members("code", period) == part.code
            value = part.points * dossier.sum(matching * dossier.members("coefficient", period))
        else:
            value = sum((dossier(child, period) for child in children), np.zeros(dossier.count))
        return value if part.cap is None else np.minimum(value, part.cap)

    return formula
