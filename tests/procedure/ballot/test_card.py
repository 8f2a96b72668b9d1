"""Cards: what is written is read back, slips of the pen are noticed; the format page's own examples."""

from __future__ import annotations

import random

import pytest

from zhicheng.procedure.ballot.card import ADMISSION, ALPHABET, BYTES, SEED, BadCard, read_card, write_card

PAGE = {
    SEED: "000G-40R4-0M30-E209-185G-R38E-1W81-24GK-2GAH-C5RR-34D1-P70X-3RFW-155K",
    ADMISSION: "000G-40R4-0M30-E209-185W-1AH2",
}


@pytest.mark.parametrize("label", [SEED, ADMISSION])
def test_the_examples_of_the_format_page(label: str) -> None:
    payload = bytes(range(BYTES[label]))
    assert write_card(label, payload) == PAGE[label]
    assert read_card(label, PAGE[label]) == payload


@pytest.mark.parametrize("label", [SEED, ADMISSION])
def test_every_secret_comes_back(label: str) -> None:
    chance = random.Random(label)
    for _ in range(50):
        payload = chance.randbytes(BYTES[label])
        card = write_card(label, payload)
        assert read_card(label, card) == payload
        typed = card.lower().replace("-", "  ").replace("0", "o").replace("1", "l")
        assert read_card(label, f" {typed}\n") == payload


def test_every_single_slip_and_swap_is_noticed() -> None:
    card = PAGE[ADMISSION].replace("-", "")
    for place in range(len(card)):
        for other in ALPHABET:
            if other != card[place]:
                with pytest.raises(BadCard):
                    read_card(ADMISSION, card[:place] + other + card[place + 1 :])
    swaps = [place for place in range(len(card) - 1) if card[place] != card[place + 1]]
    assert len(swaps) > 10
    for place in swaps:
        with pytest.raises(BadCard):
            read_card(ADMISSION, card[:place] + card[place + 1] + card[place] + card[place + 2 :])


@pytest.mark.parametrize("text", ["", "000G", PAGE[SEED] + "0", PAGE[SEED][:-1] + "U", PAGE[SEED][:-1] + "零"])
def test_what_is_no_card_is_refused(text: str) -> None:
    with pytest.raises(BadCard):
        read_card(SEED, text)


def test_one_kind_of_card_is_not_another() -> None:
    with pytest.raises(BadCard):
        read_card(ADMISSION, PAGE[SEED])
    with pytest.raises(ValueError, match="12 bytes"):
        write_card(ADMISSION, bytes(32))
