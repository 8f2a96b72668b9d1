"""What the pages of one clause and of one scoring row show."""

from __future__ import annotations

from typing import Any

from zhicheng.dossier.schema import kind_title
from zhicheng.policy.core import Clause, Patterns, Row, Term, Track
from zhicheng.policy.pack import Pack
from zhicheng.policy.wording import attribute_name, patterns_text
from zhicheng.report.points_text import (
    bound_texts,
    coefficient_of,
    factor_text,
    steps_text,
    unproven_text,
    worth_text,
)
from zhicheng.vocabulary.labels import Pair
from zhicheng.vocabulary.points import as_text
from zhicheng.web.public.policies import addresses, library, touching
from zhicheng.web.public.policies.document_page import about, papers_for
from zhicheng.web.public.policies.readings_page import reading_card
from zhicheng.web.public.policies.rule_tree import (
    attributes_used,
    decided_by,
    general_sentence,
    judged_in,
    kinds_of,
    patterns_of,
    tree_of,
)
from zhicheng.web.public.policies.track_page import clause_line, prices
from zhicheng.web.public.policies.words import SECTION_NOTES, SECTIONS, actor, cited


def clause_page(pack: Pack, level: str, key: str) -> dict[str, Any] | None:
    """Everything on the page of a clause; ``None`` when the level has no such clause."""
    rules = pack.track(level)
    everything = library.clauses(rules)
    if key not in everything:
        return None
    section, clause = everything[key]
    patterns = patterns_of(clause)
    direct = touching.switches(pack, level).clauses.get(key, ())
    return {
        **_shared(pack, rules, patterns, direct, (key,)),
        "key": key,
        "name": (key, pack.english(key)),
        "section": _section(pack, level, section),
        "line": clause_line(pack, rules, section, clause),
        "tree": tree_of(clause),
        "decided": decided_by(clause),
        "prices": prices(rules, section, key),
        "within": _within(pack, rules, everything, clause),
        "mentions": touching.mentions(pack, level, key),
        "neighbours": _neighbours(list(everything), key, lambda one: addresses.clause(pack.id, level, one)),
    }


def _section(pack: Pack, level: str, name: str) -> dict[str, Any]:
    return {"title": SECTIONS[name], "note": SECTION_NOTES[name], "address": addresses.track(pack.id, level, name)}


def row_page(pack: Pack, level: str, path: str) -> dict[str, Any] | None:
    """Everything on the page of a scoring row; ``None`` when the level has no such row."""
    rules = pack.track(level)
    everything = library.rows(rules)
    if path not in everything:
        return None
    row = everything[path]
    cite = library.cite_of(rules, row)
    return {
        **_shared(pack, rules, row.patterns, _switches_of_row(pack, level, row), cite),
        "path": path,
        "name": library.label_of(pack, row.label),
        "cite": cited(cite),
        "worth": worth_text(row),
        "counts": [patterns_text((pattern,)) for pattern in row.patterns],
        "decided": tuple((ask, actor(by)) for ask, by in judged_in(row.patterns)) + _given(row),
        "bounds": bound_texts(row),
        "factors": _factors(row),
        "coefficient": _coefficient(row),
        "above": _above(pack, rules, path),
        "neighbours": _neighbours(list(everything), path, lambda one: addresses.row(pack.id, level, one), pack),
    }


def _switches_of_row(pack: Pack, level: str, row: Row) -> tuple[str, ...]:
    spots, coefficient = touching.switches(pack, level), coefficient_of(row)
    return spots.rows.get(row.path, ()) + (spots.coefficients.get(coefficient.name, ()) if coefficient else ())


def _coefficient(row: Row) -> dict[str, Any] | None:
    coefficient = coefficient_of(row)
    if coefficient is None:
        return None
    steps = steps_text(coefficient.steps, ("", "")) + unproven_text(coefficient)
    return {"cite": cited(coefficient.cite), "steps": steps, "example": _example(row)}


def _shared(
    pack: Pack, rules: Track, patterns: Patterns, direct: tuple[str, ...], cites: tuple[str, ...]
) -> dict[str, Any]:
    """What both pages show beside the rule itself."""
    found = touching.readings_of(pack, rules.level, direct=direct, cites=cites, places=set(attributes_used(patterns)))
    return {
        "about": about(pack),
        "title": pack.about(rules.level),
        "track_address": addresses.track(pack.id, rules.level),
        "check": addresses.check(pack.id, rules.level),
        "general": general_sentence(patterns),
        "general_cite": cited(str((library.head_of(pack).get("achievements") or {}).get("cite", ""))),
        "general_address": addresses.document(pack.id, "general"),
        "kinds": [kind_title(kind) for kind in kinds_of(patterns)],
        "terms": [_term(pack, term) for term in touching.terms_used(rules, patterns)],
        "readings": [reading_card(pack, reading) for reading, here in found if here],
        "term_readings": [reading_card(pack, reading) for reading, here in found if not here],
        "papers": papers_for(pack, kinds_of(patterns)),
    }


def _term(pack: Pack, term: Term) -> dict[str, Any]:
    return {
        "name": attribute_name(term.kinds[0], term.name),
        "cite": cited(term.cite),
        "kinds": [kind_title(kind) for kind in term.kinds],
        "address": addresses.terms(pack.id, term.name),
    }


def _within(
    pack: Pack, rules: Track, everything: dict[str, tuple[str, Clause]], clause: Clause
) -> tuple[Pair, str] | None:
    """The clause that this one is a part of."""
    for key in reversed(everything):
        if key != clause.key and clause.key.startswith(key):
            return (key, pack.english(key)), addresses.clause(pack.id, rules.level, key)
    return None


def _neighbours(keys: list[str], key: str, address: Any, pack: Pack | None = None) -> dict[str, Any]:
    """The one before and the one after, in printed order."""
    at = keys.index(key)

    def named(other: str) -> tuple[Pair, str]:
        return (library.path_of(pack, other) if pack else (other, other)), address(other)

    return {
        "before": named(keys[at - 1]) if at else None,
        "after": named(keys[at + 1]) if at + 1 < len(keys) else None,
    }


def _given(row: Row) -> tuple[tuple[Pair, Pair], ...]:
    item = getattr(row.worth, "item", None)
    return decided_by(item) if item is not None else ()


def _factors(row: Row) -> list[Pair]:
    kind = row.patterns[0].kind if row.patterns else ""
    return [factor_text(factor, kind) for factor in getattr(row.worth, "factors", ())]


def _example(row: Row) -> Pair | None:
    """What the coefficients come to for this row, rank by rank."""
    coefficient = coefficient_of(row)
    points = getattr(row.worth, "points", None)
    if coefficient is None or points is None or isinstance(points, tuple) or hasattr(points, "low"):
        return None
    parts = [
        (rank, as_text(points * step.worth))
        for (rank, _), step in zip(steps_text(coefficient.steps), coefficient.steps, strict=True)
        if not hasattr(step.worth, "low")
    ]
    return "，".join(f"{rank[0]} {worth} 分" for rank, worth in parts), ", ".join(
        f"{rank[1]}: {worth} points" for rank, worth in parts
    )


def _above(pack: Pack, rules: Track, path: str) -> list[dict[str, Any]]:
    """The indicators that a row stands in, with what each bounds."""
    return [
        {
            "name": library.label_of(pack, group.label),
            "bounds": bound_texts(group),
            "cite": cited(group.cite),
            "address": addresses.track(pack.id, rules.level, group.path or "scoring"),
        }
        for group in library.groups_above(rules, path)
    ]
