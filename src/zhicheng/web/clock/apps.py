"""The app as Django loads it; its object enters the table of visibility then."""

from importlib import import_module

from django.apps import AppConfig


class Clock(AppConfig):
    """zhicheng.web.clock."""

    name = "zhicheng.web.clock"

    def ready(self) -> None:
        """Tie this app's object to the table of visibility."""
        import_module("zhicheng.web.clock.visibility")
