from __future__ import annotations

import pytest

from channels.base import Channel
from channels.registry import ChannelConfig, channels_from

_TEXT = {"twilio_account_sid": "AC" + "0" * 32, "twilio_auth_token": "token", "twilio_sender": "+447700900999"}
_MAIL = {"smtp_host": "mail.example", "email_sender": "duty@council.example"}


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ({}, set()),
        (_TEXT, {"sms"}),
        (_MAIL, {"email"}),
        ({**_TEXT, **_MAIL}, {"sms", "email"}),
        *(({**_TEXT, missing: ""}, set()) for missing in _TEXT),
        *(({**_MAIL, missing: ""}, set()) for missing in _MAIL),
    ],
)
def test_what_lacks_its_credentials_is_not_there(given: dict[str, str], names: set[str]) -> None:
    channels = channels_from(ChannelConfig(public_url="https://bothways.test", **given))  # type: ignore[arg-type]  # strings only
    assert set(channels) == names
    assert all(isinstance(channel, Channel) and channel.name == name for name, channel in channels.items())


def test_a_sender_that_nobody_could_answer_is_told_at_once() -> None:
    with pytest.raises(ValueError, match=r"^twilio_sender_not_e164$"):
        channels_from(ChannelConfig(public_url="https://bothways.test", **{**_TEXT, "twilio_sender": "Council"}))  # type: ignore[arg-type]  # strings only


def test_secrets_do_not_show() -> None:
    config = ChannelConfig(
        public_url="https://bothways.test",
        twilio_auth_token="s3cret-a",
        smtp_password="s3cret-b",
        mail_webhook_secret="s3cret-c",
    )
    assert "s3cret" not in repr(config)
