"""The app as Django loads it; its objects enter the table of visibility then."""

from importlib import import_module

from django.apps import AppConfig


class Keeping(AppConfig):
    """zhicheng.web.keeping."""

    name = "zhicheng.web.keeping"

    def ready(self) -> None:
        """Tie this app's objects to the table of visibility, name its acts."""
        for room in ("visibility", "acts"):
            import_module(f"zhicheng.web.keeping.{room}")
