"""The result of a review with its decisions, certificates and their status lists, re-examinations, cases."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from zhicheng.web.accounts.models import Organisation
from zhicheng.web.applications.models import Application
from zhicheng.web.notices.models import Notice, Objection
from zhicheng.web.papers.models import Blob
from zhicheng.web.review.models import Review
from zhicheng.web.site.encrypted import EncryptedText

USER = settings.AUTH_USER_MODEL


class Result(models.Model):
    """The result of a review (procedure/review/result_states.py).

    ``notice``: the one that counts; ``filing``: the letter with which it was filed; ``document``: the number of the
    document that publishes it. ``job``: ``issuing`` while certificates are made, else empty; ``asked``: what it was
    asked with; ``trouble``: for whom no certificate could be made ([{application, text: [zh, en]}]).
    """

    review = models.OneToOneField(Review, on_delete=models.PROTECT, related_name="result")
    state = models.SlugField(max_length=20, default="prepared")
    notice = models.ForeignKey(Notice, null=True, blank=True, on_delete=models.PROTECT, related_name="results")
    prepared_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    filing = models.CharField(max_length=80, blank=True, default="")
    filed_on = models.DateField(null=True, blank=True)
    document = models.CharField(max_length=80, blank=True, default="")
    published_on = models.DateField(null=True, blank=True)
    job = models.SlugField(max_length=10, blank=True, default="")
    job_since = models.DateTimeField(null=True, blank=True)
    asked = models.JSONField(default=dict)
    trouble = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="published", published_on__isnull=False)
                | (~models.Q(state="published") & models.Q(published_on=None)),
                name="published_has_its_day",
            )
        ]


class EnteredOutcome(models.Model):
    """What a committee decided elsewhere on an imported application, entered by the office from signed minutes.

    ``source`` names them; ``recognised``: {total, indicators}, exact text, or empty; ``unmet``: keys of clauses.
    """

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="entered_outcome")
    passed = models.BooleanField()
    recognised = models.JSONField(default=dict)
    unmet = models.JSONField(default=list)
    source = models.CharField(max_length=200)
    entered_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)


class Decision(models.Model):
    """What the committee decided on one application, as the result has it.

    ``recognised``: {total, indicators: {path: points}}, exact text; ``unmet``: keys of clauses. ``taken_off_at``: since
    when it is off the list, after an objection that was upheld.
    """

    result = models.ForeignKey(Result, on_delete=models.PROTECT, related_name="decisions")
    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="decision")
    passed = models.BooleanField()
    recognised = models.JSONField(default=dict)
    unmet = models.JSONField(default=list)
    taken_off_at = models.DateTimeField(null=True, blank=True)
    taken_off_because = models.CharField(max_length=500, blank=True, default="")
    version = models.PositiveIntegerField(default=1)

    @property
    def stands(self) -> bool:
        """Whether the applicant is on the list of those who passed."""
        return self.passed and self.taken_off_at is None


class Remedy(models.Model):
    """What was done about an objection to the result that was upheld: corrected, or taken off the list."""

    objection = models.OneToOneField(Objection, on_delete=models.PROTECT, related_name="remedy")
    decision = models.ForeignKey(Decision, null=True, on_delete=models.PROTECT, related_name="remedies")
    kind = models.SlugField(
        max_length=12, choices=[("corrected", "更正 / corrected"), ("taken-off", "移出名单 / taken off the list")]
    )
    text = models.CharField(max_length=500)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class Reexamination(models.Model):
    """A request that a decision be looked at again (procedure/review/reexamination_states.py).

    ``finding``: what was found; ``fault``: whether the procedure was at fault; ``answer``: the reason told to the
    applicant where it was declined.
    """

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="reexaminations")
    state = models.SlugField(max_length=20, default="draft")
    asked_on = models.DateField()
    text = models.TextField()
    finding = models.TextField(blank=True, default="")
    fault = models.BooleanField(default=False)
    answer = models.CharField(max_length=500, blank=True, default="")
    ended_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["decision"],
                condition=models.Q(state__in=["draft", "asked", "examining"]),
                name="one_reexamination_at_a_time",
            )
        ]


class Certificate(models.Model):
    """A certificate (procedure/review/certificate_states.py); ``content``: what it says, field by field.

    ``status_list`` and ``status_index``: where its state stands. ``replaces``: the one it was issued in place of;
    ``reason`` and ``decision``: why and by which document it ended.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="certificates")
    state = models.SlugField(max_length=20, default="due")
    number = models.CharField(max_length=40, blank=True, default="")
    content = models.JSONField(default=list)
    digest = models.CharField(max_length=64, blank=True, default="")
    pdf = models.ForeignKey(Blob, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    status_list = models.SlugField(max_length=32, blank=True, default="")
    status_index = models.PositiveIntegerField(null=True, blank=True)
    issued_at = models.DateTimeField(null=True, blank=True)
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    ended_on = models.DateField(null=True, blank=True)
    reason = models.SlugField(max_length=20, blank=True, default="")
    decision = models.CharField(max_length=120, blank=True, default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=~models.Q(number=""), name="number_given_once"),
            models.UniqueConstraint(
                fields=["status_list", "status_index"],
                condition=models.Q(status_index__isnull=False),
                name="one_certificate_per_index",
            ),
            models.UniqueConstraint(
                fields=["application"], condition=models.Q(state__in=["due", "issued"]), name="one_certificate_in_force"
            ),
            models.CheckConstraint(
                condition=models.Q(state="due", number="", pdf=None)
                | (~models.Q(state="due") & ~models.Q(number="") & models.Q(pdf__isnull=False)),
                name="an_issued_certificate_has_its_file",
            ),
        ]


class SigningKey(models.Model):
    """A key that signs an office's certificates: ``name`` as the key file has it, its X.509 certificate (base64 of DER),
    its secret half, encrypted. ``state``: in-use, retired, compromised.
    """

    office = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="signing_keys")
    name = models.CharField(max_length=16, unique=True)
    certificate = models.TextField()
    secret = EncryptedText()
    start = models.DateField()
    end = models.DateField(null=True, blank=True)
    state = models.SlugField(max_length=12, default="in-use")


class StatusList(models.Model):
    """A status list as it was signed; ``number``: the how-many-th of its name. The latest one counts."""

    office = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="status_lists")
    name = models.SlugField(max_length=32)
    number = models.PositiveIntegerField()
    file = models.JSONField()
    signed_at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "number"], name="one_list_per_number")]


class Case(models.Model):
    """A violation of an applicant, reported, examined, established, dealt with (procedure/review/sanction_states.py).

    ``evidence``: [{text, on}]; ``heard``: what the person said, ``heard_on`` when; ``chosen``: the consequences
    applied; ``decision``: the document that orders them.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="cases")
    state = models.SlugField(max_length=20, default="reported")
    offence = models.SlugField(max_length=60, blank=True, default="")
    account = models.TextField()
    evidence = models.JSONField(default=list)
    heard = models.TextField(blank=True, default="")
    heard_on = models.DateField(null=True, blank=True)
    serious = models.BooleanField(default=False)
    chosen = models.JSONField(default=list)
    decision = models.CharField(max_length=120, blank=True, default="")
    finding = models.TextField(blank=True, default="")
    reported_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)


class IntegrityRecord(models.Model):
    """The entry in the integrity record that follows from a case; ``until``: it counts until the day before."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="record")
    state = models.SlugField(max_length=20, default="due")
    entered_on = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
