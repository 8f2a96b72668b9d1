"""The app as Django loads it; its objects enter the table of visibility then."""

from importlib import import_module

from django.apps import AppConfig


class Accounts(AppConfig):
    """zhicheng.web.accounts."""

    name = "zhicheng.web.accounts"

    def ready(self) -> None:
        """Tie this app's objects to the table of visibility, and what allauth does to the ledger."""
        import_module("zhicheng.web.accounts.visibility")
        import_module("zhicheng.web.accounts.signals").connect()
