"""The app as Django loads it; its objects enter the table of visibility then."""

from importlib import import_module

from django.apps import AppConfig


class Experts(AppConfig):
    """zhicheng.web.experts."""

    name = "zhicheng.web.experts"

    def ready(self) -> None:
        """Tie this app's objects to the table of visibility, name its acts; add what it brings to shared pages."""
        for room in ("visibility", "acts", "services.invitations", "tasks", "waiting", "own_data"):
            import_module(f"zhicheng.web.experts.{room}")
