"""Whether a round of a draw is sound: what it says of itself, its lottery, its reveals, its outcome."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from zhicheng.procedure.draw.bundle import LOTTERY, PLAIN, ROUND_LABEL, TICKETS, Bundle, Outcome, Round
from zhicheng.procedure.draw.check_frozen import recusal_faults
from zhicheng.procedure.draw.evenness import movable, unequal
from zhicheng.procedure.draw.faults import Fault, Finding, ascending, differ, finding
from zhicheng.procedure.draw.groups import groups_of
from zhicheng.procedure.draw.keeping import keeping_faults
from zhicheng.procedure.draw.lawful import SEAT, Ground, Standing, bits, ground_of, mask_of, standing_before
from zhicheng.procedure.draw.lottery import chances_of, committee_at, lottery_digest
from zhicheng.procedure.draw.plain import ATTEMPTS, draw_plain
from zhicheng.procedure.draw.plain import committee_at as plain_committee
from zhicheng.procedure.draw.seed import ORDER_DIGITS, VALUE, digits_of, leads_to, seed_of, ticket_of


@dataclass(frozen=True, slots=True)
class Scene:
    """One round with all that its checks ask: the bundle, its place in it (from 0), how things stood, its ground."""

    bundle: Bundle
    number: int
    standing: Standing
    ground: Ground

    @property
    def round(self) -> Round:
        """The round."""
        return self.bundle.rounds[self.number]

    @property
    def whole(self) -> bool:
        """Whether the hidden parts are at hand."""
        return self.ground.whole

    def at(self, place: str) -> str:
        """The name of a place in this round."""
        return f"rounds[{self.number}].{place}"


def scene_of(bundle: Bundle, number: int) -> Scene:
    """The scene of the round at ``number`` (from 0)."""
    one = bundle.rounds[number]
    standing = standing_before(bundle.rounds[:number], bundle.private)
    added = one.private.recusals if one.private is not None else None
    said = one.statement
    ground = ground_of(bundle.frozen, bundle.private, standing, said.keep, said.out, added)
    return Scene(bundle, number, standing, ground)


def round_findings(scene: Scene) -> Iterator[Finding]:
    """Everything that can be checked of a round, in the order in which it was done."""
    number = scene.round.statement.round
    for code, title, check in _CHECKS:
        if code == "lottery" and scene.round.statement.mode != LOTTERY:
            continue
        if (code == "void" and scene.round.void is None) or (code == "outcome" and scene.round.outcome is None):
            continue
        if code in ("lottery", "hidden") and not _shown(scene, code):
            yield Finding(code, _numbered(title, number), None)
            continue
        yield finding(code, _numbered(title, number), check(scene))


def _shown(scene: Scene, code: str) -> bool:
    return (scene.round.committees if code == "lottery" else scene.round.private) is not None


def _numbered(title: tuple[str, str], number: int) -> tuple[str, str]:
    return f"第 {number} 轮：{title[0]}", f"round {number}: {title[1]}"


def _statement(scene: Scene) -> Iterator[Fault]:
    said, rounds = scene.round.statement, scene.bundle.rounds
    number = scene.number
    before = rounds[number - 1].record if number else None
    if said.label != ROUND_LABEL:
        yield Fault(scene.at("statement.label"), (f"应为 {ROUND_LABEL}", f"should be {ROUND_LABEL}"))
    if said.round != number + 1:
        yield Fault(scene.at("statement.round"), (f"应为第 {number + 1} 轮", f"should be round {number + 1}"))
    if said.frozen != scene.bundle.frozen.digest:
        yield Fault(scene.at("statement.frozen"), ("与冻结内容的哈希不符", "is not the digest of what was frozen"))
    if said.previous != before:
        yield Fault(scene.at("statement.previous"), ("与上一轮记录的哈希不符", "is not the digest of the round before"))
    if scene.round.open and number != len(rounds) - 1:
        yield Fault(f"rounds[{number}]", ("未完成，其后却还有一轮", "is not finished, and yet another round follows"))
    if not differ(said.sources):
        yield Fault(scene.at("statement.sources"), ("来源重复", "a source is named twice"))
    if (scene.round.private is None) != (scene.bundle.private is None):
        what = ("非公开部分须全有或全无", "hidden parts must be there in all of the file, or nowhere")
        yield Fault(scene.at("private"), what)
    yield from keeping_faults(scene.bundle.frozen, scene.standing, said.keep, said.out, place=scene.at("statement"))
    yield from _mode(scene)


def _mode(scene: Scene) -> Iterator[Fault]:
    said, frozen = scene.round.statement, scene.bundle.frozen
    if said.mode not in (PLAIN, LOTTERY):
        yield Fault(scene.at("statement.mode"), (f"应为 {PLAIN} 或 {LOTTERY}", f"must be {PLAIN} or {LOTTERY}"))
    elif said.mode == PLAIN:
        if frozen.caps:
            yield Fault(scene.at("statement.mode"), ("有上限时须用公布抽签表", "caps need a lottery"))
        if not frozen.supervisors and frozen.balls < ORDER_DIGITS:
            yield Fault(
                scene.at("statement.mode"),
                (f"仅凭摇号须至少 {ORDER_DIGITS} 位数字", f"balls alone need at least {ORDER_DIGITS} digits"),
            )
        for name, value in (("lottery", said.lottery), ("chances", said.chances)):
            if value is not None:
                yield Fault(scene.at(f"statement.{name}"), ("直接抽取无此项", "a plain draw has none"))
        if scene.round.committees is not None:
            yield Fault(scene.at("committees"), ("直接抽取无抽签表", "a plain draw has no lottery"))
    else:
        if said.lottery is None:
            yield Fault(scene.at("statement.lottery"), ("缺少抽签表的哈希", "the digest of the lottery is missing"))
        if said.chances is None or len(said.chances) != len(frozen.pool):
            yield Fault(scene.at("statement.chances"), ("须逐行列出机会", "needs one number for each line of the pool"))
        elif scene.round.committees is None and not _possible(scene, said.chances):
            yield Fault(
                scene.at("statement.chances"), ("不可能出自合规的抽签表", "no lottery of lawful committees gives these")
            )
        if scene.round.committees is None and scene.whole:
            yield Fault(scene.at("committees"), ("缺少抽签表", "the lottery is missing"))


def _possible(scene: Scene, chances: Sequence[int]) -> bool:
    """Whether chances could be those of lawful committees, as far as this shows without the lottery itself."""
    ground = scene.ground
    whole = all(chances[place] == TICKETS for place in bits(ground.keep))
    none = not any(chances[place] for place in bits(ground.shut))
    seats = (condition for condition in ground.conditions if condition.kind == SEAT)
    sums = all(sum(chances[place] for place in bits(one.mask)) == one.least * TICKETS for one in seats)
    return whole and none and sums and max(chances) <= TICKETS


def _hidden(scene: Scene) -> Iterator[Fault]:
    hidden, said = scene.round.private, scene.round.statement
    if hidden is None:
        return
    if hidden.digest != said.private:
        yield Fault(scene.at("statement.private"), ("与非公开部分的哈希不符", "is not the digest of the hidden part"))
    if [one.code for one in hidden.reasons] != said.out:
        yield Fault(
            scene.at("private.reasons"), ("须逐一说明退出者的理由", "must give a reason for exactly those who leave")
        )
    yield from recusal_faults(scene.bundle.frozen, hidden.recusals, scene.at("private.recusals"))


def _lottery(scene: Scene) -> Iterator[Fault]:
    """Every committee is lawful, in order, 10,000 in all, and the chances are what they give."""
    entries, said = scene.round.committees or [], scene.round.statement
    place, length = scene.at("committees"), len(scene.ground.codes)
    if lottery_digest(entries) != said.lottery:
        yield Fault(scene.at("statement.lottery"), ("与抽签表的哈希不符", "is not the digest of the lottery"))
    digits = -(-length // 4)
    if any(len(bitmap) != digits for bitmap, _ in entries):
        yield Fault(place, (f"位图须为 {digits} 位", f"bitmaps must have {digits} digits"))
    if any(number < 1 for _, number in entries):
        yield Fault(place, ("每个委员会至少一签", "every committee has one ticket at least"))
    if not ascending([bitmap for bitmap, _ in entries]):
        yield Fault(place, ("位图须升序且不重复", "the bitmaps must be ascending, none twice"))
    total = sum(number for _, number in entries)
    if total != TICKETS:
        yield Fault(place, (f"共 {total} 签，应为 {TICKETS} 签", f"{total} tickets, should be {TICKETS}"))
    for number, (bitmap, _) in enumerate(entries):
        committee = int(bitmap, 16)
        if not scene.ground.lawful(committee):
            yield _unlawful(scene, committee, f"{place}[{number}]")
    if all(int(bitmap, 16) >> length == 0 for bitmap, _ in entries) and chances_of(entries, length) != said.chances:
        yield Fault(scene.at("statement.chances"), ("与抽签表不符", "are not what the lottery gives"))
    elif scene.whole and total == TICKETS:
        yield from _uneven(scene)


def _uneven(scene: Scene) -> Iterator[Fault]:
    """A lottery that plainly favours somebody: tickets could be moved from one expert to another who has fewer."""
    apart = unequal(scene.ground, scene.round.statement.chances or [])
    if apart is not None:
        high, low, number = apart
        what = (
            f"条件相同的专家机会应相同：{high[:8]} 比 {low[:8]} 多 {number} 签",
            f"experts alike must have the same chance: {high[:8]} has {number} tickets more than {low[:8]}",
        )
        yield Fault(scene.at("committees"), what)
    moved = movable(scene.ground, scene.round.committees or [])
    if moved is not None:
        more, number = moved
        yield Fault(
            scene.at("committees"),
            (
                f"机会可以更均等：{more[:8]} 的签中有 {number} 签可换给同席位签数少得多的专家，委员会仍合规",
                f"chances could be more equal: {number} tickets of {more[:8]} could go to others of the seat "
                "group who have far fewer, in committees that stay lawful",
            ),
        )


def _unlawful(scene: Scene, committee: int, place: str) -> Fault:
    broken = scene.ground.broken(committee)
    if broken is None:
        return Fault(
            place, ("包含不得抽取者，或缺少保留委员", "has somebody who can't be drawn, or lacks one who is kept")
        )
    return Fault(place, (f"不合规：{broken.title[0]}", f"is not lawful: {broken.title[1]}"))


def _reveal(scene: Scene) -> Iterator[Fault]:
    """What was revealed leads to what was committed; nothing of another form stands there."""
    frozen, said, reveal = scene.bundle.frozen, scene.round.statement, scene.round.reveal
    if len(reveal.links) != len(frozen.supervisors):
        yield Fault(scene.at("reveal.links"), ("与监督方数目不符", "has not one entry for each supervisor"))
    for number, (one, link) in enumerate(zip(frozen.supervisors, reveal.links, strict=False)):
        if link is None:
            continue
        if said.round > one.links:
            yield Fault(scene.at(f"reveal.links[{number}]"), ("承诺链已用完", "the chain does not last so long"))
        elif not leads_to(frozen, number, link, said.round):
            yield Fault(
                scene.at(f"reveal.links[{number}]"),
                (f"与“{one.name}”的承诺不符", f"does not lead to the commitment of '{one.name}'"),
            )
    if len(reveal.values) != len(said.sources):
        yield Fault(scene.at("reveal.values"), ("与来源数目不符", "has not one entry for each source"))
    if any(value is not None and not VALUE.fullmatch(value) for value in reveal.values):
        what = ("只能是数字或小写十六进制数字", "must be digits, or lower-case hexadecimal ones")
        yield Fault(scene.at("reveal.values"), what)
    if reveal.balls and digits_of(reveal.balls, frozen.balls) in (None, ""):
        yield Fault(
            scene.at("reveal.balls"),
            ("须由两人分别录入相同的数字", "must be the same digits, entered by two different persons"),
        )


def _outcome(scene: Scene) -> Iterator[Fault]:
    """The outcome is the one and only that the seed gives."""
    outcome, one = scene.round.outcome, scene.round
    if outcome is None:
        return
    seed = seed_of(scene.bundle.frozen, one.statement, one.reveal)
    if seed is None:
        yield Fault(scene.at("outcome"), ("揭示不全，不能有结果", "can't be there: something is not revealed"))
        return
    if outcome.seed != seed:
        yield Fault(scene.at("outcome.seed"), ("与揭示值算出的种子不符", "is not the seed that the reveals give"))
        return
    yield from _lot(scene, outcome, seed) if one.statement.mode == LOTTERY else _order(scene, outcome, seed)
    place = {code: number for number, code in enumerate(scene.ground.codes)}
    if not ascending(outcome.committee) or not place.keys() >= set(outcome.committee):
        yield Fault(scene.at("outcome.committee"), ("代码须属专家库、升序", "must be codes of the pool, ascending"))
        return
    committee = mask_of(place[code] for code in outcome.committee)
    if not scene.ground.lawful(committee):
        yield _unlawful(scene, committee, scene.at("outcome.committee"))
    yield from _groups(scene, outcome, seed)


def _lot(scene: Scene, outcome: Outcome, seed: str) -> Iterator[Fault]:
    ticket = ticket_of(scene.bundle.frozen, seed, scene.round.reveal)
    if outcome.ticket != ticket:
        yield Fault(scene.at("outcome.ticket"), (f"应为 {ticket}", f"should be {ticket}"))
    if outcome.attempt is not None:
        yield Fault(scene.at("outcome.attempt"), ("抽签无此项", "a lottery has none"))
    if scene.round.committees is not None:
        drawn = committee_at(scene.round.committees, ticket)
        if drawn is None or scene.ground.members(drawn) != outcome.committee:
            yield Fault(scene.at("outcome.committee"), ("不是该签对应的委员会", "is not the committee of this ticket"))
        return
    known = dict(zip(scene.ground.codes, scene.round.statement.chances or [], strict=False))
    if any(known.get(code) == 0 for code in outcome.committee):
        yield Fault(scene.at("outcome.committee"), ("有人在抽签表中没有一签", "has somebody who has no ticket at all"))


def _order(scene: Scene, outcome: Outcome, seed: str) -> Iterator[Fault]:
    if outcome.ticket is not None:
        yield Fault(scene.at("outcome.ticket"), ("直接抽取无此项", "a plain draw has none"))
    found = _said_attempt(scene, outcome.attempt, seed)
    if found is None or outcome.attempt != found[0]:
        yield Fault(
            scene.at("outcome.attempt"),
            ("不是第一个合规的次序", "is not the first order that gives a lawful committee"),
        )
    if found is None or scene.ground.members(found[1]) != outcome.committee:
        yield Fault(scene.at("outcome.committee"), ("不是按次序应抽出的委员", "is not who comes first in the order"))


def _said_attempt(scene: Scene, attempt: int | None, seed: str) -> tuple[int, int] | None:
    """The first lawful attempt up to the one that is said; where recusals are not at hand, the one that is said."""
    if attempt is None or attempt >= ATTEMPTS:
        return None
    if scene.whole:
        return draw_plain(scene.ground, seed, attempt + 1)
    return attempt, plain_committee(scene.ground, seed, attempt)


def _groups(scene: Scene, outcome: Outcome, seed: str) -> Iterator[Fault]:
    groups = scene.standing.groups
    kept = {code: groups[code] for code in scene.round.statement.keep if code in groups}
    wanted = groups_of(scene.bundle.frozen, outcome.committee, kept, seed)
    if outcome.groups != wanted:
        yield Fault(scene.at("outcome.groups"), ("与种子排出的分组不符", "are not the groups that the seed gives"))
    least = scene.bundle.frozen.rules.group_size
    for group in wanted:
        if len(group.members) < least:
            yield Fault(
                scene.at("outcome.groups"),
                (f"“{group.name}”少于 {least} 人", f"'{group.name}' has fewer than {least} members"),
            )


def _void(scene: Scene) -> Iterator[Fault]:
    void = scene.round.void
    if void is None:
        return
    links = scene.round.reveal.links
    names = [one.name for one, link in zip(scene.bundle.frozen.supervisors, links, strict=False) if link is None]
    if void.missing != names:
        yield Fault(scene.at("void.missing"), ("与未揭示的监督方不符", "are not those whose link is missing"))


_CHECKS: Sequence[tuple[str, tuple[str, str], Callable[[Scene], Iterator[Fault]]]] = (
    ("statement", ("揭示前已固定的内容", "what was fixed before the reveals"), _statement),
    ("hidden", ("退出理由与回避", "reasons for leaving, recusals"), _hidden),
    ("lottery", ("10,000 个委员会逐一合规，机会相符", "all 10,000 committees lawful, chances right"), _lottery),
    ("reveal", ("揭示值与承诺相符", "what was revealed is what was committed"), _reveal),
    ("outcome", ("种子、抽取结果与分组", "seed, outcome and groups"), _outcome),
    ("void", ("作废记录", "the record of being void"), _void),
)
