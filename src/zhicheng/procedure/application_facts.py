"""What has to be known of an application before an act on it can be judged."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from zhicheng.procedure.calendar_years import Calendar
from zhicheng.procedure.notices import NoticeFacts, NoticeRule
from zhicheng.procedure.refusal import Refusal
from zhicheng.procedure.tiers import Chain

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class TierWindow:
    """From when to when a tier may act, whole days in China time, both included.

    ``opens`` ``None``: from the opening of the round. ``closes`` ``None``: the round has set no end, and nothing
    can be done until it has. ``clause`` cites the notice of the round.
    """

    opens: dt.date | None
    closes: dt.date | None
    clause: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationFacts:
    """An application and the act in question, as they are now. Nothing has a default: nothing is guessed.

    The day and the way so far:
        today: the day in China time.
        chain, tier: the way of the track, and the number of the tier that holds the application (0: applicant; while
            items are returned, the tier that returned them).
        windows: by tier number, the applicant's first.
        round_open: the round is open.
        demonstration: the round is a demonstration, in which a draft may be tried out.
    Who acts:
        party: who acts is the applicant, or belongs to the organisation that holds the application now (to settle
            an objection: to its employer, wherever the application is).
        seen_version, version: the version on the page that the act was sent from, and the one stored.
    The papers:
        policy_draft: the policy is a draft, not in force.
        way_chosen, commitment_given: the way in is chosen, the truth of the papers is warranted.
        missing_papers: the papers still missing, by name.
        experts_needed, experts_confirmed: recommending experts for the way chosen, and those who have confirmed.
        items_unanswered: items returned that the applicant has not answered yet.
        items_marked: items that the act returns, each with a typed reason.
    The employer:
        records_unchecked, records_disputed: records not yet checked against the papers, and records found not to
            agree with them.
        statement_given: the statement on conduct is there.
        competition_missing: steps of the competition for posts not recorded (public institutions; else empty).
        notice, notice_rule, calendar: the notice in the unit, its rule (or why there is none), the working days.
    What the act brings:
        reason_given, opinion_given: a reason, an opinion is written.
        rostered: the application stands on the roster that goes with the batch.
        forms_missing: forms that this tier must hand on with the batch and that are not there, by name.
    """

    today: dt.date
    chain: Chain
    tier: int
    windows: tuple[TierWindow, ...]
    round_open: bool
    demonstration: bool
    party: bool
    seen_version: int
    version: int
    policy_draft: bool
    way_chosen: bool
    commitment_given: bool
    missing_papers: tuple[Pair, ...]
    experts_needed: int
    experts_confirmed: int
    items_unanswered: int
    items_marked: int
    records_unchecked: int
    records_disputed: int
    statement_given: bool
    competition_missing: tuple[Pair, ...]
    notice: NoticeFacts
    notice_rule: NoticeRule | Refusal
    calendar: Calendar
    reason_given: bool
    opinion_given: bool
    rostered: bool
    forms_missing: tuple[Pair, ...]

    def window(self, tier: int) -> TierWindow:
        """The window of a tier; one without an end where the round sets none for it."""
        return self.windows[tier] if 0 <= tier < len(self.windows) else TierWindow(None, None)
