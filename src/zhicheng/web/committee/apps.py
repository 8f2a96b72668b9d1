"""The app as Django loads it; its objects enter the table of visibility then."""

from importlib import import_module

from django.apps import AppConfig


class Committee(AppConfig):
    """zhicheng.web.committee."""

    name = "zhicheng.web.committee"

    def ready(self) -> None:
        """Tie this app's objects to the table of visibility, name its acts, tell the review its facts."""
        for room in ("visibility", "acts", "draw_acts", "draw_waiting", "committee_tells", "waiting"):
            import_module(f"zhicheng.web.committee.{room}")
