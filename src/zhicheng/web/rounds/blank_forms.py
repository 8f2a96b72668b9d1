"""The forms of a round to download: empty, with the round's own title and templates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from zhicheng.documents.data import ExceptionalPromotion, MaterialList, PerformanceStatement, ReviewForm
from zhicheng.documents.office import ContinuingEducationSheet, EntrustingLetter, PostInformation, RecommendationRoster
from zhicheng.documents.registry import DOCUMENTS, kind_of_form
from zhicheng.documents.render import Rendered, render
from zhicheng.policy.round import Form
from zhicheng.procedure.roles import ROLES
from zhicheng.web.rounds.models import Round
from zhicheng.web.rounds.queries import templates_of
from zhicheng.web.rounds.setting import notice_of, pack_for

Pair = tuple[str, str]

_BLANK: Final[Mapping[str, Callable[[str, str], Any]]] = {
    "review-form": lambda round_, title: ReviewForm(round_, "", "", title, ""),
    "performance-statement": lambda _, title: PerformanceStatement("", "", title, ""),
    "post-information": lambda round_, _: PostInformation("", round_),
    "exceptional-promotion": lambda _, title: ExceptionalPromotion("", "", title, ""),
    "material-list": lambda round_, title: MaterialList("", "", title, round_),
    "entrusting-letter": lambda round_, _: EntrustingLetter("", "", round_, ()),
    "recommendation-roster": lambda round_, _: RecommendationRoster(round_, "", ()),
    "continuing-education-sheet": lambda round_, _: ContinuingEducationSheet(round_, ""),
}
"""Documents that make sense empty, each from the round's title and the title applied for."""


@dataclass(frozen=True, slots=True)
class FormShown:
    """A form that the notice wants: what it says, who hands it in, how many copies; where it can be downloaded."""

    say: Pair
    who: Pair
    copies: int | None
    clause: str
    document: str
    formats: tuple[str, ...]


def forms_shown(round_: Round) -> tuple[FormShown, ...]:
    """The forms that the round's notice wants, or where it names none all that are made here."""
    asked = notice_of(round_).forms_of(round_.track)
    if asked:
        return tuple(_asked(form) for form in asked)
    kinds = (DOCUMENTS[key] for key in _BLANK)
    return tuple(FormShown(kind.title, ("", ""), None, "", kind.key, kind.formats) for kind in kinds)


def _asked(form: Form) -> FormShown:
    kind = kind_of_form(form.say[0])
    here = kind is not None and kind.key in _BLANK
    return FormShown(
        form.say,
        ROLES.get(form.who, (form.who, form.who)),
        form.copies,
        "、".join(form.cite),
        kind.key if kind is not None and here else "",
        kind.formats if kind is not None and here else (),
    )


def blank_form(round_: Round, document: str, format: str, issued_at: dt.datetime) -> Rendered | None:
    """A form of the round, empty; ``None``: there is no such form to fill in by hand.

    Raises:
        Refused: the round's own template fails on empty data.
    """
    make = _BLANK.get(document)
    if make is None or format not in DOCUMENTS[document].formats:
        return None
    data = make(round_.title_zh, pack_for(round_).about(round_.level)[0])
    return render(document, data, format, issued_at=issued_at, templates=templates_of(round_))
