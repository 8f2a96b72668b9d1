"""The check: examples are sound; whatever is changed in them is found, and the place is named."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.procedure.draw.examples import FOLDER, load, plain
from tests.procedure.draw.pools import chains, drawn, hex_of, links_of, little, plan, stated
from zhicheng.procedure.draw.bundle import Bundle, public_view, sealed
from zhicheng.procedure.draw.check import DrawCheck, check_draw
from zhicheng.procedure.draw.files import read_bundle, write_bundle
from zhicheng.procedure.draw.groups import groups_of
from zhicheng.procedure.draw.rounds import draw, reveal, state_round, undone_outcome, void
from zhicheng.procedure.draw.seed import seed_of, ticket_of
from zhicheng.vocabulary.problems import Refused

EXAMPLES = ("draw-plain", "draw-plain-public", "draw-lottery", "draw-replaced")
Step = str | int


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_are_sound_and_written_as_the_library_writes(name: str) -> None:
    bundle = load(name)
    assert check_draw(bundle).faults == ()
    assert (FOLDER / f"{name}.json").read_text("utf-8") == write_bundle(bundle)


def test_the_plain_example_is_made_again_byte_for_byte() -> None:
    made = plain()
    assert write_bundle(made) == (FOLDER / "draw-plain.json").read_text("utf-8")
    assert write_bundle(public_view(made)) == (FOLDER / "draw-plain-public.json").read_text("utf-8")


def leaves(value: Any, path: tuple[Step, ...] = ()) -> Iterator[tuple[tuple[Step, ...], Any]]:
    """Every value of a bundle that is no list and no object, with its place; empty lists too."""
    if isinstance(value, dict) and value:
        for key, part in value.items():
            yield from leaves(part, (*path, key))
    elif isinstance(value, list) and value:
        for number, part in enumerate(value):
            yield from leaves(part, (*path, number))
    else:
        yield path, value


def altered(value: Any) -> list[Any]:
    """Other values of the same kind."""
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1, value - 1] if value > 1 else [value + 1]
    if value is None:
        return ["0" * 64, 0, "x"]
    if isinstance(value, str):
        if value and all(sign in "0123456789abcdef" for sign in value):
            return [f"{int(value, 16) ^ 1:0{len(value)}x}"]
        return [value + "x", value[1:]]
    return [["0" * 64]] if isinstance(value, list) else [{"x": 1}]


def with_value(tree: Any, path: tuple[Step, ...], value: Any) -> Any:
    """A copy of the tree with another value at a place."""
    made = copy.deepcopy(tree)
    here = made
    for step in path[:-1]:
        here = here[step]
    here[path[-1]] = value
    return made


def answer(tree: Any) -> DrawCheck | Refused:
    """What comes of reading and checking."""
    try:
        return check_draw(read_bundle(json.dumps(tree).encode(), "draw.json"))
    except Refused as refused:
        return refused


def assert_found(tree: Any, path: tuple[Step, ...], ways: int = 9) -> None:
    here = tree
    for step in path:
        here = here[step]
    for value in altered(here)[:ways]:
        found = answer(with_value(tree, path, value))
        if isinstance(found, Refused):
            assert all(problem.place for problem in found.problems), path
        else:
            assert not found.sound and all(fault.place for fault in found.faults), path


@pytest.mark.parametrize("name", ["draw-plain", "draw-plain-public"])
def test_every_value_of_a_plain_draw_counts(name: str) -> None:
    tree = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    places = [path for path, _ in leaves(tree)]
    assert len(places) > 300
    for path in places[::4]:
        assert_found(tree, path)


@pytest.mark.parametrize("name", ["draw-lottery", "draw-replaced"])
def test_every_kind_of_value_of_a_lottery_counts(name: str) -> None:
    """One of each kind of place; the slow test takes them all."""
    tree = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    kinds: dict[tuple[Step, ...], tuple[Step, ...]] = {}
    for path, _ in leaves(tree):
        general = tuple(step if isinstance(step, str) else 0 for step in path)
        kinds[general] = path
    for path in kinds.values():
        assert_found(tree, path, ways=1)


@pytest.mark.slow
@pytest.mark.parametrize("name", EXAMPLES)
def test_every_single_value_counts(name: str) -> None:
    """All of them, but of the thousands of committees and chances in a lottery every eleventh."""
    tree = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    places = [path for path, _ in leaves(tree)]
    long = [path for path in places if "committees" in path or "chances" in path]
    for path in [path for path in places if path not in set(long)] + long[::11]:
        assert_found(tree, path)


def test_the_place_that_was_changed_is_named() -> None:
    """For what can't be put right elsewhere in the file, the fault stands where the change was made, or its digest."""
    tree = json.loads((FOLDER / "draw-plain.json").read_text("utf-8"))
    for path, value, place in (
        (("rounds", 0, "outcome", "attempt"), 3, "rounds[0].outcome.attempt"),
        (("rounds", 0, "outcome", "seed"), "0" * 64, "rounds[0].outcome.seed"),
        (("rounds", 0, "reveal", "links", 1), "0" * 64, "rounds[0].reveal.links[1]"),
        (("frozen", "title"), "另一个", "rounds[0].statement.frozen"),
        (("private", "regions", 5), "温州", "frozen.private"),
        (("head",), "0" * 64, "head"),
        (("frozen", "pool", 7, "seat"), "无", "frozen.pool[7].seat"),
    ):
        found = answer(with_value(tree, path, value))
        assert isinstance(found, DrawCheck)
        assert place in [fault.place for fault in found.faults], place


