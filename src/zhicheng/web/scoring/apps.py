"""The app as Django loads it; its objects enter the table of visibility then."""

from importlib import import_module

from django.apps import AppConfig


class Scoring(AppConfig):
    """zhicheng.web.scoring."""

    name = "zhicheng.web.scoring"

    def ready(self) -> None:
        """Tie this app's objects to the table of visibility, name its acts, tell what waits here."""
        for room in ("visibility", "acts", "waiting", "own_data"):
            import_module(f"zhicheng.web.scoring.{room}")
