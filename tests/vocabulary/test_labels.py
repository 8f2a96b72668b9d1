"""No word is left to the reader as a code."""

from __future__ import annotations

import pytest

from zhicheng.dossier.facts import APPLICANT_FACTS
from zhicheng.dossier.kinds import KINDS
from zhicheng.dossier.schema import facts_of, kind_title
from zhicheng.policy.pack import load_pack, packs_in
from zhicheng.policy.patterns import term_values
from zhicheng.vocabulary.labels import (
    BY_FACT,
    BY_PLACE,
    KINDS_ENGLISH,
    TERMS,
    UNITS,
    WORDS,
    has_label,
    labels_of,
    term_label,
    unit_label,
    word_label,
)
from zhicheng.vocabulary.words import SCALES

PLACES = [(kind, fact) for kind in KINDS for fact in facts_of(kind).values()]
PLACES += [("applicant", fact) for fact in APPLICANT_FACTS.values()]


def test_every_word_of_the_schema_has_a_name() -> None:
    missing = {(kind, fact.name, word) for kind, fact in PLACES for word in fact.words if not has_label(word)}
    assert missing == set()


def test_every_word_of_a_scale_has_a_name() -> None:
    assert {word for words in SCALES.values() for word in words if not has_label(word)} == set()


@pytest.mark.parametrize("language", [0, 1])
def test_no_two_words_of_one_fact_read_alike(language: int) -> None:
    for kind, fact in PLACES:
        names = [pair[language].casefold() for pair in labels_of(fact.words, kind, fact.name).values()]
        assert len(names) == len(set(names)), (kind, fact.name, names)


def test_no_name_holds_the_mark_that_separates_a_list() -> None:
    for kind, fact in PLACES:
        if fact.type == "words":
            assert not [word for word in fact.words if "、" in "".join(word_label(word, kind, fact.name))]


def test_chinese_names_are_chinese_and_english_ones_ascii() -> None:
    for word, (zh, en) in WORDS.items():
        assert zh.strip() == zh and zh, word
        assert en.isascii(), word


def test_a_word_reads_by_its_place() -> None:
    assert word_label("first") == ("一等", "first")
    assert word_label("first", "award", "grade")[0] == "一等奖"
    assert word_label("first", "project", "class")[0] == "一级"
    assert word_label("first", "paper", "author")[0] == "第一作者"
    assert word_label("middle", "certificate", "level")[0] == "中级"
    assert word_label(True) == ("是", "yes")


def test_a_word_coined_by_one_document_stands_for_itself() -> None:
    assert word_label("tier-x") == ("tier-x", "tier x")
    assert term_label("own_term") == ("own_term", "own term")
    assert term_label("class")[0] == "类别（等级）"


def test_every_place_named_exists() -> None:
    known = {(kind, fact.name): fact.words for kind, fact in PLACES}
    for kind, name, word in BY_PLACE:
        assert word in known[kind, name]
    derived = {"class", "school_class", "enterprise", "prize", "performance_class", "duty"}
    for name, word in BY_FACT:
        assert name in derived or any(word in words for (_, fact), words in known.items() if fact == name)


def test_every_unit_and_kind_has_an_english_name() -> None:
    assert {fact.unit for _, fact in PLACES} <= set(UNITS)
    assert unit_label("万元") == ("万元", "10,000 yuan")
    assert set(KINDS_ENGLISH) == set(KINDS)
    assert kind_title("award") == ("奖项", "Awards")


@pytest.mark.parametrize("pack_id", packs_in())
def test_every_word_and_term_a_pack_coins_has_a_name(pack_id: str) -> None:
    pack = load_pack(pack_id)
    terms = [term for level in pack.levels for term in pack.track(level).terms]
    words = {word.lower() for term in terms for word in term_values(term)}
    assert {word for word in words if not has_label(word)} == set()
    assert {term.name for term in terms if term.name not in TERMS} == set()
