"""What an act on an application is judged on, read once and handed on to everything that looks at it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from zhicheng.dossier.model import Dossier, dossier_from
from zhicheng.verdict.result import Verdict
from zhicheng.verdict.setting import Setting, judge
from zhicheng.web.applications.dossiers import (
    PROMISED,
    File,
    drafted_data,
    files_of,
    handed_in_files,
    in_the_applicants_hands,
    promised_digest,
)
from zhicheng.web.applications.models import Application
from zhicheng.web.rounds.setting import setting_of


@dataclass(frozen=True)
class InHand:
    """An application's dossier as plain data and its files, of one moment: the draft while the applicant writes, else
    what was handed in last. Dossier, verdict and digest are made from these when asked for, and once.

    It belongs to one request, or to one act: it doesn't notice what is written after it was read.
    """

    application: Application
    data: Mapping[str, Any]
    files: tuple[File, ...]

    @cached_property
    def setting(self) -> Setting:
        """Under what the dossier is judged."""
        return setting_of(self.application.round)

    @cached_property
    def dossier(self) -> Dossier:
        """The dossier.

        Raises:
            Refused: something in it can no longer be read (a record of an older schema); every error at once.
        """
        return dossier_from(dict(self.data))

    @cached_property
    def verdict(self) -> Verdict:
        """The rules' verdict on it."""
        return judge(self.setting, self.dossier)

    @cached_property
    def promised(self) -> str:
        """The digest of what a promise would be given on."""
        return promised_digest(self.application, self.data, self.files)


def in_hand(application: Application) -> InHand:
    """Read what acts on an application are judged on now."""
    if in_the_applicants_hands(application):
        return _draft(application)
    frozen = application.submissions.order_by("-number").values_list("dossier", flat=True)[:1]
    files = handed_in_files(application)
    return next((InHand(application, dossier, files) for dossier in frozen), None) or _draft(application, files)


def _draft(application: Application, judged: tuple[File, ...] | None = None) -> InHand:
    files = files_of(application)
    return InHand(application, drafted_data(application, files), files if judged is None else judged)


def promise_stands(application: Application, hand: InHand | None = None) -> bool:
    """Whether the promise was given on what would be handed in now: a record or file changed since takes it back."""
    if application.committed_at is None:
        return False
    if not in_the_applicants_hands(application):
        return True
    return bool(application.extra.get(PROMISED) == (hand or in_hand(application)).promised)
