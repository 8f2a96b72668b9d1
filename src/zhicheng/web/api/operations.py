"""Every object that can be read, every act that can be done: the operations of all parts together."""

from __future__ import annotations

from importlib import import_module

from ninja import Router

from zhicheng.web.api.acts.act import acts
from zhicheng.web.api.acts.doing import add_act
from zhicheng.web.api.acts.offers import add_offers
from zhicheng.web.api.rows.operations import add_reading
from zhicheng.web.api.rows.resource import resources

ROWS = ("of_people", "of_applications", "of_review", "of_meeting")
"""The rooms in which objects are described, and under the same names their acts."""


def router() -> Router:
    """A router with all of them."""
    for kind in ("rows", "acts"):
        for room in ROWS:
            import_module(f"zhicheng.web.api.{kind}.{room}")
    made = Router()
    for resource in resources().values():
        add_reading(made, resource)
        add_offers(made, resource)
        for act in acts():
            if act.on == resource.path:
                add_act(made, act)
    return made
