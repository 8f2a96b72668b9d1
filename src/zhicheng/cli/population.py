"""``zhicheng population``: a million dossiers made up, and a million judged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from zhicheng.cli.console import (
    AnswersOption,
    AsOfOption,
    ForceOption,
    JsonOption,
    MarkOption,
    ReadingOption,
    RoundOption,
    TrackOption,
    command,
    day,
    err,
    out,
    print_json,
    refuse,
)
from zhicheng.cli.setting import pack_and_level, setting_from
from zhicheng.verdict.setting import Setting

if TYPE_CHECKING:
    from zhicheng.population.plan import Plan
    from zhicheng.population.run import Report

population = typer.Typer(
    name="population",
    help="按一项政策判定成批材料（百万份亦可）/ judge whole populations of dossiers",
    no_args_is_help=True,
)


class ProfileName(StrEnum):
    """The stated distributions to choose from."""

    usual = "usual"
    settled = "settled"
    wild = "wild"


class Engine(StrEnum):
    """Where a population is judged."""

    local = "local"
    spark = "spark"


@contextmanager
def needed() -> Iterator[None]:
    """Turns a missing library into a message that says what to install."""
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name not in ("numpy", "pyarrow", "numba", "pyspark", "pandas"):
            raise
        extra = "spark" if error.name in ("pyspark", "pandas") else "population"
        raise refuse(
            f"缺少 {error.name}",
            f"{error.name} is not installed",
            (f"请安装 zhicheng[{extra}]", f"install zhicheng[{extra}]"),
        ) from error


@population.command("generate", help="按所述分布生成模拟人群 / make up a population with stated distributions")
@command
def generate_command(
    file: Annotated[Path | None, typer.Argument(help="要写的 Parquet 文件 / the Parquet file to write")] = None,
    dossiers: Annotated[int, typer.Option("--dossiers", "-n", min=1, max=100_000_000, help="份数 / how many")] = 10_000,
    seed: Annotated[
        int, typer.Option("--seed", min=0, help="种子：同种子同结果 / the same seed, the same dossiers")
    ] = 1,
    policy: Annotated[
        list[str] | None, typer.Option("--policy", "-p", help="只生成所涉材料，可多次 / only what these tracks ask for")
    ] = None,
    profile: Annotated[ProfileName, typer.Option("--profile", help="分布 / which distributions")] = ProfileName.usual,
    as_of: AsOfOption = None,
    describe: Annotated[bool, typer.Option("--describe", help="只列出分布 / print the distributions and stop")] = False,
) -> None:
    """Write a synthetic population; the file appears only when all of it is written."""
    with needed():
        from zhicheng.population import profile as profiles
        from zhicheng.population.generate import BATCH_ROWS, generate
        from zhicheng.population.run import write_population
    chosen = profiles.PROFILES[profile.value]
    if describe:
        print_json(profiles.describe(chosen))
        return
    if file is None:
        raise refuse("请写明要写的文件", "name the file to write", ("如 人群.parquet", "such as people.parquet"))
    tracks = [pack.track(level) for pack, level in map(pack_and_level, policy or [])]
    until = day(as_of) or dt.date(2026, 12, 31)
    batches = generate(
        seed, dossiers, tracks=tracks, profile=chosen, as_of=until, batch_rows=min(4 * BATCH_ROWS, max(dossiers, 1))
    )
    with _progress("生成 / generating", dossiers) as told:
        rows = write_population(_told(batches, told), file)
    out.print(f"✓ {file}：{rows} 份 / {rows} dossiers", soft_wrap=True)


def _told(batches: Iterator[Any], told: Any) -> Iterator[Any]:
    done = 0
    for batch in batches:
        yield batch
        done += batch.num_rows
        told(done, 0)


@contextmanager
def _progress(what: str, total: int) -> Iterator[Any]:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=err, transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done, _: bar.update(task, completed=done)


@population.command("evaluate", help="判定人群表中的每一份 / judge every dossier of a population")
@command
def evaluate_command(
    file: Annotated[Path, typer.Argument(metavar="POPULATION", help="人群表（Parquet）/ the population (Parquet)")],
    policy: TrackOption,
    to: Annotated[
        Path,
        typer.Option("--out", "-o", help="结果目录；中断后同样命令续算 / folder of the results; run again to resume"),
    ],
    as_of: AsOfOption = None,
    round_: RoundOption = None,
    pass_mark: MarkOption = None,
    answers: AnswersOption = None,
    reading: ReadingOption = None,
    force: ForceOption = False,
    full: Annotated[
        bool, typer.Option("--full", help="输出每一指标与每一款项 / every indicator and inner clause")
    ] = False,
    readings: Annotated[
        bool, typer.Option("--readings", help="并列出对各人有影响的读法 / which readings matter to whom")
    ] = False,
    engine: Annotated[Engine, typer.Option("--engine", help="local 或 spark")] = Engine.local,
    threads: Annotated[int | None, typer.Option("--threads", min=1, max=256, help="线程数 / threads")] = None,
    as_json: JsonOption = False,
) -> None:
    """Judge a population into a folder of Parquet parts with a manifest."""
    setting = setting_from(
        policy, as_of=as_of, round_=round_, pass_mark=pass_mark, answers=answers, readings=reading, force=force
    )
    if engine is Engine.spark:
        if readings:
            raise refuse("--readings 只能在本机计算", "--readings works on this machine only")
        with needed():
            from zhicheng.population.spark import evaluate_with_spark

            rows = evaluate_with_spark(file, setting, to, full=full)
        out.print(f"✓ {to}：{rows} 份 / {rows} dossiers", soft_wrap=True)
        return
    with needed():
        report = _on_this_machine(file, setting, to, full=full, readings=readings, threads=threads)
    if as_json:
        print_json({"rows": report.rows, "counts": dict(report.counts), "folder": str(report.folder)})
    else:
        _show(report)


def _on_this_machine(
    file: Path, setting: Setting, to: Path, *, full: bool, readings: bool, threads: int | None
) -> Report:
    from zhicheng.population.plan import compile_track
    from zhicheng.population.readings import evaluate_readings, other_plans
    from zhicheng.population.run import evaluate_file

    answers = {key: value for key, value in setting.answers.items() if "@" not in key}
    plan = compile_track(setting.track(), setting.dates, pass_mark=setting.pass_mark, answers=answers)
    evaluate = None
    if readings:
        others = other_plans(setting.pack, setting.level, plan, setting.readings)

        def evaluate(batch: Any) -> Any:
            return evaluate_readings(plan, others, batch, full=full, file=str(file))

    run = {**_described(setting), "readings_that_matter": readings}
    with _progress("判定 / judging", _rows(file, plan)) as told:
        return evaluate_file(file, plan, to, full=full, run=run, threads=threads, progress=told, evaluate=evaluate)


def _rows(file: Path, plan: Plan) -> int:
    from zhicheng.population.run import Source

    return Source(file, plan).rows


def _described(setting: Setting) -> dict[str, Any]:
    return {
        "pack_version": setting.pack.version,
        "pack_hash": setting.pack.hash,
        "round": None if setting.round is None else setting.round.id,
        "readings": setting.pack.choices(setting.readings),
    }


NAMES = {
    "by arrays": "按列计算",
    "can_apply: met": "可申报",
    "can_apply: open": "待定",
    "can_apply: not met": "不可申报",
    "placement: no choice": "计分：无选择",
    "placement: bound": "计分：有选择，达上界",
    "placement: enumeration": "计分：逐一比较",
    "placement: exact solver": "计分：精确求解器",
}


def _show(report: Report) -> None:
    """What a run came to, as a table."""
    table = Table("", "", "份 / dossiers", "%", box=None, pad_edge=False)
    for name, count in report.counts.items():
        share = f"{100 * count / max(report.rows, 1):.2f}"
        table.add_row(NAMES.get(name, "逐份判定" if name.startswith("singly") else ""), name, str(count), share)
    out.print(f"✓ {report.folder}：{report.rows} 份 / {report.rows} dossiers", soft_wrap=True)
    out.print(table)
