"""The roster of recommended persons, row by row, from what was handed in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from zhicheng.web.applications.models import Application


def roster_rows(applications: Iterable[Application]) -> list[dict[str, Any]]:
    """The rows of a roster in the order given: what the province's list has of each person; no personal number."""
    return [_row(number, application) for number, application in enumerate(applications, 1)]


def _row(number: int, application: Application) -> dict[str, Any]:
    submission = application.submissions.order_by("-number").first()
    facts = {} if submission is None else submission.dossier.get("applicant", {})
    degrees = [] if submission is None else [one for one in submission.dossier["records"] if one["kind"] == "degree"]
    return {
        "number": number,
        "serial": application.serial,
        "name": application.name,
        "employer": application.employer_name,
        "track": application.round.track,
        "specialty": application.specialty,
        "way_in": application.way_in,
        "degrees": [one.get("level", "") for one in degrees],
        "applicant": {key: facts[key] for key in sorted(facts) if key in ("specialty", "present_title")},
        **application.extra.get("roster", {}),
    }
