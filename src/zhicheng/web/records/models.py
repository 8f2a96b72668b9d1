"""What an applicant keeps over the years: facts and records, reused from application to application."""

from __future__ import annotations

from django.conf import settings
from django.db import models

USER = settings.AUTH_USER_MODEL


class Profile(models.Model):
    """The facts an applicant states of themselves, kept over the years: the ``applicant`` part of a dossier."""

    user = models.OneToOneField(USER, on_delete=models.PROTECT, related_name="profile")
    facts = models.JSONField(default=dict)
    updated_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)


class Record(models.Model):
    """One record of a dossier (what a paper says), kept over the years and reused."""

    owner = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="records")
    key = models.SlugField(max_length=60)
    kind = models.SlugField(max_length=40)
    data = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "key"], condition=models.Q(removed_at=None), name="one_record_per_key"
            )
        ]
        indexes = [models.Index(fields=["owner", "kind"])]
