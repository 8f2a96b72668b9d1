"""Seeds and tickets: as the page of the format says, bit by bit, and nobody's alone."""

from __future__ import annotations

import hashlib
import json
from collections import Counter

import pytest

from tests.procedure.draw.pools import SUPERVISORS, chains, hex_of, links_of, plan, stated
from zhicheng.procedure.draw.bundle import Balls
from zhicheng.procedure.draw.rounds import reveal
from zhicheng.procedure.draw.seed import chain_label, digits_of, leads_to, link_before, order_key, seed_of, ticket_of

ZERO = "0" * 64


def test_the_values_of_the_format_page() -> None:
    assert chain_label("页", 1, "甲") == "6e2b622aa3de417265f59283e1ec88d703e232162557590ef64ba3708f33939f"
    assert link_before(ZERO, ZERO) == "aa219e47c047d377c1261b2fff102c8d8915bc76ca734c35ed6d35e405bda054"
    assert order_key(ZERO, 0, "f" * 64) == "e4507561d7921a9d1068f00fbe0a4413b84e1eed530771ed6a3b4db5b4f8589d"
    bundle = stated(plan("页"))
    assert ticket_of(bundle.frozen, ZERO, bundle.rounds[0].reveal) == 1475


def test_a_chain_leads_back_to_its_anchor_and_only_that_many_steps() -> None:
    frozen, row = stated(plan("链")).frozen, chains("链")[SUPERVISORS[0]]
    assert len(row) == 9 and row[0] == frozen.supervisors[0].anchor and row[-1] == hex_of(f"链 {SUPERVISORS[0]}")
    for steps, link in enumerate(row):
        assert [leads_to(frozen, 0, link, tried) for tried in range(8)] == [tried == steps for tried in range(8)]


def test_a_chain_is_of_one_draw_and_one_supervisor() -> None:
    frozen, link = stated(plan("链")).frozen, chains("链")[SUPERVISORS[0]][1]
    assert leads_to(frozen, 0, link, 1)
    taken = [frozen.supervisors[0].model_copy(update={"name": "另一方"}), *frozen.supervisors[1:]]
    for change in ({"draw": "链 2"}, {"serial": 2}, {"supervisors": taken}):
        assert not leads_to(frozen.model_copy(update=change), 0, link, 1)


def test_the_seed_is_the_digest_of_statement_links_balls_and_values() -> None:
    bundle = stated(plan("种子"), sources=["体彩排列5 第26310期"])
    links = links_of(bundle)
    whole = reveal(bundle, at="", links=links, values={"体彩排列5 第26310期": "12345"})
    one = whole.rounds[0]
    said = {
        "label": "zhicheng-draw/1 seed",
        "statement": one.statement.digest,
        "links": [links[supervisor.name] for supervisor in whole.frozen.supervisors],
        "balls": "",
        "values": ["12345"],
    }
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    assert seed_of(whole.frozen, one.statement, one.reveal) == hashlib.sha256(text).hexdigest()


def test_no_seed_while_anything_is_missing() -> None:
    bundle = stated(plan("未齐"), sources=["某期彩票"])
    links = links_of(bundle)
    for part in (
        {"links": {name: links[name] for name in list(links)[:1]}, "values": {"某期彩票": "1"}},
        {"links": links},
        {"values": {"某期彩票": "1"}},
    ):
        one = reveal(bundle, at="", **part).rounds[0]  # type: ignore[arg-type]
        assert seed_of(bundle.frozen, one.statement, one.reveal) is None


@pytest.mark.parametrize(
    ("balls", "wanted", "digits"),
    [
        ([], 0, ""),
        ([("甲", "0472"), ("乙", "0472")], 4, "0472"),
        ([("甲", "0472"), ("乙", "0473")], 4, None),
        ([("甲", "0472"), ("甲", "0472")], 4, None),
        ([("甲", "0472")], 4, None),
        ([("甲", "047"), ("乙", "047")], 4, None),
        ([("甲", "0472"), ("乙", "0472"), ("丙", "0472")], 4, None),
        ([("甲", "0472"), ("乙", "0472")], 0, None),
        ([], 4, None),
    ],
)
def test_balls_count_when_two_persons_entered_the_same(
    balls: list[tuple[str, str]], wanted: int, digits: str | None
) -> None:
    assert digits_of([Balls(by=by, digits=found) for by, found in balls], wanted) == digits


def test_tickets_are_even() -> None:
    """Chi-square of 20,000 tickets over 100 cells: fixed seeds, the 99.9 % bound for 99 degrees is 148.2."""
    bundle = stated(plan("均匀"))
    cells = Counter(
        ticket_of(bundle.frozen, hex_of(f"seed {number}"), bundle.rounds[0].reveal) // 100 for number in range(20_000)
    )
    assert set(cells) == set(range(100))
    assert sum((count - 200) ** 2 / 200 for count in cells.values()) < 148.2


def test_one_bit_of_one_link_changes_the_seed() -> None:
    bundle = stated(plan("一位"))
    one = reveal(bundle, at="", links=links_of(bundle)).rounds[0]
    seed = seed_of(bundle.frozen, one.statement, one.reveal)
    assert seed is not None
    first = one.reveal.links[0]
    assert first is not None
    flipped = f"{int(first, 16) ^ 1:064x}"
    other = seed_of(
        bundle.frozen, one.statement, one.reveal.model_copy(update={"links": [flipped, one.reveal.links[1]]})
    )
    assert other is not None
    assert 90 < (int(seed, 16) ^ int(other, 16)).bit_count() < 170
