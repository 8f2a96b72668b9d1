"""Each thing that can be wrong with a certificate is told apart from the others, and no byte of a file is free."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
from functools import cache

import pytest

from tests.documents.certificates import (
    ISSUER,
    LISTED,
    NOW,
    content,
    keys,
    listed,
    old_content,
    other_content,
    pdf,
    seal,
)
from zhicheng.procedure.certificate import findings as f
from zhicheng.procedure.certificate.cms import container, signed_attributes
from zhicheng.procedure.certificate.keys import COMPROMISED, OFFICIAL, RETIRED, KeySet
from zhicheng.procedure.certificate.signature import ORDER, as_der
from zhicheng.procedure.certificate.signed_pdf import signed_pdf
from zhicheng.procedure.certificate.statement import Statement, stated
from zhicheng.procedure.certificate.verification import Checked, check_certificate, check_statement
from zhicheng.vocabulary.problems import Refused

FILE = (f.ONE_SIGNATURE, f.FILE_UNCHANGED, f.FILE_SIGNATURE)
STATEMENT = (f.KEY_KNOWN, f.KEY_IN_USE, f.STATEMENT_SIGNATURE)
LIST = (f.LIST_SIGNATURE, f.LIST_CURRENT, f.LIST_AFTER_ISSUE, f.NOT_ENDED)
STRANGER = seal("a stranger's key")


def check(raw: bytes, known: KeySet | None = None, status: object = ..., now: dt.datetime = NOW) -> Checked:
    return check_certificate(raw, known or keys(), listed() if status is ... else status, now=now)  # type: ignore[arg-type]


def failed(checked: Checked) -> tuple[str, ...]:
    return tuple(one.code for one in checked.findings if one.holds is False)


def untold(checked: Checked) -> tuple[str, ...]:
    return tuple(one.code for one in checked.findings if one.holds is None)


def test_a_good_one_is_valid_and_everything_is_looked_at() -> None:
    checked = check(pdf(content()))
    assert checked.outcome == f.VALID and checked.good and checked.content == content()
    assert tuple(one.code for one in checked.findings) == (*FILE, *STATEMENT, *LIST)
    assert all(one.holds for one in checked.findings)


def test_revoked_and_re_issued_are_told_apart() -> None:
    for said, outcome in ((other_content(), f.REVOKED), (old_content(), f.REISSUED)):
        checked = check(pdf(said))
        assert (checked.outcome, failed(checked), checked.good) == (outcome, (f.NOT_ENDED,), False)


def test_a_strangers_certificate_is_not_the_issuers() -> None:
    """Somebody makes a key of their own, calls it by the issuer's name, and signs everything properly."""
    forged = pdf(content(key=STRANGER.key.id), STRANGER)
    checked = check(forged)
    assert (checked.outcome, failed(checked)) == (f.UNSOUND, (f.KEY_KNOWN,))
    assert check(forged, KeySet(ISSUER, (STRANGER.key,)), None).outcome == f.SOUND, "it is sound under its own key"


def test_a_stranger_who_names_the_issuers_key_is_found_twice() -> None:
    said = content(name="李四")
    forged = _sealed_again(stated(said, STRANGER.sign).text, STRANGER)
    checked = check(forged)
    assert (checked.outcome, failed(checked)) == (f.UNSOUND, (f.FILE_SIGNATURE, f.STATEMENT_SIGNATURE))


def test_another_persons_statement_in_the_file() -> None:
    """The statement is genuine; the file is not the one it was issued in."""
    one, other = pdf(content()), stated(other_content(), seal().sign).text
    own = stated(content(), seal().sign).text
    checked = check(one.replace(own.encode(), other.encode()))
    assert (checked.outcome, failed(checked)) == (f.UNSOUND, (f.ONE_SIGNATURE, f.NOT_ENDED)), "all shifts"
    same = stated(content(name="李䶮"), seal().sign).text
    assert len(same) == len(own)
    swapped = check(one.replace(own.encode(), same.encode()))
    assert (swapped.outcome, failed(swapped)) == (f.UNSOUND, (f.FILE_UNCHANGED, f.FILE_SIGNATURE))
    assert swapped.content.name == "李䶮"


def test_an_old_file_re_sealed_by_a_stranger_around_the_genuine_statement() -> None:
    forged = _sealed_again(stated(content(), seal().sign).text, STRANGER)
    assert failed(check(forged)) == (f.FILE_SIGNATURE,)


def test_what_is_added_after_the_signature_shows() -> None:
    raw = pdf(content())
    for more in (b"\n", b"\n% a remark\n", raw[-900:]):
        checked = check(raw + more)
        assert (checked.outcome, failed(checked)) == (f.UNSOUND, (f.ONE_SIGNATURE,))
    assert failed(check(raw[:-1])) == (f.ONE_SIGNATURE,)


