"""The platform's half of the sealed ballot as rows (procedure/ballot/platform.py); nobody reads them but its services."""

from __future__ import annotations

import uuid

from django.db import models

from zhicheng.web.site.encrypted import EncryptedText


class BallotSession(models.Model):
    """One session: a vote of this ``run`` on some applicants, under one signed session file.

    ``stage``: prepared (to be signed by the supervisor), signed, voting, closed, opened or void. ``session``: the
    file; ``keys``: the platform's private stamp keys by applicant; ``signed``: with both signatures; ``tags``: the
    supervisor's marks for each member; ``parted``: the envelopes have lost their voters; ``confirmed``,
    ``confirmed_board``: members whose page has found its envelopes, its ballots; ``objecting``: members whose page
    has not. ``destruction``, ``deletion``: the statements that the opening key and the envelopes are gone.
    """

    meeting = models.ForeignKey("meetings.Meeting", on_delete=models.PROTECT, related_name="sessions")
    code = models.SlugField(max_length=20)
    run = models.PositiveSmallIntegerField(default=1)
    repeats = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="repeated_by")
    stage = models.SlugField(max_length=10, default="prepared")
    digest = models.CharField(max_length=64)
    session = models.JSONField()
    own_signature = models.CharField(max_length=100)
    keys = EncryptedText(blank=True, default="")
    signed = models.JSONField(default=dict)
    tags = EncryptedText(blank=True, default="")
    closing = models.JSONField(default=dict)
    leaves = models.JSONField(default=list)
    parted = models.BooleanField(default=False)
    parted_because = models.CharField(max_length=300, blank=True, default="")
    confirmed = models.JSONField(default=list)
    confirmed_board = models.JSONField(default=list)
    objecting = models.JSONField(default=list)
    board = models.JSONField(default=dict)
    void_because = models.CharField(max_length=300, blank=True, default="")
    destruction = models.JSONField(default=dict)
    deletion = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "digest"], name="one_session_per_file")]


class Stamp(models.Model):
    """The platform's stamp: for which member and applicant which blinded value. It says nothing of the ballot."""

    session = models.ForeignKey(BallotSession, on_delete=models.PROTECT, related_name="stamps")
    member = models.CharField(max_length=64)
    applicant = models.CharField(max_length=64)
    blinded = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "member", "applicant"], name="one_stamp_each")]


class Envelope(models.Model):
    """An envelope with its voter, until the vote is closed and voters are parted from envelopes; then none is left."""

    session = models.ForeignKey(BallotSession, on_delete=models.PROTECT, related_name="envelopes")
    member = models.CharField(max_length=64)
    applicant = models.CharField(max_length=64)
    body = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "member", "applicant"], name="one_envelope_each")]


class LooseEnvelope(models.Model):
    """An envelope without voter. All of a session are written by one statement, in random order, with random keys."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(BallotSession, on_delete=models.PROTECT, related_name="loose")
    body = models.JSONField()


class Relayed(models.Model):
    """A member's message to the supervisor that goes by hand, and the answer once it is back: the same message again
    finds it by its ``digest``."""

    session = models.ForeignKey(BallotSession, on_delete=models.PROTECT, related_name="relayed")
    digest = models.CharField(max_length=64)
    member = models.CharField(max_length=64)
    message = models.JSONField()
    answer = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "digest"], name="one_message_relayed")]
