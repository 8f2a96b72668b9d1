"""What an employer has compared with the papers: which items there are to check, which are left."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, F, Func, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import Coalesce

from zhicheng.web.applications.items import FIXED
from zhicheng.web.applications.models import Application, Check, Submission

NOT_CHECKED = tuple(key for key in FIXED if key != "applicant")
"""Items that are no facts to compare with an original."""


def items_to_check(submission: Submission | None) -> list[str]:
    """The items an employer compares with the originals: the personal data, then every record."""
    return [] if submission is None else ["applicant", *(record["id"] for record in submission.dossier["records"])]


def items_unchecked(application: Application) -> list[str]:
    """The items of the latest submission that the employer has not compared yet, in the order of the page."""
    submission = application.submissions.order_by("-number").first()
    if submission is None:
        return []
    done = set(submission.checks.filter(organisation=application.employer).values_list("item", flat=True))
    return [item for item in items_to_check(submission) if item not in done]


def with_progress(rows: QuerySet[Application]) -> QuerySet[Any]:
    """The rows with ``to_check`` and ``checked``: how many items of the latest submission there are, and are done."""
    latest = Submission.objects.filter(application=OuterRef("pk")).order_by("-number")
    records: Func = Func(KeyTransform("records", "dossier"), function="jsonb_array_length", output_field=IntegerField())
    total = latest.annotate(total=records + 1).values("total")[:1]
    done = (
        Check.objects.filter(submission=OuterRef("latest"), organisation=OuterRef("employer"))
        .exclude(item__in=NOT_CHECKED)
        .order_by()
        .values("submission")
        .annotate(number=Count("pk"))
        .values("number")
    )
    numbered = rows.annotate(latest=Subquery(latest.values("pk")[:1])).annotate(
        to_check=Coalesce(Subquery(total, output_field=IntegerField()), 0),
        checked=Coalesce(Subquery(done, output_field=IntegerField()), 0),
    )
    return numbered.annotate(left=F("to_check") - F("checked"))
