"""A round: the yearly notice as data — dates, windows, pass mark, added conditions, forms.

``load_round`` answers: what did the notice of this year set, and under which clause? What the notice does not
set is not there: no date and no pass mark is ever guessed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from zhicheng.policy.attachments import ACTORS
from zhicheng.policy.conditions import DATES, read_clauses
from zhicheng.policy.core import Clause, Track, clauses_of
from zhicheng.policy.pack import LEVELS, POLICIES, Pack, load_pack
from zhicheng.policy.patterns import Scope
from zhicheng.policy.places import SECTIONS, cites_of
from zhicheng.policy.reading import Notebook
from zhicheng.policy.terms import terms_by_kind
from zhicheng.vocabulary.problems import Problem, Refused
from zhicheng.vocabulary.text import nearest
from zhicheng.vocabulary.yaml_text import line_of, parse_yaml, read_yaml

ROUNDS = POLICIES / "rounds"
ROUND_KEYS = (
    "round",
    "title",
    "en",
    "status",
    "policy",
    "year",
    "pass_mark",
    "dates",
    "windows",
    "conditions",
    "forms",
    "source",
)
STATUSES = ("published", "demonstration")
ANY = "any"
"""As ``policy``: the round goes with every pack; only a demonstration may say so."""

Cited = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """From when to when a step is open to a tier; an end that the notice does not set is ``None``."""

    tier: str
    step: str
    opens: dt.date | None
    closes: dt.date | None
    tracks: tuple[str, ...]
    cite: Cited


@dataclass(frozen=True, slots=True)
class Condition:
    """What the notice adds or sets for some tracks: clauses in the pack language, a pass mark, or dates."""

    tracks: tuple[str, ...]
    say: tuple[str, str]
    cite: Cited
    section: str
    add: Any
    pass_mark: Fraction | None
    dates: Mapping[str, dt.date]
    line: int


@dataclass(frozen=True, slots=True)
class Form:
    """A paper the notice wants handed in."""

    say: tuple[str, str]
    who: str
    copies: int | None
    tracks: tuple[str, ...]
    cite: Cited


@dataclass(frozen=True)
class Round:
    """One yearly notice. ``policies`` are the packs it goes with, each with its version; empty: every pack."""

    id: str
    title: tuple[str, str]
    published: bool
    policies: Mapping[str, int]
    year: int
    mark: Fraction | None
    days: Mapping[str, dt.date]
    windows: tuple[Window, ...]
    conditions: tuple[Condition, ...]
    forms: tuple[Form, ...]
    source: Mapping[str, Any]
    file: str

    def goes_with(self, track: str | Track) -> bool:
        """Whether the round is for this track (``pack/level``)."""
        pack, _, _ = _name(track).partition("/")
        return not self.policies or pack in self.policies

    def dates(self, track: str | Track) -> dict[str, dt.date]:
        """The reckoning dates for a track by purpose; ``as_of`` is always among them."""
        days = dict(self.days)
        for condition in self._for(track):
            days.update(condition.dates)
        return days

    def pass_mark(self, track: str | Track) -> Fraction | None:
        """The pass mark (规定分值) for a track; ``None`` when the notice sets none."""
        marks = [condition.pass_mark for condition in self._for(track) if condition.pass_mark is not None]
        return marks[-1] if marks else self.mark

    def windows_of(self, track: str | Track) -> tuple[Window, ...]:
        """The windows for a track."""
        return tuple(window for window in self.windows if _concerns(window.tracks, _name(track)))

    def forms_of(self, track: str | Track) -> tuple[Form, ...]:
        """The forms for a track."""
        return tuple(form for form in self.forms if _concerns(form.tracks, _name(track)))

    def extra_clauses(self, track: str | Track, section: str = "basic") -> tuple[Clause, ...]:
        """The clauses that the notice adds to a section of a track (a name: of a shipped pack).

        Raises:
            Refused: a clause is not written as it should be, or its key is taken.
        """
        if isinstance(track, str):
            pack, _, level = track.partition("/")
            track = load_pack(pack).track(level)
        notes = Notebook(self.file)
        scope = Scope(terms=terms_by_kind(track.terms))
        taken = {clause.key for part in SECTIONS for whole in getattr(track, part) for clause in clauses_of(whole)}
        found: list[Clause] = []
        for condition in self._for(track):
            if condition.add is not None and condition.section == section:
                found.extend(read_clauses(condition.add, "", scope, notes))
        for clause in found:
            if clause.key in taken:
                notes.note(clause.line, f"{track.name} 已有“{clause.key}”", f"{track.name} has '{clause.key}' already")
        notes.finish()
        return tuple(found)

    def applied_to(self, track: Track) -> Track:
        """The track with what the notice adds to it.

        Raises:
            Refused: as :meth:`extra_clauses`.
        """

        def grown(section: str, clauses: tuple[Clause, ...]) -> tuple[Clause, ...]:
            return (*clauses, *self.extra_clauses(track, section))

        return replace(
            track,
            basic=grown("basic", track.basic),
            routes=grown("routes", track.routes),
            landmarks=grown("landmarks", track.landmarks),
            review=grown("review", track.review),
        )

    def _for(self, track: str | Track) -> Iterable[Condition]:
        return (condition for condition in self.conditions if _concerns(condition.tracks, _name(track)))


def _name(track: str | Track) -> str:
    return track if isinstance(track, str) else track.name


def _concerns(tracks: tuple[str, ...], name: str) -> bool:
    """``tracks`` name levels or pack/level; none named: all."""
    return not tracks or name in tracks or name.partition("/")[2] in tracks


def rounds_in(folder: Path = ROUNDS) -> tuple[str, ...]:
    """The ids of the rounds in a folder."""
    return tuple(sorted(file.stem for file in folder.glob("*.yaml")))


def load_round(id_or_file: str | Path, folder: Path = ROUNDS, policies: Path = POLICIES) -> Round:
    """A round by id (shipped with the program) or by its file, checked against the packs it names.

    Raises:
        Refused: there is no such round, or something in it is wrong; every error with file and line.
    """
    path = Path(id_or_file)
    if path.suffix not in (".yaml", ".yml"):
        path = folder / f"{id_or_file}.yaml"
    if not path.is_file():
        known = rounds_in(folder)
        near = nearest(str(id_or_file), known)
        raise Refused(
            [
                Problem(
                    "",
                    "",
                    (
                        f"没有年度通知“{id_or_file}”" + (f"，是否“{near}”？" if near else ""),
                        f"no round '{id_or_file}'" + (f", did you mean '{near}'?" if near else ""),
                    ),
                    (f"可用：{'、'.join(known)}", f"available: {', '.join(known)}"),
                )
            ]
        )
    return _checked(read_yaml(path), f"rounds/{path.name}", path.stem, policies)


def parse_round(raw: bytes, name: str, policies: Path = POLICIES) -> Round:
    """As :func:`load_round`, for the bytes of a round file at hand; ``name`` stands in the messages.

    Its id is what the file itself says, whatever the file is called.

    Raises:
        Refused: something in it is wrong; every error with file and line.
    """
    tree = parse_yaml(raw, name)
    id_ = tree.get("round") if isinstance(tree, dict) else None
    return _checked(tree, name, id_ if isinstance(id_, str) and id_ else Path(name).stem, policies)


def _checked(read: Any, file: str, stem: str, policies: Path) -> Round:
    """The round of a file as read, checked against the packs it names."""
    notes = Notebook(file)
    tree = notes.mapping(read, file)
    found = _Reader(notes, tree).round(stem)
    packs = _packs(found, tree, notes, policies)
    notes.finish()
    for pack in packs:
        for level in pack.levels:
            if found.goes_with(f"{pack.id}/{level}"):
                found.applied_to(pack.track(level))
    return found


def _packs(found: Round, tree: Any, notes: Notebook, policies: Path) -> list[Pack]:
    """The packs a round names, when they are there in the version it was written for."""
    packs = []
    for id_, version in found.policies.items():
        try:
            pack = load_pack(id_, policies)
        except Refused as error:
            notes.problems.extend(
                replace(
                    problem, file=problem.file or notes.file, place=problem.place or f"第{line_of(tree, 'policy')}行"
                )
                for problem in error.problems
            )
            continue
        if pack.version != version:
            notes.note(
                line_of(tree, "policy"),
                f"{id_} 现为第{pack.version}版，通知写的是第{version}版",
                f"{id_} is at version {pack.version}, the round names {version}",
            )
        packs.append(pack)
    return packs


class _Reader:
    """Reads one round file; a published round must cite for everything it sets."""

    def __init__(self, notes: Notebook, tree: dict[Any, Any]) -> None:
        self.notes, self.tree = notes, tree
        self.published = tree.get("status", "published") != "demonstration"

    def round(self, stem: str) -> Round:
        """The round of the file."""
        notes, tree = self.notes, self.tree
        notes.keys(tree, ROUND_KEYS, "round")
        if tree.get("round") != stem:
            notes.note(line_of(tree, "round"), f"round 应与文件同名：{stem}", f"round must be the file's name: {stem}")
        notes.one_of(tree.get("status", "published"), STATUSES, "status", line_of(tree, "status"))
        mark = tree.get("pass_mark")
        days = self._days(tree.get("dates"), line_of(tree, "dates"))
        if "as_of" not in days:
            notes.note(line_of(tree, "dates"), "dates 缺少 as_of", "dates needs as_of")
        return Round(
            stem,
            (
                notes.text(tree.get("title"), "title", line_of(tree, "title")),
                notes.text(tree.get("en"), "en", line_of(tree, "en")),
            ),
            self.published,
            self._policies(),
            notes.whole(tree.get("year"), "year", line_of(tree, "year"), 2000, 2100),
            None if mark is None else self._mark(mark, line_of(tree, "pass_mark")),
            days,
            tuple(self._window(item) for item in self._items("windows")),
            tuple(self._condition(item) for item in self._items("conditions")),
            tuple(self._form(item) for item in self._items("forms")),
            self._source(),
            notes.file,
        )

    def _items(self, name: str) -> list[dict[Any, Any]]:
        return [
            self.notes.mapping(item, name)
            for item in self.notes.sequence(self.tree.get(name) or [], name, line_of(self.tree, name))
        ]

    def _policies(self) -> dict[str, int]:
        line = line_of(self.tree, "policy")
        names = self.notes.texts(self.tree.get("policy"), "policy", line)
        if names == (ANY,):
            if self.published:
                self.notes.note(line, "正式通知须写明规则包", "a published round names its packs")
            return {}
        found = {}
        for name in names:
            id_, _, version = name.partition("@")
            if not version.isdigit():
                self.notes.note(
                    line, f"policy 应写作 规则包@版本，不是“{name}”", f"policy is written pack@version, not '{name}'"
                )
            found[id_] = int(version) if version.isdigit() else 0
        if not found:
            self.notes.note(line, "缺少 policy", "policy is missing")
        return found

    def _mark(self, value: Any, line: int) -> Fraction:
        """A pass mark, bare or as {value, cite}."""
        if isinstance(value, dict):
            self.notes.keys(value, ("value", "cite"), "pass_mark")
            self._cite(value, "pass_mark")
            return self.notes.number(value.get("value"), "pass_mark", line)
        if self.published:
            self.notes.note(line, "pass_mark 须写作 {value, cite}", "a published pass_mark is {value, cite}")
        return self.notes.number(value, "pass_mark", line)

    def _days(self, value: Any, line: int) -> dict[str, dt.date]:
        """Dates by purpose, each bare (demonstration) or as {on, cite}."""
        found: dict[str, dt.date] = {}
        mapping = self.notes.mapping(value or {}, "dates", line)
        self.notes.keys(mapping, DATES, "dates")
        for name, item in mapping.items():
            here = line_of(mapping, name)
            body = item if isinstance(item, dict) else {"on": item}
            if isinstance(item, dict):
                self.notes.keys(item, ("on", "cite"), str(name))
            if self.published and not cites_of(body.get("cite")):
                self.notes.note(here, f"{name} 须写作 {{on, cite}}", f"a published {name} is {{on, cite}}")
            day = self._day(body.get("on"), str(name), here)
            if day is not None:
                found[str(name)] = day
        return found

    def _day(self, value: Any, what: str, line: int) -> dt.date | None:
        if isinstance(value, dt.date):
            return value
        self.notes.note(
            line,
            f"{what} 应为日期（如 2026-12-31），不是“{value}”",
            f"{what} must be a date (2026-12-31), not '{value}'",
        )
        return None

    def _cite(self, body: dict[Any, Any], what: str) -> Cited:
        found = cites_of(body.get("cite"))
        if self.published and not found:
            self.notes.note(line_of(body), f"{what} 缺少 cite", f"{what} has no cite")
        return found

    def _tracks(self, body: dict[Any, Any]) -> tuple[str, ...]:
        names = self.notes.texts(body.get("tracks"), "tracks", line_of(body))
        for name in names:
            self.notes.one_of(name.rpartition("/")[2], LEVELS, "tracks", line_of(body))
        return names

    def _pair(self, body: dict[Any, Any], what: str) -> tuple[str, str]:
        line = line_of(body)
        return self.notes.text(body.get("say"), f"{what} 的 say", line), self.notes.text(
            body.get("en"), f"{what} 的 en", line
        )

    def _window(self, body: dict[Any, Any]) -> Window:
        self.notes.keys(body, ("tier", "step", "opens", "closes", "tracks", "cite"), "window")
        line = line_of(body)
        opens, closes = (
            None if body.get(name) is None else self._day(body[name], name, line) for name in ("opens", "closes")
        )
        if opens is None and closes is None:
            self.notes.note(line, "window 须有 opens 或 closes", "a window needs opens or closes")
        if opens is not None and closes is not None and closes < opens:
            self.notes.note(line, f"closes {closes} 早于 opens {opens}", f"closes {closes} lies before opens {opens}")
        return Window(
            self.notes.one_of(body.get("tier"), ACTORS, "tier", line),
            self.notes.text(body.get("step"), "step", line),
            opens,
            closes,
            self._tracks(body),
            self._cite(body, "window"),
        )

    def _condition(self, body: dict[Any, Any]) -> Condition:
        self.notes.keys(body, ("tracks", "section", "add", "pass_mark", "dates", "say", "en", "cite"), "condition")
        line = line_of(body)
        if sum(name in body for name in ("add", "pass_mark", "dates")) != 1:
            self.notes.note(
                line, "condition 须且只能有 add、pass_mark、dates 之一", "a condition has one of add, pass_mark, dates"
            )
        mark = body.get("pass_mark")
        days = self.notes.mapping(body.get("dates") or {}, "dates", line)
        cite = self._cite(body, "condition")
        return Condition(
            self._tracks(body),
            self._pair(body, "condition"),
            cite,
            self.notes.one_of(body.get("section", "basic"), SECTIONS, "section", line),
            body.get("add"),
            None if mark is None else self.notes.number(mark, "pass_mark", line),
            self._days({name: {"on": day, "cite": list(cite)} for name, day in days.items()}, line) if days else {},
            line,
        )

    def _form(self, body: dict[Any, Any]) -> Form:
        self.notes.keys(body, ("say", "en", "who", "copies", "tracks", "cite"), "form")
        line = line_of(body)
        copies = body.get("copies")
        return Form(
            self._pair(body, "form"),
            self.notes.one_of(body.get("who"), ACTORS, "who", line),
            None if copies is None else self.notes.whole(copies, "copies", line),
            self._tracks(body),
            self._cite(body, "form"),
        )

    def _source(self) -> dict[str, Any]:
        body = self.notes.mapping(self.tree.get("source") or {}, "source")
        self.notes.keys(body, ("number", "issuer", "title", "issued", "file"), "source")
        if self.published:
            for name in ("number", "issuer", "title", "issued"):
                if body.get(name) is None:
                    self.notes.note(line_of(self.tree, "source"), f"source 缺少 {name}", f"source has no {name}")
        return dict(body)
