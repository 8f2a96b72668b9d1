"""Public notices, objections to what they announce, sanctions that a document orders to be posted."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from zhicheng.web.accounts.models import Organisation
from zhicheng.web.applications.models import Application
from zhicheng.web.papers.models import Blob
from zhicheng.web.rounds.models import Round
from zhicheng.web.site.encrypted import EncryptedText

USER = settings.AUTH_USER_MODEL


class Notice(models.Model):
    """A notice with its days. ``elsewhere`` says where it hangs when it is not on the platform's own page."""

    kind = models.SlugField(max_length=30, default="employer-notice")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="notices")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="notices")
    applications = models.ManyToManyField(Application, related_name="notices")
    state = models.SlugField(
        max_length=20,
        default="posted",
        choices=[("posted", "公示中 / posted"), ("closed", "已结束 / closed"), ("void", "已作废 / void")],
    )
    elsewhere = models.CharField(max_length=300, blank=True, default="")
    picture = models.ForeignKey(Blob, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    contact = models.CharField(max_length=200, blank=True, default="")
    first_day = models.DateField()
    days = models.PositiveSmallIntegerField()
    last_day = models.DateField()
    provisional = models.BooleanField(default=False)
    calendar_version = models.CharField(max_length=60)
    clause = models.CharField(max_length=80, blank=True, default="")
    posted_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    posted_at = models.DateTimeField()
    closed_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closing_note = models.CharField(max_length=500, blank=True, default="")
    version = models.PositiveIntegerField(default=1)


class Objection(models.Model):
    """An objection; who raised it is encrypted, and hidden from the employer where the document orders it."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="objections")
    application = models.ForeignKey(Application, null=True, on_delete=models.PROTECT, related_name="objections")
    anonymous = models.BooleanField(default=False)
    sender_name = EncryptedText(blank=True, default="")
    sender_contact = EncryptedText(blank=True, default="")
    sender_hidden = models.BooleanField(default=True)
    receipt_digest = models.CharField(max_length=64, unique=True)
    text = models.TextField()
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.SlugField(
        max_length=20,
        default="open",
        choices=[
            ("open", "调查中 / open"),
            ("upheld", "成立 / upheld"),
            ("rejected", "不成立 / rejected"),
            ("withdrawn", "撤回 / withdrawn"),
        ],
    )
    finding = models.TextField(blank=True, default="")
    settled_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="open", settled_at=None)
                | (~models.Q(state="open") & models.Q(settled_at__isnull=False)),
                name="settled_has_its_moment",
            )
        ]


class Sanction(models.Model):
    """A sanction that a document orders to be posted: whom it concerns, under which clause, until when."""

    state = models.SlugField(
        max_length=20, default="posted", choices=[("posted", "公示中 / posted"), ("void", "已撤销 / void")]
    )
    round = models.ForeignKey(Round, null=True, blank=True, on_delete=models.PROTECT, related_name="sanctions")
    subject = models.CharField(max_length=120)
    subject_unit = models.CharField(max_length=120, blank=True, default="")
    text_zh = models.TextField()
    text_en = models.TextField(blank=True, default="")
    clause = models.CharField(max_length=120)
    posted_on = models.DateField()
    until = models.DateField(null=True, blank=True)
    posted_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    @property
    def text(self) -> tuple[str, str]:
        """The decision in both languages; Chinese where there is no English."""
        return self.text_zh, self.text_en or self.text_zh
