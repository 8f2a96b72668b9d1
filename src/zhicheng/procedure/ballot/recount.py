"""The recount: a bundle is checked with public keys alone; what was checked, whether it holds, where it does not."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from pydantic import ValidationError

from zhicheng.procedure.ballot.bundle import Ballots, Held, results
from zhicheng.procedure.ballot.envelopes import closing_faults
from zhicheng.procedure.ballot.forms import read
from zhicheng.procedure.ballot.keys import fingerprint, statement_holds
from zhicheng.procedure.ballot.minutes import moduli_of
from zhicheng.procedure.ballot.opening import Stampers
from zhicheng.procedure.ballot.refusals import bad_message
from zhicheng.procedure.canonical import digest
from zhicheng.procedure.ledger.tree import root
from zhicheng.procedure.refusal import ActRefused

Pair = tuple[str, str]
Fault = Iterator[Pair]


class NotOfForm(ActRefused):
    """A bundle that can be read, in which something is said that the format does not allow: it is not sound."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was checked: its code, what it says (Chinese, English), and where it does not hold."""

    code: str
    say: Pair
    faults: tuple[Pair, ...]

    @property
    def holds(self) -> bool:
        """Whether it holds everywhere."""
        return not self.faults


BEYOND: Final[tuple[Pair, ...]] = (
    ("出席名单上的人当时确在会场", "that those on the list of present members were in the room"),
    ("每位评委确已在页面上找到自己的信封和选票", "that members looked for their own envelopes and rows"),
    ("投票页面的程序就是会场公布的那一份", "that the voting page's code was the one announced"),
    ("启封密钥没有另存副本", "that no copy of the opening key was kept"),
    ("平台与监督方没有把各自的记录合在一起", "that platform and supervisor did not put their records together"),
    (
        "签名密钥属于谁：任何人都能用自己的密钥做一份；请与会场公布的或账册上的指纹比对",
        "whose the signing keys are: anybody can make a bundle with keys of their own; compare fingerprints with the wall or "
        "the ledger",
    ),
    (
        "没有另一轮表决被隐去：双方签名的每一轮都记入账册，请比对",
        "that no session was left out: every one that both signed stands on the ledger; compare",
    ),
)
"""What the file can't show."""


def load_ballots(data: bytes) -> Ballots:
    """The bundle in a file's bytes.

    Raises:
        NotOfForm: every member is there and of its kind, but what one says can't be (``bad-message``).
        ActRefused: ``bad-message``: no JSON, a member twice in an object, or another kind of file.
    """
    try:
        value = json.loads(data, object_pairs_hook=_once, parse_float=_no_fraction, parse_constant=_no_fraction)
    except (ValueError, RecursionError) as fault:
        raise ActRefused(bad_message("", str(fault) or "nested too deep")) from None
    try:
        return Ballots.model_validate(value)
    except ValidationError as fault:
        errors = fault.errors(include_url=False, include_input=False)
    try:
        return read(Ballots, value)
    except ActRefused as refused:
        if all(_says_what_cannot_be(one["type"], one["loc"], one["msg"]) for one in errors):
            raise NotOfForm(refused.refusals) from None
        raise


def _says_what_cannot_be(kind: str, place: tuple[int | str, ...], text: str) -> bool:
    """Whether a fault of form is one of content: the file can be read, and is not sound."""
    told = kind in ("literal_error", "value_error", "string_pattern_mismatch") and place != ("format",)
    return told and not any(part in text for part in ("base64", " bytes, not "))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("an object has a member twice")
    return found


def _no_fraction(text: str) -> Any:
    raise ValueError(f"{text} is no integer")


def recount(bundle: Ballots) -> tuple[Finding, ...]:
    """All that can be checked of a bundle, in the order of the format page's list (section 12)."""
    return tuple(Finding(code, say, tuple(check(bundle))) for code, say, check in CHECKS)


def remarks(bundle: Ballots) -> tuple[Pair, ...]:
    """What whoever reads the outcome should know though nothing is wrong with it: spoiled and missing ballots, members
    whose page did not confirm, votes that were repeated."""
    return tuple(_each(_remarks)(bundle))


