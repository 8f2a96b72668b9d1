"""The ledger: every act, in order, never changed; the tree over it; what was signed."""

from __future__ import annotations

import json
from functools import cached_property
from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models

from zhicheng.web.ledger.sequencing import NUMBER, NUMBER_VARIABLES, ONLY_NUMBERED, WAIT


class Entry(models.Model):
    """One act: who, in which role, did what, to which object, when; no personal value in the clear.

    ``body`` is what is hashed; the columns beside it say the same, for lists and searches. ``number`` and ``nodes``
    (the leaf and the full subtrees that it completes, 32 bytes each) come when the act's transaction ends.
    """

    number = models.BigIntegerField(unique=True, null=True)
    at = models.DateTimeField()
    act = models.SlugField(max_length=60)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    role = models.SlugField(max_length=40, blank=True)
    object_type = models.SlugField(max_length=40)
    object_id = models.CharField(max_length=80)
    body = models.TextField()
    nodes = models.BinaryField(null=True)

    class Meta:
        indexes = [models.Index(fields=["object_type", "object_id"])]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="only_numbered", operation=pgtrigger.Update, condition=pgtrigger.Condition(ONLY_NUMBERED)
            ),
            pgtrigger.Trigger(
                name="wait", operation=pgtrigger.Insert, when=pgtrigger.After, timing=pgtrigger.Deferred, func=WAIT
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.act} {self.object_type}:{self.object_id}"

    @cached_property
    def open_detail(self) -> dict[str, Any]:
        """The details that stand in the entry itself."""
        return dict(json.loads(self.body)["detail"])

    @cached_property
    def detail(self) -> dict[str, Any]:
        """All details; those that are only promised in the entry are read from beside it, erased ones are ``None``."""
        if not json.loads(self.body)["sealed"]:
            return self.open_detail
        return self.open_detail | {one.key: one.value for one in self.sealed_values.all()}

    @cached_property
    def sealed_keys(self) -> tuple[str, ...]:
        """The names of the details that are only promised in the entry."""
        return tuple(sorted(json.loads(self.body)["sealed"]))


class SealedValue(models.Model):
    """A personal value that an entry only promises, and the salt of the promise; both go when it is erased."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="sealed_values")
    key = models.CharField(max_length=40)
    salt = models.BinaryField(null=True)
    value = models.JSONField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "key"], name="one_value_for_a_key")]
        ordering = ["key"]
        triggers = [
            pgtrigger.Protect(name="values_stay", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="only_erased",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "NEW.salt IS NOT NULL OR NEW.value IS NOT NULL OR ROW(NEW.id, NEW.entry_id, NEW.key)"
                    " IS DISTINCT FROM ROW(OLD.id, OLD.entry_id, OLD.key)"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.key}"


class Turn(models.Model):
    """An entry that waits for its number; here only within its own transaction."""

    entry_id = models.BigIntegerField(primary_key=True)

    class Meta:
        triggers = [
            pgtrigger.Trigger(
                name="number",
                operation=pgtrigger.Insert,
                when=pgtrigger.After,
                timing=pgtrigger.Deferred,
                func=NUMBER,
                declare=NUMBER_VARIABLES,
            )
        ]

    def __str__(self) -> str:
        return str(self.entry_id)


class Head(models.Model):
    """The end of the ledger, one row: how many entries, and the right edge of the tree (32 bytes for each node)."""

    size = models.BigIntegerField()
    nodes = models.BinaryField()

    class Meta:
        triggers = [
            pgtrigger.Protect(name="head_stays", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="grows_by_one",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("NEW.size <> OLD.size + 1"),
            ),
        ]

    def __str__(self) -> str:
        return str(self.size)


class Checkpoint(models.Model):
    """A signed state of the ledger, as it was given out."""

    at = models.DateTimeField()
    size = models.BigIntegerField()
    note = models.TextField()

    class Meta:
        ordering = ["pk"]
        triggers = [pgtrigger.Protect(name="checkpoints_stay", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.size} {self.at:%Y-%m-%d}"


class Cosignature(models.Model):
    """A witness's signature under a checkpoint that it saw: its line in the note, its key, when it signed and when it came."""

    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, related_name="cosignatures")
    key = models.CharField(max_length=300)
    line = models.TextField()
    signed_at = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["checkpoint", "key"], name="one_cosignature_of_a_witness")]
        ordering = ["pk"]
        triggers = [pgtrigger.Protect(name="cosignatures_stay", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.checkpoint_id} {self.witness}"

    @property
    def witness(self) -> str:
        """The witness's name, as its key says."""
        return self.key.partition("+")[0]
