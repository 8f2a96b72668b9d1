"""What an installation says of its channels is read once, and what is wrong is named; so are a round's lead days."""

from __future__ import annotations

import pytest

from zhicheng.procedure.refusal import ActRefused
from zhicheng.vocabulary.problems import Refused
from zhicheng.web.configuration import Hook, MailServer, configuration
from zhicheng.web.rounds.options import Options, options_of, read_options, shown_choices

SECRET = "x" * 24


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("smtp://mail.cn?from=a@b.cn", MailServer("mail.cn", 587, "", "", "start", "a@b.cn")),
        ("smtp://me:p%40ss@mail.cn?from=a@b.cn&tls=whole", MailServer("mail.cn", 465, "me", "p@ss", "whole", "a@b.cn")),
        ("smtp://127.0.0.1:25?from=a@b.cn&tls=none", MailServer("127.0.0.1", 25, "", "", "none", "a@b.cn")),
    ],
)
def test_a_mail_server(said: str, read: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHICHENG_MAIL", said)
    assert configuration().mail == read


def test_a_webhook_the_site_and_channels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHICHENG_WEBHOOK", f"https://a.cn/b?c=d|{SECRET}")
    monkeypatch.setenv("ZHICHENG_CHANNELS", "a.B, c.D")
    monkeypatch.setenv("ZHICHENG_SITE", "https://zhicheng.cn/")
    found = configuration()
    assert found.webhook == Hook("https://a.cn/b?c=d", SECRET, False)
    assert (found.channels, found.site) == (("a.B", "c.D"), "https://zhicheng.cn")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("ZHICHENG_MAIL", "mail.cn"),
        ("ZHICHENG_MAIL", "smtp://mail.cn"),
        ("ZHICHENG_MAIL", "smtp://mail.cn?from=a@b.cn&tls=perhaps"),
        ("ZHICHENG_WEBHOOK", f"http://a.cn|{SECRET}"),
        ("ZHICHENG_WEBHOOK", "https://a.cn|short"),
        ("ZHICHENG_WEBHOOK", "https://a.cn"),
        ("ZHICHENG_SITE", "zhicheng.cn"),
        ("ZHICHENG_SITE", "https://zhicheng.cn/folder/"),
        ("ZHICHENG_WEBHOOK_INSIDE", "maybe"),
    ],
)
def test_what_is_wrong_is_named(name: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, said)
    with pytest.raises(Refused, match=name):
        configuration()


def test_lead_days_are_in_order_each_once_and_old_rounds_have_the_usual() -> None:
    assert options_of({}).reminder_days == (7, 1)
    assert read_options({"reminder_days": ("1", "14", "1")}).reminder_days == (14, 1)
    assert read_options({"reminder_days": ()}).reminder_days == ()
    assert (("到期前几天提醒", "Reminders, days before"), ("不提醒", "none")) in shown_choices(
        Options(reminder_days=())
    )


@pytest.mark.parametrize("days", [("x",), ("-1",), ("61",), tuple("123456")])
def test_lead_days_that_are_none_are_refused(days: tuple[str, ...]) -> None:
    with pytest.raises(ActRefused):
        read_options({"reminder_days": days})
