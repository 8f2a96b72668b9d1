"""Coverage: where every clause and table row of the document went in a pack.

``coverage_of`` answers: is everything that the document says accounted for, does every rule point back
to its clause, and does every citation name something that the document has?
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zhicheng.policy.numbering import covers, expand
from zhicheng.policy.pack import Pack
from zhicheng.policy.places import Place, places_of, read_trees
from zhicheng.policy.reading import Notebook
from zhicheng.policy.units import Source, Unit, read_sources, units_of_sources
from zhicheng.vocabulary.problems import Problem, Refused
from zhicheng.vocabulary.text import nearest
from zhicheng.vocabulary.yaml_text import line_of

KINDS = ("rule", "term", "procedure", "evidence", "reference", "form", "statement")
POINTING = {
    "rule": (),
    "term": ("terms/", "coefficients/", "pack/"),
    "procedure": ("procedure/",),
    "evidence": ("evidence/",),
    "reference": ("references/",),
}
"""The kinds that name a place in the pack, and where that place is looked for when none is named."""

_DOCUMENT = re.compile(r"〔\d+〕\s*\d+\s*号|第[一二三四五六七八九十\d]+[条款项]|（\d{4}）")
_WEIGHTY = re.compile(
    r"\d|[一二两三四五六七八九十]+(?:年|项|名|次|人|篇|部|个|级|类|分|倍|天|日|位|份)"
    r"|(?<![相对适响反供效感])应(?![用急届])|须|不得|(?<![认许不])可(?![行靠持视能])|取消"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of ``clauses.yaml``: the labels it stands for, what became of them, where, and why."""

    written: str
    labels: tuple[str, ...]
    kind: str
    nodes: tuple[str, ...]
    why: str
    line: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not in order: a code, the unit or address it concerns, where, and what."""

    code: str
    label: str
    file: str
    line: int
    what: tuple[str, str]

    def problem(self) -> Problem:
        """The finding as a message with file and line."""
        return Problem(self.file, f"第{self.line}行" if self.line else "", self.what)


@dataclass(frozen=True)
class Coverage:
    """How the units of a document are accounted for. ``units`` is 0 when the document was not at hand."""

    pack: str
    units: int
    accounted: int
    kinds: Mapping[str, int]
    findings: tuple[Finding, ...]

    @property
    def clean(self) -> bool:
        """Nothing was found."""
        return not self.findings

    def text(self, lang: str = "zh") -> str:
        """A summary line, then every finding on its own line."""
        kinds = " ".join(f"{kind} {self.kinds[kind]}" for kind in KINDS if self.kinds.get(kind))
        if lang == "zh":
            head = (
                f"{self.pack}：{self.units} 处中 {self.accounted} 处有去向"
                if self.units
                else f"{self.pack}：未对照原文"
            ) + f"（{kinds}）；{len(self.findings)} 处待改"
        else:
            head = (
                f"{self.pack}: {self.accounted} of {self.units} units accounted for"
                if self.units
                else f"{self.pack}: not compared with the document"
            ) + f" ({kinds}); {len(self.findings)} findings"
        return "\n".join([head, *(finding.problem().text(lang) for finding in self.findings)])

    def as_data(self) -> dict[str, Any]:
        """The same as plain data for JSON."""
        return {
            "pack": self.pack,
            "units": self.units,
            "accounted": self.accounted,
            "kinds": dict(self.kinds),
            "clean": self.clean,
            "findings": [
                {
                    "code": item.code,
                    "label": item.label,
                    "file": item.file,
                    "line": item.line,
                    "zh": item.what[0],
                    "en": item.what[1],
                }
                for item in self.findings
            ],
        }


def coverage_of(pack: Pack, source: str | Mapping[str, str] | None = None) -> Coverage:
    """The coverage of a pack; with the document's text (or texts by file name) compared unit by unit.

    Raises:
        Refused: ``clauses.yaml`` can't be read, or the part of the document is not in the text.
    """
    return coverage_of_folder(pack.folder, source)


def coverage_of_folder(folder: Path, source: str | Mapping[str, str] | None = None) -> Coverage:
    """As :func:`coverage_of`, for a pack's folder whose rules need not load yet."""
    trees = read_trees(folder)
    entries = read_entries(trees.get("clauses"), f"{folder.name}/clauses.yaml")
    places = places_of(trees)
    units = None if source is None else [unit for unit in document_units(folder, source) if unit.label]
    check = _Check(folder.name, entries, places, units)
    findings = tuple(check.run())
    needed = [unit for unit in units or () if unit.kind != "heading"]
    return Coverage(
        folder.name,
        len(needed),
        sum(check.entry_for(unit.label) is not None for unit in needed),
        Counter(entry.kind for entry in check.kinds_of(needed)),
        findings,
    )


