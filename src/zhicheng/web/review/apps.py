"""The app as Django loads it; its objects enter the table of visibility then."""

from importlib import import_module

from django.apps import AppConfig


class Review(AppConfig):
    """zhicheng.web.review."""

    name = "zhicheng.web.review"

    def ready(self) -> None:
        """Tie this app's objects to the table of visibility, name its acts, tell its facts and what waits."""
        for room in ("visibility", "acts", "recommending", "waiting", "news", "own_data"):
            import_module(f"zhicheng.web.review.{room}")
