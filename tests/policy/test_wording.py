"""Every rule of every track can be said in both languages."""

from __future__ import annotations

import re

import pytest

from tests.support.dossiers import tracks
from zhicheng.policy.core import clauses_of, rows_of
from zhicheng.policy.pack import load_pack
from zhicheng.policy.wording import condition_text, patterns_text

HAN = re.compile(r"[一-鿿]")
CODED = re.compile(r"\b(vice-senior|full-senior|unit-technical-head|in-province|re_evaluated|AttributeTest|Between)\b")


@pytest.mark.parametrize(("pack", "level"), tracks())
def test_clauses_and_rows_in_words(pack: str, level: str) -> None:
    track = load_pack(pack).track(level)
    texts = [
        condition_text(clause)
        for top in (*track.basic, *track.routes, *track.landmarks, *track.review)
        for clause in clauses_of(top)
    ]
    if track.scoring is not None:
        texts += [patterns_text(row.patterns) for row in rows_of(track.scoring) if row.patterns]
    for zh, en in texts:
        assert HAN.search(zh) and not CODED.search(zh), zh
        assert re.search("[a-z]", en), en
