"""What the page of a document shows: what it is, its levels, procedure, consequences, papers, lists."""

from __future__ import annotations

from typing import Any

from zhicheng.dossier.schema import kind_title
from zhicheng.policy.attachments import Consequence, Duty, Number, Paper, Procedure, Reference
from zhicheng.policy.core import Patterns, rows_of
from zhicheng.policy.pack import Pack
from zhicheng.vocabulary.labels import Pair, word_label
from zhicheng.vocabulary.points import as_text
from zhicheng.web.public.policies import addresses, library
from zhicheng.web.public.policies.rule_tree import general_sentence, patterns_of
from zhicheng.web.public.policies.words import (
    BASES,
    BOUNDS,
    OUTCOMES,
    SECTIONS,
    STATUSES,
    UNIT_NAMES,
    actor,
    cited,
    joined,
    named,
)


def document_page(pack: Pack) -> dict[str, Any]:
    """Everything on the page of a document."""
    return {
        "about": about(pack),
        "levels": [level_card(pack, level) for level in pack.levels],
        "fields": _fields(pack),
        "general": _general(pack),
        "procedures": [_procedure(pack, one, part) for part, one in enumerate(library.procedures(pack))],
        "papers": _papers(pack),
        "references": [_reference(one) for one in library.references(pack).values()],
        "terms_address": addresses.terms(pack.id),
        "readings_address": addresses.readings(pack.id),
        "readings_count": len(pack.readings),
    }


def about(pack: Pack) -> dict[str, Any]:
    """The head of a document: names, number, issuer, dates, status, version and fingerprint."""
    status, look = STATUSES[pack.status]
    head = library.head_of(pack)
    return {
        "id": pack.id,
        "title": pack.title,
        "number": pack.number,
        "issuers": pack.issuer.split(),
        "issued": pack.issued,
        "in_force": pack.in_force,
        "status": status,
        "look": look,
        "draft": pack.status == "draft",
        "specialty": str(head.get("specialty", "")),
        "version": pack.version,
        "hash": pack.hash,
        "address": addresses.document(pack.id),
        "levels": [(pack.about(level), addresses.track(pack.id, level)) for level in pack.levels],
    }


def level_card(pack: Pack, level: str) -> dict[str, Any]:
    """A level of a document in brief: its title, how many rules of each sort, where they are."""
    rules = pack.track(level)
    counts = [(SECTIONS[name], len(getattr(rules, name)), addresses.track(pack.id, level, name)) for name in SECTIONS]
    if rules.scoring is not None:
        scoring = (
            ("赋分行", "Scoring rows"),
            sum(1 for _ in rows_of(rules.scoring)),
            addresses.track(pack.id, level, "scoring"),
        )
        counts.append(scoring)
    return {
        "title": pack.about(level),
        "word": word_label(level, "appointment", "title"),
        "address": addresses.track(pack.id, level),
        "check": addresses.check(pack.id, level),
        "counts": [one for one in counts if one[1]],
    }


def _fields(pack: Pack) -> list[Pair]:
    head = library.head_of(pack)
    return [(str(name), pack.english(str(name))) for name in head.get("directions") or ()]


def _general(pack: Pack) -> dict[str, Any] | None:
    """What is asked of every achievement, in words, with its clause; from the rules it was laid over."""
    body = library.head_of(pack).get("achievements")
    if not body:
        return None
    patterns = _all_patterns(pack)
    said = general_sentence(patterns)
    kinds = [kind_title(str(kind)) for kind in body.get("kinds") or ()]
    return {"cite": cited(str(body.get("cite", ""))), "say": said, "kinds": joined(kinds)} if said else None


def _all_patterns(pack: Pack) -> Patterns:
    found: list[Any] = []
    for level in pack.levels:
        rules = pack.track(level)
        for section in (rules.review, rules.routes):
            for clause in section:
                found.extend(patterns_of(clause))
        if rules.scoring is not None:
            found.extend(pattern for row in rows_of(rules.scoring) for pattern in row.patterns)
    return tuple(found)


# --------------------------------------------------------------------------- procedure


def _procedure(pack: Pack, one: Procedure, part: int) -> dict[str, Any]:
    return {
        "levels": [pack.about(level) for level in one.tracks],
        "steps": [duty(step, part) for step in one.steps],
        "numbers": [number(value, part) for value in one.numbers.values()],
        "rules": [duty(rule, part) for rule in one.rules],
        "consequences": [consequence(item, part) for item in one.consequences],
    }


def duty(one: Duty, part: int = 0) -> dict[str, Any]:
    """A step or duty: who, what, which clause."""
    return {
        "place": addresses.procedure_place(part, one.name),
        "who": joined([actor(word) for word in one.who]),
        "say": one.say,
        "cite": cited(one.cite),
    }


def number(one: Number, part: int = 0) -> dict[str, Any]:
    """A number of the procedure with its bound, unit and base."""
    bound, unit = BOUNDS[one.bound], UNIT_NAMES[one.unit]
    value = as_text(one.value)
    base = named(BASES, one.base) if one.base else None
    return {
        "place": addresses.procedure_place(part, one.name),
        "value": (f"{bound[0]} {value} {unit[0]}".strip(), f"{bound[1]} {value} {unit[1]}".strip()),
        "base": base,
        "say": one.say,
        "cite": cited(one.cite),
    }


def consequence(one: Consequence, part: int = 0) -> dict[str, Any]:
    """What follows from a violation."""
    return {
        "place": addresses.procedure_place(part, one.offence),
        "say": one.say,
        "then": joined([named(OUTCOMES, word) for word in one.then]),
        "years": one.years,
        "cite": cited(one.cite),
    }


# --------------------------------------------------------------------------- papers and lists


def paper(one: Paper) -> dict[str, Any]:
    """A paper that a record needs: its words, who seals it, whether it may be missing, how many at most."""
    return {
        "say": one.say,
        "sealed": actor(one.sealed_by) if one.sealed_by else None,
        "required": one.required,
        "any_of": one.any_of is not None,
        "limit": one.limit,
        "cite": cited(one.cite),
    }


def papers_for(pack: Pack, kinds: tuple[str, ...]) -> list[dict[str, Any]]:
    """The papers of some kinds of record, kind by kind; kinds without papers are left out."""
    asked = library.evidence(pack).records
    return [
        {"kind": kind_title(kind), "papers": [paper(one) for one in asked[kind]]} for kind in kinds if kind in asked
    ]


def _papers(pack: Pack) -> dict[str, Any]:
    asked = library.evidence(pack)
    return {"general": [paper(one) for one in asked.general], "kinds": papers_for(pack, tuple(asked.records))}


def _reference(one: Reference) -> dict[str, Any]:
    return {
        "name": one.name,
        "say": one.say,
        "cite": cited(one.cite),
        "at_hand": one.at_hand,
        "version": one.version,
        "url": one.url if one.url and one.url.startswith("https://") else None,
        "items": [(group, items) for group, items in one.items.items() if items],
    }
