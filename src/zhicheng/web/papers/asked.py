"""Which papers the documents of a person's rounds ask for, and which of them are there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from zhicheng.policy.attachments import Evidence, evidence_of
from zhicheng.policy.attachments import Paper as AskedPaper
from zhicheng.policy.pack import load_pack
from zhicheng.procedure.roles import ROLES
from zhicheng.web.papers.models import Paper
from zhicheng.web.records.rounds_in_view import RoundInView

Pair = tuple[str, str]
OTHER_NAME: Pair = ("其他材料", "Other paper")
PROMISES = frozenset({"truth-promise", "warranty"})
"""General papers that are no file: the promise is given by an act of its own."""
COVERED_BY_RECORDS = frozenset({"supporting-papers", "proof-of-achievements"})
"""General papers that the files of the records themselves are."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What one document says of a paper: for which title, whether it must be there, one of which group it is."""

    title: Pair
    pack: str
    begun: bool
    paper: AskedPaper
    others: tuple[Pair, ...]

    @property
    def sealed_by(self) -> Pair | None:
        """Who has to seal it."""
        word = self.paper.sealed_by
        return None if word is None else ROLES.get(word, (word, word))

    @property
    def clause(self) -> str:
        """Where the document says so."""
        return "、".join(self.paper.cite)


@dataclass(slots=True)
class PaperLine:
    """One paper of the checklist: its key and name, who asks for it, the files that are there, whether it is lacking.

    ``covered``: other files stand for it.
    """

    key: str
    name: Pair
    askings: list[Asking] = field(default_factory=list)
    files: list[Paper] = field(default_factory=list)
    lacking: bool = False
    covered: bool = False

    @property
    def required(self) -> bool:
        """Whether some document insists on it."""
        return any(one.paper.required for one in self.askings)


@dataclass(frozen=True, slots=True)
class Completeness:
    """How many papers are required (a group counts once) and how many of those are there."""

    required: int
    there: int

    @property
    def lacking(self) -> int:
        """How many are still missing."""
        return self.required - self.there


@lru_cache(maxsize=64)
def _evidence(pack_id: str, _pack_hash: str) -> Evidence:
    return evidence_of(load_pack(pack_id))


def evidence_for(one: RoundInView) -> Evidence:
    """The papers that a round's document asks for."""
    return _evidence(one.setting.pack.id, one.setting.pack.hash)


def papers_for(one: RoundInView, kind: str | None) -> tuple[AskedPaper, ...]:
    """The papers a round's document asks for with a record of ``kind``; ``None``: for the person in general."""
    evidence = evidence_for(one)
    if kind is not None:
        return evidence.records.get(kind, ())
    return tuple(paper for paper in evidence.general if paper.name not in PROMISES)


def usable(files: Iterable[Paper]) -> list[Paper]:
    """The files that count: those the picture worker has refused can't be read by anybody."""
    return [one for one in files if one.blob.pictures != "refused"]


def completeness(rounds: Sequence[RoundInView], kind: str | None, files: Iterable[Paper]) -> Completeness:
    """How complete the papers of a record are under these rounds; the same paper asked by two documents counts once."""
    names = {one.paper for one in usable(files)}
    needs: dict[frozenset[str], None] = {}
    for one in rounds:
        needs.update(dict.fromkeys(_needs(papers_for(one, kind))))
    return Completeness(len(needs), sum(bool(need & names) for need in needs))


def _needs(asked: Sequence[AskedPaper]) -> list[frozenset[str]]:
    """What must be there: each required paper, or one of each required group; an optional member counts as well."""
    found: dict[frozenset[str], None] = {}
    for paper in asked:
        if paper.required:
            found[frozenset(group_of(asked, paper))] = None
    return list(found)


def group_of(asked: Sequence[AskedPaper], paper: AskedPaper) -> tuple[str, ...]:
    """The papers of which this one is a choice, itself among them."""
    if paper.any_of is None:
        return (paper.name,)
    return tuple(one.name for one in asked if one.any_of == paper.any_of)


def checklist(
    rounds: Sequence[RoundInView], kind: str | None, files: Sequence[Paper], covered: Collection[str] = ()
) -> list[PaperLine]:
    """Every paper asked for, each once with all that ask for it, in the documents' order; any other file under ``other``.

    ``covered``: the papers for which other files stand.
    """
    lines: dict[str, PaperLine] = {}
    names = {one.paper for one in usable(files)}
    for one in rounds:
        asked = papers_for(one, kind)
        by_name = {paper.name: paper.say for paper in asked}
        for paper in asked:
            group = group_of(asked, paper)
            others = tuple(by_name[name] for name in group if name != paper.name)
            line = lines.setdefault(paper.name, PaperLine(paper.name, paper.say))
            if all(asking.pack != one.setting.pack.id for asking in line.askings):
                line.askings.append(
                    Asking(one.setting.pack.about(one.setting.level), one.setting.pack.id, one.begun, paper, others)
                )
            line.covered = paper.name in covered
            line.lacking |= paper.required and not line.covered and not names & set(group)
    other = PaperLine("other", OTHER_NAME)
    for file in files:
        lines.get(file.paper, other).files.append(file)
    return [*lines.values(), other]


def bound_for(rounds: Sequence[RoundInView], kind: str | None, paper: str) -> AskedPaper | None:
    """The document's word on a paper where one of these bounds its number: the widest bound, so that none is cut short."""
    bounded = [
        one for round_ in rounds for one in papers_for(round_, kind) if one.name == paper and one.limit is not None
    ]
    return max(bounded, key=lambda one: one.limit or 0, default=None)


def known_papers(rounds: Sequence[RoundInView], kind: str | None) -> Collection[str]:
    """The keys under which a file may be handed in here."""
    return {paper.name for one in rounds for paper in papers_for(one, kind)} | {"other"}


def names_by_key(rounds: Sequence[RoundInView]) -> Mapping[str, Pair]:
    """The names of all papers these rounds ask for."""
    found: dict[str, Pair] = {"other": OTHER_NAME}
    for one in rounds:
        evidence = evidence_for(one)
        for paper in (*evidence.general, *(paper for asked in evidence.records.values() for paper in asked)):
            found.setdefault(paper.name, paper.say)
    return found