def test_a_member_put_in_by_hand_is_found() -> None:
    bundle = load("draw-plain")
    one = bundle.rounds[0]
    assert one.outcome is not None
    seat = {line.code: line.seat for line in bundle.frozen.pool}
    wanted = next(line for line in bundle.frozen.pool if line.code not in one.outcome.committee and not line.barred)
    gone = next(code for code in one.outcome.committee if seat[code] == wanted.seat)
    committee = sorted({*one.outcome.committee, wanted.code} - {gone})
    outcome = one.outcome.model_copy(update={"committee": committee})
    found = check_draw(sealed(bundle.frozen, bundle.private, [one.model_copy(update={"outcome": outcome})]))
    assert "rounds[0].outcome.committee" in [fault.place for fault in found.faults]


def test_an_unlawful_committee_in_the_lottery_is_found_even_with_all_hashes_made_anew() -> None:
    """The office itself, before the reveals: a committee of friends among 10,000."""
    from zhicheng.procedure.draw.lottery import chances_of, lottery_digest

    bundle = stated(little("友", capped=True))
    one = bundle.rounds[0]
    assert one.committees is not None
    width = len(one.committees[0][0])
    friends = f"{(1 << 13) - 1:0{width}x}"
    entries = sorted([(friends, 1), (one.committees[0][0], one.committees[0][1] - 1), *one.committees[1:]])
    entries = [entry for entry in entries if entry[1]]
    said = one.statement.model_copy(
        update={"lottery": lottery_digest(entries), "chances": chances_of(entries, len(bundle.frozen.pool))}
    )
    forged = sealed(bundle.frozen, bundle.private, [one.model_copy(update={"statement": said, "committees": entries})])
    faults = check_draw(forged).faults
    assert [fault.place for fault in faults] == [f"rounds[0].committees[{entries.index((friends, 1))}]"]
    assert "不合规" in faults[0].text[0]


def test_a_voided_round_can_t_be_dropped() -> None:
    """Its link is used up: the next round's doesn't lead to the anchor in one step."""
    bundle = void(reveal(stated(plan("藏")), at="", links={}), reason="不合意", by="办公室", at="")
    done = drawn(state_round(bundle, at="", salt=hex_of("2")))
    assert check_draw(done).sound
    second = done.rounds[1]
    said = second.statement.model_copy(update={"round": 1, "previous": None})
    alone = sealed(done.frozen, done.private, [second.model_copy(update={"statement": said, "outcome": None})])
    assert {fault.place for fault in check_draw(alone).faults} == {
        "rounds[0].reveal.links[0]",
        "rounds[0].reveal.links[1]",
    }


def test_a_link_reveals_those_before_so_a_withheld_one_comes_out() -> None:
    from zhicheng.procedure.draw.seed import chain_label, link_before

    bundle = load("draw-replaced")
    withheld, later = bundle.rounds[0].reveal.links[1], bundle.rounds[1].reveal.links[1]
    assert withheld is None and later is not None
    name = bundle.frozen.supervisors[1].name
    assert link_before(later, chain_label(bundle.frozen.draw, 1, name)) == chains(bundle.frozen.draw)[name][1]


