"""``zhicheng population``: made up, judged, resumed; refusals name file and column."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("numba", reason="the extra 'population' is not installed")

import pyarrow.parquet as pq
from typer.testing import CliRunner

from zhicheng.cli.main import app
from zhicheng.population.result import result_files

TRACK = "zj-iot-2026/senior-engineer"


def _run(*arguments: str) -> Any:
    return CliRunner().invoke(app, ["population", *arguments])


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("people") / "people.parquet"
    done = _run("generate", str(file), "-n", "60", "--seed", "5", "-p", TRACK, "--profile", "wild")
    assert done.exit_code == 0, done.output
    return file


def _judged(people: Path, out: Path, *more: str) -> Any:
    return _run(
        "evaluate", str(people), "-p", TRACK, "--as-of", "2026-12-31", "--pass-mark", "60", "-o", str(out), *more
    )


def test_the_same_seed_writes_the_same_population(people: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.parquet"
    assert _run("generate", str(again), "-n", "60", "--seed", "5", "-p", TRACK, "--profile", "wild").exit_code == 0
    assert pq.read_table(again).equals(pq.read_table(people))


def test_the_distributions_are_stated() -> None:
    said = json.loads(_run("generate", "--describe").stdout)
    assert said["kinds"]["degree"]["words"]["level"]["bachelor"] > 0


def test_a_population_is_judged_and_the_report_adds_up(people: Path, tmp_path: Path) -> None:
    done = _judged(people, tmp_path / "out", "--json")
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    assert said["rows"] == 60
    assert sum(count for name, count in said["counts"].items() if name.startswith("can_apply")) == 60
    assert sum(pq.read_table(file).num_rows for file in result_files(tmp_path / "out")) == 60
    assert _judged(people, tmp_path / "out").exit_code == 0, "the same command again finds the work done"


def test_the_readings_that_matter_are_named_for_each_dossier(people: Path, tmp_path: Path) -> None:
    small = tmp_path / "small.parquet"
    pq.write_table(pq.read_table(people).slice(0, 12), small)
    assert _judged(small, tmp_path / "out", "--readings").exit_code == 0
    (file,) = result_files(tmp_path / "out")
    table = pq.read_table(file)
    names = json.loads(table.schema.metadata[b"zhicheng.readings"])
    assert "RD-04=b" in names
    matter = table.column("readings_change").to_pylist()
    decide = table.column("readings_decide").to_pylist()
    assert any(matter)
    assert all(set(answer) <= set(change) for answer, change in zip(decide, matter, strict=True))


def test_what_can_not_be_used_is_refused_and_named(people: Path, tmp_path: Path) -> None:
    done = _judged(tmp_path / "nobody.parquet", tmp_path / "out")
    assert done.exit_code == 2
    assert "nobody.parquet" in done.output
    less = tmp_path / "less.parquet"
    pq.write_table(pq.read_table(people).drop_columns(["patent"]), less)
    done = _judged(less, tmp_path / "out")
    assert done.exit_code == 2
    assert "patent.type" in done.output
    assert not (tmp_path / "out").exists()
    assert _run("generate").exit_code == 2
