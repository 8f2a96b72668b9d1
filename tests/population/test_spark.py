"""The same function inside Spark gives the same results."""

from __future__ import annotations

import datetime as dt
import pickle
import shutil
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("numba", reason="the extra 'population' is not installed")
pytest.importorskip("pyspark", reason="the extra 'spark' is not installed")
if shutil.which("java") is None:
    pytest.skip("Spark needs Java, which is not installed", allow_module_level=True)

import pyarrow as pa
import pyarrow.parquet as pq
from pyspark.sql import SparkSession

from zhicheng.policy.pack import load_pack
from zhicheng.population.batch import evaluate_batch
from zhicheng.population.generate import generate
from zhicheng.population.plan import compile_track
from zhicheng.population.profile import WILD
from zhicheng.population.run import write_population
from zhicheng.population.spark import Judge, evaluate_with_spark, read_rows, spark_schema
from zhicheng.verdict.dates import Dates
from zhicheng.verdict.setting import Setting
from zhicheng.vocabulary.problems import Refused

SETTING = Setting(
    load_pack("zj-iot-2026"), "senior-engineer", Dates(dt.date(2026, 12, 31)), Fraction(60), readings={"Z-02": "b"}
)


def _people(tmp_path: Path) -> Path:
    people = tmp_path / "people.parquet"
    write_population(generate(11, 300, tracks=[SETTING.track()], profile=WILD, batch_rows=100), people)
    return people


def test_a_worker_that_was_sent_the_setting_judges_alike(tmp_path: Path) -> None:
    people = _people(tmp_path)
    judge = pickle.loads(pickle.dumps(Judge(SETTING, dict(pq.read_schema(people).metadata), full=True)))
    batches = pq.read_table(people).replace_schema_metadata(None).to_batches()
    plan = compile_track(SETTING.track(), SETTING.dates, pass_mark=SETTING.pass_mark)
    for found, batch in zip(judge(batches), pq.read_table(people).to_batches(), strict=True):
        assert _told(found) == _told(evaluate_batch(plan, batch, full=True))


@pytest.mark.long
def test_what_spark_reads_of_a_population_is_judged_alike(tmp_path: Path) -> None:
    people = _people(tmp_path)
    judge = Judge(SETTING, dict(pq.read_schema(people).metadata), full=False)
    session = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
    try:
        read = session.read.parquet(str(people)).toArrow().combine_chunks()
        assert session.createDataFrame([], spark_schema(judge.plan(), full=True)).columns
    finally:
        session.stop()
    plan = compile_track(SETTING.track(), SETTING.dates, pass_mark=SETTING.pass_mark)
    (batch,) = pq.read_table(people).combine_chunks().to_batches()
    (found,) = judge(read.to_batches())
    assert _told(found) == _told(evaluate_batch(plan, batch))


def _told(batch: pa.RecordBatch) -> list[dict[str, Any]]:
    rows = batch.to_pylist()
    for row in rows:
        row["singly"] = bool(row["singly"])  # reasons are numbered as they are met
    return sorted(rows, key=lambda row: int(row["dossier"]))


@pytest.mark.long
@pytest.mark.parametrize("full", [False, True])
def test_spark_says_what_this_machine_says(tmp_path: Path, full: bool) -> None:
    pytest.importorskip("pandas", reason="Spark's mapInArrow wants pandas, which is not installed")
    people = _people(tmp_path)
    assert evaluate_with_spark(people, SETTING, tmp_path / "spark", full=full) == 300
    plan = compile_track(SETTING.track(), SETTING.dates, pass_mark=SETTING.pass_mark)
    (batch,) = pq.read_table(people).combine_chunks().to_batches()
    (there,) = read_rows(tmp_path / "spark").combine_chunks().to_batches()
    assert _told(there) == _told(evaluate_batch(plan, batch, full=full))
    with pytest.raises(Refused):
        evaluate_with_spark(people, SETTING, tmp_path / "spark", full=full)
