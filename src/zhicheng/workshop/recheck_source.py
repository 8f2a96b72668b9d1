"""Whose claims are rechecked: a folder of dossiers, or a roster with the dossiers beside it.

A roster is a workbook in the province's columns (申报编号, 姓名 …). Columns whose header is an indicator of the scoring
standard, its path or its label where no other has it, hold claimed points; they go before what the dossier claims.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from zhicheng.dossier.files import SUFFIXES, read_dossier
from zhicheng.dossier.model import Dossier
from zhicheng.dossier.workbook_guard import guarded
from zhicheng.vocabulary.points import as_text, exact
from zhicheng.vocabulary.problems import Problem, Refused

Pair = tuple[str, str]
NUMBER: Final = ("申报编号", "Application no.")
NAME: Final = ("姓名", "Name")
MOST_ROWS: Final = 20_000


@dataclass(frozen=True, slots=True)
class Claimant:
    """An applicant to recheck: number, name, the dossier, and the claims that go before the dossier's own."""

    number: str
    name: str
    dossier: Dossier
    claimed: Mapping[str, str]


def claimants(
    source: Path, paths: Iterable[str], dossiers: Path | None = None
) -> tuple[list[Claimant], list[tuple[str, Pair]]]:
    """Everybody to recheck, and those whose dossier is missing or can't be read, each with why.

    ``paths``: the indicators of the scoring standard.

    Raises:
        Refused: there is nothing at ``source``, or the roster is no roster.
    """
    if source.is_dir():
        found: list[Listed] = [
            (file.stem, "", {}, file) for file in sorted(source.iterdir()) if file.suffix.lower() in SUFFIXES
        ]
        if not found:
            raise _refused(source.name, "文件夹中没有材料文件", "the folder holds no dossier")
        return _read(found)
    if not source.is_file():
        raise _refused(str(source), "没有这个文件或文件夹", "there is no such file or folder")
    if source.suffix.lower() != ".xlsx":
        return _read([(source.stem, "", {}, source)])
    rows = list(_roster(source, tuple(paths)))
    if not rows:
        return _read([(source.stem, "", {}, source)])  # a dossier's own workbook
    folder = dossiers or source.parent
    return _read([(number, name, claimed, _dossier_file(folder, number)) for number, name, claimed in rows])


Listed = tuple[str, str, Mapping[str, str], Path | None]


def _read(
    found: Sequence[Listed],
) -> tuple[list[Claimant], list[tuple[str, Pair]]]:
    there: list[Claimant] = []
    refused: list[tuple[str, Pair]] = []
    for number, name, claimed, file in found:
        if file is None:
            refused.append((number, ("没有材料文件", "there is no dossier")))
            continue
        try:
            dossier = read_dossier(file)
        except Refused as error:
            problems = error.problems
            why = "；".join(one.text("zh") for one in problems[:3]), "; ".join(one.text("en") for one in problems[:3])
            refused.append((number, why))
            continue
        there.append(Claimant(number, name, dossier, {**dossier.claimed, **claimed}))
    return there, refused


def _dossier_file(folder: Path, number: str) -> Path | None:
    """The dossier of an application: the number as the name of the file."""
    if not number or "/" in number or "\\" in number or number.startswith("."):
        return None
    return next((file for suffix in SUFFIXES if (file := folder / f"{number}{suffix}").is_file()), None)


def _roster(source: Path, paths: tuple[str, ...]) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Number, name and claims of each row; nothing where the workbook is no roster."""
    from openpyxl import load_workbook

    raw = source.read_bytes()
    problems = guarded(raw, source.name)
    if problems:
        raise Refused(problems)
    book = load_workbook(source, read_only=True, data_only=True)
    try:
        for sheet in book.worksheets:
            rows = sheet.iter_rows(max_row=MOST_ROWS + 1, values_only=True)
            heads: list[str] = []
            for place, row in enumerate(rows, 1):
                cells = ["" if cell is None else str(cell).strip() for cell in row]
                if not heads:
                    heads = cells if any(word in cells for word in NUMBER) else []
                    if place > 10:
                        break
                    continue
                if any(cells):
                    yield _row(cells, heads, paths, f"{sheet.title}!{place}", source.name)
            if heads:
                return
    finally:
        book.close()


def _row(
    cells: list[str], heads: list[str], paths: tuple[str, ...], place: str, file: str
) -> tuple[str, str, dict[str, str]]:
    given = dict(zip(heads, cells, strict=False))
    number = next((given[word] for word in NUMBER if given.get(word)), "")
    if not number:
        raise _refused(file, "缺少申报编号", "the application's number is missing", place)
    name = next((given[word] for word in NAME if given.get(word)), "")
    claimed: dict[str, str] = {}
    for head, text in given.items():
        path = indicator_of(head, paths)
        if path is None or not text:
            continue
        try:
            claimed[path] = as_text(exact(text))
        except ValueError as error:
            raise _refused(file, f"{head}“{text}”不是数字", f"{head}: '{text}' is no number", place) from error
    return number, name, claimed


def indicator_of(head: str, paths: tuple[str, ...]) -> str | None:
    """The indicator that a column's header means: its path, or its label where no other indicator has it."""
    wanted = head.replace("／", "/").removesuffix("自评分").removesuffix("自评").strip()
    if wanted in paths:
        return wanted
    last = Counter(path.rpartition("/")[2] for path in paths)
    if last[wanted] != 1:
        return None
    return next(path for path in paths if path.rpartition("/")[2] == wanted)


def _refused(file: str, zh: str, en: str, place: str = "") -> Refused:
    return Refused([Problem(file, place, (zh, en))])
