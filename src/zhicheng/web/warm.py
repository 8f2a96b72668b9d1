"""What a web server does before its first request, so that no applicant waits for it."""

from __future__ import annotations

import gc

from django.urls import get_resolver

from zhicheng.web.dossier_forms.domains import domain_names, specialty_names

COLLECT_AFTER = (10_000, 20, 50)
"""A request makes some thousand objects and keeps none: looking through them all at each 700 finds nothing."""


def warm_up() -> None:
    """Load every policy pack and address, then set what was loaded aside from the collector of unused objects.

    Packs are some hundred thousand objects that stay; a full collection that looks through them stops every
    request for a fifth of a second.
    """
    domain_names()
    specialty_names()
    get_resolver().url_patterns  # noqa: B018 - read once, kept by Django
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)