def test_what_a_voided_round_would_have_drawn_comes_out() -> None:
    """The same round with nobody withholding gives just that."""
    bundle = load("draw-replaced")
    voided = bundle.rounds[0].model_copy(update={"void": None})
    links = {name: chains(bundle.frozen.draw)[name][1] for name in chains(bundle.frozen.draw)}
    honest = draw(reveal(sealed(bundle.frozen, bundle.private, [voided]), at="", links=links))
    assert undone_outcome(bundle, 0) == honest.rounds[0].outcome is not None
    assert undone_outcome(bundle, 1) is None, "it stands"
    assert undone_outcome(sealed(bundle.frozen, bundle.private, bundle.rounds[:1]), 0) is None, "nothing came out yet"


def test_a_whole_new_draw_with_the_old_links_is_another_draw() -> None:
    """Who holds all reveals can hold another draw with them; statement and head show it, and nothing else could."""
    bundle = drawn(stated(plan("重来")))
    again = state_round(sealed(bundle.frozen, bundle.private, []), at="later", salt=hex_of("other"))
    forged = draw(reveal(again, at="", links=links_of(again)))
    assert check_draw(forged).sound
    assert forged.head != bundle.head
    assert forged.rounds[0].statement.digest != bundle.rounds[0].statement.digest


def test_an_open_draw_is_sound_so_that_supervisors_check_before_they_reveal() -> None:
    bundle = stated(little("开", capped=True))
    check = check_draw(bundle)
    assert check.sound and "lottery" in [one.code for one in check.findings]


def test_the_public_view_says_what_it_leaves_open_and_hides_what_it_should() -> None:
    bundle = load("draw-lottery")
    view = public_view(bundle)
    check = check_draw(view)
    assert check.sound and {one.code for one in check.findings if one.holds is None} == {"private", "lottery", "hidden"}
    assert "公开版" in check.beyond[0][0]
    assert view.head == bundle.head
    text = write_bundle(view)
    assert bundle.private is not None
    for secret in ("本人申报", "直系亲属", "A001", "recusals", bundle.private.salt, *set(bundle.private.employers)):
        assert secret in write_bundle(bundle) and f'"{secret}"' not in text
    assert "regions" not in text


def test_hidden_parts_are_all_there_or_none() -> None:
    """Else the reasons and recusals of one round could be left out, and later rounds judged without them."""
    bundle = load("draw-replaced")
    for number, one in enumerate(bundle.rounds):
        rounds = [*bundle.rounds]
        rounds[number] = one.model_copy(update={"private": None})
        found = check_draw(bundle.model_copy(update={"rounds": rounds}))
        assert f"rounds[{number}].private" in [fault.place for fault in found.faults]
    assert not check_draw(bundle.model_copy(update={"private": None})).sound


def test_chances_in_a_public_view_are_those_of_some_lawful_lottery() -> None:
    """The lottery isn't there; still nobody sits with no ticket, and each specialty's tickets fill its seats."""
    bundle = stated(little("概率", capped=True))
    chances = bundle.rounds[0].statement.chances
    assert chances is not None
    one, other = sorted(range(len(chances)), key=lambda place: chances[place])[:2]
    lines = bundle.frozen.pool
    far = next(place for place, line in enumerate(lines) if line.seat != lines[one].seat)
    moved = {
        "one more": {one: chances[one] + 1},
        "another specialty": {one: chances[one] - 1, far: chances[far] + 1},
        "above all": {one: 10_001, other: 0},
    }
    for name, change in moved.items():
        wrong = [change.get(place, number) for place, number in enumerate(chances)]
        found = check_draw(public_view(with_chances(bundle, wrong)))
        assert [fault.place for fault in found.faults] == ["rounds[0].statement.chances"], name


