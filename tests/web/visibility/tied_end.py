"""Rows of the end of a review at every stage, and by hand who is tied to which: results, decisions, certificates, cases."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.web.people import World, person
from zhicheng.web.accounts.models import Organisation
from zhicheng.web.applications.models import Application
from zhicheng.web.papers.models import Blob
from zhicheng.web.registry.models import (
    Case,
    Certificate,
    Decision,
    EnteredOutcome,
    IntegrityRecord,
    Reexamination,
    Result,
)
from zhicheng.web.review.models import Review
from zhicheng.web.rounds.models import Round

OFFICES = {"示例高评委办公室": "olga", "另一高评委办公室": "oona"}
RESULT_STATES = ("prepared", "posted", "ended", "filed", "published")
REQUEST_STATES = ("draft", "asked", "examining", "stands", "repeat-ordered", "declined", "withdrawn")
CERTIFICATE_STATES = ("due", "issued", "replaced", "revoked")
CASE_STATES = ("reported", "examining", "established", "applied", "dismissed", "annulled")
RECORD_STATES = ("due", "running", "expired", "annulled")
Ties = dict[str, set[str] | None]


def _results(here: World, states: tuple[str, ...]) -> Iterator[tuple[Result, str]]:
    """A result at each of these states, of either office, each of a round of its own."""
    for office, officer in OFFICES.items():
        for state in states:
            round_ = Round.objects.create(
                code=f"{officer}-{state}", title_zh="年度", title_en="round", year=2026, pack="zj-iot-2026", level="senior-engineer",
                pack_version=1, pack_hash="", office=Organisation.objects.get(name=office), state="closed",
                opened_at=here.now, closed_at=here.now,
            )  # fmt: skip
            review = Review.objects.create(round=round_, begun_at=here.now)
            day = here.now.date() if state == "published" else None
            result = Result.objects.create(
                review=review, state=state, prepared_by=here.office_officer, prepared_at=here.now, published_on=day
            )
            yield result, officer


def _application(here: World, round_: Round, mark: str) -> Application:
    return Application.objects.create(
        round=round_, applicant=person(mark, here.now), name="某人", state="arrived", imported=True, created_at=here.now,
        arrived_at=here.now,
    )  # fmt: skip


def _applied(here: World, states: tuple[str, ...]) -> Iterator[tuple[Application, str, Ties]]:
    """An application for each of these states in a round of either office, with who is tied to it."""
    for result, officer in _results(here, ("posted",)):
        for state in states:
            mark = f"{officer}-{state}"
            application = _application(here, result.review.round, f"own-{mark}")
            yield application, state, {"any": None, "own-round": {officer}, "own": {f"own-{mark}"}}


def results(here: World) -> list[tuple[Result, str, Ties]]:
    """At each state, of either office."""
    found = _results(here, RESULT_STATES)
    return [(row, row.state, {"any": None, "own-round": {officer}}) for row, officer in found]


def decisions(here: World) -> list[tuple[Decision, str, Ties]]:
    """One under each result."""
    found: list[tuple[Decision, str, Ties]] = []
    for result, officer in _results(here, RESULT_STATES):
        mark = f"own-{officer}-{result.state}"
        application = _application(here, result.review.round, mark)
        row = Decision.objects.create(result=result, application=application, passed=True)
        found.append((row, result.state, {"any": None, "own-round": {officer}, "own": {mark}}))
    return found


def entered(here: World) -> list[tuple[EnteredOutcome, str, Ties]]:
    """One of each office."""
    found: list[tuple[EnteredOutcome, str, Ties]] = []
    for application, _, ties in _applied(here, ("x",)):
        row = EnteredOutcome.objects.create(
            application=application, passed=True, source="记录", entered_by=here.office_officer, entered_at=here.now
        )
        found.append((row, "True", ties))
    return found


def requests(here: World) -> list[tuple[Reexamination, str, Ties]]:
    """At each state."""
    found: list[tuple[Reexamination, str, Ties]] = []
    for application, state, ties in _applied(here, REQUEST_STATES):
        result = application.round.review.result
        decision = Decision.objects.create(result=result, application=application, passed=False)
        row = Reexamination.objects.create(decision=decision, state=state, asked_on=here.now.date(), text="-")
        found.append((row, state, ties))
    return found


def certificates(here: World) -> list[tuple[Certificate, str, Ties]]:
    """At each state."""
    pdf = Blob.objects.create(digest="1" * 64, size=1, kind="pdf", stored_at=here.now)
    found: list[tuple[Certificate, str, Ties]] = []
    for place, (application, state, ties) in enumerate(_applied(here, CERTIFICATE_STATES)):
        made = {"number": f"N{place}", "pdf": pdf} if state != "due" else {}
        found.append((Certificate.objects.create(application=application, state=state, **made), state, ties))
    return found


def cases(here: World) -> list[tuple[Case, str, Ties]]:
    """At each state."""
    return [(_case(here, one, state), state, ties) for one, state, ties in _applied(here, CASE_STATES)]


def _case(here: World, application: Application, state: str) -> Case:
    return Case.objects.create(
        application=application, state=state, account="-", reported_by=here.office_officer, reported_at=here.now
    )


def records(here: World) -> list[tuple[IntegrityRecord, str, Ties]]:
    """At each state."""
    found: list[tuple[IntegrityRecord, str, Ties]] = []
    for application, state, ties in _applied(here, RECORD_STATES):
        row = IntegrityRecord.objects.create(case=_case(here, application, "applied"), state=state)
        found.append((row, state, ties))
    return found


END: dict[str, Callable[[World], list[tuple[object, str, Ties]]]] = {
    "result": results,
    "decision": decisions,
    "entered-outcome": entered,
    "reexamination": requests,
    "certificate": certificates,
    "case": cases,
    "integrity-record": records,
}  # type: ignore[assignment]
"""The rows of each object."""
