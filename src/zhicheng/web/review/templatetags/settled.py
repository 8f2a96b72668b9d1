"""What was typed into the settings and not taken, put back where it was typed."""

from __future__ import annotations

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def value_or(typed: Mapping[str, str], name: str) -> str:
    """The value typed for a number."""
    return typed.get(f"value:{name}", "")


@register.filter
def source_or(typed: Mapping[str, str], name: str) -> str:
    """The source typed for a number or a step."""
    return typed.get(f"source:{name}", "")


@register.filter
def typed_or(typed: Mapping[str, str], name: str) -> str:
    """The role chosen for a step."""
    return typed.get(f"who:{name}", "")
