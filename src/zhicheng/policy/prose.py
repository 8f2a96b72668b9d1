"""The numbered prose of a document, cut into its units by the document's own marks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from zhicheng.policy.numbering import DEPTH, Mark, mark_of

UnitKind = Literal["heading", "clause", "paragraph", "row", "item", "note"]

ENDS = "。；：:;！？!?"
"""A line that ends otherwise was cut by a page or a line break, or is a heading."""
TITLE = 60
"""An unnumbered first line up to this length, without a full stop, is the document's title."""


@dataclass(frozen=True, slots=True)
class Unit:
    """The smallest part of a document that can be cited: a clause, a paragraph, a table row, a note.

    A ``heading`` says nothing by itself and needs no entry in ``clauses.yaml``.
    """

    label: str
    text: str
    kind: UnitKind
    line: int
    file: str = ""


@dataclass(slots=True)
class Piece:
    """A line or paragraph with its mark, before the tree is known."""

    mark: Mark | None
    text: str
    line: int
    titled: bool


@dataclass(slots=True)
class _Open:
    """A numbered piece that may still get children."""

    mark: Mark
    label: str
    titled: bool
    paragraphs: int = 1
    children: int = 0


def cut(lines: Iterable[tuple[int, str]]) -> list[Piece]:
    """The pieces of prose: marks recognised where their number fits, broken lines joined, title dropped."""
    pieces: list[Piece] = []
    last: dict[str, int] = {}
    for number, line in lines:
        mark = mark_of(line)
        if mark is not None and _fits(mark, last):
            _remember(mark, last)
            pieces.append(Piece(mark, mark.rest, number, not mark.rest.rstrip().endswith(tuple(ENDS))))
        elif pieces and not _ended(pieces[-1]):
            previous = pieces[-1]
            gap = " " if previous.titled and mark is None and len(previous.text) < 18 else ""
            previous.text = f"{previous.text}{gap}{line}"
        elif pieces or len(line) > TITLE or line.endswith(tuple(ENDS)):
            pieces.append(Piece(None, line, number, False))
    return pieces


def _ended(piece: Piece) -> bool:
    return piece.text.rstrip().endswith(tuple(ENDS)) or (piece.mark is not None and piece.mark.form == "chapter")


def _fits(mark: Mark, last: dict[str, int]) -> bool:
    """A mark counts when it opens a list or goes on with one; "5、" out of the blue is text."""
    return mark.number == 1 or (mark.form in last and mark.number > last[mark.form])


def _remember(mark: Mark, last: dict[str, int]) -> None:
    last[mark.form] = mark.number


def runs_through(pieces: list[Piece]) -> bool:
    """Whether （一）（二） … go on counting across 一、二、 (then these are chapters, no part of a label)."""
    fresh = False
    for piece in pieces:
        if piece.mark is None:
            continue
        if piece.mark.form == "section":
            fresh = True
        elif piece.mark.form == "han" and fresh:
            if piece.mark.number > 1:
                return True
            fresh = False
    return False


@dataclass(slots=True)
class Reader:
    """Builds the units of one zone of a document; ``prefix`` stands before every label (方案, 附1)."""

    prefix: str
    pieces: list[Piece]
    stack: list[_Open] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    loose: int = 0
    chapters: frozenset[str] = frozenset({"chapter"})

    def units(self) -> Iterator[Unit]:
        """Every unit in reading order."""
        if runs_through(self.pieces):
            self.chapters = frozenset({"chapter", "section"})
        for place, piece in enumerate(self.pieces):
            if piece.mark is None:
                yield self._paragraph(piece, place)
            elif piece.mark.form in self.chapters:
                self.stack.clear()
                yield Unit(self.prefix + piece.mark.label, piece.text, "heading", piece.line)
            else:
                yield self._numbered(piece, place)

    def _numbered(self, piece: Piece, place: int) -> Unit:
        assert piece.mark is not None
        while self.stack and DEPTH[self.stack[-1].mark.form] >= DEPTH[piece.mark.form]:
            self.stack.pop()
        parent = self.stack[-1] if self.stack else None
        stem = parent.label if parent else self.prefix
        label = stem + piece.mark.label
        if label in self.used and parent is not None:
            label = f"{stem}第{parent.paragraphs}款{piece.mark.label}"
        self.used.add(label)
        if parent is not None:
            parent.children += 1
        self.stack.append(_Open(piece.mark, label, piece.titled))
        bare = not piece.text.rstrip().endswith(tuple(ENDS)) and self._has_child(place)
        return Unit(label, piece.text, "heading" if bare else "clause", piece.line)

    def _has_child(self, place: int) -> bool:
        here = self.pieces[place].mark
        after = self.pieces[place + 1].mark if place + 1 < len(self.pieces) else None
        return here is not None and after is not None and DEPTH[after.form] > DEPTH[here.form]

    def _paragraph(self, piece: Piece, place: int) -> Unit:
        """An unnumbered paragraph: the next 款 of the innermost open item whose list still goes on."""
        while self.stack and not self._stays(self.stack[-1], place):
            self.stack.pop()
        if self.stack:
            owner = self.stack[-1]
            owner.paragraphs += 1
            return Unit(f"{owner.label}第{owner.paragraphs}款", piece.text, "paragraph", piece.line)
        self.loose += 1
        stem = self.prefix or ("结语" if self.used else "引言")
        return Unit(f"{stem}第{self.loose}款", piece.text, "paragraph", piece.line)

    def _stays(self, item: _Open, place: int) -> bool:
        if item.titled and item.children == 0:
            return True
        for later in self.pieces[place + 1 :]:
            if later.mark is None or DEPTH[later.mark.form] > DEPTH[item.mark.form]:
                continue
            return later.mark.form == item.mark.form and later.mark.number > item.mark.number
        return False
