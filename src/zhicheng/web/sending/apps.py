"""The app as Django loads it; its objects enter the table of visibility then."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class Sending(AppConfig):
    """zhicheng.web.sending."""

    name = "zhicheng.web.sending"

    def ready(self) -> None:
        """Tie this app's objects to the table of visibility; hear of messages; gather the due dates of every part.

        Raises:
            Refused: a channel is configured that is none.
        """
        for room in ("visibility", "acts", "receivers", "own_data"):
            import_module(f"zhicheng.web.sending.{room}")
        autodiscover_modules("services.due")
        from zhicheng.web.sending.channels.loaded import channels

        channels()  # one that is wrong stops the platform at its start, not somebody's act
