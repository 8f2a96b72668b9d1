"""What later parts of the platform tell the review about themselves; each names its facts when it is loaded.

The review's own table asks for the state of meeting and result, for certificates still due and matters pending; those
parts are built on this one, which can't import them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from zhicheng.web.rounds.models import Round

Fact = Callable[[Round], Any]

_NOTHING_YET: Final[dict[str, Any]] = {
    "unrecommended": 0,
    "plan_approved": False,
    "committee_formed": False,
    "meeting_state": "",
    "result_state": "",
    "certificates_due": 0,
    "pending": 0,
}
"""The facts there are, and what each is before its part has anything to say."""
_FACTS: dict[str, list[Fact]] = {}


def add_fact(name: str, fact: Fact) -> None:
    """Let a part tell one of the facts; several parts may tell counts, which are added up; of anything else what the last part
    has to say counts.

    Raises:
        KeyError: nobody asks for such a fact.
    """
    _NOTHING_YET[name]
    told = _FACTS.setdefault(name, [])
    if fact not in told:
        told.append(fact)


def facts_of(round_: Round) -> dict[str, Any]:
    """All the facts, as the parts tell them now."""
    return {name: _told(name, nothing, round_) for name, nothing in _NOTHING_YET.items()}


def _told(name: str, nothing: Any, round_: Round) -> Any:
    said = [fact(round_) for fact in _FACTS.get(name, ())]
    if not said:
        return nothing
    if isinstance(nothing, int) and not isinstance(nothing, bool):
        return sum(said)
    return next((one for one in reversed(said) if one), nothing)
