"""Messages by e-mail. At most once: a sending that was cut off is not done again of itself."""

from __future__ import annotations

import smtplib
from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from zhicheng.web.sending.channels.channel import NotSent, Outgoing, Recipient

LASTING: Final = 500
"""From this code of SMTP on a refusal is for good."""


class Mail:
    """E-mail by Django's mail settings (ZHICHENG_MAIL)."""

    name = "mail"
    label = ("电子邮件", "e-mail")
    knows_keys = False

    def address_of(self, recipient: Recipient) -> str:
        """The address that the person confirmed."""
        return recipient.mail

    def send(self, outgoing: Outgoing, address: str) -> None:
        """Hand it to the mail server; raises ``NotSent`` where the server said no, or could not be reached."""
        connection = get_connection()
        try:
            connection.open()
        except smtplib.SMTPResponseException as fault:
            raise _refused(fault.smtp_code) from fault
        except OSError as fault:
            raise NotSent(("连不上邮件服务器", "the mail server can't be reached")) from fault
        try:
            connection.send_messages([_letter(outgoing, address)])
        except smtplib.SMTPRecipientsRefused as fault:
            codes = [code for code, _ in fault.recipients.values()]
            raise _refused(min(codes, default=LASTING)) from fault
        except smtplib.SMTPResponseException as fault:
            raise _refused(fault.smtp_code) from fault
        finally:
            connection.close()


def _letter(outgoing: Outgoing, address: str) -> EmailMessage:
    english = outgoing.recipient.language == "en"
    subject = f"[Title review] {outgoing.words}" if english else f"【职称评审】{outgoing.words}"
    body = (
        f"{outgoing.words[:1].upper()}{outgoing.words[1:]}.\n\n{outgoing.link}\n\nSign in to read it. "
        "This letter holds no details; please don't answer it.\n"
        if english
        else f"{outgoing.words}。\n\n{outgoing.link}\n\n请登录平台查看。本邮件不含具体内容，请勿回复。\n"
    )
    host = settings.SITE.split("//")[-1].split(":")[0]
    return EmailMessage(
        subject,
        body,
        settings.DEFAULT_FROM_EMAIL,
        [address],
        headers={"Message-ID": f"<{outgoing.key}@{host}>", "Auto-Submitted": "auto-generated"},
    )


def _refused(code: int) -> NotSent:
    text = (f"邮件服务器拒收（{code}）", f"the mail server refused it ({code})")
    return NotSent(text, lasting=code >= LASTING)
