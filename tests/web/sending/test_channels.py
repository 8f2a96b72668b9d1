"""Each channel against a real server: what goes out, what does not, what is tried again, and never twice."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
from email import message_from_string
from email.header import decode_header, make_header
from typing import Any, ClassVar

import pytest
from django_tasks_db.models import DBTaskResult

from tests.web.people import person
from tests.web.sending.conftest import SECRET
from tests.web.sending.servers import Letters, Posts
from zhicheng.web.accounts.models import User
from zhicheng.web.applications.messages import tell
from zhicheng.web.configuration import Hook
from zhicheng.web.sending.channels.addresses import checked_address, is_outside
from zhicheng.web.sending.channels.channel import NotSent, Outgoing, Recipient
from zhicheng.web.sending.models import FAILED, GIVEN_UP, SENT, UNSURE, WAITING, Delivery, MailChoice
from zhicheng.web.sending.services.dispatch import LATER, send_now

pytestmark = pytest.mark.django_db
INSIDE = "您的申报因社保记录不符被退回，身份证 11010519491231002X"


def wants_mail(user: User, now: dt.datetime, **more: Any) -> MailChoice:
    choice = {"address": f"{user.username}@example.cn", "on": True, "confirmed_at": now, **more}
    return MailChoice.objects.create(user=user, **choice)


def told(user: User, now: dt.datetime) -> Delivery:
    """A message to a person, set out by the one channel that is on; sent as the job would."""
    tell(user.pk, "returned", (INSIDE, f"{INSIDE} (en)"), now=now)
    row = Delivery.objects.get(user=user)
    assert row.state == WAITING
    assert jobs(row) == 1, "the job comes with the message, in the same transaction"
    return sent(row, now)


def sent(row: Delivery, now: dt.datetime) -> Delivery:
    send_now(row.pk, now=now)
    row.refresh_from_db()
    return row


def jobs(row: Delivery) -> int:
    ready = DBTaskResult.objects.filter(task_path="zhicheng.web.sending.tasks.send_delivery", status="READY")
    return sum(one.args_kwargs["args"] == [row.pk] for one in ready)


@pytest.mark.parametrize(("language", "words"), [("zh", "您的申报已退回"), ("en", "your application was returned")])
def test_a_letter_says_what_there_is_and_where_and_no_more(
    language: str, words: str, now: dt.datetime, mail: Letters
) -> None:
    user = person("alice", now, name="申小艾")
    wants_mail(user, now, language=language)
    row = told(user, now)
    assert (row.state, row.attempts, row.sent_at) == (SENT, 1, now)
    (text,) = mail.letters
    letter = message_from_string(text)
    body = letter.get_payload(decode=True).decode()  # type: ignore[union-attr]
    assert words in str(make_header(decode_header(letter["Subject"])))
    assert letter["To"] == "alice@example.cn" and letter["Message-ID"] == f"<{row.key}@zhicheng.example.cn>"
    assert f"https://zhicheng.example.cn/messages/{row.message_id}/" in body
    for secret in ("社保", "11010519491231002X", "申小艾"):
        assert secret not in body and secret not in str(make_header(decode_header(letter["Subject"])))


@pytest.mark.parametrize("more", [{"on": False}, {"confirmed_at": None}, {"address": ""}])
def test_nothing_goes_to_whom_does_not_want_it_or_has_not_confirmed(
    more: dict[str, Any], now: dt.datetime, mail: Letters
) -> None:
    user = person("alice", now)
    wants_mail(user, now, **more)
    wants_mail(person("bob", now), now)
    tell(user.pk, "returned", ("话", "words"), now=now)
    assert not Delivery.objects.exists()


@pytest.mark.parametrize(("answer", "state"), [("550 no such user", GIVEN_UP), ("451 later", FAILED)])
def test_a_refusal_for_good_and_one_for_now(answer: str, state: str, now: dt.datetime, mail: Letters) -> None:
    user = person("alice", now)
    wants_mail(user, now)
    mail.refuse = answer
    row = told(user, now)
    assert (row.state, row.trouble[1]) == (state, f"the mail server refused it ({answer[:3]})")
    assert jobs(row) == (2 if state == FAILED else 1), "another attempt is arranged"
    mail.refuse = ""
    again = sent(row, now)
    assert again.state == (SENT if state == FAILED else GIVEN_UP)


def test_a_letter_taken_without_an_answer_is_not_sent_again_of_itself(now: dt.datetime, mail: Letters) -> None:
    user = person("alice", now)
    wants_mail(user, now)
    mail.hang, _ = True, mail.go_on.set()
    row = told(user, now)
    assert row.state == UNSURE
    sent(row, now)
    assert len(mail.letters) == 1


def test_no_mail_server_there_is_tried_again_until_given_up(now: dt.datetime, mail: Letters, settings: Any) -> None:
    user = person("alice", now)
    wants_mail(user, now)
    settings.EMAIL_PORT = 1
    row = told(user, now)
    for attempt in range(2, len(LATER) + 2):
        assert (row.state, row.attempts) == (FAILED, attempt - 1)
        row = sent(row, now)
    assert (row.state, row.attempts) == (GIVEN_UP, len(LATER) + 1)


def test_a_webhook_is_signed_and_says_no_more_than_a_letter(now: dt.datetime, hook: Posts) -> None:
    row = told(person("alice", now, name="申小艾"), now)
    assert row.state == SENT
    ((path, heads, body),) = hook.got
    assert path == "/told?by=zhicheng"
    assert heads["Idempotency-Key"] == str(row.key)
    assert heads["Zhicheng-Signature"] == "sha256=" + hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    assert json.loads(body) == {
        "form": "zhicheng-message/1",
        "key": str(row.key),
        "kind": "returned",
        "text": {"zh": "您的申报已退回，请补正", "en": "your application was returned for correction"},
        "link": f"https://zhicheng.example.cn/messages/{row.message_id}/",
        "at": json.loads(body)["at"],
        "account": row.user_id,
        "single_sign_on": "",
    }
    assert dt.datetime.fromisoformat(json.loads(body)["at"]) == now


def test_a_webhook_is_tried_again_under_the_same_key(now: dt.datetime, hook: Posts) -> None:
    hook.answers = lambda count: (503 if count < 3 else 200, {})
    row = told(person("alice", now), now)
    assert (row.state, row.trouble[1]) == (FAILED, "the receiver answers 503")
    assert sent(sent(row, now), now).state == SENT
    assert sent(row, now).state == SENT
    assert [heads["Idempotency-Key"] for _, heads, _ in hook.got] == [str(row.key)] * 3


def test_a_redirect_is_not_followed_and_a_no_is_for_good(now: dt.datetime, hook: Posts) -> None:
    hook.answers = lambda count: (302, {"Location": f"http://127.0.0.1:{hook.port}/elsewhere"})
    assert told(person("alice", now), now).state == FAILED
    hook.answers = lambda count: (410, {})
    assert told(person("bob", now), now).state == GIVEN_UP
    assert [path for path, _, _ in hook.got] == ["/told?by=zhicheng"] * 2


def test_an_address_inside_is_never_connected_to(now: dt.datetime, hook: Posts, settings: Any) -> None:
    settings.WEBHOOK = Hook(settings.WEBHOOK.url, SECRET, False)
    row = told(person("alice", now), now)
    assert row.state == GIVEN_UP and "not allowed" in row.trouble[1]
    assert hook.got == []


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
     "::1", "::", "fe80::1", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:7f00:1::", "fe80::1%eth0"],
)  # fmt: skip
def test_what_lies_inside(address: str) -> None:
    assert not is_outside(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "223.5.5.5", "2400:3200::1", "::ffff:8.8.8.8"])
def test_what_lies_outside(address: str) -> None:
    assert is_outside(address)


def test_a_name_that_leads_inside_is_refused_for_good() -> None:
    with pytest.raises(NotSent) as refused:
        checked_address("localhost", 443, private=False)
    assert refused.value.lasting
    assert checked_address("localhost", 443, private=True) in ("127.0.0.1", "::1")


class ShortMessages:
    """A channel as an installation may bring one."""

    name, label, knows_keys = "sms", ("短信", "text message"), False
    out: ClassVar[list[tuple[str, str]]] = []
    breaks = False

    def address_of(self, recipient: Recipient) -> str:
        return recipient.phone

    def send(self, outgoing: Outgoing, address: str) -> None:
        if self.breaks:
            raise ZeroDivisionError
        self.out.append((address, outgoing.words))


def test_a_channel_of_the_installations_own(now: dt.datetime, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.CHANNELS = (f"{__name__}.ShortMessages",)
    monkeypatch.setattr(ShortMessages, "out", [])
    user = person("alice", now)
    tell(user.pk, "returned", ("话", "words"), now=now)
    assert not Delivery.objects.exists(), "no telephone, no text message"
    user.phone = "13800000000"
    user.save()
    assert told(user, now).state == SENT
    assert ShortMessages.out == [("13800000000", "您的申报已退回，请补正")]


def test_a_channel_that_breaks_is_not_called_twice(
    now: dt.datetime, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.CHANNELS = (f"{__name__}.ShortMessages",)
    monkeypatch.setattr(ShortMessages, "breaks", True)
    user = User.objects.create(username="alice", phone="13800000000")
    row = told(user, now)
    assert row.state == UNSURE
    assert sent(row, now).attempts == 1


@pytest.mark.parametrize("path", ["nowhere.at.All", "zhicheng.web.sending.models.WAITING"])
def test_a_path_that_leads_to_no_channel_is_said(path: str, settings: Any) -> None:
    from zhicheng.vocabulary.problems import Refused
    from zhicheng.web.sending.channels.loaded import channels

    settings.CHANNELS = (path,)
    with pytest.raises(Refused, match="ZHICHENG_CHANNELS"):
        channels()


def test_a_channel_turned_off_meanwhile_sends_nothing(now: dt.datetime, hook: Posts, settings: Any) -> None:
    user = person("alice", now)
    tell(user.pk, "returned", ("话", "words"), now=now)
    settings.WEBHOOK = None
    assert sent(Delivery.objects.get(), now).state == GIVEN_UP
    assert hook.got == []
