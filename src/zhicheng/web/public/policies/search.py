"""Search over everything that the documents say, in memory: made once, asked by substring in either language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from zhicheng.dossier.schema import kind_title
from zhicheng.policy.attachments import Duty, Number
from zhicheng.policy.pack import Pack, load_pack
from zhicheng.policy.wording import attribute_name, condition_text, patterns_text
from zhicheng.report.points_text import worth_text
from zhicheng.vocabulary.labels import Pair
from zhicheng.vocabulary.text import full_width_brackets
from zhicheng.web.public.policies import addresses, library
from zhicheng.web.public.policies.terms_page import term_card
from zhicheng.web.public.policies.words import SECTIONS, cited, joined

MOST_FOUND: Final = 100
LONGEST: Final = 80
NO_WORDS: Final[Pair] = ("", "")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be found: what it is, where it belongs, its name and words, its address."""

    pack: str
    what: Pair
    place: Pair
    name: Pair
    words: Pair
    address: str
    sought: str
    head: str


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a search: entries best first (at most 100), how many in all, and by document."""

    entries: tuple[Entry, ...]
    total: int
    by_pack: tuple[tuple[str, int], ...]


def search(text: str, pack: str = "") -> Found:
    """Everything that holds each word of ``text`` (Chinese or English, capitals and bracket widths aside).

    ``pack`` narrows the entries to one document; the counts by document are over all of them.
    """
    words = _normal(text[:LONGEST]).split()
    if not words:
        return Found((), 0, ())
    hits = [entry for entry in _index() if all(word in entry.sought for word in words)]
    counts: dict[str, int] = {}
    for entry in hits:
        counts[entry.pack] = counts.get(entry.pack, 0) + 1
    shown = [entry for entry in hits if not pack or entry.pack == pack]
    shown.sort(key=lambda entry: (not all(word in entry.head for word in words), entry.head not in words))
    return Found(tuple(shown[:MOST_FOUND]), len(shown), tuple(counts.items()))


def _normal(text: str) -> str:
    return full_width_brackets(text).casefold()


def _index() -> tuple[Entry, ...]:
    return tuple(entry for pack in library.documents() for entry in _entries_of(pack.hash, pack.folder))


@lru_cache(maxsize=64)
def _entries_of(_hash: str, folder: Path) -> tuple[Entry, ...]:
    pack = load_pack(folder)
    found = [*_document(pack), *_terms(pack), *_readings(pack), *_procedure(pack), *_papers(pack), *_references(pack)]
    for level in pack.levels:
        found.extend(_rules(pack, level))
    return tuple(found)


def _entry(pack: Pack, what: Pair, place: Pair, name: Pair, words: Pair, address: str, more: str = "") -> Entry:
    sought = _normal("\n".join((*name, *words, more)))
    return Entry(pack.id, what, place, name, words, address, sought, _normal(f"{name[0]}\n{name[1]}"))


def _document(pack: Pack) -> Iterator[Entry]:
    head = library.head_of(pack)
    more = "\n".join([pack.id, pack.issuer, str(head.get("specialty", "")), *map(str, head.get("directions") or ())])
    yield _entry(
        pack, ("文件", "document"), NO_WORDS, pack.title, (pack.number, pack.number), addresses.document(pack.id), more
    )


def _rules(pack: Pack, level: str) -> Iterator[Entry]:
    rules, title = pack.track(level), pack.about(level)
    for key, (section, clause) in library.clauses(rules).items():
        rendered = condition_text(clause)
        name = (key, pack.english(key))
        words = (clause.say, rendered[1])
        yield _entry(pack, SECTIONS[section], title, name, words, addresses.clause(pack.id, level, key), rendered[0])
    for path, row in library.rows(rules).items():
        counted = patterns_text(row.patterns) if row.patterns else NO_WORDS
        words = joined([one for one in (worth_text(row), counted) if one[0]], ("；", "; "))
        address = addresses.row(pack.id, level, path)
        yield _entry(
            pack,
            ("赋分行", "scoring row"),
            title,
            library.path_of(pack, path),
            words,
            address,
            cited(library.cite_of(rules, row)),
        )


def _terms(pack: Pack) -> Iterator[Entry]:
    for term in pack.track(pack.levels[0]).terms:
        card = term_card(pack, term)
        name = attribute_name(term.kinds[0], term.name)
        cases = joined(
            [(f"{value[0]}：{when[0]}", f"{value[1]}: {when[1]}") for value, when in card["cases"]], ("；", "; ")
        )
        words = joined([kind_title(kind) for kind in term.kinds])
        address = addresses.terms(pack.id, term.name)
        yield _entry(
            pack, ("术语", "term"), pack.title, name, words, address, f"{cases[0]}\n{cases[1]}\n{cited(term.cite)}"
        )


def _readings(pack: Pack) -> Iterator[Entry]:
    for reading in pack.readings.values():
        more = "\n".join([reading.place, reading.why, *reading.alternatives.values()])
        place = (f"{pack.title[0]} · {reading.place}", pack.title[1])
        address = f"{addresses.readings(pack.id)}{reading.id}/"
        yield _entry(pack, ("读法", "reading"), place, (reading.id, reading.id), reading.text, address, more)


def _procedure(pack: Pack) -> Iterator[Entry]:
    for part, procedure in enumerate(library.procedures(pack)):
        stated: tuple[Duty | Number, ...] = (*procedure.steps, *procedure.rules, *procedure.numbers.values())
        for one in stated:
            address = addresses.document(pack.id, addresses.procedure_place(part, one.name))
            yield _entry(pack, ("程序", "procedure"), pack.title, one.say, NO_WORDS, address, cited(one.cite))
        for item in procedure.consequences:
            address = addresses.document(pack.id, addresses.procedure_place(part, item.offence))
            yield _entry(pack, ("后果", "consequence"), pack.title, item.say, NO_WORDS, address, cited(item.cite))


def _papers(pack: Pack) -> Iterator[Entry]:
    asked = library.evidence(pack)
    general = [(("整份材料", "the whole application"), paper) for paper in asked.general]
    for kind, paper in general + [(kind_title(kind), one) for kind, papers in asked.records.items() for one in papers]:
        address = addresses.document(pack.id, "papers")
        yield _entry(pack, ("佐证材料", "paper"), pack.title, paper.say, kind, address, cited(paper.cite))


def _references(pack: Pack) -> Iterator[Entry]:
    for one in library.references(pack).values():
        items = "\n".join(item for group in one.items.values() for item in group)
        address = addresses.document(pack.id, f"reference-{one.name}")
        yield _entry(pack, ("引用目录", "list"), pack.title, one.say, NO_WORDS, address, items)
