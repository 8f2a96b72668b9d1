"""One value, one text (RFC 8785)."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.procedure.rfc8785_vectors import VECTORS
from zhicheng.procedure.canonical import NotCanonical, canonical, digest, sha256

PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abcXYZ-_09", max_size=5), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize("name", VECTORS)
def test_the_published_vectors(name: str) -> None:
    text, expected = VECTORS[name]
    assert canonical(json.loads(text)).hex() == expected


@given(PLAIN)
def test_it_reads_back_and_the_standard_librarys_way_agrees(value: Any) -> None:
    """What verifiers of the standard library alone do is the same, for what formats of this house hold."""
    made = canonical(value)
    assert json.loads(made) == value
    assert json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() == made


@pytest.mark.parametrize("value", [{1: "a"}, {"a": {1, 2}}, 2**53, float("nan"), float("inf"), "\ud800", object()])
def test_what_has_no_canonical_form_is_refused(value: Any) -> None:
    with pytest.raises(NotCanonical):
        canonical(value)


def test_digests() -> None:
    assert digest({"b": 1, "a": "甲"}) == hashlib.sha256('{"a":"甲","b":1}'.encode()).hexdigest()
    assert sha256(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
