"""The forms by which a dossier is filled: which one is open, and what it asks first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zhicheng.dossier.kinds import KINDS
from zhicheng.dossier.model import Dossier
from zhicheng.policy.core import Track
from zhicheng.policy.pack import Pack
from zhicheng.report.phrases import Lang
from zhicheng.vocabulary.labels import Pair
from zhicheng.vocabulary.problems import Problem, Refused
from zhicheng.web.dossier_forms.asked import applicant_facts_asked, claimable, facts_asked_by
from zhicheng.web.dossier_forms.facts_form import FactsOfApplicantForm, facts_form
from zhicheng.web.dossier_forms.record_form import RecordForm, record_form
from zhicheng.web.dossier_forms.state import next_id, record_called, with_facts, with_record
from zhicheng.web.public.policies import library

PREFIX = "r"
Form = RecordForm | FactsOfApplicantForm


@dataclass(frozen=True)
class Opened:
    """A form that is open: the applicant's facts, a new record, or one that is there (``id``)."""

    name: str
    form: Form
    id: str | None = None

    def filled_in(self, dossier: Dossier) -> Dossier:
        """The dossier with what the form says.

        Raises:
            ValueError: the form holds errors.
            Refused: the record's id is taken, or there are too many records.
        """
        if isinstance(self.form, RecordForm):
            if not self.form.is_valid() or self.form.record is None:
                raise ValueError("the form does not hold a valid record")
            return with_record(dossier, self.form.record, self.id)
        if not self.form.is_valid() or self.form.applicant is None:
            raise ValueError("the form does not hold valid facts")
        return with_facts(dossier, self.form.applicant)


def opened(
    name: str, dossier: Dossier, lang: Lang, data: Mapping[str, Any] | None, chosen: tuple[Pack, str] | None
) -> Opened:
    """The form called ``facts``, ``new:<kind>`` or ``edit:<record>``; filled with ``data`` where it came back.

    What the chosen track asks comes first; without one, what any track asks.

    Raises:
        Refused: there is no such form, or the record is gone.
    """
    tracks = [pack.track(level) for pack, level in ([chosen] if chosen else library.every_track())]
    what, _, which = name.partition(":")
    if what == "facts":
        asked = frozenset(fact for track in tracks for fact in applicant_facts_asked(track))
        return Opened("facts", facts_form(data, dossier.applicant, lang, asked, PREFIX))
    if what == "edit":
        record = record_called(dossier, which)
        kind = str(record.__dict__["kind"])
        form = _record_form(kind, data, record, lang, tracks, chosen, "")
        return Opened(name, form, which)
    if what == "new" and which in KINDS:
        form = _record_form(which, data, None, lang, tracks, chosen, next_id(dossier, which))
        return Opened(name, form)
    raise _no_form(name)


def _record_form(
    kind: str,
    data: Mapping[str, Any] | None,
    record: Any,
    lang: Lang,
    tracks: list[Track],
    chosen: tuple[Pack, str] | None,
    new_id: str,
) -> RecordForm:
    return record_form(
        kind,
        data,
        record,
        lang,
        facts_asked_by(tracks, kind),
        PREFIX,
        new_id=new_id,
        papers=papers_of(chosen[0], kind) if chosen else None,
        claimable=claimable(tracks[0], kind) if chosen else None,
    )


def papers_of(pack: Pack, kind: str) -> dict[str, Pair]:
    """The papers that a document wants for a kind of record, by the word that stands for each."""
    wanted = ((pack.trees.get("evidence") or {}).get("records") or {}).get(kind) or []
    return {str(paper["paper"]): (str(paper["say"]), str(paper["en"])) for paper in wanted}


def _no_form(name: str) -> Refused:
    return Refused(
        [
            Problem(
                "",
                "",
                (f"没有“{name[:40]}”这种表单", f"there is no form '{name[:40]}'"),
                ("请返回自查页重新选择", "go back to the self-check and choose again"),
            )
        ]
    )
