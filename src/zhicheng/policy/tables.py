"""The annexes of a document: rows of their tables, notes, and lists of items."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from zhicheng.policy.prose import ENDS, Reader, Unit, cut

Line = tuple[int, str]

_NOTE = re.compile(r"(?:备注|注)\s*(?:[:：]|\t|$)\s*")
_NUMBERED = re.compile(r"(?:^|\s)(\d{1,2})[.．、](?!\d)\s*")
_ITEM = re.compile(r"[^≥]+≥\s*[\d.]+\s*[^\s\d]*")
_PARAGRAPH = re.compile(r"<p>(.*?)</p>")
HEADER_CELL = 24
"""A table's first line is its header when every cell is a short word without figures."""


@dataclass(slots=True)
class Row:
    """A table row as printed: its cells, and the line on which it starts."""

    cells: list[str]
    line: int


def annex_units(prefix: str, lines: list[Line]) -> Iterator[Unit]:
    """The units of one annex: 附1#12 (rows), 附2注1 (notes), 附1第1款 or 附1一（二） (prose)."""
    counter = 0
    for kind, part in _parts(lines):
        if kind == "table":
            for text, line, item in _row_texts(_rows(part)):
                counter += 1
                yield Unit(f"{prefix}#{counter}", text, "item" if item else "row", line)
        elif kind == "note":
            yield from _notes(prefix, part)
        else:
            yield from Reader(prefix, cut((number, line.strip()) for number, line in part)).units()


def _parts(lines: list[Line]) -> Iterator[tuple[str, list[Line]]]:
    """Stretches of one kind; what follows 注： up to the next table belongs to the notes."""
    outline = is_outline(lines)
    kind, part = "", list[Line]()
    for number, line in lines:
        if not line.strip() and "\t" not in line:
            if kind == "table":
                part.append((number, ""))
            continue
        found = _kind_of(line, kind, outline)
        if found != kind and part:
            yield kind, part
            part = []
        kind = found
        part.append((number, line))
    if part:
        yield kind, part


def _kind_of(line: str, before: str, outline: bool) -> str:
    if outline and (before == "table" or "\t" in line):
        return "table"
    if _NOTE.match(line):
        return "note"
    if "\t" in line:
        return "table"
    return "note" if before == "note" else "prose"


def is_outline(lines: list[Line]) -> bool:
    """Whether each line is one cell behind a single tab, and a blank line ends a row."""
    tabbed = [line for _, line in lines if "\t" in line]
    return bool(tabbed) and all(line.count("\t") == 1 and line.startswith("\t") for line in tabbed)


# --------------------------------------------------------------------------- tables


def _rows(lines: list[Line]) -> list[Row]:
    if is_outline(lines):
        return _without_headers(_outline_blocks(lines))
    blocks: list[list[Row]] = [[]]
    for number, line in lines:
        if not line:
            blocks.append([])
        elif "\t" not in line and blocks[-1]:
            blocks[-1][-1].cells[-1] += line.strip()
        else:
            blocks[-1].append(Row([cell.strip() for cell in line.split("\t")], number))
    return _without_headers(blocks)


def _outline_blocks(lines: list[Line]) -> list[list[Row]]:
    rows: list[Row] = []
    fresh = True
    for number, line in lines:
        if not line:
            fresh = True
        elif fresh:
            rows.append(Row([line.strip()], number))
            fresh = False
        elif line.startswith("\t"):
            rows[-1].cells.append(line.strip())
        else:
            rows[-1].cells[-1] += line.strip()
    return [rows]


def _without_headers(blocks: list[list[Row]]) -> list[Row]:
    """The rows of all blocks; headers (repeated on each page) are none, a remark cut by a page is joined."""
    found: list[Row] = []
    width = 0
    for block in blocks:
        for place, row in enumerate(block):
            if place == 0 and is_header(row):
                width = len([cell for cell in row.cells if cell])
            elif found and _is_rest_of_remark(row, width):
                found[-1].cells[-1] += row.cells[width - 1]
            else:
                found.append(row)
    return found


def is_header(row: Row) -> bool:
    """A header has two or more cells, all short words without figures."""
    cells = [cell for cell in row.cells if cell]
    return (
        len(cells) >= 2
        and bool(row.cells[0] or len(cells) == len(row.cells) - 1)
        and all(len(cell) <= HEADER_CELL and not re.search(r"[\d≥<]", cell) for cell in cells)
    )


def _is_rest_of_remark(row: Row, width: int) -> bool:
    """Only the remark column holds something: the page cut the remark of the row before."""
    if not 5 <= width <= len(row.cells):
        return False
    return bool(row.cells[width - 1]) and not any(row.cells[: width - 1])


def _row_texts(rows: list[Row]) -> Iterator[tuple[str, int, bool]]:
    """Text and line of each unit; a row whose cells list many "≥ n" items gives one unit per item."""
    for row in rows:
        cells = [" ".join(cell.split()) for cell in row.cells if cell]
        if not any(cell.count("≥") >= 3 for cell in cells):
            yield " | ".join(cells), row.line, False
            continue
        for cell in cells[1:]:
            lead, items = _items(cell)
            yield from ((f"{cells[0]} | {lead}{item}", row.line, True) for item in items)


def _items(cell: str) -> tuple[str, list[str]]:
    paragraphs = [part.strip() for part in _PARAGRAPH.findall(cell)]
    if paragraphs:
        return paragraphs[0], [part for part in paragraphs[1:] if part]
    lead, _, body = cell.partition("：")
    if _NUMBERED.match(body.strip()):
        return f"{lead}：", [part for _, part in numbered(body.strip())]
    return f"{lead}：", [item.strip() for item in _ITEM.findall(body)]


# --------------------------------------------------------------------------- notes


def numbered(text: str) -> list[tuple[int, str]]:
    """``1.… 2.…`` cut at the numbers that count on; one piece numbered 0 when there are none."""
    starts: list[tuple[int, int, int]] = []
    for found in _NUMBERED.finditer(text):
        if int(found[1]) == len(starts) + 1:
            starts.append((int(found[1]), found.start(), found.end()))
    if not starts:
        return [(0, text.strip())] if text.strip() else []
    ends = [start for _, start, _ in starts[1:]] + [len(text)]
    head = text[: starts[0][1]].strip()
    pieces = [(number, text[begin:end].strip()) for (number, _, begin), end in zip(starts, ends, strict=True)]
    return ([(0, head)] if head else []) + pieces


def _notes(prefix: str, lines: list[Line]) -> Iterator[Unit]:
    """附3注 for a single note, 附2注1 … for numbered ones."""
    whole = ""
    for _, line in lines:
        text = _NOTE.sub("", line, count=1) if not whole and _NOTE.match(line) else line
        text = " ".join(text.split())
        whole = (
            text
            if not whole
            else whole + ("" if not whole.endswith(tuple(ENDS)) and not _NUMBERED.match(text) else " ") + text
        )
    for number, text in numbered(whole):
        yield Unit(f"{prefix}注{number or ''}", text, "note", _line_of(lines, text))


def _line_of(lines: list[Line], text: str) -> int:
    head = "".join(text.split())[:12]
    return next((number for number, line in lines if head in "".join(line.split())), lines[0][0])
