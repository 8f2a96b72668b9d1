"""The ledger: every act, in order, never changed."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models


class Entry(models.Model):
    """One act: who, in which role, did what, to which object, when; no personal value in the clear."""

    number = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    act = models.SlugField(max_length=60)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    role = models.SlugField(max_length=40, blank=True)
    object_type = models.SlugField(max_length=40)
    object_id = models.CharField(max_length=80)
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["object_type", "object_id"])]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.number} {self.act} {self.object_type}:{self.object_id}"
