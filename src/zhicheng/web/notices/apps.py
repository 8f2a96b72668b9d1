"""The app as Django loads it; its objects enter the table of visibility then."""

from importlib import import_module

from django.apps import AppConfig


class Notices(AppConfig):
    """zhicheng.web.notices."""

    name = "zhicheng.web.notices"

    def ready(self) -> None:
        """Tie this app's objects to the table of visibility; add what it brings to shared pages."""
        for room in ("visibility", "waiting"):
            import_module(f"zhicheng.web.notices.{room}")
