"""Programs that ask the interface for somebody."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.test import Client

from zhicheng.web.accounts.models import User
from zhicheng.web.tokens.scopes import SCOPES
from zhicheng.web.tokens.services import make_token
from zhicheng.web.visibility.standing import standing_of

BASE = "/api/v1"


def key_of(user: User, now: dt.datetime, *scopes: str) -> str:
    """The key of a new token of a person; with every scope unless some are named."""
    last_day = now.date() + dt.timedelta(days=30)
    return make_token("测试", scopes or tuple(SCOPES), last_day, actor=standing_of(user, now), now=now)[1]


def program(user: User, now: dt.datetime, *scopes: str) -> Client:
    """A program that asks with a token of a person."""
    return Client(headers={"Authorization": f"Bearer {key_of(user, now, *scopes)}"})


def read(client: Client, path: str) -> Any:
    """What is answered (200) to a question."""
    answer = client.get(f"{BASE}/{path}")
    assert answer.status_code == 200, (path, answer.status_code, answer.content.decode()[:500])
    return answer.json()


def send(client: Client, path: str, **body: Any) -> Any:
    """The answer to what is sent."""
    return client.post(f"{BASE}/{path}", json.dumps(body, ensure_ascii=False), content_type="application/json")


def done(client: Client, path: str, **body: Any) -> Any:
    """What came (200) of an act."""
    answer = send(client, path, **body)
    assert answer.status_code == 200, (path, answer.status_code, answer.content.decode()[:800])
    return answer.json()