def sources_of(folder: Path) -> tuple[Source, ...]:
    """The published texts that ``pack.yaml`` names.

    Raises:
        Refused: ``source`` is not written as it should be.
    """
    notes = Notebook(f"{folder.name}/pack.yaml")
    found = read_sources((read_trees(folder).get("pack") or {}).get("source"), notes)
    notes.finish()
    return found


def document_units(folder: Path, source: str | Mapping[str, str]) -> list[Unit]:
    """The units of a pack's document.

    Raises:
        Refused: a ``from`` or ``to`` of ``pack.yaml`` stands nowhere in the text.
    """
    sources = sources_of(folder)
    texts = source if not isinstance(source, str) else {item.file: source for item in sources[:1]}
    try:
        return units_of_sources(sources, texts)
    except LookupError as error:
        raise Refused(
            [
                Problem(
                    f"{folder.name}/pack.yaml",
                    "",
                    (f"原文中没有这一行：{error.args[0]}", f"the document has no line: {error.args[0]}"),
                )
            ]
        ) from error


def read_entries(tree: Any, file: str) -> list[Entry]:
    """The entries of ``clauses.yaml``.

    Raises:
        Refused: an entry is not written as it should be.
    """
    notes = Notebook(file)
    entries = []
    mapping = notes.mapping(tree or {}, "clauses.yaml")
    for label, item in mapping.items():
        line = line_of(mapping, label)
        body = {"is": item} if isinstance(item, str) else notes.mapping(item, str(label), line)
        notes.keys(body, ("is", "node", "why"), str(label))
        kind = notes.one_of(body.get("is"), KINDS, f"{label} 的 is", line)
        nodes = notes.texts(body.get("node"), "node", line)
        why = body.get("why")
        entries.append(Entry(str(label), tuple(expand(str(label))), kind, nodes, "" if why is None else str(why), line))
    notes.finish()
    return entries


