"""A policy pack: the folder that holds one document, loaded, checked and hashed."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from zhicheng.dossier.kinds import KINDS
from zhicheng.policy.conditions import read_clauses
from zhicheng.policy.core import Track, clauses_of
from zhicheng.policy.patterns import Scope, read_patterns, read_window
from zhicheng.policy.reading import Notebook
from zhicheng.policy.readings import Reading, check_readings, read_readings, readings_used, resolve
from zhicheng.policy.scoring import read_scoring
from zhicheng.policy.terms import read_coefficients, read_terms, terms_by_kind
from zhicheng.vocabulary.problems import Problem, Refused
from zhicheng.vocabulary.text import nearest
from zhicheng.vocabulary.yaml_text import line_of, read_yaml

LEVELS = ("engineer", "senior-engineer", "professorate-senior-engineer")
PACK_KEYS = (
    "pack",
    "version",
    "status",
    "issuer",
    "number",
    "title",
    "en",
    "issued",
    "in_force",
    "specialty",
    "directions",
    "domains",
    "own",
    "source",
    "achievements",
    "unranked",
    "tracks",
    "basis",
)
TRACK_KEYS = ("basic", "routes", "landmarks", "review", "scoring", "defence", "prices")
DOCUMENT_FILES = ("pack", "terms", "procedure", "evidence", "references", "readings", "clauses", "english")
POLICIES = Path(__file__).parent.parent / "policies"


@dataclass(frozen=True)
class Pack:
    """One issued document. ``trees`` are its files as read; a track is made from them on demand."""

    id: str
    folder: Path
    version: int
    status: str
    number: str
    title: tuple[str, str]
    issuer: str
    issued: dt.date | None
    in_force: dt.date | None
    levels: tuple[str, ...]
    hash: str
    readings: dict[str, Reading]
    trees: dict[str, Any] = field(repr=False)

    def track(self, level: str, choices: Mapping[str, str] | None = None) -> Track:
        """The rules for one level under a choice of readings (those not named: the pack's own).

        Raises:
            Refused: unknown level, unknown reading or alternative, or an error in the pack.
        """
        if level not in self.levels:
            near = nearest(level, self.levels)
            raise Refused(
                [
                    Problem(
                        self.id,
                        "",
                        (f"没有级别“{level}”" + (f"，是否“{near}”？" if near else ""), f"no level '{level}'"),
                        (f"可用：{'、'.join(self.levels)}", f"allowed: {', '.join(self.levels)}"),
                    )
                ]
            )
        return _track(self, level, tuple(sorted((choices or {}).items())))

    def english(self, label: str) -> str:
        """The English name of a printed label, the label itself when the pack gives none."""
        return str((self.trees["english"] or {}).get(label, label))

    def about(self, level: str) -> tuple[str, str]:
        """The Chinese and English title of a level of this document."""
        body = self.trees["pack"]["tracks"][level] or {}
        return str(body.get("title", level)), str(body.get("en", level))

    def choices(self, changed: Mapping[str, str] | None = None) -> dict[str, str]:
        """Every reading's alternative in force, with ``changed`` laid over the pack's own.

        Raises:
            Refused: a reading or alternative does not exist.
        """
        chosen = {id_: reading.choice for id_, reading in self.readings.items()}
        for id_, alternative in (changed or {}).items():
            if id_ not in self.readings:
                near = nearest(id_, self.readings)
                raise Refused(
                    [
                        Problem(
                            self.id,
                            "",
                            (f"没有读法“{id_}”" + (f"，是否“{near}”？" if near else ""), f"no reading '{id_}'"),
                        )
                    ]
                )
            if alternative not in self.readings[id_].alternatives:
                known = "、".join(self.readings[id_].alternatives)
                raise Refused(
                    [
                        Problem(
                            self.id,
                            "",
                            (f"读法 {id_} 没有“{alternative}”", f"reading {id_} has no '{alternative}'"),
                            (f"可用：{known}", f"allowed: {known}"),
                        )
                    ]
                )
            chosen[id_] = alternative
        return chosen

    def readings_of(self, level: str) -> tuple[str, ...]:
        """The ids of the readings that stand somewhere in the rules for a level, in file order."""
        key = (self.hash, self.folder, level)
        if key not in _READINGS:
            trees = (self.trees[level], self.trees["terms"], self.trees["pack"])
            used = {id_ for tree in trees for id_, _, _ in readings_used(tree)}
            _READINGS[key] = tuple(id_ for id_ in self.readings if id_ in used)
        return _READINGS[key]


_READINGS: dict[tuple[str, Path, str], tuple[str, ...]] = {}


def packs_in(folder: Path = POLICIES) -> tuple[str, ...]:
    """The ids of the packs in a folder."""
    return tuple(sorted(path.parent.name for path in folder.glob("*/pack.yaml")))


def load_pack(id_or_folder: str | Path, folder: Path = POLICIES) -> Pack:
    """A pack by id (shipped with the program) or by its folder.

    Raises:
        Refused: there is no such pack, or something in it is wrong; every error with file and line.
    """
    path = Path(id_or_folder)
    if not (path / "pack.yaml").is_file():
        path = folder / str(id_or_folder)
    if not (path / "pack.yaml").is_file():
        known = packs_in(folder)
        near = nearest(str(id_or_folder), known)
        raise Refused(
            [
                Problem(
                    "",
                    "",
                    (
                        f"没有规则包“{id_or_folder}”" + (f"，是否“{near}”？" if near else ""),
                        f"no policy pack '{id_or_folder}'" + (f", did you mean '{near}'?" if near else ""),
                    ),
                    (f"可用：{'、'.join(known)}", f"available: {', '.join(known)}"),
                )
            ]
        )
    return _load(path.resolve(), _stamp(path))


def _stamp(path: Path) -> tuple[int, ...]:
    with os.scandir(path) as files:
        found = sorted((file.name, file.stat().st_mtime_ns) for file in files if file.name.endswith(".yaml"))
    return tuple(moment for _, moment in found)


@lru_cache(maxsize=64)
def _load(path: Path, stamp: tuple[int, ...]) -> Pack:
    trees: dict[str, Any] = {"pack": read_yaml(path / "pack.yaml")}
    notes = Notebook(f"{path.name}/pack.yaml")
    head = notes.mapping(trees["pack"], "pack.yaml")
    notes.keys(head, PACK_KEYS, "pack.yaml")
    if head.get("pack") != path.name:
        notes.note(
            line_of(head, "pack"), f"pack 应与文件夹同名：{path.name}", f"pack must be the folder's name: {path.name}"
        )
    levels = tuple(notes.mapping(head.get("tracks") or {}, "tracks"))
    for level in levels:
        notes.one_of(level, LEVELS, "tracks", line_of(head, "tracks"))
    status = notes.one_of(head.get("status"), ("in-force", "draft", "expired"), "status", line_of(head, "status"))
    version = notes.whole(head.get("version"), "version", line_of(head, "version"))
    notes.finish()
    for name in ("terms", "readings", "english", "evidence", *levels):
        file = path / f"{name}.yaml"
        trees[name] = read_yaml(file) if file.is_file() else {}
    reading_notes = Notebook(f"{path.name}/readings.yaml")
    readings = read_readings(trees["readings"], reading_notes)
    reading_notes.finish()
    for name in ("pack", "terms", *levels):
        tree_notes = Notebook(f"{path.name}/{name}.yaml")
        check_readings(trees[name], readings, tree_notes)
        tree_notes.finish()
    return Pack(
        path.name,
        path,
        version,
        status,
        str(head.get("number", "")),
        (str(head.get("title", path.name)), str(head.get("en", path.name))),
        str(head.get("issuer", "")),
        head.get("issued"),
        head.get("in_force"),
        levels,
        _hash(path),
        readings,
        trees,
    )


def _hash(path: Path) -> str:
    """SHA-256 over the pack's own files, names and contents, without its examples."""
    digest = hashlib.sha256()
    for file in sorted(path.glob("*.yaml")):
        digest.update(file.name.encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


_TRACKS: dict[tuple[str, Path, str, tuple[tuple[str, str], ...]], Track] = {}


def _track(pack: Pack, level: str, changed: tuple[tuple[str, str], ...]) -> Track:
    key = (pack.hash, pack.folder, level, changed)
    track = _TRACKS.get(key)
    if track is None:
        if len(_TRACKS) > 2000:
            _TRACKS.clear()
        track = _TRACKS[key] = read_track(pack.id, level, pack.trees, pack.choices(dict(changed)))
    return track


def read_track(pack_id: str, level: str, trees: Mapping[str, Any], chosen: Mapping[str, str]) -> Track:
    """The rules for one level, from the trees of a pack under a full choice of readings.

    Raises:
        Refused: something in the files is wrong.
    """
    head = resolve(trees["pack"], chosen)
    term_notes = Notebook(f"{pack_id}/terms.yaml")
    words = term_notes.mapping(resolve(trees["terms"], chosen) or {}, "terms.yaml")
    term_notes.keys(words, ("terms", "coefficients"), "terms.yaml")
    terms = read_terms(words.get("terms"), term_notes)
    coefficients = read_coefficients(words.get("coefficients"), term_notes)
    term_notes.finish()
    notes = Notebook(f"{pack_id}/{level}.yaml")
    body = notes.mapping(resolve(trees[level], chosen) or {}, f"{level}.yaml")
    notes.keys(body, TRACK_KEYS, f"{level}.yaml")
    head_notes = Notebook(f"{pack_id}/pack.yaml")
    scope = _scope(head, terms_by_kind(terms), head_notes)
    about = head_notes.mapping(head["tracks"][level], level)
    present = about.get("present") or {}
    bare = Scope(terms=scope.terms)
    plain = Scope(terms=scope.terms, achievements=scope.achievements, fields=scope.fields)
    track = Track(
        pack_id,
        level,
        str(about.get("title", level)),
        tuple(read_patterns({"appointment": present}, bare, head_notes, line_of(about))) if present else (),
        read_clauses(body.get("basic"), "", bare, notes),
        read_clauses(body.get("routes"), "", scope, notes),
        read_clauses(body.get("landmarks"), "", plain, notes),
        read_clauses(body.get("review"), "", scope, notes),
        read_scoring(body.get("scoring"), scope, coefficients, notes),
        notes.texts(
            notes.mapping(body.get("defence") or {}, "defence").get("required_for"), "defence", line_of(body, "defence")
        ),
        {
            str(way): notes.texts(price, "prices", line_of(body, "prices"))
            for way, price in notes.mapping(body.get("prices") or {}, "prices").items()
        },
        terms,
        notes.texts(head.get("domains"), "domains", 0),
        notes.texts(head_notes.mapping(head.get("unranked") or {}, "unranked").get("kinds"), "unranked", 0),
        specialties=_specialties(head, head_notes),
    )
    head_notes.finish()
    _check_ways(track, notes, line_of(body, "defence") or line_of(body, "prices"))
    notes.finish()
    return track


def _check_ways(track: Track, notes: Notebook, line: int) -> None:
    """Note a defence or a price for a clause that is not there."""
    known = ["basic", "routes", "landmarks", "review"]
    known += [clause.key for part in known for whole in getattr(track, part) for clause in clauses_of(whole)]
    for key in (*track.defence, *track.prices):
        if key not in known:
            near = nearest(key, known)
            notes.note(
                line,
                f"没有条款“{key}”" + (f"，是否“{near}”？" if near else ""),
                f"no clause '{key}'" + (f", did you mean '{near}'?" if near else ""),
            )


def _specialties(head: Mapping[str, Any], notes: Notebook) -> dict[str, str]:
    """For a document that serves several specialties (``own: specialty``): the name of each, its domain."""
    own = notes.one_of(head.get("own", "domains"), ("domains", "specialty"), "own", line_of(head, "own"))
    if own == "domains":
        return {}
    names = notes.texts(head.get("directions"), "directions", line_of(head, "directions"))
    domains = notes.texts(head.get("domains"), "domains", line_of(head, "domains"))
    if len(names) != len(domains):
        notes.note(
            line_of(head, "domains"),
            "own: specialty 要求 directions 与 domains 一一对应",
            "own: specialty needs one domain for each direction",
        )
    return {**dict(zip(names, domains, strict=False)), **{domain: domain for domain in domains}}


def _scope(head: Mapping[str, Any], terms: dict[Any, Any], notes: Notebook) -> Scope:
    body = notes.mapping(head.get("achievements") or {}, "achievements")
    notes.keys(body, ("cite", "kinds", "field", "window"), "achievements")
    line = line_of(head, "achievements")
    kinds = notes.texts(body.get("kinds"), "kinds", line)
    for kind in kinds:
        if kind not in KINDS:
            notes.note(line, f"没有“{kind}”这种材料", f"no kind of record '{kind}'")
    fields = notes.texts(body.get("field"), "field", line)
    return Scope(
        terms, frozenset(kinds), read_window(body.get("window"), notes, line), frozenset(fields) if fields else None
    )
