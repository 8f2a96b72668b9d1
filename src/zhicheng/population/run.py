"""A whole population on this machine: read by row groups, judged on all cores, written in parts."""

from __future__ import annotations

import hashlib
import os
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from zhicheng.population.batch import evaluate_batch
from zhicheng.population.layout import METADATA
from zhicheng.population.plan import Plan
from zhicheng.population.result import ResultFolder
from zhicheng.vocabulary.problems import Problem, Refused

BATCH_ROWS: Final = 32_768
PLACEMENTS: Final = ("no choice", "bound", "enumeration", "exact solver")
TRUTHS: Final = ("not met", "open", "met")

Progress = Callable[[int, int], None]
"""Told (rows done, rows in all) after each part."""
Evaluate = Callable[[pa.RecordBatch], pa.RecordBatch]


@dataclass(frozen=True, slots=True)
class Report:
    """What a run came to. ``counts``: rows by what happened to them (``placement: bound``, ``singly: …``)."""

    rows: int
    counts: Mapping[str, int]
    folder: Path


def evaluate_file(
    population: Path,
    plan: Plan,
    out: Path,
    *,
    full: bool = False,
    run: Mapping[str, Any] | None = None,
    threads: int | None = None,
    batch_rows: int = BATCH_ROWS,
    progress: Progress | None = None,
    evaluate: Evaluate | None = None,
) -> Report:
    """Judges every dossier of a Parquet population into the folder ``out``; an earlier broken run is continued.

    ``run``: what else decides the results (pack, readings, …), to be kept in the manifest beside the plan's own.
    ``evaluate``: what to do with a batch instead of :func:`evaluate_batch`.

    Raises:
        Refused: the population can't be read or lacks a column; the folder holds something else.
        OSError: the results can't be written; what is whole stays, and a further run goes on from there.
    """
    source = Source(population, plan)
    folder = ResultFolder(out, {**described(plan, full=full), **(run or {}), "population": source.fingerprint})
    folder.open()
    judge = evaluate or (lambda batch: evaluate_batch(plan, batch, full=full, file=str(population)))
    if not folder.finished:
        _all_parts(source, folder, judge, threads or os.cpu_count() or 1, batch_rows, progress)
        folder.finish(_summary(folder))
    return Report(source.rows, _counts(folder), out)


def described(plan: Plan, *, full: bool) -> dict[str, Any]:
    """What decides the results of a plan, as plain data."""
    return {
        "track": plan.track.name,
        "as_of": plan.dates.as_of.isoformat(),
        "dates": {name: day.isoformat() for name, day in sorted(plan.dates.named.items())},
        "pass_mark": None if plan.pass_mark is None else str(plan.pass_mark),
        "answers": {key: str(value) for key, value in sorted(plan.answers.items())},
        "full": full,
    }


class Source:
    """A Parquet population: which columns a plan needs of it, read batch by batch."""

    def __init__(self, file: Path, plan: Plan) -> None:
        self.file, self.plan = file, plan
        self._local = threading.local()
        opened = self._open()
        self.rows: int = opened.metadata.num_rows
        self.groups: int = opened.metadata.num_row_groups
        self.metadata = dict(opened.schema_arrow.metadata or {})
        self.columns = self._columns_of(opened)
        self.fingerprint = _fingerprint(file)

    def _open(self) -> pq.ParquetFile:
        try:
            return pq.ParquetFile(self.file, memory_map=False, pre_buffer=False)
        except FileNotFoundError as error:
            raise self._wrong("没有这个文件", "there is no such file") from error
        except (pa.ArrowException, OSError) as error:
            raise self._wrong(f"不是完整的 Parquet 文件：{error}", f"is no whole Parquet file: {error}") from error

    def _wrong(self, zh: str, en: str, place: str = "", do: tuple[str, str] = ("", "")) -> Refused:
        return Refused([Problem(str(self.file), place, (zh, en), do)])

    def _columns_of(self, opened: pq.ParquetFile) -> list[str]:
        """The paths of the leaves to be read.

        Raises:
            Refused: all columns that are missing, one problem each.
        """
        if METADATA not in self.metadata:
            raise self._wrong("缺少人群表的元数据", f"the metadata {METADATA.decode()} are missing")
        there: dict[tuple[str, str], str] = {}
        for place in range(len(opened.schema)):
            path = opened.schema.column(place).path
            steps = path.split(".")
            there[steps[0], steps[-1]] = path
        wanted = self.plan.columns
        missing = [key for key in wanted if key not in there]
        if missing:
            do = ("人群表的格式见文档", "see the format of populations in the documentation")
            raise Refused(
                [
                    Problem(str(self.file), f"列 {_named(kind, name)}", ("缺少此列", "the column is missing"), do)
                    for kind, name in missing
                ]
            )
        return [there[key] for key in wanted]

    def batches(self, group: int, batch_rows: int) -> Iterator[pa.RecordBatch]:
        """The batches of one row group.

        Raises:
            Refused: the file is torn.
        """
        opened = getattr(self._local, "file", None)
        if opened is None:
            opened = self._local.file = self._open()
        try:
            for batch in opened.iter_batches(batch_rows, row_groups=[group], columns=self.columns, use_threads=False):
                yield batch.replace_schema_metadata(self.metadata)
        except (pa.ArrowException, OSError) as error:
            raise self._wrong(
                f"第 {group + 1} 个行组读不出：{error}", f"row group {group + 1} can't be read: {error}"
            ) from error


