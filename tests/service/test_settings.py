from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from service.domain.purposes import Purpose
from service.settings import Mode, Settings

SAFE: dict[str, Any] = {"secret_key": SecretStr("k" * 32), "public_url": "https://bothways.example"}


def test_production_is_the_default_and_starts_only_with_what_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BOTHWAYS_MODE", raising=False)
    with pytest.raises(ValidationError, match="BOTHWAYS_SECRET_KEY, BOTHWAYS_PUBLIC_URL"):
        Settings()
    assert Settings(**SAFE).mode is Mode.PRODUCTION


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("secret_key", SecretStr("short")),
        ("public_url", "http://bothways.example"),
        ("twilio_api_url", "http://127.0.0.1:8001"),
        ("notify_api_url", "http://127.0.0.1:8002"),
        ("clock_file", Path("clock")),
    ],
)
def test_production_refuses_every_convenience_of_the_demo(setting: str, value: object) -> None:
    with pytest.raises(ValidationError, match=f"BOTHWAYS_{setting.upper()}"):
        Settings(**{**SAFE, setting: value})


def test_production_never_mails_in_clear() -> None:
    with pytest.raises(ValidationError, match="BOTHWAYS_SMTP_STARTTLS"):
        Settings(**SAFE, smtp_host="mail.example", smtp_starttls=False)


def test_production_reads_no_mail_in_clear() -> None:
    with pytest.raises(ValidationError, match="BOTHWAYS_IMAP_TLS"):
        Settings(**SAFE, imap_host="mail.example", imap_tls="none")
    assert Settings(**SAFE, imap_host="mail.example", imap_tls="starttls").imap_sender_checked is False


def test_production_takes_no_report_by_a_token_that_could_be_guessed() -> None:
    with pytest.raises(ValidationError, match="BOTHWAYS_NOTIFY_CALLBACK_TOKEN"):
        Settings(**SAFE, notify_api_key=SecretStr("key"), notify_callback_token=SecretStr("short"))
    kept = Settings(**SAFE, notify_api_key=SecretStr("key"), notify_callback_token=SecretStr("t" * 32))
    assert kept.letters_by == "print_room"


def test_a_secret_is_not_in_what_is_printed() -> None:
    assert "k" * 32 not in repr(Settings(**SAFE))


def test_nothing_goes_to_imported_points_unless_somebody_says_what(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings(**SAFE).send_to_imported_points == ()
    monkeypatch.setenv("BOTHWAYS_SEND_TO_IMPORTED_POINTS", " General, appointment ,")
    assert Settings(**SAFE).send_to_imported_points == ("general", "appointment")


def test_every_purpose_but_an_answer_can_be_let_go_to_imported_points(monkeypatch: pytest.MonkeyPatch) -> None:
    for purpose in Purpose:
        monkeypatch.setenv("BOTHWAYS_SEND_TO_IMPORTED_POINTS", purpose.value)
        if purpose is Purpose.CONVERSATION:
            with pytest.raises(ValidationError):
                Settings(**SAFE)
        else:
            assert Settings(**SAFE).send_to_imported_points == (purpose.value,)


def test_a_purpose_that_is_none_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOTHWAYS_SEND_TO_IMPORTED_POINTS", "genral")
    with pytest.raises(ValidationError, match="send_to_imported_points"):
        Settings(**SAFE)
