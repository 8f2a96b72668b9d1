"""The pages on lint say what the program says: the reference of its checks, the list for the authors."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from zhicheng.policy.pack import Pack, packs_in
from zhicheng.workshop.findings import Finding
from zhicheng.workshop.lint import CHECKS, lint_all
from zhicheng.workshop.lint_text import checks_page, defects_page
from zhicheng.workshop.witness import confirmed

DOCS = Path(__file__).parent.parent.parent / "docs"
FEWEST = 40


def test_the_reference_lists_every_check() -> None:
    page = (DOCS / "reference" / "lint-findings.md").read_text("utf-8")
    assert page == checks_page(CHECKS), "make it anew: checks_page(CHECKS)"


def test_the_list_for_the_authors_is_polite_and_in_both_languages() -> None:
    page = (DOCS / "explanation" / "defects-of-the-published-documents.md").read_text("utf-8")
    assert page.startswith("# 公布文件中宜请斟酌之处")
    assert "供起草单位修订时参考" in page and "offered to the authors" in page
    for word in ("荒唐", "错误百出", "absurd", "stupid", "wrong"):
        assert word not in page


@pytest.fixture(scope="module")
def published() -> list[tuple[Pack, tuple[Finding, ...]]]:
    return lint_all()


@pytest.mark.long
def test_the_list_for_the_authors_is_what_lint_finds(published: list[tuple[Pack, tuple[Finding, ...]]]) -> None:
    page = (DOCS / "explanation" / "defects-of-the-published-documents.md").read_text("utf-8")
    assert page == defects_page(published), "make it anew: defects_page(lint_all())"


@pytest.mark.long
def test_there_are_forty_findings_at_least_each_with_a_citation_and_confirmed_witnesses(
    published: list[tuple[Pack, tuple[Finding, ...]]],
) -> None:
    assert {pack.id for pack, _ in published} == set(packs_in())
    own = [one for _, found in published for one in found if not one.readings]
    assert len(own) >= FEWEST
    assert Counter(bool(one.cite) for one in own) == {True: len(own)}
    for pack, found in published:
        assert len({one.id for one in found}) == len(found)
        for one in found:
            assert all(confirmed(witness, pack) for witness in one.witnesses), one.id
    with_witness = [one for _, found in published for one in found if one.witnesses]
    assert len(with_witness) >= FEWEST
