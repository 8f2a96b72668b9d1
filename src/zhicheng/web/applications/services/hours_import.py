"""The employer's statement of continuing-education hours, for many applicants by one Excel sheet.

It is the employer's statement: it stands beside what the applicant stated and changes none of the applicant's records.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from zhicheng.documents.lists import placed_hours
from zhicheng.documents.office import HoursRow
from zhicheng.procedure.application_states import AT_EMPLOYER
from zhicheng.vocabulary.problems import Problem, Refused
from zhicheng.web.applications.facts import is_party
from zhicheng.web.applications.models import Application
from zhicheng.web.applications.services.perform import lock
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.visibility.scope import visible
from zhicheng.web.visibility.standing import Standing

Pair = tuple[str, str]
HOURS = "hours"
"""Under this key of ``extra`` an application keeps its employer's statement of hours."""


@dataclass(frozen=True, slots=True)
class HoursTaken:
    """What an import did: applications that now have a statement, rows in all."""

    applications: tuple[Application, ...]
    rows: int


@transaction.atomic
def import_hours(raw: bytes, file: str, *, actor: Standing, now: dt.datetime) -> HoursTaken:
    """Attach the hours of a sheet to the applications in the unit's hands; all rows or none.

    A row goes to the application of that name; where two have one name, the note of the row must be the number of one.
    What an earlier sheet stated for an application is replaced.

    Raises:
        Refused: every error of the sheet, by row and column: unreadable, of nobody, of one of two.
    """
    rows = placed_hours(raw, file)
    by_name = _at_hand(actor)
    problems: list[Problem] = []
    found: dict[int, list[HoursRow]] = defaultdict(list)
    for place, row in rows:
        owner = _owner(row, by_name.get(row.name, []))
        if isinstance(owner, Application):
            found[owner.pk].append(row)
        else:
            problems.append(Problem(file, place, *owner))
    if problems or not rows:
        raise Refused(problems or [Problem(file, "", ("没有可导入的行", "there is no row to import"))])
    digest = hashlib.sha256(raw).hexdigest()
    kept = tuple(_keep(pk, found[pk], digest, actor, now) for pk in sorted(found))
    return HoursTaken(kept, len(rows))


def employers_rows(actor: Standing) -> QuerySet[Application]:
    """The applications that now wait at a unit of this person, their own not among them."""
    units = actor.organisations("employer", "personnel-agency")
    rows = Application.objects.filter(employer__in=units, state=AT_EMPLOYER).select_related("employer", "round")
    return visible(actor, "check", rows).exclude(applicant=actor.user_id, applicant__isnull=False)


def _at_hand(actor: Standing) -> dict[str, list[Application]]:
    by_name: dict[str, list[Application]] = defaultdict(list)
    for application in employers_rows(actor):
        by_name[application.name].append(application)
    return by_name


def _owner(row: HoursRow, named: list[Application]) -> Application | tuple[Pair, Pair]:
    """Whose hours a row states, or what is wrong with it and what to do."""
    here = [one for one in named if row.unit in (one.employer_name, one.employer.name if one.employer else "")]
    if len(here) > 1:
        here = [one for one in here if row.note and row.note.strip() == one.serial]
        if len(here) != 1:
            return (
                (f"本单位有多份申报的姓名是“{row.name}”", f"several applications here are '{row.name}'s"),
                ("请在备注列填写申报编号", "put the application's number into the note"),
            )
    if here:
        return here[0]
    if named:
        return (
            (f"{row.name}的工作单位与申报不符", f"{row.name}'s employer is not the one of the application"),
            ("请按申报时的单位名称填写", "write it as in the application"),
        )
    return (
        (f"待本单位审核的申报中没有“{row.name}”", f"no application that waits here is '{row.name}'s"),
        ("请核对姓名，或删除此行", "check the name, or delete the row"),
    )


def _keep(pk: int, rows: list[HoursRow], digest: str, actor: Standing, now: dt.datetime) -> Application:
    application = lock(Application(pk=pk), actor)
    role = next(role for role in ("employer", "personnel-agency") if is_party(application, actor, role))
    stated = {
        "file": digest,
        "stated_at": now.isoformat(),
        "rows": [
            {
                "year": row.year,
                "category": row.category,
                "course": row.course,
                "hours": str(row.hours),
                "proof": row.proof or "",
            }
            for row in rows
        ],
    }
    application.extra = {**application.extra, HOURS: stated}
    application.version += 1
    application.save(update_fields=["extra", "version"])
    detail = {"rows": len(rows), "file": digest}
    write_entry("import-hours", actor=actor, now=now, on=application, role=role, detail=detail)
    return application
