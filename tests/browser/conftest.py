"""The demonstration and the browser that the tests of this folder share."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytest.importorskip("django", reason="the web extra is not installed")
pytest.importorskip("playwright.sync_api", reason="playwright is not installed: make setup")

from playwright.sync_api import Browser

from tests.browser.site import demonstration
from tests.browser.visitor import CHROMIUM, Visitor, chromium

Come = Callable[..., Visitor]


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """The address of a demonstration of our own."""
    if not Path(CHROMIUM).exists():
        pytest.skip(f"there is no browser at {CHROMIUM}: apt-get install chromium")
    with demonstration() as address:
        yield address


@pytest.fixture(scope="module")
def browser(site: str) -> Iterator[Browser]:
    """One browser for a file; its driver runs a loop of its own, beside which Django must still be let."""
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with chromium() as started:
        yield started
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def come(site: str, browser: Browser) -> Iterator[Come]:
    """Lets people come: ``come("shen", lang="en")`` signs in, ``come()`` is a visitor. What troubled a browser fails."""
    here: list[Visitor] = []

    def somebody(account: str = "", *, lang: str = "zh", size: dict[str, int] | None = None) -> Visitor:
        visitor = Visitor(browser, site, lang=lang, **({"size": dict(size)} if size else {}))
        here.append(visitor)
        return visitor.sign_in(account) if account else visitor

    yield somebody
    trouble = [one for visitor in here for one in visitor.trouble]
    for visitor in here:
        visitor.context.close()
    assert trouble == []
