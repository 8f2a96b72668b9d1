"""The request as the platform's views see it: who asks, with which standing, at which moment."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest

from zhicheng.web.accounts.models import User
from zhicheng.web.visibility.standing import Standing


class PageRequest(HttpRequest):
    """A request that went through the platform's middleware, of somebody signed in."""

    moment: dt.datetime
    standing: Standing
    user: User
