"""The commands of the platform: run it, back it up, restore it, look after it."""

from __future__ import annotations

import datetime as dt
import importlib
import importlib.util
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Annotated, Any

import typer

from zhicheng.cli.console import LangOption, Language, command, language, out, print_json, refuse

FOUND = 1
"""``zhicheng invariants`` found something."""
STOPPED = 130
"""Stopped by a signal before the site was up."""
DAY_SECONDS = 86_400

HomeOption = Annotated[
    Path,
    typer.Option(
        "--home",
        envvar="ZHICHENG_HOME",
        help="密钥、附件与自带数据库所在文件夹 / folder of keys, evidence, own database",
    ),
]
PassphraseOption = Annotated[
    Path | None,
    typer.Option(
        "--passphrase-file", help="口令文件，第一行为口令；不填则询问 / file whose first line is the passphrase"
    ),
]
HOME = Path(".zhicheng")


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command("serve", help="运行平台，按 Ctrl-C 停止 / run the platform until Ctrl-C")(serve)
    app.command("operator", help="设立运维账号，用于首次安装 / make an operator's account, for a new installation")(
        operator
    )
    app.command("backup", help="备份到一个文件 / back up everything into one file")(backup)
    app.command("restore", help="从备份恢复到空的文件夹和数据库 / restore into an empty folder and database")(restore)
    app.command(
        "invariants",
        help="检查数据是否自洽，有问题时退出码为 1 / check that the data agrees with itself; exit code 1 if not",
    )(invariants)


@command
def serve(
    home: HomeOption = HOME,
    address: Annotated[str, typer.Option("--address", help="监听地址 / where to listen")] = "127.0.0.1:8000",
    demo: Annotated[
        bool, typer.Option("--demo", help="空库时填入演示数据，时钟为演示时间 / demonstration data and clock")
    ] = False,
    threads: Annotated[int, typer.Option("--threads", min=1, help="每进程线程数 / threads per process")] = 8,
    workers: Annotated[int, typer.Option("--workers", min=1, help="网站进程数 / web processes")] = 1,
    certificate: Annotated[
        Path | None, typer.Option("--certificate", help="证书文件夹，见 room-kit / folder of a room kit: answer by TLS")
    ] = None,
) -> None:
    """Run the platform: its database (unless DATABASE_URL names one), the site, one job worker."""
    needs_web()
    from zhicheng.web import server

    if certificate is not None and not all((certificate / name).is_file() for name in server.TLS_FILES):
        raise refuse(f"{certificate} 不是会场套件", f"{certificate} is no room kit")

    for ending in server.ENDINGS:
        signal.signal(ending, signal.default_int_handler)  # until the site is up: end as Ctrl-C does
    given = {"ZHICHENG_CLOCK": "stated", "ZHICHENG_HTTPS": "no", "ZHICHENG_SECOND_FACTOR": "offered"} if demo else {}
    try:
        with server.bound(address) as listening, server.installation(home, given):
            server.open_platform()
            server.prepare()
            accounts = _demonstration() if demo else ()
            importlib.import_module("zhicheng.web.keeping.daily").ensure_daily()
            url = server.url_of(listening, tls=certificate is not None)
            code = server.serve(
                listening,
                threads=threads,
                workers=workers,
                certificate=certificate,
                ready=lambda: _say_where(url, home, accounts),
            )
    except KeyboardInterrupt:
        raise typer.Exit(STOPPED) from None
    if code:
        out.print(f"网站或任务进程意外结束（{code}） / the web server or the job worker ended of itself ({code})")
        raise typer.Exit(code)


@command
def operator(
    username: Annotated[str, typer.Argument(help="登录名 / name to sign in with")],
    home: HomeOption = HOME,
    name: Annotated[str, typer.Option("--name", help="姓名 / name")] = "",
    passphrase_file: PassphraseOption = None,
) -> None:
    """Make the account that grants every other role; on the ledger like every grant."""
    needs_web()
    from zhicheng.web import server

    with server.installation(home):
        server.open_platform()
        server.prepare()
        from zhicheng.web.clock.now import current_moment
        from zhicheng.web.keeping.operator import make_operator

        password = _passphrase(passphrase_file, confirm=True)
        make_operator(username, name=name or username, password=password, now=current_moment())
    out.print(f"已设立运维账号 {username} / operator {username} is made")


