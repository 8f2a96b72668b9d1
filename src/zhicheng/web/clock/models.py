"""The stated clock of a demonstration: one row, moved by hand; an installation in earnest has none."""

from __future__ import annotations

from django.db import models


class StatedMoment(models.Model):
    """The moment a demonstration says it is."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_clock")]
