"""Truth, ordered words, text."""

from __future__ import annotations

from itertools import product

import pytest

from zhicheng.vocabulary.text import full_width_brackets, han_number, nearest, plain
from zhicheng.vocabulary.truth import MET, NOT_MET, OPEN, at_least, negate, truth_of
from zhicheng.vocabulary.words import PLACE, SCALES, at_or_above, at_or_below, one_down


def test_at_least_agrees_with_every_way_of_settling_what_is_open() -> None:
    for truths in product((NOT_MET, OPEN, MET), repeat=4):
        for count in range(5):
            settled = set()
            for way in product((NOT_MET, MET), repeat=4):
                if all(truth in (OPEN, one) for truth, one in zip(truths, way, strict=True)):
                    settled.add(sum(one == MET for one in way) >= count)
            expected = OPEN if len(settled) == 2 else MET if settled == {True} else NOT_MET
            assert at_least(count, truths) == expected


def test_negation_and_plain_answers() -> None:
    assert [negate(truth) for truth in (NOT_MET, OPEN, MET)] == [MET, OPEN, NOT_MET]
    assert [truth_of(value) for value in (None, True, False)] == [OPEN, MET, NOT_MET]


def test_a_word_stands_on_one_scale_only() -> None:
    words = [word for scale in SCALES.values() for word in scale]
    assert len(words) == len(set(words)) == len(PLACE)


def test_above_includes_the_word_itself() -> None:
    assert at_or_above("provincial") == {"provincial", "national", "international"}
    assert at_or_below("second") == {"fourth", "third", "second"}
    assert one_down("county") == "other" and one_down("other") is None
    with pytest.raises(KeyError):
        at_or_above("gigantic")


@pytest.mark.parametrize(
    ("number", "text"), [(0, "零"), (7, "七"), (10, "十"), (12, "十二"), (20, "二十"), (99, "九十九")]
)
def test_han_numbers(number: int, text: str) -> None:
    assert han_number(number) == text


def test_text_helpers() -> None:
    with pytest.raises(ValueError):
        han_number(100)
    assert full_width_brackets("第七条(二)") == "第七条（二）"
    assert plain("Ａ 类\n期刊") == "A类期刊"
    assert nearest("pattent", ["patent", "paper"]) == "patent"
    assert nearest("zzz", ["patent"]) is None
