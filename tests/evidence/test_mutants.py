"""Files changed at random end in a type or a refusal, never in an error of the program."""

from __future__ import annotations

import random

import pytest

from tests.evidence import files
from zhicheng.evidence.deep import refuse_deep, refuse_object_streams
from zhicheng.evidence.inspect import first_look, picture_size, refuse_content
from zhicheng.evidence.limits import Limits
from zhicheng.evidence.ofd import refuse_ofd, refuse_unpacked
from zhicheng.evidence.sniff import Kind
from zhicheng.procedure.refusal import Refusal

LIMITS = Limits(unpacked=5_000_000)
WHOLE = {
    Kind.PDF: files.pdf(files.object_stream(b"<</Type/Font>>"), b"<</A#42 1>>", pages=2),
    Kind.JPEG: files.jpeg(turned=True),
    Kind.PNG: files.png(),
    Kind.OFD: files.ofd(("Doc_0/Res/a.png", files.png())),
}
TRICKS = (b"\xff" * 4, bytes(4), b"\xff\xff\xff\x7f", b"\x00\x80", b"PK\x05\x06", b"/JS(", b"stream\n", b"#4", b"%")


def mutant(whole: bytes, chance: random.Random) -> bytes:
    """The file with a few bytes changed, cut out or put in."""
    made = bytearray(whole)
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(made))
        act = chance.randrange(4)
        if act == 0:
            made[place] = chance.randrange(256)
        elif act == 1:
            trick = chance.choice(TRICKS)
            made[place : place + len(trick)] = trick
        elif act == 2:
            del made[place : place + chance.randint(1, 30)]
        else:
            made[place:place] = chance.choice(TRICKS)
    return bytes(made)


@pytest.mark.parametrize("kind", list(Kind))
def test_a_changed_file_never_breaks_the_first_look(kind: Kind) -> None:
    chance, told = random.Random(20261121), set()
    for _ in range(3_000):
        data = mutant(WHOLE[kind], chance)
        found = first_look(data, LIMITS)
        told.add(found.code if isinstance(found, Refusal) else found.value)
    assert kind.value in told
    assert len(told) > 2


@pytest.mark.parametrize("kind", list(Kind))
def test_a_changed_file_never_breaks_the_parts(kind: Kind) -> None:
    chance = random.Random(20261122)
    for _ in range(1_000):
        data = mutant(WHOLE[kind], chance)
        refuse_ofd(data, LIMITS)
        refuse_unpacked(data, LIMITS)
        refuse_object_streams(data, LIMITS)
        picture_size(data, kind)
        refuse_content(data, kind, LIMITS)


def test_a_changed_document_never_breaks_the_second_pass() -> None:
    chance = random.Random(20261123)
    for _ in range(300):
        found = refuse_deep(mutant(WHOLE[Kind.PDF], chance), Kind.PDF, LIMITS)
        assert found is None or found.text[1]
