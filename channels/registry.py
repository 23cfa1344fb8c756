"""From settings to channels. What lacks its credentials isn't there."""

from __future__ import annotations

from dataclasses import dataclass, field

from channels.base import Channel
from channels.email.smtp import SmtpEmail
from channels.sms.twilio import TwilioSms


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelConfig:
    """The channels' share of the settings, by the names that ``Settings`` gives them, secrets as plain strings."""

    public_url: str
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
    mail_webhook_secret: str = field(default="", repr=False)


def channels_from(config: ChannelConfig) -> dict[str, Channel]:
    """Channels by name. Raises ``ValueError`` for a sender that people couldn't answer to."""
    channels: list[Channel] = []
    if config.twilio_account_sid and config.twilio_auth_token and config.twilio_sender:
        channels.append(
            TwilioSms(
                account_sid=config.twilio_account_sid,
                auth_token=config.twilio_auth_token,
                sender=config.twilio_sender,
                public_url=config.public_url,
                api_url=config.twilio_api_url,
                timeout_seconds=config.twilio_timeout_seconds,
            )
        )
    if config.smtp_host and config.email_sender:
        channels.append(
            SmtpEmail(
                host=config.smtp_host,
                port=config.smtp_port,
                sender=config.email_sender,
                username=config.smtp_username,
                password=config.smtp_password,
                starttls=config.smtp_starttls,
                webhook_secret=config.mail_webhook_secret,
                timeout_seconds=config.smtp_timeout_seconds,
            )
        )
    return {channel.name: channel for channel in channels}
