"""Where a population comes from: a folder of dossiers, a Parquet file, or so many made-up dossiers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from zhicheng.dossier.files import SUFFIXES, read_dossier
from zhicheng.dossier.model import Dossier
from zhicheng.policy.core import Track
from zhicheng.vocabulary.problems import Problem, Refused

MOST_MADE: Final = 200_000
"""So many dossiers are made up here; larger populations are for ``population generate``."""
BATCH_ROWS: Final = 4096


def population_from(source: str, tracks: Sequence[Track] = (), *, seed: int = 1) -> Iterator[Dossier]:
    """The dossiers of a source: a folder, a Parquet file, or a number of made-up ones for these tracks.

    Raises:
        Refused: there is no such file or folder, a file in it can't be read, or what reads it is not installed.
    """
    if Path(source).is_dir():
        return _folder(Path(source))
    return _dossiers(batches_from(source, tracks, seed=seed))


def in_batches(source: str) -> bool:
    """Whether a source comes in batches: everything but a folder."""
    return not Path(source).is_dir()


def batches_from(source: str, tracks: Sequence[Track] = (), *, seed: int = 1) -> Iterator[Any]:
    """The Arrow batches of a Parquet file, or of a number of made-up dossiers.

    Raises:
        Refused: there is no such file, it is no population, or what reads it is not installed.
    """
    if source.endswith(".parquet"):
        return _parquet(Path(source))
    if source.isascii() and source.isdigit() and 0 < int(source) <= MOST_MADE:
        return _made(int(source), tracks, seed)
    raise _refused(
        source,
        "不是材料文件夹、Parquet 文件，也不是人数",
        "is no folder of dossiers, no Parquet file and no number",
        (
            f"给出文件夹、.parquet 文件，或 1 至 {MOST_MADE} 的人数",
            f"name a folder, a .parquet file, or a number from 1 to {MOST_MADE}",
        ),
    )


def _folder(folder: Path) -> Iterator[Dossier]:
    files = sorted(file for file in folder.iterdir() if file.suffix in SUFFIXES)
    if not files:
        raise _refused(
            folder.name, "文件夹中没有材料文件", "holds no dossier", (f"应为 {SUFFIXES}", f"wanted {SUFFIXES}")
        )
    for file in files:
        yield read_dossier(file)


def _parquet(path: Path) -> Iterator[Any]:
    if not path.is_file():
        raise _refused(str(path), "没有这个文件", "there is no such file", ("", ""))
    try:
        import pyarrow as pa
        from pyarrow.parquet import ParquetFile
    except ImportError as error:
        raise _not_installed() from error
    try:
        with ParquetFile(path) as file:
            yield from file.iter_batches(BATCH_ROWS)
    except (pa.ArrowInvalid, pa.ArrowTypeError, OSError) as error:
        raise _refused(path.name, f"不是人群文件：{error}", f"is no population: {error}", ("", "")) from error


def _made(count: int, tracks: Sequence[Track], seed: int) -> Iterator[Any]:
    try:
        from zhicheng.population.generate import generate
    except ImportError as error:
        raise _not_installed() from error
    yield from generate(seed, count, tracks=tuple(tracks), batch_rows=BATCH_ROWS)


def _dossiers(batches: Iterator[Any]) -> Iterator[Dossier]:
    for batch in batches:
        from zhicheng.population.rows import dossier_of

        try:
            yield from (dossier_of(batch, place) for place in range(batch.num_rows))
        except KeyError as error:
            raise _refused("", f"人群文件缺少 {error}", f"the population lacks {error}", ("", "")) from error


def _not_installed() -> Refused:
    return _refused(
        "",
        "人群计算的组件没有安装",
        "what reckons with populations is not installed",
        ("pip install 'zhicheng[population]'", "pip install 'zhicheng[population]'"),
    )


def _refused(where: str, zh: str, en: str, do: tuple[str, str]) -> Refused:
    return Refused([Problem(where, "", (zh, en), do)])
