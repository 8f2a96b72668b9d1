"""The app as Django loads it; its objects enter the table of visibility then."""

from importlib import import_module

from django.apps import AppConfig


class Registry(AppConfig):
    """zhicheng.web.registry."""

    name = "zhicheng.web.registry"

    def ready(self) -> None:
        """Tie this app's objects to the table of visibility, name its acts, tell the review its facts and what waits."""
        for room in ("visibility", "acts", "tells", "news", "waiting", "own_data"):
            import_module(f"zhicheng.web.registry.{room}")
