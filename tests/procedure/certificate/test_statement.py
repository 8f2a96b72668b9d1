"""The signed line: one form, one signature, and what it becomes in the code."""

from __future__ import annotations

import contextlib

import pytest

from tests.documents.certificates import LINK, content, keys, other_content, seal
from zhicheng.documents.certificate_data import code_drawing
from zhicheng.procedure.certificate.signature import ORDER, as_der, sign, verified
from zhicheng.procedure.certificate.statement import Statement, code_text, decoded, encoded, stated, statement_in
from zhicheng.vocabulary.problems import Refused

PUBLIC = seal().key.public


def right(statement: Statement) -> bool:
    return verified(PUBLIC, statement.signed, statement.signature)


def test_the_line_and_the_scanned_link_give_the_statement_back() -> None:
    made = stated(content(), seal().sign)
    link = code_text(LINK, made)
    assert link.startswith(f"{LINK}#zc1.") and right(made)
    for text in (made.text, link, f"#{made.text}", f" {link}\n"):
        assert statement_in(text) == made


def test_the_fragment_holds_everything_so_that_the_server_learns_nothing() -> None:
    before, _, fragment = code_text(LINK, stated(content(), seal().sign)).partition("#")
    assert before == LINK and fragment.startswith("zc1.")
    for unfit in ("https://x/v#y", "ftp://x/v", "https://x /v", "javascript:alert(1)"):
        with pytest.raises(ValueError, match="address"):
            code_text(unfit, stated(content(), seal().sign))


def test_content_and_signature_of_two_certificates_do_not_mix() -> None:
    one, other = (stated(said, seal().sign) for said in (content(), other_content()))
    assert right(one) and right(other)
    assert not right(Statement(other.content, one.signature)) and not right(Statement(one.content, other.signature))


def test_every_changed_sign_of_the_line_is_refused_or_found() -> None:
    text = stated(content(), seal().sign).text
    for place in range(len(text)):
        changed = text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :]
        with contextlib.suppress(Refused):
            assert not right(statement_in(changed)), place


def test_another_writing_of_the_same_content_is_refused() -> None:
    made = stated(content(), seal().sign)
    spaced = made.content.canonical().replace(b'","', b'", "', 1)
    for raw in (spaced, b"{}", b"[]", b"null", b"\xff", made.content.canonical() + b" "):
        with pytest.raises(Refused):
            statement_in(f"zc1.{encoded(raw)}.{encoded(made.signature)}")
    with pytest.raises(Refused):
        statement_in("zc1." + "A" * 5000 + "." + "A" * 86)


def test_base64url_has_one_form() -> None:
    assert decoded(encoded(b"\x00\xfb\xff")) == b"\x00\xfb\xff"
    for text in ("AB", "A", "AA==", "A+", "ÄÄ"):
        with pytest.raises(ValueError):
            decoded(text)


def test_signatures_are_repeatable_and_have_one_form() -> None:
    made = seal().sign(b"some bytes")
    assert made == seal().sign(b"some bytes") and verified(PUBLIC, b"some bytes", made)
    s = int.from_bytes(made[32:], "big")
    assert s <= ORDER // 2
    mirrored = made[:32] + (ORDER - s).to_bytes(32, "big")
    assert not verified(PUBLIC, b"some bytes", mirrored), "its mirror image is valid ECDSA, and still not taken"
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec

    PUBLIC.verify(as_der(mirrored), b"some bytes", ec.ECDSA(hashes.SHA256()))
    for unfit in (b"", made[:-1], made + b"\x00", b"\x00" * 64, made[:32] + ORDER.to_bytes(32, "big")):
        assert not verified(PUBLIC, b"some bytes", unfit)


def test_other_curves_do_not_sign() -> None:
    from cryptography.hazmat.primitives.asymmetric import ec

    with pytest.raises(ValueError, match="P-256"):
        sign(ec.derive_private_key(5, ec.SECP384R1()), b"x")


def test_the_code_is_between_18_and_40_mm_and_too_much_text_is_refused() -> None:
    for length in (20, 200, 400, 624, 625, 792):
        svg, width = code_drawing("A" * length)
        view = int(svg.split('width="')[1].split('"')[0])
        own = float(width) * (view - 8) / view
        assert 17.9 < own < 40.1 and own / (view - 8) > 0.419, length
    with pytest.raises(Refused, match="40 毫米"):
        code_drawing("A" * 793)
    longest = content(committee="委" * 50, document="文" * 40, specialty="专" * 30, name="名" * 40, issuer="局" * 30)
    with pytest.raises(Refused):
        code_drawing(code_text(LINK, stated(longest, seal().sign)))
    assert keys().keys[0].id == content().key
