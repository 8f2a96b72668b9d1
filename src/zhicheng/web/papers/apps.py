"""The app as Django loads it; its objects enter the table of visibility then."""

from importlib import import_module

from django.apps import AppConfig


class Papers(AppConfig):
    """zhicheng.web.papers."""

    name = "zhicheng.web.papers"

    def ready(self) -> None:
        """Tie this app's objects to the table of visibility; add what it brings to shared pages."""
        for room in ("visibility", "own_data"):
            import_module(f"zhicheng.web.papers.{room}")
