"""What all commands share: output, refusals as messages, exit codes, common options."""

from __future__ import annotations

import datetime as dt
import functools
import json
import os
import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal, ParamSpec, TypeVar

import typer
from rich.console import Console

from zhicheng.vocabulary.problems import Problem, Refused

DONE = 0
"""The command did what was asked."""
REFUSED = 2
"""Something that was given can't be used; the message says where and why."""
OPEN = 3
"""With ``--exit-code``: the answer is still open."""
NOT_MET = 4
"""With ``--exit-code``: the answer is no."""

WIDE = 110
"""Columns when the output goes to a file or a pipe, which have no width of their own."""

out = Console(highlight=False, soft_wrap=False, width=None if sys.stdout.isatty() or "COLUMNS" in os.environ else WIDE)
err = Console(stderr=True, highlight=False)


class Language(StrEnum):
    """The languages of the output."""

    zh = "zh"
    en = "en"


LangOption = Annotated[
    Language, typer.Option("--lang", help="zh 或 en / language of the output", envvar="ZHICHENG_LANG")
]
JsonOption = Annotated[bool, typer.Option("--json", help="以 JSON 输出 / print JSON")]
TrackOption = Annotated[
    str, typer.Option("--policy", "-p", help="规则包/级别，如 zj-iot-2026/senior-engineer / pack/level")
]
AsOfOption = Annotated[
    str | None, typer.Option("--as-of", help="计算截止日 YYYY-MM-DD / reckoning date (default: today, and said so)")
]
RoundOption = Annotated[str | None, typer.Option("--round", help="年度通知：编号或文件 / round id or file")]
MarkOption = Annotated[str | None, typer.Option("--pass-mark", help="规定分值 / pass mark of the year")]
AnswersOption = Annotated[Path | None, typer.Option("--answers", help="已认定事项的 YAML 或 JSON / decided questions")]
ReadingOption = Annotated[
    list[str] | None, typer.Option("--reading", help="读法，如 RD-15=b，可多次 / choose a reading, repeatable")
]
ForceOption = Annotated[
    bool, typer.Option("--force", help="即使规则尚未施行也计算 / even before the policy is in force")
]


def language(lang: Language) -> Literal["zh", "en"]:
    """The language as the report names it."""
    return "zh" if lang is Language.zh else "en"


def print_json(data: Any) -> None:
    """JSON on standard output, Chinese as it is."""
    sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2, default=str) + "\n")


def refuse(zh: str, en: str, do: tuple[str, str] = ("", "")) -> Refused:
    """A refusal of something given on the command line."""
    return Refused([Problem("", "", (zh, en), do)])


def show_refusal(refused: Refused) -> None:
    """Every problem on a line of its own, Chinese first, English below."""
    for problem in refused.problems:
        err.print(f"[red]✗[/red] {_plain(problem.text('zh'))}", soft_wrap=True)
        if problem.text("en") != problem.text("zh"):
            err.print(f"  [dim]{_plain(problem.text('en'))}[/dim]", soft_wrap=True)


def _plain(text: str) -> str:
    return text.replace("[", "\\[")


P = ParamSpec("P")
R = TypeVar("R")


def command(function: Callable[P, R]) -> Callable[P, R]:
    """Turns refusals into messages and exit code 2; nobody is shown a traceback."""

    @functools.wraps(function)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except Refused as refused:
            show_refusal(refused)
            raise typer.Exit(REFUSED) from refused
        except (OSError, UnicodeError) as error:
            show_refusal(refuse(f"文件无法读写：{error}", f"file error: {error}"))
            raise typer.Exit(REFUSED) from error

    return wrapped


def day(text: str | None) -> dt.date | None:
    """A date given on the command line.

    Raises:
        Refused: it is not a date.
    """
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise refuse(f"“{text}”不是日期，应如 2026-12-31", f"'{text}' is no date, write it like 2026-12-31") from error
