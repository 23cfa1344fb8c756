"""From settings to channels. What lacks its credentials isn't there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from channels.base import Channel
from channels.email.mailbox import ImapMailbox, MailboxReader, Tls
from channels.email.smtp import SmtpEmail
from channels.failover import FailoverChannel
from channels.notify.emails import NotifyEmail
from channels.notify.letters import NotifyLetter
from channels.notify.texts import NotifyText
from channels.sms.twilio import TwilioSms

PRINT_ROOM: Final = "print_room"
NOTIFY: Final = "notify"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelConfig:
    """The channels' share of the settings, by the names that ``Settings`` gives them, secrets as plain strings."""

    public_url: str
    texts_by: str = "twilio,notify"
    emails_by: str = "smtp,notify"
    letters_by: str = PRINT_ROOM
    twilio_account_sid: str = ""
    twilio_auth_token: str = field(default="", repr=False)
    twilio_sender: str = ""
    twilio_api_url: str = ""
    twilio_timeout_seconds: float = 10.0
    smtp_host: str = ""
    smtp_port: int = 587
    smtp_username: str = ""
    smtp_password: str = field(default="", repr=False)
    smtp_starttls: bool = True
    smtp_timeout_seconds: float = 10.0
    email_sender: str = ""
    email_reply_codes: bool = False
    mail_webhook_secret: str = field(default="", repr=False)
    imap_host: str = ""
    imap_port: int = 993
    imap_username: str = ""
    imap_password: str = field(default="", repr=False)
    imap_folder: str = "INBOX"
    imap_tls: Tls = "tls"
    imap_sender_checked: bool = False
    notify_api_key: str = field(default="", repr=False)
    notify_callback_token: str = field(default="", repr=False)
    notify_text_template_id: str = ""
    notify_sms_sender_id: str = ""
    notify_email_template_id: str = ""
    notify_email_reply_to_id: str = ""
    notify_api_url: str = ""
    notify_timeout_seconds: float = 10.0


def channels_from(config: ChannelConfig) -> dict[str, Channel]:
    """Channels by name; of several carriers of one name, the first that is named carries and the others stand by.

    Raises ``ValueError`` for a sender that people couldn't answer to, for a carrier that nobody knows (``carrier_unknown``)
    and for letters by a service that isn't set up (``notify_api_key_missing``).
    """
    found = {
        "sms": list(_chosen(config.texts_by, {"twilio": lambda: _twilio(config), NOTIFY: lambda: _notify_text(config)})),
        "email": list(_chosen(config.emails_by, {"smtp": lambda: _smtp(config), NOTIFY: lambda: _notify_email(config)})),
        "letter": list(_chosen(config.letters_by, {PRINT_ROOM: lambda: None, NOTIFY: lambda: _notify_letter(config)})),
    }
    return {name: made[0] if len(made) == 1 else FailoverChannel(made) for name, made in found.items() if made}


def mailbox_from(config: ChannelConfig) -> MailboxReader | None:
    """The mailbox that people answer to, where there is one to read."""
    if not (config.imap_host and config.imap_username and config.imap_password):
        return None
    return ImapMailbox(
        host=config.imap_host,
        port=config.imap_port,
        username=config.imap_username,
        password=config.imap_password,
        folder=config.imap_folder,
        tls=config.imap_tls,
        vouches=config.imap_sender_checked,
    )


def _chosen(named: str, makers: Mapping[str, Callable[[], Channel | None]]) -> Iterator[Channel]:
    names = [name.strip() for name in named.split(",") if name.strip()]
    if not set(names) <= makers.keys() or len(set(names)) < len(names):
        raise ValueError("carrier_unknown")
    for name in names:
        channel = makers[name]()
        if channel is not None:
            yield channel


def _twilio(config: ChannelConfig) -> Channel | None:
    if not (config.twilio_account_sid and config.twilio_auth_token and config.twilio_sender):
        return None
    return TwilioSms(
        account_sid=config.twilio_account_sid,
        auth_token=config.twilio_auth_token,
        sender=config.twilio_sender,
        public_url=config.public_url,
        api_url=config.twilio_api_url,
        timeout_seconds=config.twilio_timeout_seconds,
    )


def _smtp(config: ChannelConfig) -> Channel | None:
    if not (config.smtp_host and config.email_sender):
        return None
    return SmtpEmail(
        host=config.smtp_host,
        port=config.smtp_port,
        sender=config.email_sender,
        username=config.smtp_username,
        password=config.smtp_password,
        starttls=config.smtp_starttls,
        webhook_secret=config.mail_webhook_secret,
        coded_replies=config.email_reply_codes,
        timeout_seconds=config.smtp_timeout_seconds,
    )


def _notify_text(config: ChannelConfig) -> Channel | None:
    if not (config.notify_api_key and config.notify_text_template_id):
        return None
    return NotifyText(
        api_key=config.notify_api_key,
        template_id=config.notify_text_template_id,
        sms_sender_id=config.notify_sms_sender_id,
        callback_token=config.notify_callback_token,
        api_url=config.notify_api_url,
        timeout_seconds=config.notify_timeout_seconds,
    )


def _notify_email(config: ChannelConfig) -> Channel | None:
    if not (config.notify_api_key and config.notify_email_template_id):
        return None
    return NotifyEmail(
        api_key=config.notify_api_key,
        template_id=config.notify_email_template_id,
        email_reply_to_id=config.notify_email_reply_to_id,
        mail_webhook_secret=config.mail_webhook_secret,
        callback_token=config.notify_callback_token,
        api_url=config.notify_api_url,
        timeout_seconds=config.notify_timeout_seconds,
    )


def _notify_letter(config: ChannelConfig) -> Channel | None:
    if not config.notify_api_key:
        # Letters would be released and then lie here: the print room, which nobody asked for, must not be the answer.
        raise ValueError("notify_api_key_missing")
    return NotifyLetter(
        api_key=config.notify_api_key,
        callback_token=config.notify_callback_token,
        api_url=config.notify_api_url,
        timeout_seconds=config.notify_timeout_seconds,
    )
