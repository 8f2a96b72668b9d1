"""What has to be known of a vote, and the reasons that stand against an act on it."""

from __future__ import annotations

from dataclasses import dataclass

from zhicheng.procedure.refusal import Refusal
from zhicheng.procedure.review.building import ActFacts, Reasons, unless
from zhicheng.procedure.review.counting import Room, outcome
from zhicheng.procedure.review.meeting_states import quorum_refusals


@dataclass(frozen=True, slots=True)
class Count:
    """A count of papers or envelopes: in favour, against, blank, spoiled."""

    yes: int
    no: int
    blank: int = 0
    spoiled: int = 0

    @property
    def ballots(self) -> int:
        """How many were counted."""
        return self.yes + self.no + self.blank + self.spoiled


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteFacts(ActFacts):
    """The vote on one applicant and the act in question. Nothing here says who voted how.

    Before: ``meeting_open``; ``deliberated``; ``secret``: the way chosen keeps the ballot secret; ``ready``: keys of
    both halves, or the cards, are there; ``earlier_voided``: no other vote on the applicant stands.
    Who presides or counts: ``handler_recused`` for the applicant.
    The room: ``members``, those ``present`` now, ``recused`` for the applicant and how many of those are present;
    ``ballots`` cast so far.
    Who casts: ``voter_present`` now, ``voter_deliberated`` throughout, ``voter_recused``, ``in_person``, ``has_voted``.
    Counting: envelopes that their pages have not confirmed (``unconfirmed``), whether voters and envelopes are
    parted (``parted``), the counts that tellers entered independently (``counts``), whether this teller has
    (``has_counted``), the signed scan of a paper vote (``scanned``), the outcome that is to be recorded (``stated``).
    Repetition: ``supervisor_agrees``; ``ordered``: a re-examination has ordered the vote anew.
    """

    meeting_open: bool
    handler_recused: bool
    deliberated: bool
    secret: bool
    ready: bool
    earlier_voided: bool
    members: int
    present: int
    recused: int
    recused_present: int
    ballots: int
    voter_present: bool
    voter_deliberated: bool
    voter_recused: bool
    in_person: bool
    has_voted: bool
    unconfirmed: int
    parted: bool
    counts: tuple[Count, ...]
    has_counted: bool
    scanned: bool
    stated: bool
    supervisor_agrees: bool
    ordered: bool

    @property
    def voters(self) -> int:
        """How many may vote: those present who are not recused."""
        return self.present - self.recused_present


def handler_free(facts: VoteFacts) -> Reasons:
    """Who presides or counts is not recused for this applicant."""
    text = ("您对该申报人应当回避，不得主持或计票", "recused for this applicant: neither preside nor count here")
    do = ("请未回避的副主任委员或另行确定的计票人办理", "let a deputy, or another teller, do it who is not recused")
    return unless(not facts.handler_recused, "handler-recused", text, do, facts.rules.clause("recusal"))


# --------------------------------------------------------------------------- opening


def meeting_open(facts: VoteFacts) -> Reasons:
    """The meeting is open: not adjourned, not over."""
    text = ("会议未在进行中", "the meeting is not open")
    return unless(facts.meeting_open, "meeting-not-open", text, ("请先开会或复会", "open or resume it"))


def deliberated(facts: VoteFacts) -> Reasons:
    """The applicant has been deliberated on."""
    text = ("尚未评议", "there has been no deliberation")
    return unless(facts.deliberated, "not-deliberated", text, ("请先评议", "deliberate first"))


def quorum(facts: VoteFacts) -> Reasons:
    """Enough members are present at this vote."""
    return quorum_refusals(facts.rules, facts.members, facts.present)


def secret(facts: VoteFacts) -> Reasons:
    """The ballot is secret, where the document orders it."""
    text = ("表决方式不是无记名投票", "the ballot is not secret")
    do = ("请改用密封票或纸质票", "use the sealed ballot or paper")
    return unless(facts.secret, "ballot-not-secret", text, do, facts.rules.clause("secret"))


def ready(facts: VoteFacts) -> Reasons:
    """Keys or cards are there."""
    text = ("双方密钥或选票尚未就绪", "keys of both halves, or the cards, are not ready")
    return unless(facts.ready, "vote-not-ready", text, ("请先准备", "prepare them first"))


def only_one(facts: VoteFacts) -> Reasons:
    """No other vote on the applicant stands."""
    text = ("对该申报人已有有效表决", "another vote on the applicant stands")
    return unless(facts.earlier_voided, "vote-stands", text, ("须先作废前次表决", "void that one first"))


# --------------------------------------------------------------------------- casting


def there(facts: VoteFacts) -> Reasons:
    """The voter is present, in person, now."""
    present = unless(
        facts.voter_present,
        "voter-absent",
        ("未出席的专家不得投票或补充投票", "who is absent does not vote, nor afterwards"),
        clause=facts.rules.clause("no-proxy"),
    )
    proxy = unless(
        facts.in_person,
        "proxy-vote",
        ("不得委托他人投票", "no vote by proxy"),
        clause=facts.rules.clause("no-proxy"),
    )
    return (*present, *proxy)


