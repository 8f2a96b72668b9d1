"""What is wrong with how a page looks or reads, found by looking at it in the browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import axe_core_python

from tests.browser.visitor import DESKTOP, PHONE, Visitor

TEMPLATES = Path(__file__).parents[2] / "src" / "zhicheng" / "web"
AXE = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text("utf-8")
GRAVE = ("serious", "critical")
ACCOUNTS = {"qti-office", "robot-office", "wz-office"}
"""Names of accounts that look like keys."""
_SAID = re.compile(r"""\{% say (["'])(.+?)\1 (["'])(.*?)\3""")
_TEXTS = """() => [...document.querySelectorAll('button, h1, h2, h3, h4, th, label, legend, summary, dt, option, a')]
  .filter(one => !one.closest('[lang]:not(html)')).map(one => one.innerText.trim())"""
_KEYS = """() => [...document.querySelectorAll('main *')].filter(one => !one.closest('code, option'))
  .flatMap(one => [...one.childNodes]).filter(one => one.nodeType === 3).map(one => one.data.trim())
  .filter(text => /^[a-z]+([-_][a-z]+)+$/.test(text))"""
_CUT = """() => [...document.querySelectorAll('main button, main a.button, h1, h2, h3, h4')]
  .filter(one => one.offsetParent && !one.closest('.hidden') && getComputedStyle(one).display !== 'inline'
    && one.scrollWidth > one.clientWidth + 1).map(one => one.innerText.slice(0, 60))"""


def faults_of(visitor: Visitor, path: str) -> Iterator[str]:
    """Everything wrong with the page at ``path``, for this visitor's language, on a desk and on a phone."""
    visitor.page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
    answer = visitor.page.goto(visitor.site + path.lstrip("/"))
    expected = 404 if path == "/nowhere/" else 200
    if answer is None or answer.status != expected:
        yield f"answers {answer and answer.status}"
    yield from (f"reads in the other language: {text}" for text in other_language(visitor))
    if visitor.lang == "zh":  # in English a key looks like a word
        yield from (f"shows a key: {key}" for key in set(visitor.evaluate(_KEYS)) - ACCOUNTS)
    yield from _unfit(visitor)
    visitor.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    yield from _wide(visitor, "on a phone")
    visitor.evaluate("() => document.documentElement.classList.add('large-type')")
    yield from _wide(visitor, "on a phone in large type")
    yield from (f"in large type cuts off: {text}" for text in visitor.evaluate(_CUT))


def _wide(visitor: Visitor, where: str) -> Iterator[str]:
    wide = visitor.evaluate("() => document.documentElement.scrollWidth")
    if wide > PHONE["width"]:
        yield f"is {wide} px wide {where}"


def _unfit(visitor: Visitor) -> Iterator[str]:
    """What axe finds serious or critical. Its source is evaluated: the page's own policy lets no script in."""
    visitor.evaluate(AXE)
    found: list[dict[str, Any]] = visitor.evaluate(
        "async () => (await axe.run({resultTypes: ['violations']})).violations"
    )
    for one in found:
        if one["impact"] in GRAVE:
            yield f"axe, {one['impact']}, {one['id']}: {one['nodes'][0]['html'][:120]}"


@cache
def said() -> tuple[frozenset[str], frozenset[str]]:
    """What the templates say, in Chinese and in English; what is the same in both is left out."""
    pairs: set[tuple[str, str]] = set()
    for template in TEMPLATES.rglob("templates/**/*.html"):
        pairs |= {(one[1], one[3]) for one in _SAID.findall(template.read_text("utf-8"))}
    chinese, english = {one for one, _ in pairs if len(one) > 1}, {one for _, one in pairs if len(one) > 1}
    return frozenset(chinese - english), frozenset(english - chinese)


def other_language(visitor: Visitor) -> list[str]:
    """Names of buttons, links, headings, columns and fields that are said in the language not chosen."""
    chinese, english = said()
    wrong = chinese if visitor.lang == "en" else english
    return [text for text in visitor.evaluate(_TEXTS) if text in wrong]
