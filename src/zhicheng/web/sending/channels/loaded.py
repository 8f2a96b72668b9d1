"""The channels of this installation, by name."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings
from django.dispatch import receiver
from django.test.signals import setting_changed
from django.utils.module_loading import import_string

from zhicheng.vocabulary.problems import Problem, Refused
from zhicheng.web.sending.channels.channel import Channel
from zhicheng.web.sending.channels.mail import Mail
from zhicheng.web.sending.channels.webhook import Webhook


@cache
def channels() -> dict[str, Channel]:
    """Every channel that is turned on.

    Raises:
        Refused: a dotted path of ZHICHENG_CHANNELS leads to no channel, or two have one name.
    """
    found: list[Channel] = [Mail()] if settings.MAIL else []
    if settings.WEBHOOK:
        found.append(Webhook())
    found += [_brought(path) for path in settings.CHANNELS]
    named = {one.name: one for one in found}
    if len(named) != len(found):
        raise _wrong(", ".join(one.name for one in found), ("渠道重名", "two channels have one name"))
    return named


def _brought(path: str) -> Channel:
    try:
        made: Channel = import_string(path)()
    except (ImportError, TypeError) as fault:
        raise _wrong(path, (f"无法载入：{fault}", f"it can't be loaded: {fault}")) from fault
    if not (made.name and len(made.name) <= 40 and callable(made.send) and callable(made.address_of)):
        raise _wrong(path, ("不是渠道", "it is no channel"))
    return made


def _wrong(path: str, what: tuple[str, str]) -> Refused:
    do = ("请填写渠道类的点分路径，以逗号分隔", "say dotted paths of classes of channels, by commas")
    return Refused([Problem("ZHICHENG_CHANNELS", path, what, do)])


@receiver(setting_changed, dispatch_uid="channels-anew")
def _anew(setting: str, **_: Any) -> None:
    if setting in ("MAIL", "WEBHOOK", "CHANNELS"):
        channels.cache_clear()
