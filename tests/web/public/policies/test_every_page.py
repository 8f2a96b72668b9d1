"""Every page of every document, level, clause, row and reading, in both languages; every link between them."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from django.test import Client

from tests.web.public.policies.addresses import pages_of
from tests.web.public.policies.reading_html import Said
from zhicheng.policy.pack import Pack, packs_in
from zhicheng.web.public.policies import library

RAW_WORD = re.compile(r"(?<![\w./-])(?:[a-z]+(?:[-_][a-z]+)+|[a-z]{4,})(?![\w./-])")
HAN = re.compile(r"[\u4e00-\u9fff]")
BRAND = "职"


@pytest.fixture
def visitor(client: Client, settings: object) -> Client:
    """A visitor of a real platform: no stated clock, so that a public page asks the database nothing."""
    settings.STATED_CLOCK = False  # type: ignore[attr-defined]
    return client


def pages(visitor: Client, pack: str) -> dict[str, Said]:
    """Every page of a document as read, by its address; each answers 200."""
    document = library.document(pack)
    assert isinstance(document, Pack)
    found = {}
    for address in pages_of(document):
        response = visitor.get(address)
        assert response.status_code == 200, unquote(address)
        found[unquote(address)] = Said(response.content.decode())
    return found


IN_EVERY_RUN = ("zj-iot-2026", "wenzhou-iit-2026")
SAMPLE_FIRST = [one if one in IN_EVERY_RUN else pytest.param(one, marks=pytest.mark.slow) for one in packs_in()]
"""Two documents in every run, the others in ``make test-all``."""


@pytest.mark.parametrize("pack", SAMPLE_FIRST)
def test_every_page_in_chinese_is_without_words_of_the_schema_and_links_lead_somewhere(
    visitor: Client, pack: str
) -> None:
    found = pages(visitor, pack)
    raw = {address: left for address, said in found.items() if (left := set(RAW_WORD.findall(said.text())))}
    assert raw == {}
    assert [address for address, said in found.items() if len(said.ids) != len(set(said.ids))] == []
    lost = []
    for address, said in found.items():
        for link in said.links:
            page, _, place = unquote(link).partition("#")
            page = page or address
            if page.startswith(f"/policies/{pack}/") and (
                page not in found or (place and place not in found[page].ids)
            ):
                lost.append((address, link))
    assert lost == []


@pytest.mark.parametrize("pack", SAMPLE_FIRST)
def test_every_page_in_english_marks_what_stays_chinese(visitor: Client, pack: str) -> None:
    visitor.cookies["language"] = "en"
    for address, said in pages(visitor, pack).items():
        unmarked = [
            text
            for text, lang in said.texts
            if HAN.search(text) and not re.search("[a-z]", text) and lang != "zh-CN" and text != BRAND
        ]
        assert unmarked == [], address
