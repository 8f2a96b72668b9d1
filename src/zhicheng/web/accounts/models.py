"""Accounts: people, organisations, and which person acts for which organisation."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models

from zhicheng.web.site.encrypted import EncryptedText

ORGANISATION_KINDS = (
    ("employer", "用人单位 / employer"),
    ("personnel-agency", "人事代理机构 / personnel agency"),
    ("department", "主管部门 / department"),
    ("committee-office", "评委会办公室 / committee office"),
    ("intermediate-committee", "中评委 / intermediate committee"),
    ("supervisor", "监管部门 / supervisor"),
)


class User(AbstractUser):
    """A person with an account. The personal number is encrypted; the digest finds it again."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(max_length=80, blank=True)
    personal_number = EncryptedText(blank=True, default="")
    personal_number_digest = models.CharField(max_length=64, blank=True, default="", db_index=True)
    phone = EncryptedText(blank=True, default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["personal_number_digest"],
                condition=~models.Q(personal_number_digest=""),
                name="one_account_per_personal_number",
            )
        ]

    def __str__(self) -> str:
        return self.name or self.username


class Organisation(models.Model):
    """An employer, an agency, a department, a committee office or a supervisor.

    ``above`` is where its papers go next: from an employer to the department in charge, from a county's department
    to the city's. The last department has none: from there papers go to the round's committee office.
    """

    name = models.CharField(max_length=120, unique=True)
    kind = models.SlugField(max_length=30, choices=ORGANISATION_KINDS)
    credit_code = models.CharField(max_length=18, blank=True, default="")
    region = models.CharField(max_length=40, blank=True, default="")
    above = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="below")
    public_institution = models.BooleanField(default=False)
    contact = models.CharField(max_length=120, blank=True, default="")
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["credit_code"], condition=~models.Q(credit_code=""), name="one_per_credit_code"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Grant(models.Model):
    """A person acts in a role, for an organisation or (supervisor, operator …) for the platform, for a time.

    ``delegated_from`` is the grant out of which it was passed on: it ends when that one ends.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.SlugField(max_length=30)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="grants"
    )
    granted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField()
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    delegated_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="delegated"
    )

    class Meta:
        indexes = [models.Index(fields=["user", "ended_at"])]

    def __str__(self) -> str:
        return f"{self.user} {self.role} {self.organisation or ''}"


class Invitation(models.Model):
    """A link by which somebody sets a password, once, before it expires; the link itself is kept nowhere.

    For a person without an account it brings the role along; for one with an account (``user``) it only sets a new
    password. ``nonce`` goes into the signed link, so that no two links are alike.
    """

    name = models.CharField(max_length=80)
    user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="password_links")
    role = models.SlugField(max_length=30, blank=True, default="")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="invitations")
    valid_until = models.DateTimeField(null=True)
    delegated_from = models.ForeignKey(Grant, null=True, on_delete=models.PROTECT, related_name="+")
    nonce = models.CharField(max_length=43, unique=True)
    invited_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(accepted_at=None) | models.Q(withdrawn_at=None), name="taken_up_or_withdrawn"
            )
        ]

    def __str__(self) -> str:
        return self.name
