"""What the page of a level shows: its rules in the order of the document, and the scoring standard as a table."""

from __future__ import annotations

from typing import Any

from zhicheng.policy.core import Clause, Group, Row, Track, rows_of
from zhicheng.policy.pack import Pack
from zhicheng.policy.wording import condition_text, patterns_text
from zhicheng.report.points_text import bound_texts, coefficient_of, short_worth, steps_text, unproven_text
from zhicheng.vocabulary.labels import Pair
from zhicheng.vocabulary.points import as_text
from zhicheng.web.public.policies import addresses, library
from zhicheng.web.public.policies.document_page import about
from zhicheng.web.public.policies.rule_tree import Branch, tree_of
from zhicheng.web.public.policies.words import PRICES, SECTION_NOTES, SECTIONS, cited, joined, named


def track_page(pack: Pack, level: str) -> dict[str, Any]:
    """Everything on the page of a level."""
    rules = pack.track(level)
    sections = [_section(pack, rules, name) for name in library.SECTIONS if getattr(rules, name)]
    return {
        "about": about(pack),
        "title": pack.about(level),
        "sections": sections,
        "scoring": scoring_table(pack, rules),
        "coefficients": coefficients_used(rules),
        "check": addresses.check(pack.id, level),
        "terms_address": addresses.terms(pack.id),
        "readings_address": addresses.readings(pack.id),
        "readings_count": len(pack.readings_of(level)),
    }


def _section(pack: Pack, rules: Track, name: str) -> dict[str, Any]:
    return {
        "name": name,
        "title": SECTIONS[name],
        "note": SECTION_NOTES[name],
        "clauses": [clause_line(pack, rules, name, clause) for clause in getattr(rules, name)],
    }


def clause_line(pack: Pack, rules: Track, section: str, clause: Clause) -> dict[str, Any]:
    """A clause as a line of a list: key, wording, price, its parts where they are clauses themselves."""
    tree = tree_of(clause)
    return {
        "key": clause.key,
        "name": (clause.key, pack.english(clause.key)),
        "address": addresses.clause(pack.id, rules.level, clause.key),
        "say": (clause.say, condition_text(clause)[1]),
        "tree": tree,
        "parts": [_part(pack, rules, part) for part in _inner(tree)],
        "prices": prices(rules, section, clause.key),
    }


def _part(pack: Pack, rules: Track, part: Branch) -> dict[str, Any]:
    return {
        "key": part.key,
        "say": (part.say or part.text[0], part.text[1]),
        "tree": part,
        "address": addresses.clause(pack.id, rules.level, part.key),
    }


def _inner(tree: Branch) -> list[Branch]:
    """The clauses inside a clause, at any depth, without those inside them."""
    found: list[Branch] = []
    for part in tree.parts:
        found.extend([part] if part.key else _inner(part))
    return found


def prices(rules: Track, section: str, key: str) -> Pair | None:
    """What a way in costs besides: a defence, recommending experts; ``None`` when nothing."""
    words = list(rules.prices.get(key, ()))
    if key in rules.defence or section in rules.defence:
        words.insert(0, "defence")
    return joined([named(PRICES, word) for word in dict.fromkeys(words)], ("；", "; ")) if words else None


# --------------------------------------------------------------------------- scoring


def scoring_table(pack: Pack, rules: Track) -> dict[str, Any] | None:
    """The scoring standard: one block per indicator, each with its lines; ``None`` where there is none."""
    whole = rules.scoring
    if whole is None:
        return None
    blocks = [_block(pack, rules, member) for member in whole.members]
    return {
        "cap": None if whole.cap is None else as_text(whole.cap),
        "blocks": blocks,
        "rows": sum(1 for _ in rows_of(whole)),
    }


def _block(pack: Pack, rules: Track, node: Group | Row) -> dict[str, Any]:
    return {
        "name": library.label_of(pack, node.label),
        "anchor": node.path,
        "bounds": bound_texts(node) if isinstance(node, Group) else [],
        "lines": _lines(pack, rules, node.members if isinstance(node, Group) else (node,), 0),
    }


def _lines(pack: Pack, rules: Track, nodes: tuple[Group | Row, ...], depth: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for node in nodes:
        found.append(_row_line(pack, rules, node, depth) if isinstance(node, Row) else _group_line(pack, node, depth))
        if isinstance(node, Group):
            found.extend(_lines(pack, rules, node.members, depth + 1))
    return found


def _group_line(pack: Pack, node: Group, depth: int) -> dict[str, Any]:
    return {
        "group": True,
        "level": f"level{min(depth + 1, 4)}" if depth else "level0",
        "name": library.label_of(pack, node.label),
        "anchor": node.path,
        "bounds": joined(bound_texts(node), ("；", "; ")),
        "cite": cited(node.cite),
    }


def _row_line(pack: Pack, rules: Track, row: Row, depth: int) -> dict[str, Any]:
    return {
        "group": False,
        "level": f"level{min(depth, 4)}" if depth else "",
        "name": library.label_of(pack, row.label),
        "anchor": row.path,
        "address": addresses.row(pack.id, rules.level, row.path),
        "counts": patterns_text(row.patterns) if row.patterns else ("由人认定", "settled by people"),
        "points": short_worth(row),
        "ranked": coefficient_of(row) is not None,
        "bounds": joined(bound_texts(row), ("；", "; ")),
        "cite": cited(library.cite_of(rules, row)),
    }


def coefficients_used(rules: Track) -> list[dict[str, Any]]:
    """The rank coefficients that rows of a level use, each as a table with its clause."""
    found: dict[str, dict[str, Any]] = {}
    for row in library.rows(rules).values():
        coefficient = coefficient_of(row)
        if coefficient is not None and coefficient.name not in found:
            found[coefficient.name] = {
                "name": coefficient.name,
                "cite": cited(coefficient.cite),
                "steps": steps_text(coefficient.steps, ("", "")) + unproven_text(coefficient),
                "rows": 0,
            }
        if coefficient is not None:
            found[coefficient.name]["rows"] += 1
    return list(found.values())
