"""Where the voter's half runs: the same file in Node and in a browser's page. A test is skipped where one is missing."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import pytest

import zhicheng.procedure

VOTER = Path(zhicheng.procedure.__file__).parent / "ballot" / "voter"
"""The folder of the voter's page."""


class Engine(Protocol):
    """Runs the body of an asynchronous function of ``voter`` and ``given``; its answer and what is given are JSON."""

    def __call__(self, body: str, given: Any = None) -> Any: ...


def node(body: str, given: Any = None) -> Any:
    """Run in Node, with the file as a module."""
    program = (
        f"const voter = require({json.dumps(str(VOTER / 'voter.js'))});"
        f"const given = JSON.parse(require('fs').readFileSync(0, 'utf8'));"
        f"(async () => {{ {body} }})().then((said) => console.log(JSON.stringify(said ?? null)));"
    )
    done = subprocess.run(
        ["node", "-e", program], input=json.dumps(given), capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@contextmanager
def page(address: str = "") -> Iterator[Engine]:
    """Run in Chromium, in the voter's page itself: at an address, or opened from the disk as from a memory stick."""
    from tests.browser.visitor import chromium

    with chromium() as browser:
        here = browser.new_page()
        here.goto(address or (VOTER / "voter.html").as_uri())

        def run(body: str, given: Any = None) -> Any:
            return here.evaluate(f"async (given) => {{ const voter = zhichengVoter; {body} }}", given)

        yield run


@contextmanager
def engine(name: str, address: str = "") -> Iterator[Engine]:
    """The engine of this name, ``node`` or ``chromium``; a browser opens the page at ``address`` if there is one."""
    if name == "node":
        if shutil.which("node") is None:
            pytest.skip("node is not on this machine")
        yield node
        return
    pytest.importorskip("playwright.sync_api", reason="playwright is not installed: make setup")
    from tests.browser.visitor import CHROMIUM

    if not Path(CHROMIUM).exists():
        pytest.skip(f"there is no browser at {CHROMIUM}: apt-get install chromium")
    with page(address) as running:
        yield running
