"""What happens elsewhere and concerns people who are applying: a window is extended, its drafts' owners are told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.dispatch import receiver

from zhicheng.web.applications.messages import tell_applicant
from zhicheng.web.applications.models import Application
from zhicheng.web.rounds.models import Round, WindowChange
from zhicheng.web.rounds.signals import windows_extended

STILL_WRITING = ("draft", "returned-by-employer", "returned-by-department")


@receiver(windows_extended, dispatch_uid="tell-of-extension")
def tell_of_extension(round_: Round, changes: Iterable[WindowChange], now: dt.datetime, **_: Any) -> None:
    """Tell everybody who is still writing in this round that the applicants' window closes later."""
    for change in changes:
        if change.window.tier != "applicant":
            continue
        text = (
            f"“{round_.title_zh}”申报截止日期延至 {change.after}",
            f'Applications for "{round_.title_en}" now close on {change.after}',
        )
        for application in Application.objects.filter(round=round_, state__in=STILL_WRITING):
            tell_applicant(application, "window-extended", text, now=now)
