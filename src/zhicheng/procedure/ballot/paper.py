"""The plain alternative: cards in a box, two tellers who enter their counts without seeing each other's, a scan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from zhicheng.procedure.ballot.meeting import Majority, Tally, attendance_refusals, base_of, passed
from zhicheng.procedure.canonical import sha256
from zhicheng.procedure.refusal import ActRefused, Refusal

PAPER_VOTE: Final = "zhicheng-paper-vote/1"
COUNTING: Final = "counting"
RECOUNT: Final = "recount"
AGREED: Final = "agreed"


@dataclass(frozen=True, slots=True)
class PaperApplicant:
    """An applicant voted on by cards: who missed the deliberation, who is recused."""

    applicant: str
    missed: frozenset[str] = frozenset()
    recused: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class PaperVote:
    """A vote by cards: codes of members, those present, attendance, majority and where both are written."""

    meeting: str
    vote: str
    members: tuple[str, ...]
    present: tuple[str, ...]
    applicants: tuple[PaperApplicant, ...]
    majority: Majority
    majority_source: str
    attendance: Fraction
    attendance_source: str

    def there(self, one: PaperApplicant) -> frozenset[str]:
        """Who is present and was at the deliberation."""
        return frozenset(self.present) - one.missed

    def cards(self, one: PaperApplicant) -> int:
        """Cards handed out: one for each who may vote."""
        return len(self.there(one) - one.recused)


@dataclass(frozen=True, slots=True)
class Entry:
    """What one teller counted for one applicant; entered alone, not shown to the other before both are in."""

    teller: str
    yes: int
    no: int
    blank: int
    spoiled: int

    @property
    def figures(self) -> tuple[int, int, int, int]:
        """The four counts."""
        return self.yes, self.no, self.blank, self.spoiled


def opening_refusals(vote: PaperVote) -> tuple[Refusal, ...]:
    """Why no vote opens: too few members for an applicant."""
    return tuple(
        reason
        for one in vote.applicants
        for reason in attendance_refusals(vote.attendance, vote.members, vote.there(one))
    )


def entry_refusals(cards: int, entry: Entry, before: Sequence[Entry], tellers: tuple[str, str]) -> tuple[Refusal, ...]:
    """Why an entry is not taken; empty when it is.

    ``before``: the entries of this applicant so far, in order; ``tellers``: the two, distinct. Each teller enters once
    in each count; a count holds no more cards than were handed out.
    """
    if entry.teller not in tellers or tellers[0] == tellers[1]:
        return (Refusal("not-a-teller", ("不是本次计票人", "not one of the two tellers")),)
    if any(figure < 0 for figure in entry.figures) or sum(entry.figures) > cards:
        return (
            Refusal(
                "too-many-cards",
                (f"票数合计 {sum(entry.figures)}，应在 0 至发出的 {cards} 张之间", f"not between 0 and {cards} cards"),
                do=("请重新清点", "count again"),
            ),
        )
    open_round = before[len(before) // 2 * 2 :]
    if any(one.teller == entry.teller for one in open_round):
        return (
            Refusal("entered-already", ("本次清点您已录入，请等待另一位计票人", "wait for the other teller's entry")),
        )
    return ()


def standing(entries: Sequence[Entry]) -> str:
    """How the count of an applicant stands: ``counting``, ``recount`` (the two differ), ``agreed``."""
    if len(entries) < 2 or len(entries) % 2:
        return COUNTING
    return AGREED if entries[-1].figures == entries[-2].figures else RECOUNT


def counted(vote: PaperVote, one: PaperApplicant, entries: Sequence[Entry]) -> Tally:
    """The agreed count; cards that are not in the box are missing and stay in the base.

    Raises:
        ActRefused: ``count-not-agreed``.
    """
    if standing(entries) != AGREED:
        raise ActRefused(
            Refusal(
                "count-not-agreed",
                ("两位计票人的结果尚未一致", "the two tellers have not agreed"),
                do=("请重新清点", "count again"),
            )
        )
    yes, no, blank, spoiled = entries[-1].figures
    return Tally(yes, no, blank, spoiled, vote.cards(one) - yes - no - blank - spoiled)


def record(vote: PaperVote, entries: Mapping[str, Sequence[Entry]], scan: bytes) -> dict[str, Any]:
    """The record of the vote (format page, section 13). ``scan``: the signed sheet, as scanned.

    Raises:
        ActRefused: no vote could open, a count is not agreed, or there is no scan.
    """
    reasons = list(opening_refusals(vote))
    if not scan:
        reasons.append(Refusal("no-scan", ("缺少签字的计票单扫描件", "the scan of the signed sheet is missing")))
    if reasons:
        raise ActRefused(reasons)
    tallies = {one.applicant: counted(vote, one, entries.get(one.applicant, ())) for one in vote.applicants}
    return {
        "format": PAPER_VOTE,
        "meeting": vote.meeting,
        "vote": vote.vote,
        "attendance": {"share": _written(vote.attendance), "source": vote.attendance_source},
        "majority": {
            "share": _written(vote.majority.share),
            "base": vote.majority.base,
            "recused": "counted" if vote.majority.recused_counted else "not-counted",
            "source": vote.majority_source,
        },
        "members": sorted(vote.members),
        "present": sorted(vote.present),
        "applicants": [
            {"applicant": one.applicant, "missed": sorted(one.missed), "recused": sorted(one.recused)}
            for one in vote.applicants
        ],
        "counts": [_count(vote, one, tallies[one.applicant], entries[one.applicant]) for one in vote.applicants],
        "scan": {"sha256": sha256(scan), "bytes": len(scan)},
        "results": [_result(vote, one, tallies[one.applicant]) for one in vote.applicants],
    }


def _count(vote: PaperVote, one: PaperApplicant, tally: Tally, entries: Sequence[Entry]) -> dict[str, Any]:
    return {
        "applicant": one.applicant,
        "cards": vote.cards(one),
        "in_box": tally.cast,
        "yes": tally.yes,
        "no": tally.no,
        "blank": tally.blank,
        "spoiled": tally.spoiled,
        "counted_by": sorted(entry.teller for entry in entries[-2:]),
        "recounts": len(entries) // 2 - 1,
    }


def _result(vote: PaperVote, one: PaperApplicant, tally: Tally) -> dict[str, Any]:
    base = base_of(vote.majority, vote.members, vote.there(one), one.recused)
    return {
        "applicant": one.applicant,
        "yes": tally.yes,
        "no": tally.no,
        "blank": tally.blank,
        "spoiled": tally.spoiled,
        "missing": tally.missing,
        "base": base,
        "passed": passed(vote.majority, tally.yes, base),
    }


def _written(share: Fraction) -> str:
    return f"{share.numerator}/{share.denominator}"
