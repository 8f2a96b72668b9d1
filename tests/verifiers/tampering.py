"""Files that somebody meddled with: every kind of field changed, every kind of list shortened, lengthened, swapped."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

VERIFIERS = Path(__file__).parents[2] / "verifiers"
EXAMPLES = VERIFIERS / "examples"
SCRIPTS = (
    "verify_ledger.py", "verify_draw.py", "verify_certificate.py", "verify_ballots.py", "verify_assignment.py",
)  # fmt: skip


def verify(script: str, *arguments: str | Path) -> tuple[int, str]:
    """Exit code and what was printed; a traceback is never an answer."""
    command = [sys.executable, "-I", str(VERIFIERS / script), *map(str, arguments)]
    done = subprocess.run(
        command, capture_output=True, encoding="utf-8", check=False, timeout=120, env={"PYTHONUTF8": "1"}
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout


def loaded(name: str) -> Any:
    return json.loads((EXAMPLES / name).read_text("utf-8"))


def written(folder: Path, value: Any) -> Path:
    file = folder / "tampered.json"
    file.write_text(json.dumps(value, ensure_ascii=False), "utf-8")
    return file


def other(value: Any) -> Any:
    """Another value of the same kind, as like the first as can be."""
    if value is None:
        return "0" * 64
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    middle = len(value) // 2
    return value[:middle] + ("1" if value[middle : middle + 1] == "0" else "0") + value[middle + 1 :]


def nodes(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Every value in the file with the way to it."""
    yield path, value
    for name, inner in (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ):
        yield from nodes(inner, (*path, name))


def at(value: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


def meddlings(value: Any) -> Iterator[tuple[str, Callable[[Any], Any]]]:
    """The ways to meddle with one value: a name and what becomes of it."""
    if isinstance(value, dict):
        yield "member-dropped", lambda old: dict(list(old.items())[1:])
    elif isinstance(value, list):
        if value:
            yield "row-dropped", lambda old: old[:-1]
            yield "row-added", lambda old: [*old, copy.deepcopy(old[0])]
        if len(value) > 1 and value[0] != value[-1]:
            yield "rows-swapped", lambda old: [old[-1], *old[1:-1], old[0]]
    else:
        yield "changed", other


def tamperings(value: Any) -> Iterator[tuple[str, Any]]:
    """The file meddled with once, at one place of each kind (the first that is not null)."""
    seen: set[tuple[str, str]] = set()
    for path, found in nodes(value):
        kind = ".".join("[]" if isinstance(step, int) else step for step in path)
        for name, meddle in meddlings(found):
            if found is None or (kind, name) in seen:
                continue
            seen.add((kind, name))
            tampered = copy.deepcopy(value)
            if not path:
                yield f"{kind} {name}", meddle(tampered)
                continue
            parent = at(tampered, path[:-1])
            parent[path[-1]] = meddle(parent[path[-1]])
            yield f"{kind} {name}", tampered
