"""A round's second half: where it stands, and the eligibility check of each application that arrived."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from zhicheng.web.accounts.models import Organisation
from zhicheng.web.applications.models import Application
from zhicheng.web.rounds.models import Round

USER = settings.AUTH_USER_MODEL


class Review(models.Model):
    """The second half of a round, from its closing to the archive (procedure/review/round_states.py).

    ``steps``: who does a step where the document does not say ([{step, who: […], source}]); ``recused_counted``:
    whether those recused for an applicant count in the base of the majority (printed in the minutes).
    ``group_score``: how a group comes to one score (consensus, mean, median); ``difference_limit``: points, exact text,
    above which sheets that differ are settled in writing (empty: any difference).
    ``elsewhere``: the steps that were done outside of this platform ({step: {source, on}}, review/elsewhere.py).
    """

    round = models.OneToOneField(Round, on_delete=models.PROTECT, related_name="review")
    state = models.SlugField(max_length=20, default="closed")
    steps = models.JSONField(default=list)
    recused_counted = models.BooleanField(default=True)
    group_score = models.SlugField(max_length=10, default="consensus")
    difference_limit = models.CharField(max_length=20, blank=True, default="")
    elsewhere = models.JSONField(default=dict)
    begun_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.round.code}: {self.state}"


class EligibilityCheck(models.Model):
    """What the committee office found on one application, beside the machine's verdict; a new finding replaces it.

    ``differences``: clauses on which the office decides otherwise than the machine ({clause: reason});
    ``machine``: the clauses as the machine saw them at that moment ({clause: met | not_met | open}).
    """

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="eligibility")
    outcome = models.SlugField(
        max_length=20, choices=[("eligible", "合格 / eligible"), ("not-eligible", "不合格 / not eligible")]
    )
    way_in = models.CharField(max_length=80, blank=True, default="")
    machine = models.JSONField(default=dict)
    differences = models.JSONField(default=dict)
    reason = models.TextField(blank=True, default="")
    checked_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)


class Recommendation(models.Model):
    """An application with an intermediate committee (procedure/review/recommendation_states.py).

    ``organisation``: the committee it was handed to (none: the office exempted it without); ``points``: what the
    committee gives by indicator, exact text by path of the standard; ``recognised``: their sum under all caps, exact
    text, empty while nothing is scored; ``reason``: why it declines, why the office exempts.
    """

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="recommendation")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="recommendations"
    )
    state = models.SlugField(max_length=20, default="received")
    points = models.JSONField(default=dict)
    recognised = models.CharField(max_length=40, blank=True, default="")
    opinion = models.TextField(blank=True, default="")
    reason = models.TextField(blank=True, default="")
    handed_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    handed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(organisation__isnull=False) | models.Q(state__in=["received", "exempt"]),
                name="a_committee_recommends",
            )
        ]
