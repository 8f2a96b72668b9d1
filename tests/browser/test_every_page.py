"""Every page, on a desk and on a phone, in large type, in both languages: it answers, fits, and everybody can use it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django.urls.exceptions import Resolver404

from tests.browser.conftest import Come
from tests.browser.faces import EVERYBODY, KNOWN, NO_PAGE, Faces, addresses
from tests.browser.looks import faults_of

pytestmark = pytest.mark.long

NAMES = [one.account or "visitor" for one in EVERYBODY]


def looked_at(come: Come, faces: Faces, first: str) -> list[str]:
    """The faults of an account's pages; every other page is read in ``first``, the rest in the other language."""
    other = "en" if first == "zh" else "zh"
    readers = [come(faces.account, lang=first), come(faces.account, lang=other)]
    found = []
    for number, path in enumerate(addresses(readers[0], faces)):
        reader = readers[number % 2]
        found += [f"{path} ({reader.lang}) {fault}" for fault in faults_of(reader, path)]
    return found


@pytest.mark.parametrize("faces", EVERYBODY, ids=NAMES)
def test_every_page_fits_and_everybody_can_use_it(faces: Faces, come: Come) -> None:
    assert looked_at(come, faces, "zh") == []


@pytest.mark.slow
@pytest.mark.parametrize("faces", EVERYBODY, ids=NAMES)
def test_every_page_in_the_other_language(faces: Faces, come: Come) -> None:
    assert looked_at(come, faces, "en") == []


def test_no_page_is_forgotten(site: str, come: Come) -> None:
    seen = set()
    for faces in EVERYBODY:
        for path in KNOWN.get((site, faces)) or addresses(come(faces.account), faces):
            try:
                seen.add(resolve(path.split("?")[0]).route)
            except Resolver404:
                assert path == "/nowhere/"
    without = re.compile("|".join(NO_PAGE.values()))
    forgotten = [route for route in routes() if route not in seen and not without.search(route)]
    assert not forgotten, "\n".join(forgotten)


def routes(resolver: URLResolver | None = None, before: str = "") -> Iterator[str]:
    """Every route of the platform, as Django writes it."""
    for one in (resolver or get_resolver()).url_patterns:
        here = before + str(one.pattern)
        if isinstance(one, URLPattern):
            yield here
        else:
            yield from routes(one, here)
