"""What the pages say must be so: links lead somewhere, commands exist, tests that are named exist, answers are real."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import typer
from click import Command

from zhicheng.cli.main import app
from zhicheng.policy.pack import load_pack
from zhicheng.web.api.shown import policy_data, track_data

ROOT: Final = Path(__file__).parent
PROJECT: Final = ROOT.parent
API_PAGE: Final = ROOT / "how-to" / "use-the-api.md"
TRACK: Final = "zj-iot-2026/senior-engineer"

_LINK: Final = re.compile(r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]*))?\)")
_FENCE: Final = re.compile(r"^[ ]*```(\w*)\n(.*?)^[ ]*```", re.MULTILINE | re.DOTALL)
_HEADING: Final = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
_COMMAND: Final = re.compile(r"(?:^|[\s(']|bin/)zhicheng ([a-z][^|;&'\"`#\\)]*)")
_MAKE: Final = re.compile(r"(?:^|`)make ([a-z-]+)", re.MULTILINE)
_TARGET: Final = re.compile(r"^([a-z-]+):", re.MULTILINE)
_TEST: Final = re.compile(r"`(tests/[\w/.-]+)`")
_ANSWER: Final = re.compile(r"<!-- answer: ([\w-]+) -->\n```json\n(.*?)```", re.DOTALL)


def pages() -> list[Path]:
    """Every page of the documentation, the READMEs and the changelog."""
    return sorted([*ROOT.rglob("*.md"), *PROJECT.glob("*.md")])


def faults() -> Iterator[str]:
    """Everything that a page says and that is not so, each with its page."""
    for page in pages():
        yield from (f"{page.relative_to(PROJECT)}: {fault}" for fault in faults_of(page))


def faults_of(page: Path) -> Iterator[str]:
    """What one page says and that is not so."""
    text = page.read_text("utf-8")
    yield from _broken_links(page, text)
    yield from _unknown_commands(text)
    yield from _missing_tests(text)
    yield from unreal_answers(text)


# --------------------------------------------------------------------------- links


def _broken_links(page: Path, text: str) -> Iterator[str]:
    for target, anchor in _LINK.findall(text):
        there = (page.parent / target).resolve() if target else page
        if not there.exists():
            yield f"the link {target} leads nowhere"
        elif anchor and there.suffix == ".md" and anchor not in anchors(there.read_text("utf-8")):
            yield f"{target or page.name} has no heading #{anchor}"


def anchors(text: str) -> set[str]:
    """The anchors of a page's headings: small letters, punctuation left out, hyphens for spaces."""
    plain = _FENCE.sub("", text)
    return {re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-") for heading in _HEADING.findall(plain)}


# --------------------------------------------------------------------------- commands


def _unknown_commands(text: str) -> Iterator[str]:
    """Commands and options that there are not: of ``zhicheng`` in blocks and in words, targets of ``make``."""
    shell = [body for kind, body in _FENCE.findall(text) if kind in ("sh", "ini", "")]
    words = re.findall(r"`(zhicheng [^`\n]+)`", _FENCE.sub("", text))
    for line in (line for part in (*shell, *words) for line in part.splitlines()):
        for written in _COMMAND.findall(line):
            yield from _command_faults(written.replace("…", "").strip())
    for target in _MAKE.findall("\n".join((*shell, *re.findall(r"`make [^`]+`", text)))):
        if target not in _TARGET.findall((PROJECT / "Makefile").read_text("utf-8")):
            yield f"there is no make {target}"


def _command_faults(written: str) -> Iterator[str]:
    """What is not there of ``serve --home X``: the command, an option."""
    try:
        words = shlex.split(written)
    except ValueError:
        words = written.split()
    command, name = _root(), "zhicheng"
    while words and (parts := _parts(command)):
        name = f"{name} {words[0]}"
        if words[0] not in parts:
            yield f"there is no command {name}"
            return
        command = parts[words.pop(0)]
    known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
    for word in words:
        option = word.split("=")[0]
        if option.startswith("-") and option.strip("-") and option not in known | {"--help"}:
            yield f"{name} has no option {option}"


def _parts(command: Command) -> Mapping[str, Command]:
    return getattr(command, "commands", {})


@cache
def _root() -> Command:
    return typer.main.get_command(app)


# --------------------------------------------------------------------------- tests that are named, answers that are shown


def _missing_tests(text: str) -> Iterator[str]:
    for path in _TEST.findall(text):
        if not (PROJECT / path).exists():
            yield f"there is no {path}"


def unreal_answers(text: str) -> Iterator[str]:
    """Excerpts of answers (``<!-- answer: name -->`` before the block) that are not part of what the platform answers."""
    for name, body in _ANSWER.findall(text):
        if name in answers() and not part_of(json.loads(body), answers()[name]):
            yield f"the answer shown for '{name}' is not what comes"


@cache
def answers() -> dict[str, Any]:
    """What the operations answer that need no database, by name."""
    pack, _, level = TRACK.partition("/")
    verdict = json.loads((ROOT / "reference" / "verdicts" / f"{pack}.{level}.json").read_text("utf-8"))
    made = {"policies": [policy_data(load_pack(pack))], "track": track_data(load_pack(pack), level)}
    return {"verdict": verdict, **json.loads(json.dumps(made, default=str))}


def part_of(shown: Any, whole: Any) -> bool:
    """Whether everything shown is there: keys of mappings, and entries of lists in their order."""
    if isinstance(shown, dict) and isinstance(whole, dict):
        return all(key in whole and part_of(value, whole[key]) for key, value in shown.items())
    if isinstance(shown, list) and isinstance(whole, list):
        rest = iter(whole)
        return all(any(part_of(one, there) for there in rest) for one in shown)
    return bool(shown == whole)
