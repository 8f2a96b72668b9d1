"""What a violation brings under a track's own document: its consequences, for how long, and to whom.

366 revokes and keeps a record that is considered later; the 2019 plan also bars, when the case is serious, for the
years after the year of the review. Nothing is added that the document does not say.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from zhicheng.policy.attachments import Consequence
from zhicheng.procedure.refusal import Refusal
from zhicheng.procedure.review.building import Reasons
from zhicheng.procedure.review.rules import ReviewRules
from zhicheng.vocabulary.dates import add_years

RECORD, REVOCATION, DISQUALIFIED, RETURNED, BAR, CRITICISED = (
    "integrity-record",
    "revocation",
    "disqualified",
    "returned",
    "bar",
    "criticised",
)
NAMES: Final[Mapping[str, tuple[str, str]]] = {
    RECORD: ("记入诚信档案", "integrity record"),
    REVOCATION: ("撤销资格、收回证书", "revocation"),
    DISQUALIFIED: ("取消评审资格", "disqualification"),
    RETURNED: ("退回材料、取消当年资格", "papers returned, this year's eligibility lost"),
    BAR: ("一定年限内不得申报", "bar from applying"),
    CRITICISED: ("对所在单位通报批评", "public criticism of the employer"),
}
"""Consequences for an applicant's violation, and how they are called."""

_SAME: Final = {"withdrawn": REVOCATION, "certificate-withdrawn": REVOCATION}
_ADDED: Final = (
    "any-of-these",
    "any-of-these-this-year",
    "serious-case",
    "title-already-given",
    "employer-of-the-applicant",
)
"""Entries of a pack that add to every violation of an applicant rather than being one."""
_OTHERS: Final = (
    "false-applicant-or-employer",
    "breach-of-discipline",
    "unfair-review",
    "no-improvement",
    "breach-by-staff-or-experts",
)
"""Entries about employers, staff, experts or the body that reviews; they are pursued outside the review."""


@dataclass(frozen=True, slots=True)
class Due:
    """A consequence that is due: what, for how many years (``None``: not limited in years), and its clause."""

    kind: str
    years: int | None
    clause: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry in the integrity record: under which track, since when, for which year's review, barred or not."""

    track: str
    entered_on: dt.date
    review_year: int
    barred: bool = False
    annulled: bool = False


def offences(rules: ReviewRules) -> tuple[str, ...]:
    """The violations of applicants that the document names, in its order."""
    return tuple(item.offence for item in rules.consequences if item.offence not in (*_ADDED, *_OTHERS))


def due(rules: ReviewRules, offence: str, *, serious: bool, title_given: bool) -> tuple[Due, ...] | Refusal:
    """What an established violation brings; a refusal when the document does not name it, or a number is not set.

    A title can only be revoked where one was given, a candidate only be disqualified where none was.
    """
    if offence not in offences(rules):
        names = "、".join(offences(rules)) or "无"
        return Refusal(
            "offence-not-named",
            (f"本文件没有规定“{offence}”", f"the document does not name '{offence}'"),
            do=(f"可选：{names}", f"it names: {', '.join(offences(rules)) or 'none'}"),
        )
    found: dict[str, Due] = {}
    for item in rules.consequences:
        if item.offence == offence or (item.offence in _ADDED and (serious or item.offence != "serious-case")):
            for kind in (_SAME.get(word, word) for word in item.then):
                one = _due(rules, kind, item, title_given)
                if isinstance(one, Refusal):
                    return one
                if one is not None:
                    found.setdefault(kind, one)
    return tuple(found[kind] for kind in sorted(found))


def _due(rules: ReviewRules, kind: str, item: Consequence, title_given: bool) -> Due | Refusal | None:
    if kind not in NAMES or (kind == REVOCATION and not title_given):
        return None
    if kind in (DISQUALIFIED, RETURNED) and title_given:
        return None
    clause = "、".join(item.cite)
    if kind in (RECORD, BAR):
        number = rules.number("integrity_record_years" if kind == RECORD else "bar_years")
        return number if isinstance(number, Refusal) else Due(kind, number.whole, number.clause)
    return Due(kind, None, clause)


def record_until(rules: ReviewRules, entered_on: dt.date) -> dt.date | Refusal:
    """The day on which an entry of ``entered_on`` ends: it counts until the day before."""
    number = rules.number("integrity_record_years")
    return number if isinstance(number, Refusal) else add_years(entered_on, number.whole)


def barred_years(rules: ReviewRules, review_year: int) -> range:
    """The years in which a serious case of ``review_year`` bars from applying: from the next year on."""
    number = rules.stated("bar_years")
    return range(review_year + 1, review_year + 1 + (number.whole if number is not None else 0))


def bar_refusals(rules: ReviewRules, entries: Sequence[Entry], year: int) -> Reasons:
    """Why somebody with these entries may not apply under this track in ``year``; empty when they may.

    A bar binds under the document that ordered it; under others the entry is shown (:func:`entries_shown`).
    """
    pack = rules.track.partition("/")[0]
    for entry in entries:
        years = barred_years(rules, entry.review_year)
        if entry.barred and not entry.annulled and entry.track.partition("/")[0] == pack and year in years:
            text = (
                f"{years.start}至{years.stop - 1}年不得申报",
                f"no application from {years.start} to {years.stop - 1}",
            )
            do = (f"{years.stop}年起可以申报", f"possible from {years.stop}")
            return (Refusal("barred", text, rules.clause("bar_years"), do),)
    return ()


def entries_shown(rules_of: Mapping[str, ReviewRules], entries: Sequence[Entry], as_of: dt.date) -> tuple[Entry, ...]:
    """The entries that still count on ``as_of``, each by the years of the track it was made under.

    An entry whose years nobody has set still counts.
    """
    found = []
    for entry in entries:
        until = record_until(rules_of[entry.track], entry.entered_on)
        if not entry.annulled and (isinstance(until, Refusal) or as_of < until):
            found.append(entry)
    return tuple(found)