def _remarks(held: Held) -> Fault:
    if held.closing is not None:
        for absent in held.closing.closing.missing:
            place = f"{absent.applicant} {absent.member}"
            yield f"{place} 缺票：{absent.reason}", f"{place} has no ballot: {absent.reason}"
    if held.board is not None:
        for one in held.board.board.spoiled:
            yield (
                f"{one.applicant} 废票（{SPOILED[one.reason][0]}）",
                f"{one.applicant}: spoiled, {SPOILED[one.reason][1]}",
            )
        for member in held.board.board.without:
            yield (
                f"{member.member} 未确认信封即开启：{member.reason}",
                f"opened without the confirmation of {member.member}: {member.reason}",
            )
    for repeated in held.repeated:
        yield (
            f"{repeated.applicant} 的表决不计，重新表决：{repeated.reason}",
            f"the vote on {repeated.applicant} does not count and is repeated: {repeated.reason}",
        )


SPOILED: Final[dict[str, Pair]] = {
    "not-opened": ("信封不能启封", "the envelope does not open"),
    "not-a-ballot": ("信封内不是选票", "the envelope holds no ballot"),
    "stamp-platform": ("平台印章不符", "the platform's stamp does not hold"),
    "stamp-supervisor": ("监督方印章不符", "the supervisor's stamp does not hold"),
    "repeated": ("同一张票已有", "the same ballot stands already"),
}
"""Why an envelope is spoiled, as it is called."""


def sound(findings: tuple[Finding, ...]) -> bool:
    """Whether everything holds."""
    return all(one.holds for one in findings)


def _each(check: Callable[[Held], Fault]) -> Callable[[Ballots], Fault]:
    """A check of one session, made for all, with the session's name before each fault."""

    def whole(bundle: Ballots) -> Fault:
        for held in bundle.sessions:
            zh, en = f"{held.session.vote}/{held.session.run}：", f"{held.session.vote}/{held.session.run}: "
            yield from ((zh + fault[0], en + fault[1]) for fault in check(held))

    return whole


def _signatures(held: Held) -> Fault:
    session, signatures = held.session, held.signed.signatures
    plain = session.plain()
    if not statement_holds(session.signing.platform, plain, signatures.platform):
        yield "平台签名不符", "the platform's signature does not hold"
    if not statement_holds(session.signing.supervisor, plain, signatures.supervisor):
        yield "监督方签名不符", "the supervisor's signature does not hold"


def _attendance(held: Held) -> Fault:
    session = held.session
    for name in session.thin():
        there = len(session.there(name))
        yield (
            f"{name}：到会 {there} 人，全体 {len(session.members)} 人",
            f"{name}: {there} there of {len(session.members)} members",
        )


def _voters(held: Held) -> Fault:
    """A base of none would let no yes at all pass; it takes that nobody may vote, and then no vote opens."""
    for name in held.session.voterless():
        yield (
            f"{name}：没有可以表决的评委，基数 {held.session.base(name)}",
            f"{name}: nobody may vote, of a base of {held.session.base(name)}",
        )


def _one_pair(bundle: Ballots) -> Fault:
    """A meeting has one signing key of each half: under another one anybody could add a session of their own."""
    first = bundle.sessions[0].session.signing
    for held in bundle.sessions:
        here, signing = f"{held.session.vote}/{held.session.run}", held.session.signing
        if signing.platform != first.platform:
            yield f"{here}：平台签名密钥与第一轮不同", f"{here}: another signing key of the platform than in the first"
        if signing.supervisor != first.supervisor:
            yield (
                f"{here}：监督方签名密钥与第一轮不同",
                f"{here}: another signing key of the supervisor than in the first",
            )


def _fresh_keys(bundle: Ballots) -> Fault:
    seen: set[str] = set()
    for held in bundle.sessions:
        again = [number for number in moduli_of(held.session) if number in seen]
        if again:
            yield f"{held.session.vote}/{held.session.run}：密钥重复使用", f"run {held.session.run}: keys used before"
        seen.update(moduli_of(held.session))


def _closing(held: Held) -> Fault:
    if held.closing is None or held.leaves is None:
        if (held.closing, held.leaves, held.board) != (None, None, None):
            yield "截止声明、信封摘要、计票榜不齐全", "closing, leaves and board do not go together"
        return
    closing, session = held.closing.closing, held.session
    if not statement_holds(session.signing.platform, closing.plain(), held.closing.signature):
        yield "截止声明的平台签名不符", "the platform's signature of the closing does not hold"
    if closing.session != session.id:
        yield "截止声明属于另一轮", "the closing is of another session"
    if any(left >= right for left, right in zip(held.leaves, held.leaves[1:], strict=False)):
        yield "信封摘要未按序排列或有重复", "the leaves are not in order, or one stands twice"
    if root([bytes.fromhex(one) for one in held.leaves]).hex() != closing.root:
        yield "信封的根不符", "the leaves do not have this root"
    if not len(held.leaves) == closing.count == sum(one.envelopes for one in closing.counts):
        yield "信封数不符", "the numbers of envelopes differ"
    yield from closing_faults(session, closing)


