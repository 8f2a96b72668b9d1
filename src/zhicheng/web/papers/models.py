"""Evidence: files by content, the papers they stand for, the pictures of their pages."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from zhicheng.web.records.models import Record


class Blob(models.Model):
    """A file in the store, by the SHA-256 of its content. ``pictures``: waiting, made, none (OFD), refused."""

    digest = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveBigIntegerField()
    kind = models.SlugField(max_length=10)
    stored_at = models.DateTimeField()
    pictures = models.SlugField(max_length=10, default="waiting")
    pages = models.PositiveSmallIntegerField(default=0)
    refusal = models.JSONField(default=dict)


class Picture(models.Model):
    """The picture of one page, itself a file in the store."""

    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="page_pictures")
    page = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=64)
    media_type = models.CharField(max_length=20)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["blob", "page"], name="one_picture_per_page")]


class Paper(models.Model):
    """A file handed in as one paper: of a record, or (``record`` empty) of the person in general.

    ``paper`` is the key in the pack's evidence.yaml, or ``other``.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="papers")
    record = models.ForeignKey(Record, null=True, blank=True, on_delete=models.PROTECT, related_name="papers")
    paper = models.SlugField(max_length=60)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="papers")
    file_name = models.CharField(max_length=120)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["owner", "removed_at"])]
