"""Every page of every document, level, clause, row and reading, in both languages."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from django.test import Client

from tests.web.public.policies.addresses import pages_of
from tests.web.public.policies.reading_html import Said
from zhicheng.policy.pack import packs_in
from zhicheng.web.public.policies import library

RAW_WORD = re.compile(r"(?<![\w.-])[a-z]+(?:[-_][a-z]+)+(?![\w.-])|(?<![\w./-])[a-z]{4,}(?![\w./-])")
HAN = re.compile(r"[\u4e00-\u9fff]")
OFFICIAL_NAMES = {"pcts"}


def read(client: Client, address: str) -> Said:
    response = client.get(address)
    assert response.status_code == 200, unquote(address)
    return Said(response.content.decode())


@pytest.mark.django_db
@pytest.mark.parametrize("pack", packs_in())
def test_every_page_answers_in_chinese_without_a_word_of_the_schema(client: Client, now: object, pack: str) -> None:
    document = library.document(pack)
    assert document is not None
    for address in pages_of(document):
        left = set(RAW_WORD.findall(read(client, address).text())) - OFFICIAL_NAMES
        assert not left, f"{unquote(address)}: {sorted(left)}"


@pytest.mark.django_db
@pytest.mark.parametrize("pack", packs_in())
def test_every_page_answers_in_english_and_marks_what_stays_chinese(client: Client, now: object, pack: str) -> None:
    client.cookies["language"] = "en"
    document = library.document(pack)
    assert document is not None
    for address in pages_of(document):
        said = read(client, address)
        unmarked = [text for text, lang in said.texts if HAN.search(text) and lang != "zh-CN"]
        assert not unmarked, f"{unquote(address)}: {unmarked[:3]}"


@pytest.mark.django_db
@pytest.mark.parametrize("pack", packs_in())
def test_every_link_within_a_document_leads_to_a_page_and_a_place_on_it(client: Client, now: object, pack: str) -> None:
    document = library.document(pack)
    assert document is not None
    known = {unquote(address) for address in pages_of(document)}
    ids: dict[str, set[str]] = {}
    wanted: set[tuple[str, str]] = set()
    for address in pages_of(document):
        said = read(client, address)
        ids[unquote(address)] = set(said.ids)
        assert len(said.ids) == len(set(said.ids)), f"{unquote(address)}: an id stands twice"
        for link in said.links:
            page, _, place = unquote(link).partition("#")
            page = page or unquote(address)
            if page.startswith(f"/policies/{pack}/"):
                wanted.add((page, place))
    assert {page for page, _ in wanted} <= known
    assert [one for one in wanted if one[1] and one[1] not in ids[one[0]]] == []