def _board(held: Held) -> Fault:
    if held.board is None:
        return
    board, session = held.board.board, held.session
    if not statement_holds(session.signing.supervisor, board.plain(), held.board.signature):
        yield "计票榜的监督方签名不符", "the supervisor's signature of the board does not hold"
    if board.session != session.id or held.closing is None or board.root != held.closing.closing.root:
        yield "计票榜属于另一轮或另一个根", "the board is of another session or root"


def _stamps(held: Held) -> Fault:
    if held.board is None:
        return
    stampers, here = Stampers(held.session), held.session.id
    names = set(held.session.names)
    for row in held.board.board.rows:
        name, number = row.ballot.applicant, row.ballot.number[:8]
        if row.ballot.session != here or name not in names:
            yield f"{name} {number}：不是本轮的选票", f"{name} {number}: not a ballot of this session"
        elif fault := stampers.fault(row):
            whose = ("平台", "platform's") if fault == "stamp-platform" else ("监督方", "supervisor's")
            yield f"{name} {number}：{whose[0]}印章不符", f"{name} {number}: the {whose[1]} stamp does not hold"


def _numbers(bundle: Ballots) -> Fault:
    seen: set[str] = set()
    for held in bundle.sessions:
        for row in held.board.board.rows if held.board else ():
            if row.ballot.number in seen:
                short = f"{row.ballot.applicant} {row.ballot.number[:8]}"
                yield f"{short}：同一张票出现两次", f"{short}: the same ballot stands twice"
            seen.add(row.ballot.number)


def _every_envelope(held: Held) -> Fault:
    if held.board is None or held.closing is None:
        return
    board, names = held.board.board, held.session.names
    place = {name: index for index, name in enumerate(names)}
    order = [(place.get(row.ballot.applicant, -1), row.ballot.number) for row in board.rows]
    spoiled = [(place.get(one.applicant, -1), one.leaf) for one in board.spoiled]
    if order != sorted(order) or spoiled != sorted(set(spoiled)):
        yield "计票榜未按序排列", "the board is out of order"
    if not {one.leaf for one in board.spoiled} <= set(held.leaves or ()):
        yield "废票信封不在根之下", "a spoiled envelope is not under the root"
    rows, lost = Counter(at for at, _ in order), Counter(at for at, _ in spoiled)
    for count in held.closing.closing.counts:
        at = place.get(count.applicant, -1)
        shown = rows[at] + lost[at]
        fits = shown == count.envelopes or (shown < count.envelopes and count.applicant in held.void)
        if at >= 0 and not (fits and rows[at] <= len(held.session.eligible(count.applicant))):
            yield (
                f"{count.applicant}：榜上 {shown} 张，信封 {count.envelopes} 个",
                f"{count.applicant}: {shown} on the board, {count.envelopes} envelopes",
            )


def _runs(bundle: Ballots) -> Fault:
    before: dict[str, Held] = {}
    for held in bundle.sessions:
        session = held.session
        here = f"{session.vote}/{session.run}"
        if session.meeting != bundle.meeting:
            yield f"{here}：不是本次会议", f"{here}: of another meeting"
        yield from ((f"{here}：{zh}", f"{here}: {en}") for zh, en in _repeats(held, before))
        if [one.applicant for one in held.repeated] != [name for name in session.names if name in held.void]:
            yield f"{here}：重新表决名单不成序或另有他人", f"{here}: the list of repeated applicants is out of order"
        if held.board is None and held.void != set(session.names):
            yield f"{here}：未计票而没有重新表决的理由", f"{here}: not counted, and not all are marked as repeated"
        before[session.id] = held


def _repeats(held: Held, before: dict[str, Held]) -> Fault:
    session = held.session
    if session.repeats is None:
        voted = {name for one in before.values() if one.session.vote == session.vote for name in one.session.names}
        if voted:
            yield "同一表决另开一轮而未指明重复哪一轮", "a vote is held again without naming the session it repeats"
        return
    former = before.get(session.repeats)
    if former is None:
        yield "所重复的一轮不在其前", "the session that it repeats does not stand before"
        return
    if (former.session.vote, former.session.run + 1) != (session.vote, session.run):
        yield "轮次不符", "not the next run of that vote"
    extra = set(session.names) - former.void
    if extra:
        named = "、".join(sorted(extra))
        yield f"{named} 在原一轮有效，不得重新表决", f"the former vote on {named} counts and can't be held again"
    if any(
        one.session.repeats == session.repeats and set(one.session.names) & set(session.names)
        for one in before.values()
    ):
        yield "同一轮被重复两次", "the same session is repeated twice"


