"""An application before its specialty group: the experts' sheets, the group's one, its answers, the defence."""

from __future__ import annotations

from django.db import models

from zhicheng.web.applications.models import Application
from zhicheng.web.committee.models import Group, Seat

DRAFT, HANDED_IN, TAKEN_OUT = "draft", "handed-in", "taken-out"
"""The states of a sheet."""


class Deliberation(models.Model):
    """One application's turn: before its group, then before the committee (procedure/review/deliberation_states.py).

    ``compared_at``: since when the group sees its sheets side by side. ``settlements``: what the leader has written
    for indicators ({path: {points, reason}}; ``total`` for the sum). ``recognised``: the agreed score, every number
    exact text ({total, indicators, machine, method, sheets, clauses, unmet, ways_in, reaches_mark}); empty: not agreed.
    ``presence``: who was there when the committee deliberated; ``page``: the page that wrote last, so that its own
    button is not refused for what the page has just saved by itself.
    """

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="deliberation")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="deliberations")
    state = models.SlugField(max_length=20, default="waiting")
    opened_at = models.DateTimeField()
    compared_at = models.DateTimeField(null=True, blank=True)
    settlements = models.JSONField(default=dict)
    recognised = models.JSONField(default=dict)
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(Seat, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    opinion = models.TextField(blank=True, default="")
    recommends = models.BooleanField(null=True)
    phrases = models.JSONField(default=list)
    presence = models.JSONField(default=dict)
    page = models.CharField(max_length=32, blank=True, default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(recognised={}, agreed_at=None)
                | (~models.Q(recognised={}) & models.Q(agreed_at__isnull=False)),
                name="agreed_score_has_its_moment",
            )
        ]


class Sheet(models.Model):
    """One expert's sheet on an application. Handed in, it stays as it is.

    ``lines``: only where the expert gives other points than the machine ({path: {points, reason}}); ``answers``: to
    open questions ({id: true, false or points}); ``score``: as handed in ({total, indicators, machine}, exact text). ``page``:
    the page that wrote last.
    """

    deliberation = models.ForeignKey(Deliberation, on_delete=models.PROTECT, related_name="sheets")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="sheets")
    state = models.SlugField(max_length=20, default=DRAFT)
    lines = models.JSONField(default=dict)
    answers = models.JSONField(default=dict)
    opinion = models.TextField(blank=True, default="")
    recommends = models.BooleanField(null=True)
    phrases = models.JSONField(default=list)
    score = models.JSONField(default=dict)
    page = models.CharField(max_length=32, blank=True, default="")
    saved_at = models.DateTimeField()
    handed_in_at = models.DateTimeField(null=True, blank=True)
    taken_out_because = models.CharField(max_length=300, blank=True, default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["deliberation", "seat"], name="one_sheet_per_seat")]


class Answer(models.Model):
    """What the group decided on an open question; it enters the verdict. ``value``: true, false, or points as text."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="answers")
    question = models.CharField(max_length=300)
    value = models.JSONField()
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "question"], name="one_answer_per_question")]


class Defence(models.Model):
    """An interview or a visit on site (procedure/review/deliberation_states.py); ``because``: why it is due.

    ``outcome``: passed or failed, with what the examiners found.
    """

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="defence")
    state = models.SlugField(max_length=20, default="due")
    kind = models.SlugField(
        max_length=20,
        default="interview",
        choices=[("interview", "面试答辩 / interview"), ("on-site", "实地考察 / visit on site")],
    )
    because = models.CharField(max_length=300, blank=True, default="")
    appointed_at = models.DateTimeField(null=True, blank=True)
    place = models.CharField(max_length=200, blank=True, default="")
    examiners = models.ManyToManyField(Seat, blank=True, related_name="defences")
    outcome = models.SlugField(
        max_length=10, blank=True, default="", choices=[("passed", "通过 / passed"), ("failed", "未通过 / failed")]
    )
    findings = models.TextField(blank=True, default="")
    phrases = models.JSONField(default=list)
    missed_because = models.CharField(max_length=300, blank=True, default="")
    version = models.PositiveIntegerField(default=1)
