"""The meeting: its agenda, who was in the room when, the votes, what the tellers counted, who signed the minutes."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from zhicheng.web.applications.models import Application
from zhicheng.web.committee.models import Seat
from zhicheng.web.meetings.ballots import BallotSession, Envelope, LooseEnvelope, Relayed, Stamp
from zhicheng.web.papers.models import Blob
from zhicheng.web.review.models import Review
from zhicheng.web.site.encrypted import EncryptedText

__all__ = [
    "AgendaItem", "BallotSession", "Card", "Envelope", "LooseEnvelope", "Meeting", "Presence", "Relayed", "Signature", "Stamp",
    "Tally", "Vote",
]  # fmt: skip

USER = settings.AUTH_USER_MODEL
ELECTRONIC, PAPER = "electronic", "paper"


class Meeting(models.Model):
    """A meeting of the committee (procedure/review/meeting_states.py).

    ``tellers``: the two members who count; ``minutes``: what the office writes ({recorder, proceedings, remarks,
    unsigned: {code: reason}}) and, once closed, the ledger's checkpoint; ``seal``: the scan of the sealed result;
    ``signing_key``: the platform's own for the ballots of this meeting; ``supervisor_keys``: the supervisor's public
    keys as handed over; ``relay``: where the supervisor's program answers (empty: files by hand).
    """

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="meetings")
    number = models.PositiveSmallIntegerField(default=1)
    day = models.DateField()
    place = models.CharField(max_length=200)
    state = models.SlugField(max_length=20, default="preparing")
    tellers = models.ManyToManyField(Seat, blank=True, related_name="counts_at")
    minutes = models.JSONField(default=dict)
    seal = models.ForeignKey(Blob, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    key_destroyed_at = models.DateTimeField(null=True, blank=True)
    signing_key = EncryptedText(blank=True, default="")
    supervisor_keys = models.JSONField(default=dict)
    relay = models.CharField(max_length=200, blank=True, default="")
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "number"], name="one_meeting_per_number")]

    @property
    def code(self) -> str:
        """How files and the supervisor's program call the meeting."""
        return f"{self.review.round.code}-{self.number}"

    def __str__(self) -> str:
        return f"{self.code}: {self.state}"


class AgendaItem(models.Model):
    """An application on the agenda of a meeting, in its order."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="agenda")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="on_agendas")
    place = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["meeting", "application"], name="once_on_an_agenda")]


class Presence(models.Model):
    """A member in the room from then to then; who goes out and comes back has several."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="presences")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="presences")
    came_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "seat"], condition=models.Q(left_at=None), name="in_the_room_once"
            ),
            models.CheckConstraint(
                condition=models.Q(left_at=None) | models.Q(left_at__gte=models.F("came_at")), name="left_after_coming"
            ),
        ]


class Vote(models.Model):
    """A vote on one application (procedure/review/vote_states.py). Who voted how is nowhere.

    ``room``: the codes of members, present, missed and recused when it was opened; ``session``: the sealed ballot it is
    part of; ``cards``: handed out on paper; ``yes`` …: the count, once there is one (``missing``: who could have voted
    and did not); ``base``, ``needed``, ``outcome`` (passed, not-passed), once it is recorded; ``scan``: the signed sheet
    of a count on paper; ``record``: that count as the format page has it; ``agreed_by``: the supervisor has agreed to
    repeat it; ``why``: the objection, or why it was voided.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="votes")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="votes")
    run = models.PositiveSmallIntegerField(default=1)
    way = models.SlugField(max_length=10, default=ELECTRONIC, choices=[(ELECTRONIC, "电子"), (PAPER, "纸质")])
    state = models.SlugField(max_length=20, default="prepared")
    room = models.JSONField(default=dict)
    session = models.ForeignKey(BallotSession, null=True, blank=True, on_delete=models.PROTECT, related_name="votes")
    cards = models.PositiveSmallIntegerField(null=True, blank=True)
    yes = models.PositiveSmallIntegerField(null=True, blank=True)
    no = models.PositiveSmallIntegerField(null=True, blank=True)
    blank = models.PositiveSmallIntegerField(null=True, blank=True)
    spoiled = models.PositiveSmallIntegerField(null=True, blank=True)
    missing = models.PositiveSmallIntegerField(null=True, blank=True)
    base = models.PositiveSmallIntegerField(null=True, blank=True)
    needed = models.PositiveSmallIntegerField(null=True, blank=True)
    outcome = models.SlugField(
        max_length=12, blank=True, default="", choices=[("passed", "通过"), ("not-passed", "未通过")]
    )
    scan = models.ForeignKey(Blob, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    record = models.JSONField(default=dict)
    why = models.CharField(max_length=500, blank=True, default="")
    agreed_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "application", "run"], name="one_vote_per_run"),
            models.UniqueConstraint(
                fields=["application"], condition=~models.Q(state="voided"), name="one_vote_stands"
            ),
        ]

    @property
    def code(self) -> str:
        """How ballots call the applicant: no name."""
        return f"a-{self.application_id}"

    @property
    def set_aside(self) -> bool:
        """Whether a recorded outcome was set aside later: its meeting's minutes and bundle still say what it came to."""
        return self.state == "voided" and bool(self.outcome)

    @property
    def ballots(self) -> int:
        """How many were counted."""
        return sum(one or 0 for one in (self.yes, self.no, self.blank, self.spoiled))


class Card(models.Model):
    """A member has taken a card for a vote on paper; what stood on it nobody knows."""

    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="taken")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vote", "seat"], name="one_card_per_member")]


class Tally(models.Model):
    """What one teller counted. Two make a count; if they differ both count again, and the rows stay."""

    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="tallies")
    teller = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    count = models.PositiveSmallIntegerField(default=1)
    yes = models.PositiveSmallIntegerField()
    no = models.PositiveSmallIntegerField()
    blank = models.PositiveSmallIntegerField()
    spoiled = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["vote", "teller", "count"], name="one_tally_per_teller")]


class Signature(models.Model):
    """A member has signed the minutes as they stood (``digest``); other minutes are to be signed anew."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="signatures")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "seat", "digest"], name="signed_once")]