def test_nobody_sits_without_a_ticket() -> None:
    bundle = stated(little("无签", capped=True))
    chances, lines = bundle.rounds[0].statement.chances, bundle.frozen.pool
    assert chances is not None
    member = drawn(bundle).rounds[0].outcome.committee[0]  # type: ignore[union-attr]
    place = next(place for place, line in enumerate(lines) if line.code == member)
    rest = [at for at, line in enumerate(lines) if line.seat == lines[place].seat and at != place]
    moved, wrong = chances[place], list(chances)
    wrong[place] = 0
    for at in rest:
        more = min(moved, 10_000 - wrong[at])
        wrong[at], moved = wrong[at] + more, moved - more
    forged = with_chances(bundle, wrong)
    whole = reveal(forged, at="", links=links_of(forged))
    good = drawn(bundle).rounds[0].outcome
    seed = seed_of(whole.frozen, whole.rounds[0].statement, whole.rounds[0].reveal)
    assert seed is not None and good is not None and not moved
    outcome = good.model_copy(
        update={
            "seed": seed,
            "ticket": ticket_of(whole.frozen, seed, whole.rounds[0].reveal),
            "groups": groups_of(whole.frozen, good.committee, {}, seed),
        }
    )
    made = sealed(whole.frozen, whole.private, [whole.rounds[0].model_copy(update={"outcome": outcome})])
    assert [fault.place for fault in check_draw(public_view(made)).faults] == ["rounds[0].outcome.committee"]


def with_chances(bundle: Bundle, chances: list[int]) -> Bundle:
    """The stated round with other chances, all hashes right."""
    one = bundle.rounds[0]
    said = one.statement.model_copy(update={"chances": chances})
    return sealed(bundle.frozen, bundle.private, [one.model_copy(update={"statement": said})])


def test_notes_tell_what_a_reader_should_know() -> None:
    notes = "\n".join(zh for zh, _ in check_draw(load("draw-replaced")).notes)
    assert "第 1 轮已作废（评委会办公室：一方未揭示）；未揭示：省市场监管局" in notes
    assert "机会完全相等" in notes
    assert "按后来揭示的值，第 1 轮本会抽出" in notes
    assert "事前可料" in "\n".join(zh for zh, _ in check_draw(load("draw-lottery")).notes)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"\xff\xfe", "UTF-8"),
        (b"{", "JSON"),
        (b'{"format": "zhicheng-draw/2"}', "zhicheng-draw/2"),
        (b'{"format": "zhicheng-draw/1", "format": "x"}', "重复的键"),
        (b'{"format": "zhicheng-draw/1", "x": 1.5}', "小数"),
        (b'{"format": "zhicheng-draw/1", "x": NaN}', "小数"),
        (b'{"format": "zhicheng-draw/1"}', "缺少此项"),
        (b"[]", "应为对象"),
        (b"[" * 100_000, "JSON"),
    ],
)
def test_unreadable_files_are_refused_in_a_sentence(text: bytes, said: str) -> None:
    with pytest.raises(Refused) as refused:
        read_bundle(text, "x.json")
    assert said in str(refused.value)


def test_unknown_keys_and_wrong_forms_are_refused_by_place() -> None:
    tree = json.loads((FOLDER / "draw-plain.json").read_text("utf-8"))
    for path, value, place in (
        (("frozen", "rules", "odd"), 1, "frozen.rules.odd"),
        (("frozen", "supervisors", 0, "anchor"), "xyz", "frozen.supervisors[0].anchor"),
        (("rounds", 0, "outcome", "ticket"), "1", "rounds[0].outcome.ticket"),
        (("rounds", 0, "note"), "x", "rounds[0].note"),
        (("frozen", "supervisors", 0, "anchor"), "A" * 64, "frozen.supervisors[0].anchor"),
        (("frozen", "supervisors", 0, "anchor"), "a" * 64 + "\n", "frozen.supervisors[0].anchor"),
    ):
        found = answer(with_value(tree, path, value))
        assert isinstance(found, Refused) and [one.place for one in found.problems] == [place]


def test_a_label_left_out_is_missed() -> None:
    tree = json.loads((FOLDER / "draw-plain.json").read_text("utf-8"))
    for part, place in (
        (tree["frozen"], "frozen.label"),
        (tree["rounds"][0]["statement"], "rounds[0].statement.label"),
    ):
        label = part.pop("label")
        found = answer(tree)
        assert isinstance(found, Refused) and [one.place for one in found.problems] == [place]
        part["label"] = label


def test_a_bundle_written_and_read_is_the_same() -> None:
    bundle: Bundle = load("draw-lottery")
    assert read_bundle(write_bundle(bundle).encode(), "x") == bundle
