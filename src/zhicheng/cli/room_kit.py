"""``zhicheng room-kit``: one laptop and tablets in a room without the internet, with a certificate of their own."""

from __future__ import annotations

import datetime as dt
import http.server
import io
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from zhicheng.cli.console import command, out, refuse
from zhicheng.cli.platform import needs_web

room_kit = typer.Typer(
    name="room-kit",
    help="会场套件：一台电脑、若干平板、自建证书 · one laptop, tablets, a certificate of their own",
    no_args_is_help=True,
)
FolderArgument = Annotated[Path, typer.Argument(help="套件文件夹 / the kit's folder")]
PAGE = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>会场证书 / Certificate of the room</title><h1>会场证书 <small lang="en">Certificate of the room</small></h1>
<p><a href="/room-ca.crt">下载 / Download</a></p>
<p>安装前，请与墙上核对指纹：<br><span lang="en">Before you install it, compare the fingerprint with the wall:</span></p>
<p><code>{fingerprint}</code></p>"""


@room_kit.command("make", help="为本机地址生成一次性证书 / make a certificate for this machine's address")
@command
def make(
    folder: FolderArgument,
    address: Annotated[
        list[str], typer.Option("--address", help="本机在会场网络的 IP 或主机名，可多次 / IP or host name, repeatable")
    ],
    name: Annotated[str, typer.Option("--name", help="证书上显示的名称 / what devices show")] = "评审会场",
    days: Annotated[int, typer.Option("--days", min=1, max=60, help="有效天数 / days it is good for")] = 14,
) -> None:
    """An authority whose key is thrown away, and the one certificate it has signed."""
    needs_web()
    from zhicheng.web.room_certificate import make_room_certificate

    try:
        made = make_room_certificate(folder, address, name=name, days=days, now=dt.datetime.now(tz=dt.UTC))
    except FileExistsError:
        raise refuse(f"{folder} 已经存在", f"{folder} is there already") from None
    except ValueError as fault:
        raise refuse(f"地址有误：{fault}", f"wrong address: {fault}") from None
    out.print(
        f"已生成 {folder}，有效至 {made.until:%Y-%m-%d}。证书机构指纹（贴在墙上）：\n"
        f"{folder} is made, good until {made.until:%Y-%m-%d}. Fingerprint of its authority, for the wall:\n{made.fingerprint}",
        soft_wrap=True,
        emoji=False,
        markup=False,
    )


@room_kit.command("hand-out", help="让平板扫码取得证书 / let tablets fetch the certificate by a code")
@command
def hand_out(
    folder: FolderArgument,
    address: Annotated[str, typer.Option("--address", help="主机:端口 / host:port")],
) -> None:
    """A page with the authority and its fingerprint, and nothing else, over plain HTTP until Ctrl-C."""
    needs_web()
    import segno

    from zhicheng.web.room_certificate import AUTHORITY, fingerprint_of

    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65535:
        raise refuse(f"“{address}”不是 主机:端口", f"'{address}' is no host:port")
    if not (folder / AUTHORITY).is_file():
        raise refuse(f"{folder} 不是会场套件", f"{folder} is no room kit")
    files = {
        "/": ("text/html; charset=utf-8", PAGE.format(fingerprint=fingerprint_of(folder)).encode()),
        f"/{AUTHORITY}": ("application/x-x509-ca-cert", (folder / AUTHORITY).read_bytes()),
    }
    with http.server.ThreadingHTTPServer((host, int(port)), partial(_Handler, files)) as serving:
        url = f"http://{host}:{serving.server_address[1]}/"
        picture = io.StringIO()
        segno.make(url, error="m").terminal(out=picture, compact=True)
        out.file.write(picture.getvalue())
        out.print(
            f"平板扫码或打开 / tablets open {url}\n{fingerprint_of(folder)}", soft_wrap=True, emoji=False, markup=False
        )
        try:
            serving.serve_forever()
        except KeyboardInterrupt:
            out.print("已结束 / ended")


class _Handler(http.server.BaseHTTPRequestHandler):
    """Two files, and nothing else."""

    timeout = 30

    def __init__(self, files: dict[str, tuple[str, bytes]], *rest: object) -> None:
        self._files = files
        super().__init__(*rest)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        """One of the two."""
        kind, body = self._files.get(self.path, ("", b""))
        self.send_response(200 if kind else 404)
        if kind:
            self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing is logged."""
