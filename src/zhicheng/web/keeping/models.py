"""What is kept of keeping: each run of the checks of the data."""

from __future__ import annotations

from django.db import models


class Inspection(models.Model):
    """A run of the checks: ``found`` [{check, row, zh, en}], without personal values; ``checks``: the names of those run.

    ``deep``: every evidence file was digested anew.
    """

    at = models.DateTimeField()
    deep = models.BooleanField(default=False)
    checks = models.JSONField(default=list)
    found = models.JSONField(default=list)
