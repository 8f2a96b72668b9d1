"""Accounts: who acts for whom, and the versions by which stale pages are known."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db.models import F, Q

from zhicheng.web.accounts.models import Grant
from zhicheng.web.keeping.invariants import Look, Pair, invariant, row_name
from zhicheng.web.visibility.table import ROLES

Found = Iterator[tuple[str, Pair]]


@invariant("grant-delegated")
def delegated_ends_with_source(_: Look) -> Found:
    """What was passed on ended when, or before, what it came from did, and is of the same role and organisation."""
    ended = Q(delegated_from__ended_at__isnull=False)
    outlives = Q(ended_at=None) | Q(ended_at__gt=F("delegated_from__ended_at"))
    for grant in Grant.objects.filter(ended & outlives):
        yield row_name(grant), ("来源授权已终止，转授仍有效", "it outlives the grant it came from")
    for grant in Grant.objects.filter(delegated_from__isnull=False).select_related("delegated_from"):
        source = grant.delegated_from
        if source is not None and (source.role, source.organisation_id) != (grant.role, grant.organisation_id):
            yield (
                row_name(grant),
                ("与来源授权的角色或单位不同", "it is of another role or organisation than its source"),
            )


@invariant("grant-role-known")
def role_known(_: Look) -> Found:
    """Every grant is of a role of the platform, and ends after it begins."""
    for grant in Grant.objects.exclude(role__in=ROLES):
        yield row_name(grant), ("角色不在角色表中", "its role is not known")
    for grant in Grant.objects.filter(Q(valid_until__lte=F("valid_from")) | Q(ended_at__lt=F("granted_at"))):
        yield row_name(grant), ("终止早于开始", "it ends before it begins")


@invariant("version-positive")
def versions_positive(_: Look) -> Found:
    """Whatever has a version counts it from 1."""
    for model in apps.get_models():
        if model.__module__.startswith("zhicheng.") and any(one.name == "version" for one in model._meta.fields):
            for row in model._default_manager.filter(version__lt=1).only("pk"):
                yield row_name(row), ("版本号小于 1", "its version is below 1")
