"""The applications of a round as rows in the province's columns."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from zhicheng.documents.office import RecommendationRoster, RosterRow
from zhicheng.documents.words import EDUCATION
from zhicheng.policy.core import Track
from zhicheng.policy.core.conditions import Score
from zhicheng.web.rounds.models import Round
from zhicheng.web.rounds.setting import pack_for, setting_of
from zhicheng.web.visibility.scope import visible
from zhicheng.web.visibility.standing import Standing

LEVEL_WORDS: Final[Mapping[str, str]] = {
    "engineer": "intermediate",
    "senior-engineer": "vice-senior",
    "professorate-senior-engineer": "full-senior",
}
"""级别 of the province's columns by the level of a track."""


@dataclasses.dataclass(frozen=True, slots=True)
class OfficeRow(RosterRow):
    """A row whose education the papers don't state: that cell stays empty."""

    @property
    def education_label(self) -> str:
        """最高学历 as printed; empty where no paper states it."""
        return EDUCATION[self.education][0] if self.education else ""


def roster_of(standing: Standing, round_: Round, day: dt.date) -> RecommendationRoster:
    """The roster of the round's applications that this person may export, by serial."""
    rows = visible(standing, "export", round_.applications.all()).distinct()
    found = rows.prefetch_related("submissions").order_by("serial", "pk")
    return RecommendationRoster(round_.title_zh, round_.office.name, tuple(_rows(round_, found)), filled_on=day)


def rows_of(round_: Round, applications: Iterable[Any]) -> tuple[RosterRow, ...]:
    """These applications as rows in the province's columns, in the order given."""
    return tuple(_rows(round_, applications))


def _rows(round_: Round, applications: Iterable[Any]) -> Iterator[OfficeRow]:
    title = pack_for(round_).about(round_.level)[0]
    track = setting_of(round_).track()
    for one in applications:
        yield _row(one, title, LEVEL_WORDS[round_.level], track)


def _row(one: Any, title: str, level: str, track: Track) -> OfficeRow:
    kept = dict(one.extra.get("roster", {}))
    since = kept.pop("present_title_on", None)
    handed_in = max(one.submissions.all(), key=lambda row: row.number, default=None)
    dossier = handed_in.dossier if handed_in is not None else {}
    own = {
        "title_applied": title,
        "level": level,
        "way_in": way_word(track, one.way_in),
        "education": _education(dossier),
    }
    return OfficeRow(
        name=one.name,
        unit=one.employer_name,
        specialty=one.specialty,
        number=one.serial or None,
        present_title_on=dt.date.fromisoformat(since) if since else None,
        **{**own, **kept},
    )


def way_word(track: Track, key: str) -> str:
    """The word of 申报方式 for a way in: by landmark, by self-score, exceptional, re-evaluation, else normal."""
    if any(clause.key == key for clause in track.landmarks):
        return "landmark"
    clause = next((one for one in track.routes if one.key == key), None)
    if clause is None:
        return "normal"
    if any(isinstance(node, Score) for node in _nodes(clause)):
        return "score"
    if clause.say.startswith("破格"):
        return "exceptional"
    return "re-evaluation" if "转评" in clause.say else "normal"


def _nodes(node: object) -> Iterator[object]:
    """A condition and everything in it."""
    yield node
    if dataclasses.is_dataclass(node) and not isinstance(node, type):
        for field in dataclasses.fields(node):
            yield from _nodes(getattr(node, field.name))
    elif isinstance(node, (tuple, list)):
        for part in node:
            yield from _nodes(part)


def _education(dossier: Mapping[str, Any]) -> str:
    """The highest degree that the papers state; empty where they state none."""
    order = list(EDUCATION)
    levels = [str(one.get("level")) for one in dossier.get("records", ()) if one.get("kind") == "degree"]
    return min((word for word in levels if word in order), key=order.index, default="")
