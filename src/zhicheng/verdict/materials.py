"""Missing evidence: which papers a record needs under the document, which are attached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zhicheng.policy.pack import Pack
from zhicheng.verdict.findings import item_name
from zhicheng.verdict.result import Verdict

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Missing:
    """A record and the papers that are not attached yet, each with the clause that asks for it."""

    record: str
    name: Pair
    papers: tuple[tuple[Pair, str], ...]


def materials(pack: Pack, verdict: Verdict, excused: Mapping[str, frozenset[str]] | None = None) -> tuple[Missing, ...]:
    """The papers missing for the records of a dossier, by ``evidence.yaml`` of the pack.

    ``excused``: per record, the papers of which the applicant has said why they don't apply; not asked for again.
    """
    required = (pack.trees.get("evidence") or {}).get("records") or {}
    found = []
    for item in verdict.context.items:
        there = frozenset(item.facts["evidence"]) | (excused or {}).get(item.id, frozenset())
        papers = _missing(required.get(item.kind) or [], there)
        if papers:
            found.append(Missing(item.id, item_name(item), papers))
    return tuple(found)


def _missing(required: list[Any], attached: frozenset[str]) -> tuple[tuple[Pair, str], ...]:
    """Papers that are required and not attached; of a group (``any_of``) one is enough."""
    satisfied = {paper["any_of"] for paper in required if paper.get("any_of") and _has(paper, attached)}
    lacking: list[tuple[Pair, str]] = []
    groups: dict[str, list[Any]] = {}
    for paper in required:
        if not paper.get("required", True) or _has(paper, attached):
            continue
        group = paper.get("any_of")
        if group is None:
            lacking.append(((str(paper["say"]), str(paper["en"])), str(paper.get("cite", ""))))
        elif group not in satisfied:
            groups.setdefault(group, []).append(paper)
    for papers in groups.values():
        zh = "或".join(str(paper["say"]) for paper in papers)
        en = " or ".join(str(paper["en"]) for paper in papers)
        lacking.append(((zh, en), str(papers[0].get("cite", ""))))
    return tuple(lacking)


def _has(paper: Any, attached: frozenset[str]) -> bool:
    return str(paper["paper"]) in attached or str(paper["say"]) in attached
