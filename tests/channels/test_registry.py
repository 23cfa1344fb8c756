from __future__ import annotations

import pytest

from channels.base import Channel
from channels.failover import FailoverChannel, carriers
from channels.registry import ChannelConfig, channels_from, mailbox_from
from tests.channels.notify.server import API_KEY, EMAIL_TEMPLATE, TEXT_TEMPLATE

_TEXT = {"twilio_account_sid": "AC" + "0" * 32, "twilio_auth_token": "token", "twilio_sender": "+447700900999"}
_MAIL = {"smtp_host": "mail.example", "email_sender": "duty@council.example"}
_NOTIFY = {"notify_api_key": API_KEY, "notify_text_template_id": TEXT_TEMPLATE, "notify_email_template_id": EMAIL_TEMPLATE}


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ({}, set()),
        (_TEXT, {"sms"}),
        (_MAIL, {"email"}),
        ({**_TEXT, **_MAIL}, {"sms", "email"}),
        *(({**_TEXT, missing: ""}, set()) for missing in _TEXT),
        *(({**_MAIL, missing: ""}, set()) for missing in _MAIL),
        (_NOTIFY, {"sms", "email"}),
        ({**_NOTIFY, "notify_api_key": ""}, set()),
        ({**_NOTIFY, "notify_text_template_id": ""}, {"email"}),
        ({**_NOTIFY, "notify_email_template_id": ""}, {"sms"}),
        ({**_NOTIFY, "letters_by": "notify"}, {"sms", "email", "letter"}),
        ({**_NOTIFY, "texts_by": "twilio", "emails_by": ""}, set()),
    ],
)
def test_what_lacks_its_credentials_is_not_there(given: dict[str, str], names: set[str]) -> None:
    channels = channels_from(ChannelConfig(public_url="https://bothways.test", **given))  # type: ignore[arg-type]  # strings only
    assert set(channels) == names
    assert all(isinstance(channel, Channel) and channel.name == name for name, channel in channels.items())


def test_a_sender_that_nobody_could_answer_is_told_at_once() -> None:
    with pytest.raises(ValueError, match=r"^twilio_sender_not_e164$"):
        channels_from(ChannelConfig(public_url="https://bothways.test", **{**_TEXT, "twilio_sender": "Council"}))  # type: ignore[arg-type]  # strings only


_BOX = {"imap_host": "mail.example", "imap_username": "duty", "imap_password": "s3cret"}


@pytest.mark.parametrize("missing", [None, *_BOX])
def test_a_mailbox_is_there_once_it_can_be_opened(missing: str | None) -> None:
    given = {**_BOX, **({missing: ""} if missing else {})}
    found = mailbox_from(ChannelConfig(public_url="https://bothways.test", imap_folder="Replies", **given))  # type: ignore[arg-type]  # strings only
    assert (found is None) == (missing is not None)
    if found is not None:
        assert (found.name, found.vouches) == ("duty@mail.example:993/Replies", False)


def test_secrets_do_not_show() -> None:
    config = ChannelConfig(
        public_url="https://bothways.test",
        twilio_auth_token="s3cret-a",
        smtp_password="s3cret-b",
        mail_webhook_secret="s3cret-c",
        imap_password="s3cret-d",
        notify_api_key="s3cret-d",
        notify_callback_token="s3cret-e",
    )
    assert "s3cret" not in repr(config)


@pytest.mark.parametrize(
    ("order", "providers"), [("twilio,notify", ["twilio", "notify"]), (" notify, twilio", ["notify", "twilio"])]
)
def test_two_carriers_of_one_name_stand_in_the_order_that_the_council_gave(order: str, providers: list[str]) -> None:
    given = {**_TEXT, **_NOTIFY, "texts_by": order}
    channels = channels_from(ChannelConfig(public_url="https://bothways.test", **given))  # type: ignore[arg-type]  # strings only
    assert isinstance(channels["sms"], FailoverChannel)
    assert [carrier.provider for carrier in carriers([channels["sms"]])] == providers


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"texts_by": "pigeon"}, "carrier_unknown"),
        ({"emails_by": "smtp,smtp"}, "carrier_unknown"),
        ({"letters_by": "twilio"}, "carrier_unknown"),
        ({"letters_by": "notify"}, "notify_api_key_missing"),
        ({**_NOTIFY, "notify_api_key": "short"}, "notify_api_key_malformed"),
    ],
)
def test_a_choice_that_can_not_be_kept_is_told_at_once(wrong: dict[str, str], code: str) -> None:
    with pytest.raises(ValueError, match=f"^{code}$"):
        channels_from(ChannelConfig(public_url="https://bothways.test", **wrong))  # type: ignore[arg-type]  # strings only
