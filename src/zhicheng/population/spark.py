"""The same function over Spark: each Arrow batch of a population is judged inside ``mapInArrow``."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from zhicheng.policy.pack import load_pack
from zhicheng.population.batch import evaluate_batch, result_schema
from zhicheng.population.plan import Plan, compile_track
from zhicheng.population.run import Source
from zhicheng.verdict.dates import Dates
from zhicheng.verdict.setting import Setting
from zhicheng.vocabulary.problems import Problem, Refused

_PLANS: dict[tuple[Any, ...], Plan] = {}


class Judge:
    """What a worker needs to judge batches, small enough to be sent to it; plans are made there, once."""

    def __init__(self, setting: Setting, metadata: dict[bytes, bytes], *, full: bool) -> None:
        self.folder, self.level = str(setting.pack.folder), setting.level
        self.readings = tuple(sorted(setting.readings.items()))
        self.as_of, self.named = setting.dates.as_of, tuple(sorted(setting.dates.named.items()))
        self.pass_mark = None if setting.pass_mark is None else str(setting.pass_mark)
        self.answers = tuple(sorted((key, value) for key, value in setting.answers.items() if "@" not in key))
        self.round = setting.round
        self.metadata, self.full = metadata, full

    def plan(self) -> Plan:
        """The plan under this setting, kept as long as the worker lives."""
        key = (self.folder, self.level, self.readings, self.as_of, self.named, self.pass_mark, self.answers)
        if key not in _PLANS:
            mark = None if self.pass_mark is None else Fraction(self.pass_mark)
            dates = Dates(self.as_of, dict(self.named))
            setting = Setting(
                load_pack(Path(self.folder)),
                self.level,
                dates,
                mark,
                dict(self.answers),
                dict(self.readings),
                self.round,
            )
            _PLANS[key] = compile_track(setting.track(), dates, pass_mark=mark, answers=dict(self.answers))
        return _PLANS[key]

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Judges batch after batch; Spark drops the schema's metadata, so they are put back first."""
        plan = self.plan()
        for batch in batches:
            result = evaluate_batch(plan, batch.replace_schema_metadata(self.metadata), full=self.full)
            yield result.replace_schema_metadata(None)


def spark_schema(plan: Plan, *, full: bool) -> str:
    """The columns of a result as Spark's DDL."""
    names = {pa.string(): "string", pa.int8(): "tinyint", pa.int16(): "smallint", pa.int64(): "bigint"}
    parts = []
    for field in result_schema(plan, full=full):
        type_ = f"array<{names[field.type.value_type]}>" if pa.types.is_list(field.type) else names[field.type]
        parts.append(f"`{field.name.replace('`', '``')}` {type_}")
    return ", ".join(parts)


def evaluate_frame(frame: Any, setting: Setting, metadata: dict[bytes, bytes], *, full: bool = False) -> Any:
    """A Spark data frame of a population as one of results, evaluated when Spark asks for it.

    ``metadata`` are those of the population's schema: they hold its vocabulary.
    """
    judge = Judge(setting, metadata, full=full)
    return frame.mapInArrow(judge, spark_schema(judge.plan(), full=full))


def evaluate_with_spark(
    population: Path, setting: Setting, out: Path, *, full: bool = False, session: Any = None
) -> int:
    """Judges a Parquet population with Spark (a local session unless one is given) into the folder ``out``.

    Returns the number of rows. Spark's own ``_SUCCESS`` file marks whole results.

    Raises:
        Refused: the population can't be read or lacks a column, or the folder exists.
        ModuleNotFoundError: pyspark, or pandas which it wants for this, is not installed.
    """
    importlib.import_module("pandas")
    from pyspark.sql import SparkSession

    if out.exists():
        raise Refused([Problem(str(out), "", ("已存在", "exists"), ("请换一个输出目录", "choose another folder"))])
    judge = Judge(setting, {}, full=full)
    source = Source(population, judge.plan())
    spark = session or _local_session(SparkSession)
    try:
        frame = spark.read.parquet(str(population.resolve()))
        evaluate_frame(frame, setting, source.metadata, full=full).write.parquet(str(out.resolve()))
    finally:
        if session is None:
            spark.stop()
    return source.rows


def _local_session(builder: Any) -> Any:
    return (
        builder.builder.master("local[2]")
        .appName("zhicheng")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "16384")
        .getOrCreate()
    )


def read_rows(folder: Path) -> pa.Table:
    """The results that Spark wrote, as one table.

    Raises:
        Refused: Spark did not finish.
    """
    if not (folder / "_SUCCESS").is_file():
        raise Refused([Problem(str(folder), "", ("计算未完成", "the run was not finished"))])
    return pq.read_table(folder)
