"""Applications: what is handed in, checked, returned, recommended and sent on."""

from __future__ import annotations

import datetime as dt

import pgtrigger
from django.conf import settings
from django.db import models

from zhicheng.web.accounts.models import Organisation
from zhicheng.web.papers.models import Paper
from zhicheng.web.rounds.models import Round
from zhicheng.web.site.encrypted import EncryptedText

USER = settings.AUTH_USER_MODEL


class Application(models.Model):
    """One person's application in one round.

    ``state`` is one of the table's (procedure/application_states.py); ``tier`` the number of the tier that holds it
    (0 applicant, 1 employer, 2 the department next to it …; while items are returned, the tier that returned them);
    ``holder`` that tier's organisation (none: the applicant, or the committee office has it). Names are frozen
    copies: they stay as handed in, and an imported application has no account behind it.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="applications")
    applicant = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="applications")
    name = models.CharField(max_length=80)
    employer = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="applications")
    employer_name = models.CharField(max_length=120, blank=True, default="")
    holder = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="in_hand")
    passed = models.ManyToManyField(Organisation, blank=True, related_name="passed_on")
    tier = models.PositiveSmallIntegerField(default=0)
    state = models.SlugField(max_length=30, default="draft")
    serial = models.CharField(max_length=40, blank=True, default="")
    specialty = models.CharField(max_length=80, blank=True, default="")
    way_in = models.CharField(max_length=80, blank=True, default="")
    record_keys = models.JSONField(default=list)
    papers = models.ManyToManyField(Paper, blank=True, related_name="applications")
    claimed = models.JSONField(default=dict)
    extra = models.JSONField(default=dict)
    committed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    reopened_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    arrived_at = models.DateTimeField(null=True, blank=True)
    imported = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "applicant"],
                condition=~models.Q(state="withdrawn") & models.Q(applicant__isnull=False),
                name="one_application_per_round",
            ),
            models.UniqueConstraint(fields=["serial"], condition=~models.Q(serial=""), name="one_per_serial"),
            models.CheckConstraint(
                condition=models.Q(state="arrived", arrived_at__isnull=False)
                | (~models.Q(state="arrived") & models.Q(arrived_at=None)),
                name="arrived_has_its_moment",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["draft", "withdrawn"])
                | models.Q(submitted_at__isnull=False)
                | models.Q(imported=True),
                name="submitted_has_its_moment",
            ),
        ]
        indexes = [models.Index(fields=["holder", "state"]), models.Index(fields=["round", "state"])]

    @property
    def begun_at(self) -> dt.datetime:
        """Since when what an employer does counts: the draft's beginning, or the day it was taken up again."""
        return self.reopened_at or self.created_at

    def __str__(self) -> str:
        return self.serial or f"{self.round_id}/{self.pk}"


class Submission(models.Model):
    """What was handed in, frozen: the dossier, the papers by digest, the verdict of the rules on it. Never changed."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField()
    dossier = models.JSONField()
    papers = models.JSONField(default=dict)
    way_in = models.CharField(max_length=80, blank=True, default="")
    claimed = models.JSONField(default=dict)
    verdict = models.JSONField(default=dict)
    submitted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "number"], name="one_submission_per_number")]
        ordering = ["number"]
        triggers = [pgtrigger.Protect(name="submissions_stay", operation=pgtrigger.Update | pgtrigger.Delete)]


class Check(models.Model):
    """A tier has looked at one item of a submission: a record key, ``applicant`` for the facts."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="checks")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="checks")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    item = models.CharField(max_length=120)
    outcome = models.SlugField(
        max_length=20,
        choices=[("agrees", "与原件一致 / agrees"), ("differs", "不一致 / differs"), ("missing", "缺原件 / missing")],
    )
    note = models.CharField(max_length=500, blank=True, default="")
    checked_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["submission", "organisation", "item"], name="one_check_per_item")
        ]


class Return(models.Model):
    """An application given back for correction, item by item."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="returns")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="returns")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    tier = models.PositiveSmallIntegerField()
    returned_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    returned_at = models.DateTimeField()
    correct_by = models.DateField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)


class ReturnItem(models.Model):
    """One item of a return: what it is about, a typed reason, a sentence; and the applicant's answer.

    ``item``: a record key, ``applicant`` or ``applicant.<fact>``, ``paper:<record>:<paper>``, ``way_in``, ``claimed``.
    """

    returned = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="items")
    item = models.CharField(max_length=120)
    reason = models.SlugField(max_length=40)
    sentence = models.CharField(max_length=500, blank=True, default="")
    answer = models.CharField(max_length=500, blank=True, default="")
    answered_at = models.DateTimeField(null=True, blank=True)

    @property
    def reason_name(self) -> tuple[str, str]:
        """The typed reason in both languages."""
        from zhicheng.web.applications.reasons import REASONS

        return REASONS[self.reason][0]


class Statement(models.Model):
    """The employer's statement on conduct and integrity."""

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="statement")
    text = models.TextField()
    sound = models.BooleanField()
    stated_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    stated_at = models.DateTimeField()


class Opinion(models.Model):
    """What an employer or a department decided on an application, and why."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="opinions")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    tier = models.PositiveSmallIntegerField()
    decision = models.SlugField(max_length=20)
    text = models.TextField()
    given_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()


class PostInformation(models.Model):
    """A public institution's posts: how many there are, how many are filled, for which one this person stands."""

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="post_information")
    data = models.JSONField(default=dict)
    recorded_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()


class CompetitionStep(models.Model):
    """A step of the competition for a post that a public institution has taken."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="competition_steps")
    step = models.SlugField(max_length=40)
    held_on = models.DateField()
    note = models.CharField(max_length=500, blank=True, default="")
    recorded_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "step"], name="one_row_per_competition_step")]


class RecommendingExpert(models.Model):
    """An expert asked to recommend; answers on a page of their own, reached by a link only they have."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="recommending_experts")
    name = models.CharField(max_length=80)
    title = models.CharField(max_length=80)
    employer = models.CharField(max_length=120)
    contact = EncryptedText(blank=True, default="")
    link_digest = models.CharField(max_length=64, unique=True)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    recommends = models.BooleanField(null=True)
    opinion = models.TextField(blank=True, default="")


class Batch(models.Model):
    """Applications that a department sends on together, with their roster."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="batches")
    sender = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="sent_batches")
    receiver = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="received_batches")
    number = models.CharField(max_length=60, unique=True)
    applications = models.ManyToManyField(Application, related_name="batches")
    roster_digest = models.CharField(max_length=64)
    forwarded_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    forwarded_at = models.DateTimeField()


class Message(models.Model):
    """A message to a person: what happened, what to do."""

    user = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="messages")
    application = models.ForeignKey(Application, null=True, on_delete=models.PROTECT, related_name="messages")
    kind = models.SlugField(max_length=40)
    text_zh = models.TextField()
    text_en = models.TextField()
    sent_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    @property
    def text(self) -> tuple[str, str]:
        """The text in both languages."""
        return self.text_zh, self.text_en
