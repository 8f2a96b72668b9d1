"""A whole population to a folder: bad input is named, a broken run is continued, half a result is never taken for whole."""

from __future__ import annotations

import datetime as dt
import errno
import json
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("numba", reason="the extra 'population' is not installed")

import pyarrow as pa
import pyarrow.parquet as pq

from zhicheng.policy.pack import load_pack
from zhicheng.population import result as results
from zhicheng.population.batch import evaluate_batch
from zhicheng.population.generate import generate
from zhicheng.population.plan import Plan, compile_track
from zhicheng.population.profile import WILD
from zhicheng.population.result import read_manifest, result_files
from zhicheng.population.run import evaluate_file, write_population
from zhicheng.verdict.dates import Dates
from zhicheng.vocabulary.problems import Refused

TRACK = load_pack("zj-iot-2026").track("senior-engineer")
ROWS, GROUP = 90, 30


@pytest.fixture(scope="module")
def plan() -> Plan:
    return compile_track(TRACK, Dates(dt.date(2026, 12, 31)), pass_mark=Fraction(60))


@pytest.fixture(scope="module")
def population(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("population") / "people.parquet"
    assert write_population(generate(1, ROWS, tracks=[TRACK], profile=WILD, batch_rows=GROUP), file) == ROWS
    return file


def _table(folder: Path) -> pa.Table:
    return pa.concat_tables([pq.read_table(file) for file in result_files(folder)])


def _rewritten(population: Path, to: Path, change: Any) -> Path:
    table = change(pq.read_table(population))
    pq.write_table(table, to, row_group_size=GROUP)
    return to


# ---------------------------------------------------------------------- whole runs


def test_the_parts_together_are_what_one_batch_would_give(plan: Plan, population: Path, tmp_path: Path) -> None:
    report = evaluate_file(population, plan, tmp_path / "out", threads=2, batch_rows=7)
    whole = pq.read_table(population).combine_chunks().to_batches()[0]
    assert _table(tmp_path / "out").to_pydict() == evaluate_batch(plan, whole).to_pydict()
    assert report.rows == ROWS
    assert sum(count for name, count in report.counts.items() if name.startswith("can_apply")) == ROWS
    manifest = read_manifest(tmp_path / "out")
    assert manifest["run"]["track"] == "zj-iot-2026/senior-engineer"
    assert manifest["summary"]["rows"] == ROWS


def test_what_went_singly_is_counted_and_named(plan: Plan, population: Path, tmp_path: Path) -> None:
    counts = evaluate_file(population, plan, tmp_path / "out").counts
    singly = {name: count for name, count in counts.items() if name.startswith("singly: ")}
    assert singly
    assert all(len(name) > len("singly: ") for name in singly)
    assert counts["by arrays"] + sum(singly.values()) == ROWS


def test_the_chosen_output_of_a_whole_track_has_at_most_forty_columns(
    plan: Plan, population: Path, tmp_path: Path
) -> None:
    evaluate_file(population, plan, tmp_path / "out")
    assert len(_table(tmp_path / "out").schema) <= 40


def test_progress_ends_at_all_rows(plan: Plan, population: Path, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    evaluate_file(population, plan, tmp_path / "out", progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (ROWS, ROWS)
    assert [done for done, _ in told] == sorted({done for done, _ in told})


# ---------------------------------------------------------------------- broken runs


def _breaking(plan: Plan, after: int) -> Any:
    """Judges ``after`` batches, then stands for somebody who cancels."""
    left = iter(range(after))

    def judge(batch: pa.RecordBatch) -> pa.RecordBatch:
        if next(left, None) is None:
            raise KeyboardInterrupt
        return evaluate_batch(plan, batch)

    return judge


def test_a_cancelled_run_is_not_whole_and_goes_on_where_it_stopped(
    plan: Plan, population: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    with pytest.raises(KeyboardInterrupt):
        evaluate_file(population, plan, out, threads=1, evaluate=_breaking(plan, 2))
    kept = {file.name: file.stat().st_mtime_ns for file in out.glob("part-*.parquet")}
    assert kept
    with pytest.raises(Refused, match="未完成"):
        result_files(out)
    evaluate_file(population, plan, out, threads=1)
    assert len(_table(out)) == ROWS
    assert {name: (out / name).stat().st_mtime_ns for name in kept} == kept, "finished parts were made anew"
    assert not (out / results.UNFINISHED).exists()


def test_a_part_that_was_torn_is_made_anew(plan: Plan, population: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with pytest.raises(KeyboardInterrupt):
        evaluate_file(population, plan, out, threads=1, evaluate=_breaking(plan, 2))
    part = next(iter(sorted(out.glob("part-*.parquet"))))
    part.write_bytes(part.read_bytes()[:-40])
    evaluate_file(population, plan, out, threads=1)
    assert len(_table(out)) == ROWS


def test_whole_results_that_were_changed_are_no_longer_taken_for_whole(
    plan: Plan, population: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    evaluate_file(population, plan, out)
    part = next(iter(sorted(out.glob("part-*.parquet"))))
    part.write_bytes(part.read_bytes()[:-1])
    with pytest.raises(Refused, match=part.name):
        result_files(out)


def test_another_run_may_not_go_on_in_the_same_folder(plan: Plan, population: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    evaluate_file(population, plan, out)
    with pytest.raises(Refused, match="另一次计算"):
        evaluate_file(population, plan, out, full=True)


def test_a_folder_with_other_files_is_left_alone(plan: Plan, population: Path, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("…")
    with pytest.raises(Refused, match=r"letter\.txt"):
        evaluate_file(population, plan, tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["letter.txt"]


def test_a_full_disk_leaves_no_half_part(
    plan: Plan, population: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, written = tmp_path / "out", iter(range(1))
    sync = results._sync

    def full(file: Path) -> None:
        if file.name.startswith(".part") and next(written, None) is None:
            raise OSError(errno.ENOSPC, "No space left on device")
        sync(file)

    monkeypatch.setattr(results, "_sync", full)
    with pytest.raises(OSError, match="No space"):
        evaluate_file(population, plan, out, threads=1)
    assert len(list(out.glob("part-*.parquet"))) == 1
    assert not list(out.glob(".*"))
    monkeypatch.setattr(results, "_sync", sync)
    evaluate_file(population, plan, out, threads=1)
    assert len(_table(out)) == ROWS


def test_a_population_appears_only_when_all_of_it_is_written(tmp_path: Path) -> None:
    def batches() -> Iterator[pa.RecordBatch]:
        yield next(generate(1, 10, tracks=[TRACK]))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_population(batches(), tmp_path / "people.parquet")
    assert list(tmp_path.iterdir()) == []


# ---------------------------------------------------------------------- bad input


def test_a_file_that_is_not_there_or_no_parquet_is_named(plan: Plan, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"nobody\.parquet"):
        evaluate_file(tmp_path / "nobody.parquet", plan, tmp_path / "out")
    (tmp_path / "text.parquet").write_text("id,name\n")
    with pytest.raises(Refused, match=r"text\.parquet"):
        evaluate_file(tmp_path / "text.parquet", plan, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_truncated_population_is_refused(plan: Plan, population: Path, tmp_path: Path) -> None:
    torn = tmp_path / "torn.parquet"
    torn.write_bytes(population.read_bytes()[: population.stat().st_size // 2])
    with pytest.raises(Refused, match=r"torn\.parquet"):
        evaluate_file(torn, plan, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_pages_that_were_overwritten_stop_the_run_and_nothing_counts_as_whole(
    plan: Plan, population: Path, tmp_path: Path
) -> None:
    data = bytearray(population.read_bytes())
    data[2000:9000] = bytes(7000)
    (tmp_path / "torn.parquet").write_bytes(bytes(data))
    with pytest.raises(Refused, match=r"torn\.parquet.*行组"):
        evaluate_file(tmp_path / "torn.parquet", plan, tmp_path / "out")
    with pytest.raises(Refused):
        result_files(tmp_path / "out")


def test_every_missing_column_is_named_at_once(plan: Plan, population: Path, tmp_path: Path) -> None:
    def without(table: pa.Table) -> pa.Table:
        return table.drop_columns(["award", "claims"])

    with pytest.raises(Refused) as refused:
        evaluate_file(_rewritten(population, tmp_path / "less.parquet", without), plan, tmp_path / "out")
    named = {problem.place for problem in refused.value.problems}
    assert {"列 award.grade", "列 award.rank", "列 claims.kind"} <= named
    assert not any("project" in place for place in named)


def test_a_missing_fact_of_a_record_is_named(plan: Plan, population: Path, tmp_path: Path) -> None:
    def without(table: pa.Table) -> pa.Table:
        place = table.schema.get_field_index("talent")
        column = table.column("talent").combine_chunks()
        fields = [one for one in column.values.type if one.name != "title"]
        struct = pa.StructArray.from_arrays([column.values.field(one.name) for one in fields], fields=fields)
        return table.set_column(place, "talent", pa.ListArray.from_arrays(column.offsets, struct))

    with pytest.raises(Refused, match=r"talent\.title"):
        evaluate_file(_rewritten(population, tmp_path / "less.parquet", without), plan, tmp_path / "out")


def _with_level(table: pa.Table, values: pa.Array) -> pa.Table:
    place = table.schema.get_field_index("degree")
    column = table.column("degree").combine_chunks()
    arrays = [values if one.name == "level" else column.values.field(one.name) for one in column.values.type]
    struct = pa.StructArray.from_arrays(arrays, names=[one.name for one in column.values.type])
    return table.set_column(place, "degree", pa.ListArray.from_arrays(column.offsets, struct))


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (lambda count: pa.array(["bachelor"] * count), r"degree\.level.*string"),
        (lambda count: pa.array([1.5] * count), r"degree\.level.*double"),
        (lambda count: pa.array([99] * count, pa.int8()), r"degree\.level.*99.*-1 到 5"),
        (lambda count: pa.array([-7] * count, pa.int8()), r"degree\.level.*-7"),
    ],
)
def test_a_column_of_another_type_or_with_unknown_codes_is_named_with_what_is_allowed(
    plan: Plan, population: Path, tmp_path: Path, made: Any, said: str
) -> None:
    def changed(table: pa.Table) -> pa.Table:
        return _with_level(table, made(len(table.column("degree").combine_chunks().values)))

    with pytest.raises(Refused, match=said):
        evaluate_file(_rewritten(population, tmp_path / "other.parquet", changed), plan, tmp_path / "out")


def test_wider_integers_with_nulls_for_not_stated_are_taken(plan: Plan, population: Path, tmp_path: Path) -> None:
    def widened(table: pa.Table) -> pa.Table:
        codes = table.column("degree").combine_chunks().values.field("level").cast(pa.int64()).to_pylist()
        return _with_level(table, pa.array([None if code == -1 else code for code in codes], pa.int64()))

    evaluate_file(_rewritten(population, tmp_path / "wide.parquet", widened), plan, tmp_path / "wide")
    evaluate_file(population, plan, tmp_path / "plain")
    assert _table(tmp_path / "wide").to_pydict() == _table(tmp_path / "plain").to_pydict()


def test_a_table_that_is_no_population_is_refused(plan: Plan, tmp_path: Path) -> None:
    pq.write_table(pa.table({"id": [1]}), tmp_path / "other.parquet")
    with pytest.raises(Refused, match="元数据"):
        evaluate_file(tmp_path / "other.parquet", plan, tmp_path / "out")


def test_the_state_of_a_run_is_plain_json(plan: Plan, population: Path, tmp_path: Path) -> None:
    evaluate_file(population, plan, tmp_path / "out", run={"round": "demo-2026"})
    state = json.loads((tmp_path / "out" / results.MANIFEST).read_text("utf-8"))
    assert state["run"]["round"] == "demo-2026"
    assert state["run"]["population"]["bytes"] == population.stat().st_size