def test_a_container_in_another_form_shows_although_its_signature_holds() -> None:
    """The same signature in lower-case digits, after other padding, or with the mirrored s: no byte is free."""
    raw = pdf(content())
    found = signed_pdf(raw)
    assert found is not None
    start = raw.index(found.gap)
    attributes = signed_attributes(found.digest, seal().key.certificate)
    made = seal().sign(attributes)
    mirrored = made[:32] + (ORDER - int.from_bytes(made[32:], "big")).to_bytes(32, "big")
    own = container(found.digest, seal().key.certificate, as_der(made))
    assert found.holds(own)
    for gap in (
        found.gap.lower(),
        found.gap[:-3] + b"FF>",
        b"<"
        + container(found.digest, seal().key.certificate, as_der(mirrored))
        .hex()
        .upper()
        .encode()
        .ljust(len(found.gap) - 2, b"0")
        + b">",
    ):
        checked = check(raw[:start] + gap + raw[start + len(gap) :])
        assert failed(checked) == (f.FILE_SIGNATURE,), gap[:20]


def test_the_same_bytes_under_another_certificate_of_the_same_key_are_not_taken() -> None:
    from zhicheng.documents.platform_seal import PlatformSeal, self_signed

    plain = seal()
    second = self_signed(plain._signer, ISSUER, start=dt.date(2026, 1, 1), end=dt.date(2030, 1, 1), serial=99)  # type: ignore[arg-type]
    other = PlatformSeal(replace(plain.key, certificate=second), ISSUER, plain._signer)
    checked = check(pdf(content(), other))
    assert failed(checked) == (f.FILE_SIGNATURE,)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"state": COMPROMISED}, (f.KEY_IN_USE, f.LIST_SIGNATURE)),
        ({"start": dt.date(2026, 11, 21)}, (f.KEY_IN_USE,)),
        ({"end": dt.date(2026, 11, 19)}, (f.KEY_IN_USE, f.LIST_SIGNATURE)),
        ({"end": dt.date(2026, 11, 20), "state": RETIRED}, (f.LIST_SIGNATURE,)),
    ],
)
def test_a_key_counts_in_its_period_and_not_once_it_is_void(
    changed: dict[str, object], expected: tuple[str, ...]
) -> None:
    checked = check(pdf(content()), KeySet(ISSUER, (replace(keys().keys[0], **changed),)))  # type: ignore[arg-type]
    assert failed(checked) == expected and not checked.good


def test_after_a_change_of_key_old_certificates_stay_good() -> None:
    new = seal("example key 2", start=dt.date(2026, 12, 1))
    both = keys().rotated(new.key)
    assert check(pdf(content()), both, listed(by=new)).outcome == f.VALID
    later = content(issued_on=dt.date(2026, 12, 5), key=new.key.id)
    fresh = pdf(later, new, dt.datetime(2026, 12, 5, 9, tzinfo=LISTED.tzinfo))
    assert check(fresh, both, listed(by=new, made_at=LISTED.replace(day=6))).outcome == f.VALID
    assert failed(check(fresh, keys(), None)) == (f.KEY_KNOWN,), "whoever holds the old key file must fetch the new one"


def test_without_keys_nothing_is_confirmed() -> None:
    checked = check_certificate(pdf(content()), None, listed(), now=NOW)
    assert checked.outcome == f.UNSOUND and not failed(checked)
    assert set(untold(checked)) == {f.FILE_SIGNATURE, f.KEY_KNOWN, f.LIST_SIGNATURE, f.NOT_ENDED}


# --------------------------------------------------------------------------- the list


def test_without_a_list_the_state_stays_unchecked() -> None:
    checked = check(pdf(content()), status=None)
    assert (checked.outcome, checked.good) == (f.SOUND, True)


@pytest.mark.parametrize(
    ("said", "changes", "expected", "outcome"),
    [
        ({}, {"next_at": NOW - dt.timedelta(seconds=1)}, (f.LIST_CURRENT,), f.UNCERTAIN),
        ({}, {"made_at": NOW + dt.timedelta(days=2)}, (f.LIST_CURRENT,), f.UNCERTAIN),
        ({}, {"made_at": LISTED.replace(month=11, day=19)}, (f.LIST_AFTER_ISSUE,), f.UNCERTAIN),
        ({}, {"by": STRANGER}, (f.LIST_SIGNATURE,), f.UNCERTAIN),
        ({"status_list": "zj26-2"}, {}, (f.LIST_SIGNATURE,), f.UNCERTAIN),
        ({"status_index": 131_072}, {}, (f.LIST_SIGNATURE,), f.UNCERTAIN),
        ({"status_index": 7}, {"next_at": NOW - dt.timedelta(days=1)}, (f.LIST_CURRENT, f.NOT_ENDED), f.REISSUED),
    ],
)
def test_lists_that_can_not_be_used_are_told_apart(
    said: dict[str, object], changes: dict[str, object], expected: tuple[str, ...], outcome: str
) -> None:
    checked = check(pdf(content(**said)), status=listed(**changes))  # type: ignore[arg-type]
    assert (failed(checked), checked.outcome, checked.good) == (expected, outcome, False)


