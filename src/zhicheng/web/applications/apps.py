"""The app as Django loads it; its objects enter the table of visibility then."""

from importlib import import_module

from django.apps import AppConfig


class Applications(AppConfig):
    """zhicheng.web.applications."""

    name = "zhicheng.web.applications"

    def ready(self) -> None:
        """Tie this app's objects to the table of visibility; add what it brings to shared pages."""
        for room in ("visibility", "waiting", "own_data", "receivers"):
            import_module(f"zhicheng.web.applications.{room}")
