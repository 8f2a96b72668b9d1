"""A pack checked while it is written: does it load, do its cases come out, what does lint say – whenever a file changes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zhicheng.policy.lint_wording import lint_wording
from zhicheng.policy.pack import Pack, load_pack
from zhicheng.verdict.cases import check_pack
from zhicheng.vocabulary.problems import Problem, Refused

Pair = tuple[str, str]
Stamp = tuple[tuple[str, str], ...]
Linter = Callable[[Pack], Sequence[Any]]
"""What else is asked of a pack that loads; its findings are passed on as they are."""


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at a pack finds. ``problems`` keep it from loading; the rest is only known once it loads."""

    pack: Pack | None
    problems: tuple[Problem, ...]
    wording: tuple[Problem, ...] = ()
    cases: int = 0
    wrong: tuple[str, ...] = ()
    findings: tuple[Any, ...] = ()

    @property
    def good(self) -> bool:
        """Whether it loads, says what it does, and every case comes out."""
        return not (self.problems or self.wording or self.wrong)


def stamp_of(folder: Path) -> Stamp:
    """The files of a pack by name with what is in each: changed exactly when one of them is."""
    files = sorted((*folder.glob("*.yaml"), *folder.glob("examples/*.yaml")))
    return tuple((str(file.relative_to(folder)), _digest(file)) for file in files)


def _digest(file: Path) -> str:
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError:  # gone or not readable while an editor writes it: looks like a change, and is looked at again
        return ""


def look(folder: Path, linter: Linter | None = None) -> Look:
    """Load a pack, run its cases and lints. Nothing is raised: what is wrong is what was asked for."""
    try:
        pack = load_pack(folder)
        for level in pack.levels:
            pack.track(level)
        results = list(check_pack(pack))
        wording = tuple(one.problem() for one in lint_wording(pack))
    except Refused as error:
        return Look(None, error.problems)
    except OSError as error:
        what = f"读不到：{error}", f"can't be read: {error}"
        return Look(None, (Problem(folder.name, "", what),))
    wrong = tuple(f"{case.file}:{case.line} {case.name}：{line}" for case, lines in results for line in lines)
    found = tuple(linter(pack)) if linter is not None and not wrong else ()
    return Look(pack, (), wording, len(results), wrong, found)


def looks(
    folder: Path, wait: Callable[[], None], linter: Linter | None = None
) -> Iterator[tuple[tuple[str, ...], Look]]:
    """A look at once, then one after every change, with the names of the files that changed; ends when ``wait`` raises.

    ``wait`` lets some time pass between two looks at the files.
    """
    before: Stamp = ()
    while True:
        now = stamp_of(folder)
        if now != before:
            changed = tuple(dict.fromkeys(name for name, _ in set(now) ^ set(before))) if before else ()
            before = now
            yield tuple(sorted(changed)), look(folder, linter)
        wait()
