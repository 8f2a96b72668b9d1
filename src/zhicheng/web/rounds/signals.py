"""What other parts may want to know of a round; sent within the act's own transaction."""

from django.dispatch import Signal

windows_extended = Signal()
"""``round_``, ``changes`` (the WindowChange rows), ``actor``, ``now``: for messages to those whose drafts gain time."""