class _Check:
    """One comparison of entries, places and units."""

    def __init__(self, pack: str, entries: list[Entry], places: list[Place], units: list[Unit] | None) -> None:
        self.pack, self.entries, self.places, self.units = pack, entries, places, units
        self.file = f"{pack}/clauses.yaml"
        self.addresses = {place.address for place in places}
        self.exact: dict[str, Entry] = {}
        self.wide: list[tuple[str, Entry]] = []
        self.twice: list[tuple[str, Entry]] = []
        for entry in entries:
            for label in entry.labels:
                if label.endswith("*"):
                    self.wide.append((label, entry))
                elif label in self.exact:
                    self.twice.append((label, entry))
                else:
                    self.exact[label] = entry
        self.wide.sort(key=lambda pair: -len(pair[0]))

    def entry_for(self, label: str) -> Entry | None:
        """The entry that accounts for a unit: its own, else the longest ``…*`` that covers it."""
        if label in self.exact:
            return self.exact[label]
        return next((entry for stem, entry in self.wide if covers(stem, label)), None)

    def kinds_of(self, needed: list[Unit]) -> Iterator[Entry]:
        """The entry of each unit; without the document, of each label that is written out."""
        labels = [unit.label for unit in needed] if self.units is not None else list(self.exact)
        yield from (entry for label in labels if (entry := self.entry_for(label)) is not None)

    def run(self) -> Iterator[Finding]:
        """Every finding: entries first, then units, then citations."""
        for label, entry in self.twice:
            yield self._finding("twice", label, entry.line, f"{label} 写了两次", f"{label} is entered twice")
        for entry in self.entries:
            yield from self._unknown_nodes(entry)
        if self.units is None:
            for label, entry in self.exact.items():
                yield from self._entry(entry, label, None)
            return
        yield from self._against_document(self.units)

    def _against_document(self, units: list[Unit]) -> Iterator[Finding]:
        labels = {unit.label for unit in units}
        for entry in self.entries:
            for label in entry.labels:
                if not any(covers(label, known) for known in ([label] if label in labels else labels)):
                    near = nearest(label, labels)
                    yield self._finding(
                        "stray",
                        label,
                        entry.line,
                        f"原文没有“{label}”" + (f"，是否“{near}”？" if near else ""),
                        f"the document has no '{label}'" + (f", did you mean '{near}'?" if near else ""),
                    )
        for unit in units:
            if unit.kind == "heading":
                continue
            found = self.entry_for(unit.label)
            if found is None:
                yield Finding(
                    "missing",
                    unit.label,
                    unit.file,
                    unit.line,
                    (
                        f"{unit.label} 没有去向：{unit.text[:30]}",
                        f"{unit.label} is not accounted for: {unit.text[:30]}",
                    ),
                )
            else:
                yield from self._entry(found, unit.label, unit)
        yield from self._dangling(labels)

    def _unknown_nodes(self, entry: Entry) -> Iterator[Finding]:
        for node in entry.nodes:
            if node not in self.addresses:
                near = nearest(node, self.addresses)
                yield self._finding(
                    "unknown-node",
                    entry.written,
                    entry.line,
                    f"规则包中没有“{node}”" + (f"，是否“{near}”？" if near else ""),
                    f"the pack has no '{node}'" + (f", did you mean '{near}'?" if near else ""),
                )

    def _entry(self, entry: Entry, label: str, unit: Unit | None) -> Iterator[Finding]:
        if entry.kind == "statement":
            yield from self._statement(entry, label, unit)
        elif entry.kind in POINTING and not self._cited(entry, label):
            where = "、".join(entry.nodes) or "规则包中没有一处"
            yield self._finding(
                "no-citation",
                label,
                entry.line,
                f"{where} 没有注明出处 {label}",
                f"{', '.join(entry.nodes) or 'nothing in the pack'} does not cite {label}",
            )

    def _cited(self, entry: Entry, label: str) -> bool:
        if not entry.nodes:
            return any(
                place.citable and place.speaks_for(label)
                for place in self.places
                if place.address.startswith(POINTING[entry.kind] or "")
            )
        named = [
            place
            for place in self.places
            if any(place.address == node or place.address.startswith(f"{node}/") for node in entry.nodes)
        ]
        return not named or any(place.speaks_for(label) for place in named)

    def _statement(self, entry: Entry, label: str, unit: Unit | None) -> Iterator[Finding]:
        if entry.why:
            return
        if "#" in label:
            yield self._finding(
                "no-reason",
                label,
                entry.line,
                f"{label} 是表格行，作为陈述须写 why",
                f"{label} is a table row; a statement needs a why",
            )
        elif unit is not None:
            found = _WEIGHTY.search(_DOCUMENT.sub("", unit.text))
            if found:
                yield self._finding(
                    "no-reason",
                    label,
                    entry.line,
                    f"{label} 含“{found[0]}”，作为陈述须写 why",
                    f"{label} says '{found[0]}'; a statement needs a why",
                )

    def _dangling(self, labels: set[str]) -> Iterator[Finding]:
        for place in self.places:
            for cite in place.cites if place.own else ():
                if not any(covers(cite, known) for known in ([cite] if cite in labels else labels)):
                    near = nearest(cite, labels)
                    yield Finding(
                        "dangling",
                        cite,
                        f"{self.pack}/{place.file}",
                        place.line,
                        (
                            f"{place.address} 的出处“{cite}”在原文中没有" + (f"，是否“{near}”？" if near else ""),
                            f"{place.address} cites '{cite}', which the document does not have"
                            + (f"; did you mean '{near}'?" if near else ""),
                        ),
                    )

    def _finding(self, code: str, label: str, line: int, zh: str, en: str) -> Finding:
        return Finding(code, label, self.file, line, (zh, en))


if __name__ == "__main__":
    from zhicheng.policy.coverage_command import main

    raise SystemExit(main())
