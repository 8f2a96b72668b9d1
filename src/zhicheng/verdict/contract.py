"""The verdict as JSON: the contract that ``verdict.schema.json`` fixes."""

from __future__ import annotations

from typing import Any

from zhicheng.policy.core import clauses_of
from zhicheng.verdict.findings import Finding, Used
from zhicheng.verdict.questions import Question
from zhicheng.verdict.result import ScoreNode, Verdict, WayIn
from zhicheng.verdict.setting import Setting
from zhicheng.vocabulary.points import as_text
from zhicheng.vocabulary.truth import NAMES


def verdict_json(setting: Setting, verdict: Verdict, *, reasons: bool = True) -> dict[str, Any]:
    """The whole verdict in JSON types; points are decimal strings, fractions as ``"13/6"``."""
    return {
        "track": verdict.track,
        "title": verdict.rules.track.title,
        "pack_version": setting.pack.version,
        "pack_hash": setting.pack.hash,
        "status": setting.pack.status,
        "round": None if setting.round is None else setting.round.id,
        "as_of": setting.dates.as_of.isoformat(),
        "dates": {name: day.isoformat() for name, day in setting.dates.named.items()},
        "pass_mark": None if setting.pass_mark is None else as_text(setting.pass_mark),
        "readings": setting.pack.choices(setting.readings),
        "can_apply": NAMES[verdict.can_apply],
        "review": NAMES[verdict.review],
        "clauses": _clauses(verdict),
        "ways_in": [_way(way) for way in verdict.ways_in],
        "defence": verdict.defence,
        "score": _score(verdict),
        "claimed": dict(verdict.dossier.claimed),
        "derived": _derived(verdict),
        "questions": [_question(question) for question in verdict.questions()],
        "findings": {name: [_finding(one) for one in found] for name, found in verdict.findings().items()}
        if reasons
        else {},
    }


def _clauses(verdict: Verdict) -> dict[str, str]:
    ordered: dict[str, str] = {}
    for section in verdict.rules.sections:
        for clause in verdict.section(section):
            for inner in clauses_of(clause):
                if inner.label:
                    ordered[inner.key] = NAMES[verdict.truths[inner.key]]
    return ordered


def _way(way: WayIn) -> dict[str, Any]:
    return {
        "clause": way.clause.key,
        "kind": way.section.removesuffix("s"),
        "say": way.clause.say,
        "outcome": way.outcome,
        "price": list(way.price),
    }


def _score(verdict: Verdict) -> dict[str, Any] | None:
    if verdict.scored is None or verdict.rules.standard is None:
        return None
    total = verdict.rules.track.scoring
    return {
        "low": as_text(verdict.low),
        "high": as_text(verdict.high),
        "recognised": as_text(verdict.low) if verdict.low == verdict.high else None,
        "cap": None if total is None or total.cap is None else as_text(total.cap),
        "nodes": [_node(node) for node in verdict.score_nodes()],
        "not_counted": [
            {"record": one.item.id, "path": verdict.rules.standard.sources[one.leaf].path}
            for one in verdict.scored.aside
            if one.item is not None
        ],
        "placement": dict(verdict.scored.methods),
    }


def _node(node: ScoreNode) -> dict[str, Any]:
    raw = as_text(node.raw)
    points = raw if node.points is node.raw else as_text(node.points)
    return {
        "path": node.path,
        "raw": raw,
        "points": points,
        "high": points if node.high is node.points else as_text(node.high),
        "cap": None if node.cap is None else as_text(node.cap),
        "lost": as_text(node.lost),
        "records": list(node.records),
    }


def _derived(verdict: Verdict) -> dict[str, dict[str, Any]]:
    """The terms of the document as they came out for each record."""
    found: dict[str, dict[str, Any]] = {}
    for item in verdict.context.items:
        values = {
            name: _plain(item.value(name, verdict.context))
            for kind, name in verdict.rules.derivations
            if kind == item.kind and name not in ("field", "served")
        }
        if values:
            found[item.id] = values
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, frozenset):
        return sorted("none" if one == "" else str(one) for one in value if one is not None)
    return "none" if value == "" else value


def _question(question: Question) -> dict[str, Any]:
    return {
        "id": question.id,
        "kind": question.kind,
        "ask": question.ask[0],
        "en": question.ask[1],
        "by": question.by,
        "record": question.record,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "clause": finding.key,
        "outcome": finding.outcome,
        "rule": finding.say[0],
        "en": finding.say[1],
        "records": [_used(one) for one in finding.used],
        "missing": [{"zh": zh, "en": en} for zh, en in finding.missing],
        "questions": [question.id for question in finding.questions],
        "children": [_finding(child) for child in finding.children],
    }


def _used(used: Used) -> dict[str, Any]:
    return {
        "id": used.id,
        "name": used.name[0],
        "outcome": NAMES[used.truth],
        "because": used.because[0],
        "en": used.because[1],
    }