def took_part(facts: VoteFacts) -> Reasons:
    """The voter took part in the deliberation, where the document asks for it."""
    text = ("中途离会、未参加评议的专家不得投票", "who left before or during the deliberation does not vote")
    return unless(facts.voter_deliberated, "voter-left", text, clause=facts.rules.clause("in-deliberation"))


def not_recused(facts: VoteFacts) -> Reasons:
    """The voter is not recused for this applicant."""
    text = ("对该申报人应当回避，不得投票", "the voter is recused for this applicant")
    return unless(not facts.voter_recused, "voter-recused", text, clause=facts.rules.clause("recusal"))


def first_time(facts: VoteFacts) -> Reasons:
    """The voter has not voted yet."""
    return unless(not facts.has_voted, "voted-already", ("已经投票", "a vote has been cast already"))


def finished(facts: VoteFacts) -> Reasons:
    """Everybody who may has voted, or the chair writes why the vote ends without them."""
    missing = facts.voters - facts.ballots
    return unless(
        missing <= 0 or facts.reason_given,
        "votes-missing",
        (f"还有 {missing} 人未投票", f"votes still missing: {missing}"),
        ("请待其投票，或写明结束理由", "wait for them, or write why the vote ends"),
    )


# --------------------------------------------------------------------------- counting


def confirmed(facts: VoteFacts) -> Reasons:
    """Every page has found its own envelope under the root shown."""
    text = (f"还有 {facts.unconfirmed} 个封套未经本人页面确认", f"envelopes not confirmed: {facts.unconfirmed}")
    return unless(not facts.unconfirmed, "envelopes-unconfirmed", text, ("请待确认或提出异议", "wait, or object"))


def parted(facts: VoteFacts) -> Reasons:
    """Voters and envelopes are parted before anything is opened."""
    text = ("投票人与封套尚未分离", "voters and envelopes are not parted yet")
    return unless(facts.parted, "envelopes-not-parted", text, ("请先分离再开票", "part them before opening"))


def not_counted(facts: VoteFacts) -> Reasons:
    """This teller has not entered a count yet."""
    return unless(not facts.has_counted, "counted-already", ("您已录入计票结果", "you have entered your count"))


def counts_agree(facts: VoteFacts) -> Reasons:
    """Two tellers counted independently and came to the same."""
    if len(facts.counts) < 2:
        text = (f"须两名计票人分别录入，现 {len(facts.counts)} 名", f"two tellers must count: {len(facts.counts)} has")
        return unless(False, "count-missing", text, ("请另一名计票人录入", "let the other teller enter"))
    text = ("两名计票人的结果不一致", "the two counts differ")
    return unless(len(set(facts.counts)) == 1, "counts-differ", text, ("请重新清点", "count again"))


def scanned(facts: VoteFacts) -> Reasons:
    """The signed sheet of a paper vote is there."""
    text = ("缺少签字的计票单扫描件", "the signed sheet is not there")
    return unless(facts.scanned, "scan-missing", text, ("请上传", "upload the scan"))


def count_fits(facts: VoteFacts) -> Reasons:
    """No more ballots were counted than there are voters."""
    ballots = facts.counts[0].ballots if facts.counts else 0
    return unless(
        bool(facts.counts) and ballots <= facts.voters,
        "count-wrong",
        (f"清点 {ballots} 票，可投票者 {facts.voters} 人", f"{ballots} ballots counted, {facts.voters} may vote"),
        ("请重新清点，不符则作废重投", "count again; if it stays so, repeat the vote"),
    )


def as_computed(facts: VoteFacts) -> Reasons:
    """What is to be recorded is what the votes come to."""
    room = Room(facts.members, facts.present, facts.recused, facts.recused_present)
    found = outcome(facts.rules, room, facts.counts[0].yes if facts.counts else 0)
    if isinstance(found, Refusal):
        return (found,)
    words = ("通过", "passed") if found.passed else ("未通过", "not passed")
    return unless(
        facts.stated == found.passed,
        "outcome-wrong",
        (
            f"以 {found.base} 人为基数须 {found.needed} 票，结果应为{words[0]}",
            f"{found.needed} votes needed on a base of {found.base}: {words[1]}",
        ),
        ("请按计算结果登记", "record it as computed"),
        facts.rules.clause("majority"),
    )


# --------------------------------------------------------------------------- repetition


def supervised(facts: VoteFacts) -> Reasons:
    """The supervisor agrees that the vote is repeated."""
    text = ("监管部门尚未同意重新表决", "the supervisor has not agreed to a repetition")
    return unless(facts.supervisor_agrees, "supervisor-not-agreed", text, ("请先取得同意", "ask for it first"))


def ordered(facts: VoteFacts) -> Reasons:
    """A re-examination has ordered the vote anew."""
    text = ("没有复查决定要求重新表决", "no re-examination has ordered a new vote")
    return unless(
        facts.ordered, "not-ordered", text, ("表决已登记，只能经复查重开", "only a re-examination reopens it")
    )
