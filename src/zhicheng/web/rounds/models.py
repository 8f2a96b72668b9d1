"""Rounds: a yearly review of one track, its windows, its numbers, its templates."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models

from zhicheng.web.accounts.models import Organisation

ROUND_STATES = (("draft", "筹备 / draft"), ("open", "进行中 / open"), ("closed", "已结束 / closed"))


class Round(models.Model):
    """One yearly review of one track.

    ``notice`` is the round file as read (the yearly notice as data), ``numbers`` what the round sets beyond its
    pack ({key: {value, unit, source}}), ``options`` the choices of the office (JSON, see rounds/options.py).
    """

    code = models.SlugField(max_length=60, unique=True)
    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    year = models.PositiveSmallIntegerField()
    pack = models.SlugField(max_length=60)
    level = models.SlugField(max_length=40)
    pack_version = models.PositiveIntegerField()
    pack_hash = models.CharField(max_length=64)
    notice = models.JSONField(default=dict)
    numbers = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    office = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="rounds")
    state = models.SlugField(max_length=20, choices=ROUND_STATES, default="draft")
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="draft", opened_at=None)
                | models.Q(state__in=["open", "closed"], opened_at__isnull=False),
                name="round_opened_when_open",
            ),
            models.CheckConstraint(
                condition=models.Q(state="closed", closed_at__isnull=False)
                | (~models.Q(state="closed") & models.Q(closed_at=None)),
                name="round_closed_when_closed",
            ),
        ]

    @property
    def track(self) -> str:
        """``pack/level``."""
        return f"{self.pack}/{self.level}"

    @property
    def title(self) -> tuple[str, str]:
        """The title in both languages."""
        return self.title_zh, self.title_en

    def __str__(self) -> str:
        return self.title_zh


class Window(models.Model):
    """From which day to which (both included, China's time) a tier may act.

    Tiers: ``applicant``, ``employer``, ``department-1`` (next to the employer), ``department-2`` …
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="windows")
    tier = models.SlugField(max_length=30)
    opens = models.DateField()
    closes = models.DateField()
    cite = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "tier"], name="one_window_per_tier"),
            models.CheckConstraint(
                condition=models.Q(closes__gte=models.F("opens")), name="window_ends_after_it_opens"
            ),
        ]


class WindowChange(models.Model):
    """A window extended: from which end to which, why, by whom."""

    window = models.ForeignKey(Window, on_delete=models.CASCADE, related_name="changes")
    before = models.DateField()
    after = models.DateField()
    reason = models.TextField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        triggers = [pgtrigger.Protect(name="window_changes_stay", operation=pgtrigger.Update | pgtrigger.Delete)]


class RoundTemplate(models.Model):
    """A template by which a round replaces the built-in one of a document."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="templates")
    document = models.SlugField(max_length=40)
    format = models.SlugField(max_length=8)
    content = models.BinaryField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "document", "format"], name="one_template_each")]
