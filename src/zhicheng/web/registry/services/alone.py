"""One after the other: who draws numbers, signs lists or changes keys for an office."""

from __future__ import annotations

from zhicheng.web.accounts.models import Organisation


def alone(office: Organisation) -> None:
    """Wait until nobody else draws a number, signs a list or changes a key for this office; until the transaction ends."""
    Organisation.objects.select_for_update(no_key=True).get(pk=office.pk)
