"""Channels turned on, with real servers behind them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.web.sending.servers import Letters, Posts, mail_server, receiver
from zhicheng.web.configuration import Hook, MailServer

SECRET = "a secret of more than 24 characters"


@pytest.fixture
def mail(settings: Any) -> Iterator[Letters]:
    """E-mail turned on, handed to a server of this machine."""
    with mail_server() as kept:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", kept.port, False
        settings.DEFAULT_FROM_EMAIL = "zhicheng@example.cn"
        settings.MAIL = MailServer("127.0.0.1", kept.port, "", "", "none", "zhicheng@example.cn")
        settings.SITE = "https://zhicheng.example.cn"
        yield kept


@pytest.fixture
def hook(settings: Any) -> Iterator[Posts]:
    """A webhook turned on, in the clear and on this machine as only tests have it."""
    with receiver() as kept:
        settings.WEBHOOK = Hook(f"http://127.0.0.1:{kept.port}/told?by=zhicheng", SECRET, True)
        settings.SITE = "https://zhicheng.example.cn"
        yield kept
