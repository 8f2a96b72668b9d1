"""The app as Django loads it; its objects enter the table of visibility then."""

from importlib import import_module

from django.apps import AppConfig


class Tokens(AppConfig):
    """zhicheng.web.tokens."""

    name = "zhicheng.web.tokens"

    def ready(self) -> None:
        """Tie tokens to the table of visibility, name their acts, add them to what a person takes along."""
        for room in ("visibility", "acts", "own_data"):
            import_module(f"zhicheng.web.tokens.{room}")
