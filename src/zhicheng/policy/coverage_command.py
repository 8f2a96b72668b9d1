"""Coverage from the command line: ``python -m zhicheng.policy.coverage PACK --source FILE``."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from zhicheng.policy.coverage import POINTING, coverage_of_folder, document_units, sources_of
from zhicheng.policy.pack import POLICIES
from zhicheng.policy.places import places_of, read_trees
from zhicheng.policy.units import Unit
from zhicheng.vocabulary.problems import Refused


def texts_for(folder: Path, files: list[Path]) -> dict[str, str]:
    """The texts of a pack's sources from files or folders given, by the names ``pack.yaml`` uses.

    A single file given for a pack with a single source is taken whatever its name.
    """
    names = [source.file for source in sources_of(folder)]
    found: dict[str, str] = {}
    for path in files:
        for name in names:
            file = path / name if path.is_dir() else path
            if file.is_file() and (file.name == name or (len(set(names)) == 1 and len(files) == 1)):
                found[name] = file.read_text(encoding="utf-8-sig")
    return found


def listing(units: list[Unit]) -> Iterator[str]:
    """One line per unit: label, kind, text."""
    for unit in units:
        yield f"{unit.label}\t{unit.kind}\t{' '.join(unit.text.split())}"


def draft(folder: Path, units: list[Unit]) -> Iterator[str]:
    """A skeleton of ``clauses.yaml``: every unit once; where places cite it already, they are filled in."""
    places = [place for place in places_of(read_trees(folder)) if place.citable]
    for unit in units:
        if unit.kind == "heading":
            continue
        exact = [place.address for place in places if unit.label in place.labels]
        named = exact or [place.address for place in places if place.speaks_for(unit.label)]
        kind = next(
            (
                kind
                for kind in ("term", "procedure", "evidence", "reference")
                if named and named[0].startswith(POINTING[kind])
            ),
            "rule" if named else '""',
        )
        node = f", node: {named[0]}" if len(named) == 1 else f", node: [{', '.join(named)}]" if named else ""
        key = f'"{unit.label}"' if "#" in unit.label else unit.label
        yield f"{key}: {{is: {kind}{node}}}  # {' '.join(unit.text.split())[:40]}"


def _write(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def main(arguments: list[str] | None = None) -> int:
    """List, draft or check; 0 when everything is accounted for, 1 when something is found, 2 when refused."""
    parser = argparse.ArgumentParser(prog="python -m zhicheng.policy.coverage", description=__doc__)
    parser.add_argument("pack", help="id of a shipped pack, or its folder")
    parser.add_argument(
        "--source", type=Path, action="append", default=[], help="the document, or a folder of documents"
    )
    parser.add_argument("--units", action="store_true", help="list the document's units with their labels")
    parser.add_argument("--draft", action="store_true", help="print a skeleton of clauses.yaml")
    parser.add_argument("--json", action="store_true", help="the result as JSON")
    parser.add_argument("--lang", choices=("zh", "en"), default="zh")
    given = parser.parse_args(arguments)
    folder = Path(given.pack) if (Path(given.pack) / "pack.yaml").is_file() else POLICIES / given.pack
    try:
        texts = texts_for(folder, given.source)
        if given.source and not texts:
            names = "、".join(source.file for source in sources_of(folder))
            parser.error(f"原文应为 / the document should be: {names}")
        if given.units or given.draft:
            units = document_units(folder, texts)
            _write("\n".join(draft(folder, units) if given.draft else listing(units)))
            return 0
        result = coverage_of_folder(folder, texts or None)
    except Refused as error:
        _write("\n".join(problem.text(given.lang) for problem in error.problems))
        return 2
    _write(json.dumps(result.as_data(), ensure_ascii=False, indent=1) if given.json else result.text(given.lang))
    return 0 if result.clean else 1