def _named(kind: str, name: str) -> str:
    return kind if kind == name else f"{kind}.{name}"


def _fingerprint(file: Path) -> dict[str, Any]:
    """What tells one population from another: its size and the digest of its footer."""
    size = file.stat().st_size
    with file.open("rb") as stream:
        stream.seek(-8, os.SEEK_END)
        length = int.from_bytes(stream.read(4), "little")
        stream.seek(max(0, size - 8 - length))
        return {"bytes": size, "footer": hashlib.sha256(stream.read()).hexdigest()}


def _all_parts(
    source: Source, folder: ResultFolder, judge: Evaluate, threads: int, batch_rows: int, progress: Progress | None
) -> None:
    """Judges the row groups that are not done yet, a few at a time; results are written here, in one thread."""
    todo = iter([group for group in range(source.groups) if group not in folder.parts])
    done = sum(part.rows for part in folder.parts.values())
    with ThreadPoolExecutor(threads) as pool:
        running: dict[Future[pa.Table], int] = {}
        try:
            while True:
                while len(running) < threads and (group := next(todo, None)) is not None:
                    running[pool.submit(_judge_group, source, judge, group, batch_rows)] = group
                if not running:
                    return
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    table = future.result()
                    folder.add(running.pop(future), table, _count(table, source.plan), source.groups)
                    done += table.num_rows
                    if progress is not None:
                        progress(done, source.rows)
        finally:
            for future in running:
                future.cancel()


def _judge_group(source: Source, judge: Evaluate, group: int, batch_rows: int) -> pa.Table:
    return pa.Table.from_batches([judge(batch) for batch in source.batches(group, batch_rows)])


def _count(table: pa.Table, plan: Plan) -> dict[str, int]:
    """What happened to the rows of a part, and how they may apply."""
    found: Counter[str] = Counter()
    for column, names in (("can_apply", TRUTHS), ("placement", PLACEMENTS)):
        values, counts = np.unique(table.column(column).to_numpy(), return_counts=True)
        for value, count in zip(values.tolist(), counts.tolist(), strict=True):
            found[f"{column}: {names[value]}"] += count
    values, counts = np.unique(table.column("singly").to_numpy(), return_counts=True)
    for value, count in zip(values.tolist(), counts.tolist(), strict=True):
        found[f"singly: {plan.reasons[value][1]}" if value else "by arrays"] += count
    return dict(found)


def _counts(folder: ResultFolder) -> dict[str, int]:
    total: Counter[str] = Counter()
    for part in folder.parts.values():
        total.update(part.counts)
    return dict(sorted(total.items()))


def _summary(folder: ResultFolder) -> dict[str, Any]:
    return {"rows": sum(part.rows for part in folder.parts.values()), "counts": _counts(folder)}


def write_population(batches: Sequence[pa.RecordBatch] | Iterator[pa.RecordBatch], file: Path) -> int:
    """Writes a population to Parquet, one row group per batch; the file appears only when it is whole.

    Returns the number of rows.

    Raises:
        OSError: it can't be written; nothing stays behind.
    """
    temporary = file.with_name(f".{file.name}.tmp")
    rows, writer = 0, None
    try:
        for batch in batches:
            if writer is None:
                writer = pq.ParquetWriter(temporary, batch.schema, compression="zstd", store_decimal_as_integer=True)
            writer.write_batch(batch)
            rows += batch.num_rows
        if writer is not None:
            writer.close()
            writer = None
            temporary.replace(file)
    finally:
        if writer is not None:
            writer.close()
        temporary.unlink(missing_ok=True)
    return rows
