"""The folder of results: parts under final names only when whole, a manifest only when all of them are there."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from zhicheng.vocabulary.problems import Problem, Refused

MANIFEST: Final = "manifest.json"
UNFINISHED: Final = "unfinished.json"
FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class Part:
    """One file of results: its name, rows, digest, and what was counted while it was made."""

    name: str
    rows: int
    sha256: str
    counts: Mapping[str, int] = field(default_factory=dict)


class ResultFolder:
    """A folder of results in the making. ``run`` says what it is the result of; another run may not continue it."""

    def __init__(self, folder: Path, run: Mapping[str, Any]) -> None:
        self.folder, self.run = folder, dict(run)
        self.parts: dict[int, Part] = {}
        self.finished = False

    def open(self) -> None:
        """Makes the folder, or takes up what an earlier run of the same kind left.

        Raises:
            Refused: the folder holds something else, or the results of another run.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        for name in (MANIFEST, UNFINISHED):
            state = self._state(name)
            if state is None:
                continue
            if state.get("run") != self.run:
                raise _refused(
                    self.folder / name,
                    ("是另一次计算的结果", "holds the results of another run"),
                    ("请换一个输出目录", "choose another folder"),
                )
            self.finished = name == MANIFEST
            self.parts = {int(at): Part(**part) for at, part in state["parts"].items() if self._whole(Part(**part))}
            return
        strange = [one.name for one in self.folder.iterdir() if not one.name.startswith(".")]
        if strange:
            raise _refused(
                self.folder, (f"已有 {strange[0]}", f"holds {strange[0]}"), ("请用空目录", "choose an empty folder")
            )
        self._save(UNFINISHED, [])

    def _state(self, name: str) -> Any:
        file = self.folder / name
        try:
            return json.loads(file.read_text("utf-8")) if file.exists() else None
        except ValueError as error:
            raise _refused(file, ("读不懂", "can't be read"), ("请换一个输出目录", "choose another folder")) from error

    def _whole(self, part: Part) -> bool:
        file = self.folder / part.name
        return file.is_file() and digest_of(file) == part.sha256

    def add(self, at: int, table: pa.Table, counts: Mapping[str, int], total: int) -> None:
        """Writes the part for place ``at``: under a temporary name, renamed when all of it is on disk.

        Raises:
            OSError: it can't be written; nothing stays behind.
        """
        name = f"part-{at:05d}.parquet"
        temporary = self.folder / f".{name}.tmp"
        try:
            pq.write_table(table, temporary, compression="zstd", store_schema=True)
            _sync(temporary)
            part = Part(name, table.num_rows, digest_of(temporary), dict(counts))
            temporary.replace(self.folder / name)
        finally:
            temporary.unlink(missing_ok=True)
        self.parts[at] = part
        self._save(UNFINISHED, [total])

    def finish(self, summary: Mapping[str, Any]) -> None:
        """Writes the manifest: from now on the results count as whole."""
        self._save(MANIFEST, [], summary)
        (self.folder / UNFINISHED).unlink(missing_ok=True)
        self.finished = True

    def _save(self, name: str, total: list[int], summary: Mapping[str, Any] | None = None) -> None:
        state = {
            "format": FORMAT,
            "run": self.run,
            "parts": {at: asdict(part) for at, part in sorted(self.parts.items())},
        }
        if total:
            state["parts_in_all"] = total[0]
        if summary is not None:
            state["summary"] = dict(summary)
        temporary = self.folder / f".{name}.tmp"
        try:
            temporary.write_text(json.dumps(state, ensure_ascii=False, indent=1), encoding="utf-8")
            _sync(temporary)
            temporary.replace(self.folder / name)
        finally:
            temporary.unlink(missing_ok=True)


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of whole results, every part checked against its digest.

    Raises:
        Refused: there is no manifest (the run was broken off), a part is missing or is not what was written.
    """
    file = folder / MANIFEST
    if not file.is_file():
        done = (folder / UNFINISHED).is_file()
        what = ("计算未完成", "the run was not finished") if done else ("没有计算结果", "holds no results")
        raise _refused(folder, what, ("请用同样的参数再次运行以续算", "run it again with the same options to go on"))
    found: dict[str, Any] = json.loads(file.read_text("utf-8"))
    for part in found["parts"].values():
        one = folder / part["name"]
        if not one.is_file() or digest_of(one) != part["sha256"]:
            raise _refused(one, ("缺失或已被改动", "is missing or was changed"), ("请重新计算", "reckon anew"))
    return found


def result_files(folder: Path) -> list[Path]:
    """The files of whole results, in the order of the population.

    Raises:
        Refused: as :func:`read_manifest`.
    """
    parts = read_manifest(folder)["parts"]
    return [folder / parts[at]["name"] for at in sorted(parts, key=int)]


def digest_of(file: Path) -> str:
    """The SHA-256 of a file."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _sync(file: Path) -> None:
    with file.open("rb+") as stream:
        os.fsync(stream.fileno())


def _refused(file: Path, what: tuple[str, str], do: tuple[str, str] = ("", "")) -> Refused:
    return Refused([Problem(str(file), "", what, do)])
