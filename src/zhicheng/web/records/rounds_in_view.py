"""The rounds that decide what is asked of a person: those they are applying in, and those that are open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from zhicheng.policy.core import Track
from zhicheng.procedure.refusal import ActRefused
from zhicheng.verdict.setting import Setting
from zhicheng.web.dossier_forms.asked import applicant_facts_asked, claimable, facts_asked_by
from zhicheng.web.rounds.models import Round
from zhicheng.web.rounds.setting import setting_of
from zhicheng.web.site.prepared import Prepared
from zhicheng.web.visibility.scope import visible
from zhicheng.web.visibility.standing import Standing


@dataclass(frozen=True, slots=True)
class RoundInView:
    """A round with its setting; ``begun``: the person has an application in it."""

    round: Round
    setting: Setting
    begun: bool


def rounds_in_view(standing: Standing) -> tuple[RoundInView, ...]:
    """The rounds of the person's applications first, then the others that are open.

    A round whose policy pack is no longer the one it was set up with asks nothing here: its own page says why.
    """
    found = []
    for round_ in _IN_VIEW(standing):
        try:
            found.append(RoundInView(round_, setting_of(round_), round_.begun))
        except ActRefused:
            continue
    return tuple(found)


def _rows_in_view(standing: Standing) -> QuerySet[Any]:
    applications = Round._meta.get_field("applications").related_model
    mine = applications._default_manager.filter(round=OuterRef("pk"), applicant=standing.person).exclude(
        state="withdrawn"
    )
    seen = visible(standing, "view", Round.objects.annotate(begun=Exists(mine)))
    return seen.filter(Q(begun=True) | Q(state="open")).order_by("-begun", "-year", "pk")  # type: ignore[misc]


_IN_VIEW: Final[Prepared[Any]] = Prepared(_rows_in_view)


def that_decide(rounds: tuple[RoundInView, ...]) -> tuple[RoundInView, ...]:
    """Those by which a form is ordered and papers are counted: the person's own, where there are any."""
    return tuple(one for one in rounds if one.begun) or rounds


def tracks_of(rounds: tuple[RoundInView, ...]) -> tuple[Track, ...]:
    """The rules of these rounds."""
    return tuple(one.setting.track() for one in rounds)


def domains_of(rounds: tuple[RoundInView, ...]) -> tuple[str, ...] | None:
    """The technical domains that the documents of these rounds name; ``None`` (all) without a round."""
    named = [str(word) for one in rounds for word in one.setting.pack.trees["pack"].get("domains") or ()]
    return tuple(dict.fromkeys(named)) or None


def facts_first(rounds: tuple[RoundInView, ...], kind: str) -> frozenset[str] | None:
    """The facts of a kind that these rounds ask; ``None`` (show all) where none looks at the kind."""
    return facts_asked_by(tracks_of(rounds), kind) or None


def applicant_facts_first(rounds: tuple[RoundInView, ...]) -> frozenset[str] | None:
    """The applicant's facts that these rounds ask; ``None`` (show all) without a round."""
    return frozenset(fact for track in tracks_of(rounds) for fact in applicant_facts_asked(track)) or None


def claims_offered(rounds: tuple[RoundInView, ...], kind: str) -> Mapping[str, tuple[str, ...]]:
    """The levels that may be claimed for a kind under any of these rounds."""
    found: dict[str, dict[str, None]] = {}
    for track in tracks_of(rounds):
        for term, words in claimable(track, kind).items():
            found.setdefault(term, {}).update(dict.fromkeys(words))
    return {term: tuple(words) for term, words in found.items()}
