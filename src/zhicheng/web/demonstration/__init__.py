"""The demonstration: people, organisations, rounds and applications in every state, all made up, on a stated clock."""

from zhicheng.web.demonstration.accounts import Account, accounts
from zhicheng.web.demonstration.fill import fill

__all__ = ["Account", "accounts", "fill"]
