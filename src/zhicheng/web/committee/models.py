"""The plan, the committee, its draws, seats, groups, and the assignment of applications to its experts."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from zhicheng.web.accounts.models import Organisation
from zhicheng.web.applications.models import Application
from zhicheng.web.experts.models import Expert
from zhicheng.web.review.models import Review
from zhicheng.web.site.encrypted import EncryptedText

USER = settings.AUTH_USER_MODEL


class Plan(models.Model):
    """The plan of the review, reported to whoever approves it (procedure/review/plan_states.py).

    ``content``: its text by part; ``reported_on``: the day of the report that stands.
    """

    review = models.OneToOneField(Review, on_delete=models.PROTECT, related_name="plan")
    state = models.SlugField(max_length=20, default="drafting")
    meeting_day = models.DateField(null=True, blank=True)
    place = models.CharField(max_length=200, blank=True, default="")
    content = models.JSONField(default=dict)
    reported_on = models.DateField(null=True, blank=True)
    returned_because = models.TextField(blank=True, default="")
    version = models.PositiveIntegerField(default=1)


class Approval(models.Model):
    """One department's approval of the plan as reported; a changed plan needs new ones."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="approvals")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    plan_version = models.PositiveIntegerField()
    approved_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField()
    void = models.BooleanField(default=False)


class Committee(models.Model):
    """The yearly committee of a review (procedure/review/committee_states.py).

    ``answer_until``: the day by which the experts drawn answer.
    """

    review = models.OneToOneField(Review, on_delete=models.PROTECT, related_name="committee")
    state = models.SlugField(max_length=20, default="forming")
    answer_until = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)


class Draw(models.Model):
    """A draw of the committee: its bundle as procedure/draw holds it, all rounds and what was voided included.

    ``stage``: committing (supervisors hand in their anchors, the office writes the plan), stated, revealed, drawn or
    void. A draw never goes back: what went wrong is voided in it, on record; a later one has the next ``serial``.
    ``commitments``: [{name, anchor, links, by, at}]; ``bundle``: the whole one, with the hidden part, empty until it is
    frozen; ``names``: who stands behind the codes (zhicheng-draw-names/1), for office and supervisors; ``conflicts``:
    the frozen conflict facts; ``digest``: the head of the bundle, which its public view has too. ``entered``: balls
    that the first of two persons has typed in.
    ``job``: what is being worked on (preview, state, check), ``failed`` or empty; ``trouble``: why it came to nothing
    ([{code, text, clause, do}]); ``preview`` and ``findings``: what jobs have reckoned, for pages.
    """

    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="draws")
    serial = models.PositiveSmallIntegerField(default=1)
    plan = models.JSONField(default=dict)
    commitments = models.JSONField(default=list)
    bundle = models.JSONField(default=dict)
    names = EncryptedText(blank=True, default="")
    stage = models.SlugField(max_length=20, default="committing")
    digest = models.CharField(max_length=64, blank=True, default="")
    conflicts = models.JSONField(default=dict)
    entered = EncryptedText(blank=True, default="")
    job = models.SlugField(max_length=10, blank=True, default="")
    job_since = models.DateTimeField(null=True, blank=True)
    asked = models.JSONField(default=dict)
    trouble = models.JSONField(default=list)
    preview = models.JSONField(default=dict)
    findings = models.JSONField(default=dict)
    begun_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["committee", "serial"], name="one_draw_per_serial")]


class Seat(models.Model):
    """One seat: the expert drawn or named for it (procedure/review/seat_states.py).

    ``role``: member, deputy or chair; ``drawn_round``: the round of the draw it came from (0: named from the chairs'
    list); ``group``: the specialty group, set when groups are made; ``replaces``: the seat it took the place of.
    """

    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="seats")
    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="seats")
    specialty = models.CharField(max_length=80)
    role = models.SlugField(max_length=10, default="member")
    drawn_round = models.PositiveSmallIntegerField(default=0)
    group = models.ForeignKey("Group", null=True, blank=True, on_delete=models.PROTECT, related_name="seats")
    leads = models.BooleanField(default=False)
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state = models.SlugField(max_length=20, default="drawn")
    reason = models.CharField(max_length=300, blank=True, default="")
    invited_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["committee", "expert"],
                condition=models.Q(state__in=["drawn", "accepted"]),
                name="one_seat_per_expert",
            )
        ]


class Group(models.Model):
    """A specialty group of the committee, and the specialties it reads."""

    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="groups")
    name = models.CharField(max_length=80)
    specialties = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)


class Assignment(models.Model):
    """Who reads which application: the bundle of procedure/assignment; a later one of the same committee replaces it.

    ``stage``: freezing, frozen (its fingerprint is on the ledger, the seed is not there yet), assigning, assigned, or
    dropped (a job that came to nothing: ``trouble``; or one given up for another). ``task``: what was frozen
    (zhicheng-assignment-task/1); ``digest``: of that, and of the whole bundle once it is assigned. ``halves``: what
    two persons give for the seed, until both are there. ``conflicts``: the frozen conflict facts it rests on;
    ``findings``: what a check of it found, and how even it is.
    """

    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="assignments")
    number = models.PositiveSmallIntegerField(default=1)
    stage = models.SlugField(max_length=20, default="freezing")
    task = models.JSONField(default=dict)
    bundle = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True, default="")
    conflicts = models.JSONField(default=dict)
    halves = EncryptedText(blank=True, default="")
    trouble = models.JSONField(default=list)
    findings = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["committee", "number"], name="one_assignment_per_number")]


class Reading(models.Model):
    """One application given to one seat to read; ``ended_because``: taken back (recusal, seat vacated)."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="readings")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="readings")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="readings")
    ended_because = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["seat", "application"], condition=models.Q(ended_because=""), name="one_reading_per_seat"
            )
        ]
