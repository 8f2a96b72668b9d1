"""The round from draft to closed, as a table; windows in order; extensions with a reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from zhicheng.procedure.application_facts import TierWindow
from zhicheng.procedure.refusal import Refusal
from zhicheng.procedure.roles import ROLES
from zhicheng.procedure.state_table import Condition, State, StateTable, Transition
from zhicheng.procedure.tiers import APPLICANT_TIER, Chain

DRAFT, OPEN, CLOSED = "draft", "open", "closed"

STATES: Final = (
    State(DRAFT, ("尚未开放", "not open yet"), ("筹备中", "being prepared")),
    State(OPEN, ("开放中", "open"), ("开放中", "open")),
    State(CLOSED, ("已结束", "closed"), ("已结束", "closed"), final=True),
)


@dataclass(frozen=True, slots=True)
class Extension:
    """A tier's window is to close later, on ``until``."""

    tier: int
    until: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundFacts:
    """A round and the act in question; nothing has a default.

    ``tracks``: how many tracks it is for. ``chains``: each track's chain, or why it has none. ``numbers``: what
    :func:`notice_rule` answered for each number the round needs; ``windows`` by tier number, the applicant's first.
    """

    today: dt.date
    seen_version: int
    version: int
    tracks: int
    chains: tuple[Chain | Refusal, ...]
    numbers: tuple[object, ...]
    windows: tuple[TierWindow, ...]
    extensions: tuple[Extension, ...]
    reason_given: bool

    @property
    def tiers(self) -> int:
        """How many windows the longest chain needs, the applicant's included."""
        return max((chain.last + 1 for chain in self.chains if isinstance(chain, Chain)), default=0)


def extended(windows: Sequence[TierWindow], extensions: Sequence[Extension]) -> tuple[TierWindow, ...]:
    """The windows with the new ends; an extension of a tier that is not there changes nothing."""
    ends = {extension.tier: extension.until for extension in extensions}
    return tuple(replace(window, closes=ends.get(tier, window.closes)) for tier, window in enumerate(windows))


def windows_refusals(windows: Sequence[TierWindow], tiers: int) -> tuple[Refusal, ...]:
    """Why windows can't be used: one without an end, ending before it begins, or before the tier below it.

    ``tiers`` windows are needed, the applicant's included. Tiers may overlap; they may not end, nor begin, before
    the one below.
    """
    return tuple(_window_faults(windows, tiers))


def _window_faults(windows: Sequence[TierWindow], tiers: int) -> Iterator[Refusal]:
    for tier in range(tiers):
        window = windows[tier] if tier < len(windows) else TierWindow(None, None)
        if window.closes is None:
            yield _fault("window-not-set", tier, "没有截止日期", "has no closing day")
        elif window.opens is not None and window.closes < window.opens:
            yield _fault("window-backwards", tier, "截止早于开始", "closes before it opens")
    for tier in range(1, min(tiers, len(windows))):
        below, here = windows[tier - 1], windows[tier]
        if any(
            first is not None and second is not None and second < first
            for first, second in ((below.opens, here.opens), (below.closes, here.closes))
        ):
            yield _fault(
                "windows-out-of-order", tier, "早于下一级的开始或截止日期", "opens or closes before the tier below"
            )


def _fault(code: str, tier: int, zh: str, en: str) -> Refusal:
    name = tier_name(tier)
    return Refusal(
        code, (f"{name[0]}的办理期{zh}", f"the window of the {name[1]} {en}"), do=("请调整日期", "correct the dates")
    )


def tier_name(tier: int) -> tuple[str, str]:
    """How a tier is called by its number alone: the applicant, the employer, the first department …"""
    if tier == APPLICANT_TIER:
        return ROLES["applicant"]
    return ROLES["employer"] if tier == 1 else (f"第{tier - 1}级主管部门", f"department of tier {tier - 1}")


# --------------------------------------------------------------------------- conditions

Reasons = tuple[Refusal, ...]


def _page_current(facts: RoundFacts) -> Reasons:
    if facts.seen_version == facts.version:
        return ()
    text = ("年度设置在您打开页面之后已有变动", "the round has changed since you opened the page")
    return (Refusal("page-stale", text, do=("请刷新页面后再办理", "reload the page and look again")),)


def _tracks_named(facts: RoundFacts) -> Reasons:
    if facts.tracks:
        return ()
    text = ("没有设定任何评审专业和级别", "the round is for no track")
    return (Refusal("no-track", text, do=("请至少选定一个", "choose at least one")),)


def _tiers_set(facts: RoundFacts) -> Reasons:
    return tuple(chain for chain in facts.chains if isinstance(chain, Refusal))


def _numbers_set(facts: RoundFacts) -> Reasons:
    return tuple(number for number in facts.numbers if isinstance(number, Refusal))


def _windows_in_order(facts: RoundFacts) -> Reasons:
    return windows_refusals(facts.windows, facts.tiers)


