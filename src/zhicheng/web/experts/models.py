"""The pool, its experts, who is available for a round, and the ties that may keep an expert from an applicant."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from zhicheng.web.accounts.models import Invitation, Organisation
from zhicheng.web.applications.models import Application
from zhicheng.web.rounds.models import Round
from zhicheng.web.site.encrypted import EncryptedText

USER = settings.AUTH_USER_MODEL


class Pool(models.Model):
    """The pool of a committee office for the tracks it reviews (procedure/review/pool_states.py).

    ``adjusted_on``: the day it was established or last adjusted; ``before``: members when an adjustment began;
    ``adjustments``: how many adjustments have begun.
    """

    office = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="pools")
    name = models.CharField(max_length=120)
    tracks = models.JSONField(default=list)
    state = models.SlugField(max_length=20, default="gathering")
    adjusted_on = models.DateField(null=True, blank=True)
    before = models.PositiveIntegerField(default=0)
    adjustments = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "name"], name="one_pool_per_name")]

    def __str__(self) -> str:
        return self.name


class Expert(models.Model):
    """A person in a pool. ``code`` stands for them wherever no name is wanted (draw, assignment, ledger).

    ``user``: the account, once they have taken up their ``invitation``; ``title``: professorate, vice-senior or
    other (procedure/review/experts.py), held since ``title_since``; ``outstanding``: the office has recorded
    专业技术突出; ``listed_as``: member, chair or deputy; ``adjustment``: during which adjustment of the pool they
    joined; ``left_on`` empty: in the pool; ``right_withdrawn``: they left because the right to review was withdrawn.
    """

    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="experts")
    user = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="as_expert")
    invitation = models.ForeignKey(Invitation, null=True, blank=True, on_delete=models.PROTECT, related_name="experts")
    code = models.SlugField(max_length=20)
    name = models.CharField(max_length=80)
    employer = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    employer_name = models.CharField(max_length=120)
    region = models.CharField(max_length=60)
    specialty = models.CharField(max_length=80)
    title = models.SlugField(max_length=40)
    title_since = models.DateField()
    outstanding = models.BooleanField(default=False)
    listed_as = models.SlugField(max_length=10, default="member")
    contact = EncryptedText(blank=True, default="")
    joined_on = models.DateField()
    adjustment = models.PositiveIntegerField(default=0)
    left_on = models.DateField(null=True, blank=True)
    left_because = models.CharField(max_length=200, blank=True, default="")
    right_withdrawn = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pool", "code"], name="one_expert_per_code"),
            models.UniqueConstraint(
                fields=["pool", "user"], condition=models.Q(left_on=None), name="one_expert_per_account"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Availability(models.Model):
    """Whether an expert can serve in a round: asked by the office, said by the expert or noted from the telephone.

    ``available`` empty: asked, not answered yet; ``by_office``: the office noted it.
    """

    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="availabilities")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="availabilities")
    asked_at = models.DateTimeField(null=True, blank=True)
    answer_until = models.DateField(null=True, blank=True)
    available = models.BooleanField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True, default="")
    declared_at = models.DateTimeField(null=True, blank=True)
    declared_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    by_office = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["expert", "round"], name="one_availability_per_round")]


class Declaration(models.Model):
    """An expert has declared their ties for a round, or that there are none; ``source``: on the platform, on paper …"""

    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="declarations")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="declarations")
    declared_at = models.DateTimeField()
    source = models.CharField(max_length=200, blank=True, default="")
    declared_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["expert", "round"], name="one_declaration_per_round")]


class Tie(models.Model):
    """A tie between an expert and an applicant, or (``application`` empty) to everybody of the round.

    ``kind``, ``relation``, ``stated_by`` and ``decision`` are words of procedure/conflicts; ``source``: declared,
    found (by the platform) or recorded (by the office); ``known_from``: the paper, list or form. ``state``: open
    until the office decided, then stands or dismissed, with the reason; a decision covers all ties of one kind
    between two persons.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="ties")
    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="ties")
    application = models.ForeignKey(Application, null=True, blank=True, on_delete=models.PROTECT, related_name="ties")
    kind = models.SlugField(max_length=40)
    relation = models.SlugField(max_length=20, blank=True, default="")
    start = models.DateField(null=True, blank=True)
    end = models.DateField(null=True, blank=True)
    source = models.SlugField(max_length=20)
    stated_by = models.SlugField(max_length=20, default="record")
    known_from = models.CharField(max_length=500, blank=True, default="")
    note = models.CharField(max_length=500, blank=True, default="")
    state = models.SlugField(max_length=20, default="open")
    decision = models.SlugField(max_length=20, blank=True, default="")
    reason = models.CharField(max_length=500, blank=True, default="")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)


class TieRule(models.Model):
    """What ties of a kind come to in a round, as the office set it with its source; ``years``: only within so many."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="tie_rules")
    kind = models.SlugField(max_length=40)
    outcome = models.SlugField(max_length=20)
    years = models.PositiveSmallIntegerField(null=True, blank=True)
    source = models.CharField(max_length=500)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "kind"], name="one_tie_rule_per_kind")]