@command
def backup(
    file: Annotated[Path, typer.Argument(help="备份文件，不可已存在 / the file to write; must not exist")],
    home: HomeOption = HOME,
    passphrase_file: PassphraseOption = None,
    despite_damage: Annotated[
        bool,
        typer.Option(
            "--despite-damage", help="附件缺损时仍备份并注明 / go on past missing or damaged evidence, and say so"
        ),
    ] = False,
) -> None:
    """Write database, evidence, keys (encrypted) and configuration into one file."""
    with existing(home) as url:
        from zhicheng.web.keeping.backup import write_backup

        passphrase = _passphrase(passphrase_file, confirm=True)
        now = dt.datetime.now(tz=dt.UTC)
        written = write_backup(
            file, url=url, home=home.resolve(), passphrase=passphrase, now=now, despite_damage=despite_damage
        )
    out.print(
        f"已备份 {written.evidence} 个附件、账册至第 {written.ledger_number} 条：{file}（{written.size:,} 字节）\n"
        f"backed up {written.evidence} evidence files, ledger up to {written.ledger_number}: {file} ({written.size:,} bytes)",
        soft_wrap=True,
    )
    for digest in written.damaged:
        out.print(f"缺损附件 / missing or damaged: {digest}")


@command
def restore(
    file: Annotated[Path, typer.Argument(help="备份文件 / the backup")],
    home: HomeOption = HOME,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Check every part of a backup, then restore it into an empty home and an empty database, then check the data."""
    needs_web()
    from zhicheng.web import server
    from zhicheng.web.keeping import restore as restoring

    with restoring.checked_archive(file, _passphrase(passphrase_file, confirm=False)) as archive:
        restoring.refuse_home_in_use(home.resolve())
        with restoring.home_left_as_it_was(home.resolve()) as keep, server.installation(home) as url:
            restoring.restore_archive(archive, url=url, home=home.resolve())
            keep()
            os.environ.update(archive.configuration)
            server.open_platform()
            server.prepare()
            findings = _findings(home, deep=True)
    out.print(
        f"已恢复；配置变量见 {home / restoring.CONFIGURATION}\nrestored; the configuration variables are in {home / restoring.CONFIGURATION}\n"
        "若备份之后还公布过检查点，请运行 zhicheng ledger resume 记下缺口\n"
        "where checkpoints were given out after the backup, record the gap by zhicheng ledger resume",
        soft_wrap=True,
    )
    _report(findings, "zh")


@command
def invariants(
    home: HomeOption = HOME,
    deep: Annotated[
        bool, typer.Option("--deep", help="并重算每个附件的摘要 / and digest every evidence file anew")
    ] = False,
    lang: LangOption = Language.zh,
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出 / print JSON")] = False,
) -> None:
    """Check that the data agrees with itself; changes nothing but the record of its runs, which the operator's page shows."""
    with existing(home):
        findings = _findings(home, deep=deep)
        _keep(findings, deep=deep)
    if as_json:
        print_json([{"check": one.check, "row": one.row, "zh": one.text[0], "en": one.text[1]} for one in findings])
        raise typer.Exit(FOUND if findings else 0)
    _report(findings, language(lang))


# --------------------------------------------------------------------------- the steps


def needs_web() -> None:
    """Refuse where the web extra is not installed."""
    missing = [name for name in ("django", "psycopg", "gunicorn", "allauth") if importlib.util.find_spec(name) is None]
    if missing:
        raise refuse(
            f"平台所需的组件未安装（{'、'.join(missing)}）",
            f"what the platform needs is not installed ({', '.join(missing)})",
            ("请在源码目录运行 pip install '.[web]'", "run pip install '.[web]' in the folder of the source"),
        )


@contextmanager
def existing(home: Path) -> Iterator[str]:
    """The platform of a home that is there, opened; its database's address."""
    needs_web()
    from zhicheng.web import server

    if not (home / "keys").is_dir():
        raise refuse(
            f"{home} 中没有平台数据",
            f"{home} holds no platform",
            ("请用 --home 指明文件夹", "name the folder by --home"),
        )
    with server.installation(home) as url:
        server.open_platform()
        yield url


def _findings(home: Path, *, deep: bool) -> list[Any]:
    from zhicheng.web.keeping.invariants import Look, findings

    return list(findings(Look(home.resolve() / "evidence", deep=deep, unfinished_before=time.time() - DAY_SECONDS)))


def _keep(findings: list[Any], *, deep: bool) -> None:
    """Keep the run for the operator's page; a database that an older version left has no place for it."""
    from django.db import ProgrammingError, transaction

    from zhicheng.web.clock.now import current_moment
    from zhicheng.web.keeping.inspecting import keep

    with suppress(ProgrammingError), transaction.atomic():
        keep(findings, now=current_moment(), deep=deep)


def _report(findings: list[Any], lang: str) -> None:
    for one in findings:
        out.print(f"✗ {one.check} · {one.row}：{one.text[0 if lang == 'zh' else 1]}", soft_wrap=True, markup=False)
    if findings:
        out.print(f"发现 {len(findings)} 处 / found: {len(findings)}")
        raise typer.Exit(FOUND)
    out.print("数据自洽 / the data agrees with itself")


def _passphrase(file: Path | None, *, confirm: bool) -> str:
    """The passphrase, from the file's first line or asked for.

    Raises:
        Refused: there is none, or nobody to ask.
    """
    if file is not None:
        lines = file.read_text(encoding="utf-8").splitlines()
        return lines[0] if lines else ""
    if not sys.stdin.isatty():
        raise refuse("没有口令", "there is no passphrase", ("请用 --passphrase-file", "use --passphrase-file"))
    return str(typer.prompt("口令 / passphrase", hide_input=True, confirmation_prompt=confirm))


def _demonstration() -> Any:
    """The accounts of the demonstration, filled in where the database is empty.

    Raises:
        Refused: the database holds people, but no stated moment: it is no demonstration.
    """
    from django.db import transaction

    from zhicheng.web.accounts.models import User
    from zhicheng.web.clock.models import StatedMoment

    demonstration = importlib.import_module("zhicheng.web.demonstration")
    if not User.objects.exists():
        with transaction.atomic():  # stopped half-way, the next start begins anew
            demonstration.fill()
    elif not StatedMoment.objects.exists():
        raise refuse(
            "此库已有真实数据，不能作演示", "this database is in use, it can't show a demonstration",
            ("请用 --home 另选文件夹", "choose another --home"),
        )  # fmt: skip
    return demonstration.accounts()


def _say_where(url: str, home: Path, accounts: Any) -> None:
    """Where the site is, who can sign in, which moment it states, how to stop it; in both languages."""
    from django.conf import settings

    from zhicheng.web.clock.now import current_moment

    lines = [f"网站 / site: {url}", f"自查 / self-check: {url.rstrip('/')}/check/", f"数据 / data: {home.resolve()}"]
    if settings.SECURE_SSL_REDIRECT:
        lines.append(
            "浏览器须经 HTTPS 反向代理访问；仅在本机试用可设 ZHICHENG_HTTPS=no\n"
            "browsers come by an HTTPS reverse proxy; to try it on this machine alone set ZHICHENG_HTTPS=no"
        )
    if settings.STATED_CLOCK:
        lines.append(f"演示时间 / stated moment: {current_moment():%Y-%m-%d %H:%M}")
    lines += [f"账号 / account: {name}  密码 / password: {word}  {who[0]} / {who[1]}" for name, word, who in accounts]
    lines.append("按 Ctrl-C 停止，数据保留 / Ctrl-C stops it, the data stays")
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()