def _not_too_late(facts: RoundFacts) -> Reasons:
    closes = facts.windows[APPLICANT_TIER].closes if facts.windows else None
    if closes is None or facts.today <= closes:
        return ()
    text = (f"申报已于 {closes} 截止", f"the applicants' window closed on {closes}")
    return (Refusal("round-too-late", text, do=("请先调整日期", "correct the dates first")),)


def _extension_later(facts: RoundFacts) -> Reasons:
    if not facts.extensions:
        text = ("没有写明延期到哪一天", "no new closing day is given")
        return (Refusal("extension-missing", text, do=("请填写新的截止日期", "give the new closing day")),)
    return tuple(reason for extension in facts.extensions for reason in _extension_faults(facts, extension))


def _extension_faults(facts: RoundFacts, extension: Extension) -> Iterator[Refusal]:
    tier = extension.tier
    closes = facts.windows[tier].closes if 0 <= tier < len(facts.windows) else None
    name = tier_name(tier)
    if closes is None:
        yield _fault("window-not-set", tier, "没有截止日期", "has no closing day")
    elif extension.until <= closes:
        yield Refusal(
            "extension-not-later",
            (
                f"{name[0]}的截止日期只能延后：现为 {closes}",
                f"the window of the {name[1]} can only close later than {closes}",
            ),
            do=("请填写更晚的日期", "give a later day"),
        )
    if extension.until < facts.today:
        text = (f"{extension.until} 已经过去", f"{extension.until} has passed")
        yield Refusal("extension-past", text, do=("请填写今天或以后的日期", "give today or a later day"))


def _extended_in_order(facts: RoundFacts) -> Reasons:
    return windows_refusals(extended(facts.windows, facts.extensions), facts.tiers)


def _reason_given(facts: RoundFacts) -> Reasons:
    if facts.reason_given:
        return ()
    text = ("没有写明理由", "no reason is given")
    return (Refusal("reason-missing", text, do=("请填写理由，将随通知公布", "give the reason; it is published")),)


def _windows_over(facts: RoundFacts) -> Reasons:
    last = max((window.closes for window in facts.windows if window.closes is not None), default=None)
    if last is None or facts.today > last:
        return ()
    text = (f"最后一级办理期到 {last} 止", f"the last window closes on {last}")
    return (Refusal("windows-not-over", text, do=("期满后再结束年度", "close the round after that")),)


_ORDER_CODES: Final = ("window-not-set", "window-backwards", "windows-out-of-order")


def _all(*conditions: Condition[RoundFacts]) -> Mapping[str, Condition[RoundFacts]]:
    return {condition.name: condition for condition in conditions}


ROUND_CONDITIONS: Final = _all(
    Condition("page-current", ("页面是最新的", "the page is current"), ("page-stale",), _page_current),
    Condition("tracks-named", ("已选评审专业和级别", "tracks are chosen"), ("no-track",), _tracks_named),
    Condition("tiers-set", ("各级已定", "tiers are set"), ("tiers-not-set", "tiers-out-of-order"), _tiers_set),
    Condition(
        "numbers-set", ("数字已定", "numbers are set"), ("number-not-set", "number-against-document"), _numbers_set
    ),
    Condition("windows-in-order", ("各级办理期有序", "windows in order"), _ORDER_CODES, _windows_in_order),
    Condition("not-too-late", ("申报期未过", "applicants still have time"), ("round-too-late",), _not_too_late),
    Condition(
        "extension-later",
        ("只能延后", "later than now"),
        ("extension-missing", "window-not-set", "extension-not-later", "extension-past"),
        _extension_later,
    ),
    Condition("extended-in-order", ("延期后仍有序", "still in order then"), _ORDER_CODES, _extended_in_order),
    Condition("reason-given", ("已写明理由", "a reason is given"), ("reason-missing",), _reason_given),
    Condition("windows-over", ("各级办理期已过", "every window is over"), ("windows-not-over",), _windows_over),
)

OFFICES: Final = ("committee-office", "intermediate-committee")
"""Who runs rounds: the office of the committee, senior or intermediate, that the round is for."""

ROUND: Final[StateTable[RoundFacts]] = StateTable(
    "round",
    ("年度", "round"),
    DRAFT,
    STATES,
    (
        Transition(
            DRAFT,
            "open",
            OFFICES,
            ("page-current", "tracks-named", "tiers-set", "numbers-set", "windows-in-order", "not-too-late"),
            OPEN,
            ("开放", "open"),
        ),
        Transition(
            OPEN,
            "extend",
            OFFICES,
            ("page-current", "extension-later", "extended-in-order", "reason-given"),
            OPEN,
            ("延期", "extend"),
        ),
        Transition(OPEN, "close", OFFICES, ("page-current", "windows-over"), CLOSED, ("结束", "close")),
    ),
    ROUND_CONDITIONS,
    ROLES,
)
"""The round's table."""
