"""Remarks beside an act: they never stand in its way.

Two kinds. What the document says "as a rule", or leaves to judgement, is remarked on with its clause. Rules that are
recalled from texts not at hand (人社部令第40号, 浙人社发〔2020〕47号) are remarked on as unverified: the number of
their article may be off, and nobody is refused anything because of them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from zhicheng.procedure.review.building import ActFacts
from zhicheng.procedure.review.committee_states import CommitteeFacts
from zhicheng.procedure.review.consequences import Entry, entries_shown
from zhicheng.procedure.review.experts import pool_term_over
from zhicheng.procedure.review.meeting_states import MeetingFacts
from zhicheng.procedure.review.result_states import ResultFacts
from zhicheng.procedure.review.rules import ReviewRules
from zhicheng.procedure.review.vote_facts import VoteFacts

DECREE: Final = "人社部令第40号"


@dataclass(frozen=True, slots=True)
class Caution:
    """A remark: a stable code, a sentence in two languages, its source; ``verified``: the source was at hand."""

    code: str
    text: tuple[str, str]
    source: str
    verified: bool

    def sentence(self, lang: str = "zh") -> str:
        """The remark with its source, and a mark where the source was not at hand."""
        if lang == "zh":
            return f"{self.text[0]}（{self.source}{'' if self.verified else '，凭记忆，未核对原文'}）"
        return f"{self.text[1]} ({self.source}{'' if self.verified else ', recalled, not checked'})"


@dataclass(frozen=True, slots=True)
class Recalled:
    """A rule recalled from a text not at hand: what it says and where it is thought to stand."""

    name: str
    text: tuple[str, str]
    source: str


UNVERIFIED: Final[Mapping[str, Recalled]] = {
    rule.name: rule
    for rule in (
        Recalled("odd", ("评委会人数应为单数", "a committee is odd in number"), f"{DECREE}约第十条"),
        Recalled("secret", ("表决应无记名", "the ballot is secret"), f"{DECREE}约第二十条"),
        Recalled("recusal", ("有利害关系的专家应当回避", "experts concerned withdraw"), f"{DECREE}约第二十五条"),
        Recalled("seal", ("结果由主任签字并加盖评委会印章", "signed and sealed"), f"{DECREE}约第二十二条"),
        Recalled("reexamination", ("申报人可以申请复查", "applicants may ask again"), f"{DECREE}约第二十七条"),
    )
}
"""Every rule that is only recalled, by name."""


def cautions(table: str, act: str, facts: ActFacts) -> tuple[Caution, ...]:
    """The remarks on an act of a table (by its name) with these facts; empty when there is nothing to say."""
    found = _REMARKS.get((table, act))
    return tuple(found(facts)) if found is not None else ()


def entry_cautions(
    rules: ReviewRules, rules_of: Mapping[str, ReviewRules], entries: Sequence[Entry], as_of: dt.date
) -> tuple[Caution, ...]:
    """The remarks that an applicant's entries in the integrity record make on an application under ``rules``.

    ``rules_of`` has the rules of every track an entry was made under.
    """
    shown = entries_shown(rules_of, entries, as_of)
    clause = rules.clause("record-considered")
    return tuple(
        Caution(
            "integrity-record",
            (f"{one.entered_on} 起有诚信档案记录", f"an entry in the integrity record since {one.entered_on}"),
            clause or rules_of[one.track].clause("integrity_record_years"),
            True,
        )
        for one in shown
    )


def _recalled(name: str, code: str, text: tuple[str, str]) -> Caution:
    return Caution(code, text, UNVERIFIED[name].source, False)


def _constitute(facts: CommitteeFacts) -> Iterator[Caution]:
    if not facts.rules.duty("odd") and facts.accepted % 2 == 0:
        text = (f"评委会 {facts.accepted} 人，不是单数", f"the committee has {facts.accepted} members, an even number")
        yield _recalled("odd", "committee-even", text)


def _draw(facts: CommitteeFacts) -> Iterator[Caution]:
    term = facts.rules.stated("pool_term_years")
    if term is not None and term.usual:
        for reason in pool_term_over(facts.rules, facts.pool_adjusted_on, facts.today):
            yield Caution(reason.code, reason.text, reason.clause, True)


def _ballot(facts: VoteFacts) -> Iterator[Caution]:
    if not facts.rules.duty("secret") and not facts.secret:
        yield _recalled("secret", "ballot-not-secret", ("表决方式不是无记名投票", "the ballot is not secret"))


def _cast(facts: VoteFacts) -> Iterator[Caution]:
    if not facts.rules.duty("in-deliberation") and not facts.voter_deliberated:
        text = ("未全程参加评议", "the voter was not there for the whole deliberation")
        yield Caution("voter-left", text, facts.rules.clause("vote"), True)


def _sign(facts: MeetingFacts) -> Iterator[Caution]:
    if not facts.rules.has("announce-vote") and not facts.sealed:
        text = ("评审结果未加盖评审委员会印章", "the result does not bear the committee's seal")
        yield _recalled("seal", "seal-missing", text)


def _publish(facts: ResultFacts) -> Iterator[Caution]:
    count = facts.reexaminations_open
    if count:
        text = (f"还有 {count} 件复查申请未办结", f"re-examinations not decided: {count}")
        yield _recalled("reexamination", "reexamination-open", text)


def _ask(_: ActFacts) -> Iterator[Caution]:
    text = ("现有文件没有规定复查的程序和期限", "no document at hand orders how and until when")
    yield _recalled("reexamination", "reexamination-unwritten", text)


_REMARKS: Final[Mapping[tuple[str, str], Callable[[Any], Iterator[Caution]]]] = {
    ("committee", "constitute"): _constitute,
    ("committee", "record-draw"): _draw,
    ("vote", "open"): _ballot,
    ("vote", "hand-out"): _ballot,
    ("vote", "cast"): _cast,
    ("vote", "take-card"): _cast,
    ("meeting", "sign"): _sign,
    ("result", "publish"): _publish,
    ("reexamination", "ask"): _ask,
}