def test_a_list_of_the_day_of_issue_is_not_older() -> None:
    assert check(pdf(content()), status=listed(made_at=LISTED.replace(month=11, day=20, hour=0))).outcome == f.VALID


def test_a_list_changed_after_signing_is_found() -> None:
    import json

    from zhicheng.procedure.certificate.status import list_file, list_in, packed

    for name in (b"revoked", b"sequence"):
        data = json.loads(list_file(listed()))
        if name == b"sequence":
            data["sequence"] = 9
        else:
            data["credential"]["credentialSubject"]["encodedList"] = packed(b"\x00" * 16_384)
            data["reissued"] = packed(b"\x00" * 16_384)
        checked = check(pdf(other_content()), status=list_in(data))
        assert failed(checked) == (f.LIST_SIGNATURE,) and checked.outcome == f.UNCERTAIN


# --------------------------------------------------------------------------- the code


def test_the_code_alone_is_checked_without_the_file() -> None:
    made = stated(content(), seal().sign)
    checked = check_statement(made, keys(), listed(), now=NOW)
    assert checked.outcome == f.VALID and tuple(one.code for one in checked.findings) == (*STATEMENT, *LIST)
    forged = Statement(replace(made.content, name="李四"), made.signature)
    assert failed(check_statement(forged, keys(), listed(), now=NOW)) == (f.STATEMENT_SIGNATURE,)
    assert check_statement(made, None, None, now=NOW).outcome == f.UNSOUND


def test_an_official_seal_is_left_to_its_own_program() -> None:
    official = KeySet(ISSUER, (replace(keys().keys[0], kind=OFFICIAL),))
    checked = check(pdf(content()) + b"% another layer", official)
    assert (checked.outcome, untold(checked), checked.good) == (f.SEALED_ELSEWHERE, (f.FILE_SIGNATURE,), False)
    assert check(pdf(other_content()), official).outcome == f.REVOKED
    changed = pdf(content()).replace(b"zc1.", b"zc2.", 1)
    with pytest.raises(Refused):
        check(changed, official)


# --------------------------------------------------------------------------- every byte


def accepted(raw: bytes) -> bool:
    try:
        return check(raw).good
    except Refused:
        return False


@cache
def example() -> bytes:
    return pdf(content())


def flipped(raw: bytes, place: int, bit: int) -> bytes:
    return raw[:place] + bytes([raw[place] ^ 1 << bit]) + raw[place + 1 :]


def test_300_places_changed_one_at_a_time_are_all_found() -> None:
    raw = example()
    gap = signed_pdf(raw).gap  # type: ignore[union-attr]
    start = raw.index(gap)
    chance = random.Random(2026)
    places = chance.sample(range(len(raw)), 200) + chance.sample(range(start, start + len(gap)), 100)
    assert accepted(raw)
    assert [place for place in places if accepted(flipped(raw, place, chance.randrange(8)))] == []


@pytest.mark.slow
def test_every_byte_changed_is_found() -> None:
    raw = example()
    chance = random.Random(7)
    assert [place for place in range(len(raw)) if accepted(flipped(raw, place, chance.randrange(8)))] == []


@pytest.mark.slow
def test_every_bit_of_the_signatures_place_is_bound() -> None:
    raw = example()
    gap = signed_pdf(raw).gap  # type: ignore[union-attr]
    start = raw.index(gap)
    wrong = [(at, bit) for at in range(start, start + len(gap)) for bit in range(8) if accepted(flipped(raw, at, bit))]
    assert wrong == []


@pytest.mark.parametrize("raw", [b"", b"%PDF-1.7\n%%EOF", b"not a pdf", b"%PDF-" + b"0" * 30_000_000])
def test_what_is_no_certificate_is_refused_with_a_sentence(raw: bytes) -> None:
    with pytest.raises(Refused):
        check(raw)


def test_a_file_without_signature_says_so() -> None:
    from zhicheng.documents.pdf_update import with_statement

    raw = pdf(content())
    unsigned = raw[: raw.rindex(b"%%EOF", 0, raw.index(b"/ByteRange")) + 6]
    assert failed(check(unsigned)) == (f.ONE_SIGNATURE,)
    with pytest.raises(Refused):
        check(with_statement(unsigned, "zc1.x.y"))


def _sealed_again(statement: str, by: object) -> bytes:
    from tests.documents.certificates import AT, LINK
    from zhicheng.documents.certificate import print_certificate
    from zhicheng.documents.certificate_data import certificate_sheet
    from zhicheng.documents.pdf_update import with_statement
    from zhicheng.procedure.certificate.statement import statement_in

    sheet = certificate_sheet(statement_in(statement), link=LINK, mark=("平台签名", "x"))
    return by.seal_pdf(with_statement(print_certificate(sheet, at=AT), statement), at=AT).pdf  # type: ignore[attr-defined, no-any-return]
