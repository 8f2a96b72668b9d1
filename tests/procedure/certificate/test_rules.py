"""The register: numbers are given once, a re-issue keeps the title, a revocation has its document."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from tests.documents.certificates import AT, LINK, chance, content, other_content
from zhicheng.procedure.certificate.number import new_number
from zhicheng.procedure.certificate.register import Entry, register_file, register_in
from zhicheng.procedure.certificate.rules import (
    CORRECTION,
    FRAUD,
    KEY_CHANGE,
    NAME_CHANGE,
    Record,
    ended_indexes,
    issued,
    reissued,
    restored,
    revoked,
)
from zhicheng.procedure.certificate.status import REISSUED, REVOKED, VALID
from zhicheng.procedure.refusal import ActRefused
from zhicheng.vocabulary.problems import Refused

LATER = dt.date(2026, 12, 24)
ORDER = "示例经信人事〔2026〕200号 第三条"


def codes(act: object, *given: object) -> tuple[str, ...]:
    with pytest.raises(ActRefused) as caught:
        act(*given)  # type: ignore[operator]
    for one in caught.value.refusals:
        assert one.text[0] and one.text[1] and one.sentence("en")
    return caught.value.codes


def successor(**changed: object) -> object:
    number = new_number("ZJ26", chance("successor"))
    return replace(
        content(),
        **({"number": number, "status_index": 12, "replaces": content().number, "issued_on": LATER} | changed),
    )


def test_a_certificate_is_issued_once() -> None:
    first = issued(content(), ())
    assert (first.state, first.content) == (VALID, content())
    again = replace(content(), number=new_number("ZJ26", chance("again")), status_index=1)
    assert codes(issued, again, [first]) == ("already-issued",)
    assert issued(replace(again, person="3301**********0099"), [first]).state == VALID, "another person of that name"
    assert issued(replace(again, track="zj-qti-2023/senior-engineer"), [first]).state == VALID, "another title"
    ended = replace(first, state=REVOKED)
    assert issued(again, [ended]).state == VALID


def test_numbers_and_indexes_are_never_given_twice() -> None:
    gone = Record(content(), REVOKED)
    assert codes(issued, replace(other_content(), number=content().number), [gone]) == ("number-taken",)
    assert codes(issued, replace(other_content(), status_index=content().status_index), [gone]) == ("index-taken",)
    elsewhere = replace(other_content(), status_index=content().status_index, status_list="zj26-2")
    assert issued(elsewhere, [gone]).state == VALID


def test_a_re_issue_ends_the_old_one_and_names_it() -> None:
    old = issued(content(), ())
    ended, new = reissued(old, successor(name="王䶮䶮"), CORRECTION, [old])
    assert (ended.state, ended.ended_on, ended.reason) == (REISSUED, LATER, CORRECTION)
    assert (new.state, new.content.replaces) == (VALID, content().number)
    assert ended_indexes([ended, new], "zj26-1") == (frozenset(), {content().status_index})


@pytest.mark.parametrize(
    ("changed", "reason", "expected"),
    [
        ({"title": "正高级工程师"}, CORRECTION, "not-changeable"),
        ({"track": "zj-iot-2026/professorate-senior-engineer"}, CORRECTION, "not-changeable"),
        ({"obtained_on": dt.date(2025, 1, 1)}, CORRECTION, "not-changeable"),
        ({}, CORRECTION, "nothing-changed"),
        ({}, KEY_CHANGE, "same-key"),
        ({"name": "某"}, "because", "no-reason"),
        ({"name": "某", "replaces": ""}, NAME_CHANGE, "replaces-another"),
        ({"name": "某", "issued_on": dt.date(2026, 11, 1)}, NAME_CHANGE, "older-than-replaced"),
        ({"name": "某", "status_index": content().status_index}, NAME_CHANGE, "index-taken"),
    ],
)
def test_what_a_re_issue_can_not_do(changed: dict[str, object], reason: str, expected: str) -> None:
    old = issued(content(), ())
    assert expected in codes(reissued, old, successor(**changed), reason, [old])


def test_what_has_ended_is_not_issued_anew() -> None:
    new = successor(name="某")
    assert "already-re-issued" in codes(reissued, Record(content(), REISSUED), new, NAME_CHANGE, ())
    assert "already-revoked" in codes(reissued, Record(content(), REVOKED), new, NAME_CHANGE, ())


def test_a_revocation_needs_ground_document_and_a_day_after_issue() -> None:
    record = issued(content(), ())
    gone = revoked(record, FRAUD, ORDER, LATER)
    assert (gone.state, gone.ended_on, gone.decision) == (REVOKED, LATER, ORDER)
    assert ended_indexes([gone], "zj26-1") == ({content().status_index}, frozenset())
    assert ended_indexes([gone], "zj26-2") == (frozenset(), frozenset())
    assert codes(revoked, record, "mood", " ", dt.date(2026, 1, 1)) == ("no-ground", "no-decision", "before-issue")
    assert codes(revoked, gone, FRAUD, ORDER, LATER) == ("already-revoked",)
    assert codes(revoked, Record(content(), REISSUED), FRAUD, ORDER, LATER) == ("already-re-issued",)


def test_a_revocation_set_aside_makes_it_valid_under_its_own_number() -> None:
    gone = revoked(issued(content(), ()), FRAUD, ORDER, LATER)
    back = restored(gone, "示例经信人事〔2027〕1号")
    assert (back.state, back.ended_on, back.content) == (VALID, None, content())
    assert ended_indexes([back], "zj26-1") == (frozenset(), frozenset())
    assert codes(restored, back, "") == ("not-revoked", "no-decision")


def test_the_register_is_read_back_whole_or_refused() -> None:
    import json

    entries = (
        Entry(Record(content()), AT, LINK),
        Entry(revoked(Record(other_content()), FRAUD, ORDER, LATER), AT, LINK),
    )
    raw = register_file(entries)
    assert register_in(json.loads(raw)) == entries
    for change in ({"format": "x"}, {"entries": [{}]}, {"entries": 3}):
        with pytest.raises(Refused):
            register_in(json.loads(raw) | change)
    touched = json.loads(raw)
    touched["entries"][0]["content"][1] = "李四"
    with pytest.raises(Refused, match=content().number):
        register_in(touched)
