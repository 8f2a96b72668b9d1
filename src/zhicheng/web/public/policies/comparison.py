"""Two levels side by side: numbers of the procedure, general windows, words, caps, and rows that count the same record."""

from __future__ import annotations

from typing import Any

from zhicheng.dossier.schema import kind_title
from zhicheng.policy.attachments import NUMBERS, Number
from zhicheng.policy.core import Group, Row, Track
from zhicheng.policy.pack import Pack
from zhicheng.policy.wording import attribute_name, patterns_text
from zhicheng.report.points_text import worth_text
from zhicheng.vocabulary.labels import Pair
from zhicheng.vocabulary.points import as_text
from zhicheng.web.public.policies import addresses, library
from zhicheng.web.public.policies.document_page import about, level_card, number
from zhicheng.web.public.policies.rule_tree import general_sentence
from zhicheng.web.public.policies.terms_page import term_card
from zhicheng.web.public.policies.words import cited, joined


def comparison_page(first: tuple[Pack, str], second: tuple[Pack, str]) -> dict[str, Any]:
    """Everything on the page that compares two levels."""
    sides = (first, second)
    return {
        "sides": [
            {"about": about(pack), "title": pack.about(level), "level": level_card(pack, level)}
            for pack, level in sides
        ],
        "numbers": _numbers(sides),
        "caps": _caps(sides),
        "rows": _rows(sides),
        "terms": _terms(sides),
    }


Sides = tuple[tuple[Pack, str], tuple[Pack, str]]


def _line(name: Any, cells: list[Any]) -> dict[str, Any]:
    return {"name": name, "cells": cells, "same": cells[0] == cells[1]}


def _numbers(sides: Sides) -> list[dict[str, Any]]:
    """Every number that either procedure states."""
    stated = [_numbers_of(*side) for side in sides]
    return [
        _line(
            (NUMBERS[name][1], NUMBERS[name][2]),
            [one and _number(one) for one in (stated[0].get(name), stated[1].get(name))],
        )
        for name in NUMBERS
        if name in stated[0] or name in stated[1]
    ]


def _number(one: Number) -> Pair:
    card = number(one)
    return joined([card["value"], *([card["base"]] if card["base"] else [])], ("，", ", "))


def _numbers_of(pack: Pack, level: str) -> dict[str, Number]:
    return {
        name: one
        for procedure in library.procedures(pack)
        if level in procedure.tracks
        for name, one in procedure.numbers.items()
    }


def _caps(sides: Sides) -> list[list[dict[str, Any]]]:
    """The indicators of each side with their caps, each side in its own order."""
    return [_indicators(pack, pack.track(level)) for pack, level in sides]


def _indicators(pack: Pack, rules: Track) -> list[dict[str, Any]]:
    whole = rules.scoring
    if whole is None:
        return []
    found = []
    for member in whole.members:
        found.append(_indicator(pack, rules, member, 0))
        for inner in member.members if isinstance(member, Group) else ():
            if isinstance(inner, Group):
                found.append(_indicator(pack, rules, inner, 1))
    return found


def _indicator(pack: Pack, rules: Track, node: Group | Row, depth: int) -> dict[str, Any]:
    return {
        "name": library.label_of(pack, node.label),
        "cap": None if node.cap is None else as_text(node.cap),
        "depth": depth,
        "address": addresses.track(pack.id, rules.level, node.path),
    }


def _rows(sides: Sides) -> list[dict[str, Any]]:
    """Records that a row of each side counts in the same words, and what each gives for them."""
    counted = [_rows_by_words(*side) for side in sides]
    lines = []
    for words, here in counted[0].items():
        there = counted[1].get(words)
        if there is not None:
            cells = [_cell(pack, level, row) for (pack, level), row in zip(sides, (here, there), strict=True)]
            lines.append({**_line(words, [cell["worth"] for cell in cells]), "cells": cells})
    return lines


def _rows_by_words(pack: Pack, level: str) -> dict[Pair, Row]:
    found: dict[Pair, Row] = {}
    for row in library.rows(pack.track(level)).values():
        for pattern in row.patterns:
            found.setdefault(patterns_text((pattern,)), row)
    return found


def _cell(pack: Pack, level: str, row: Row) -> dict[str, Any]:
    return {
        "worth": worth_text(row),
        "general": general_sentence(row.patterns),
        "address": addresses.row(pack.id, level, row.path),
        "cite": cited(library.cite_of(pack.track(level), row)),
    }


def _terms(sides: Sides) -> list[dict[str, Any]]:
    """Words that both documents derive for the same kind of record, with how each does."""
    made = [
        {(kind, term.name): term for term in pack.track(level).terms for kind in term.kinds} for pack, level in sides
    ]
    lines = []
    for place, here in made[0].items():
        there = made[1].get(place)
        if there is None:
            continue
        cards = [term_card(side[0], term) for side, term in zip(sides, (here, there), strict=True)]
        kind, name = kind_title(place[0]), attribute_name(*place)
        parts = ("cases", "criteria", "one_down", "floor")
        lines.append(
            {
                "name": (f"{kind[0]} · {name[0]}", f"{kind[1]} · {name[1]}"),
                "cells": cards,
                "same": all(cards[0][part] == cards[1][part] for part in parts),
            }
        )
    return lines
