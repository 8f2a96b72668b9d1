"""The checks of the data, run and their outcome kept: by the day's turn, by the page, by the command."""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import asdict
from pathlib import Path
from typing import Final

from django.conf import settings

from zhicheng.web.keeping.invariants import Finding, Look, checks, findings
from zhicheng.web.keeping.models import Inspection

FORGOTTEN: Final = 86_400
"""Seconds after which a file that is still being written counts as forgotten."""
KEPT: Final = 60
"""How many runs are kept."""
MOST: Final = 500
"""How many findings are kept of one run; the last line says how many more there were."""


def look(*, deep: bool = False) -> Look:
    """How to look at this installation now."""
    return Look(Path(settings.EVIDENCE_ROOT), deep=deep, unfinished_before=time.time() - FORGOTTEN)


def inspect(*, now: dt.datetime, deep: bool = False) -> list[Finding]:
    """Run every check and keep what it found; what it found."""
    found = list(findings(look(deep=deep)))
    keep(found, now=now, deep=deep)
    return found


def keep(found: list[Finding], *, now: dt.datetime, deep: bool) -> Inspection:
    """Keep a run; the oldest go."""
    kept = [_as_said(one) for one in found[:MOST]]
    if len(found) > MOST:
        more = len(found) - MOST
        kept.append({"check": "", "row": "", "zh": f"另有 {more} 处", "en": f"and {more} more"})
    made = Inspection.objects.create(at=now, deep=deep, checks=sorted(checks()), found=kept)
    newest = Inspection.objects.order_by("-pk").values_list("pk", flat=True)[:KEPT]
    Inspection.objects.exclude(pk__in=list(newest)).delete()
    return made


def _as_said(one: Finding) -> dict[str, str]:
    said = asdict(one)
    said["zh"], said["en"] = said.pop("text")
    return said
