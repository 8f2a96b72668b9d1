"""The app as Django loads it; its objects enter the table of visibility then."""

from importlib import import_module

from django.apps import AppConfig


class Meetings(AppConfig):
    """zhicheng.web.meetings."""

    name = "zhicheng.web.meetings"

    def ready(self) -> None:
        """Tie this app's objects to the table of visibility, name its acts, tell review and scoring of the meeting."""
        for room in ("visibility", "acts", "tells", "waiting"):
            import_module(f"zhicheng.web.meetings.{room}")