def _voted_once(bundle: Ballots) -> Fault:
    """An applicant belongs to one vote of the meeting."""
    votes: dict[str, str] = {}
    for held in bundle.sessions:
        for name in held.session.names:
            if votes.setdefault(name, held.session.vote) != held.session.vote:
                yield f"{name} 在两项表决中出现", f"{name} stands in two votes"


def _results(bundle: Ballots) -> Fault:
    reckoned = results(bundle.sessions)
    if reckoned == bundle.results:
        return
    given = {one.applicant: one for one in bundle.results}
    for one in reckoned:
        if given.pop(one.applicant, None) != one:
            yield (
                f"{one.applicant}：应为赞成 {one.yes}、反对 {one.no}、弃权 {one.blank}、废票 {one.spoiled}、"
                f"缺票 {one.missing}、基数 {one.base}、{'通过' if one.passed else '未通过'}",
                f"{one.applicant}: it is {one.yes} yes, {one.no} no, {one.blank} blank, {one.spoiled} spoiled, "
                f"{one.missing} missing of {one.base}, {'passed' if one.passed else 'not passed'}",
            )
    if given or not any(one not in bundle.results for one in reckoned):
        yield "结果清单多出或次序不符", "the list of results has others, or another order"


def _endings(held: Held) -> Fault:
    session = held.session
    if held.destruction is not None:
        said = held.destruction.statement
        board = digest(held.board.board.plain()) if held.board else ""
        named = (said.session, said.opening_key, said.board) == (session.id, fingerprint(session.opening_key.n), board)
        if not named or not statement_holds(session.signing.supervisor, said.plain(), held.destruction.signature):
            yield "销毁声明不符", "the statement of destruction does not hold"
    if held.deletion is not None:
        gone = held.deletion.statement
        closing = held.closing.closing if held.closing else None
        fits = closing is not None and (gone.session, gone.root, gone.count) == (
            session.id,
            closing.root,
            closing.count,
        )
        if not fits or not statement_holds(session.signing.platform, gone.plain(), held.deletion.signature):
            yield "删除声明不符", "the statement of deletion does not hold"


CHECKS: Final[tuple[tuple[str, Pair, Callable[[Ballots], Fault]], ...]] = (
    ("sessions-signed", ("每一轮的会议文件由平台和监督方签名", "each session is signed by both"), _each(_signatures)),
    (
        "attendance",
        ("每位申报人表决时到会人数足够", "enough members were there for every applicant"),
        _each(_attendance),
    ),
    ("voters", ("每位申报人都有评委可以表决", "somebody may vote on every applicant"), _each(_voters)),
    (
        "signing-keys",
        ("整个会议平台、监督方各用一把签名密钥", "each half has one signing key in the whole meeting"),
        _one_pair,
    ),
    ("fresh-keys", ("每一轮使用新的密钥", "each session has keys of its own"), _fresh_keys),
    (
        "closing",
        ("信封与公布的根、数目一致，缺票逐一注明", "envelopes fit root and counts, missing ones are named"),
        _each(_closing),
    ),
    ("board-signed", ("计票榜由监督方签名", "the board is signed by the supervisor"), _each(_board)),
    ("stamps", ("每张选票有平台和监督方两个印章", "every ballot bears both stamps"), _each(_stamps)),
    ("numbers", ("没有一张票出现两次", "no ballot stands twice"), _numbers),
    (
        "every-envelope",
        ("每个信封都在榜上，票数不超过有权表决人数", "every envelope is on the board, none too many"),
        _each(_every_envelope),
    ),
    ("runs", ("重新表决衔接清楚", "repetitions follow from what they repeat"), _runs),
    ("one-vote", ("每位申报人只在一项表决中", "every applicant belongs to one vote"), _voted_once),
    ("results", ("结果与选票一致", "the results are those of the ballots"), _results),
    ("endings", ("密钥销毁、信封删除声明属实", "statements of destruction and deletion fit"), _each(_endings)),
)
"""Code, what it says, how it is checked."""
