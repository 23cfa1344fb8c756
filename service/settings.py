"""Settings from the environment, prefix ``BOTHWAYS_``, safe for production unless told otherwise."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

_SHORTEST_SECRET = 32


class Mode(StrEnum):
    """``production`` refuses every convenience that the others allow."""

    PRODUCTION = "production"
    DEMO = "demo"
    TEST = "test"


class Settings(BaseSettings):
    """Every setting, with its meaning beside it. ``bothways doctor`` prints the names, never the secrets."""

    model_config = SettingsConfigDict(env_prefix="BOTHWAYS_", frozen=True, extra="ignore")

    mode: Mode = Mode.PRODUCTION
    data_dir: Path = Path("var")
    database_url: str = ""
    """Empty: the embedded PostgreSQL under ``data_dir``."""

    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = "http://127.0.0.1:8000"
    """The address that providers and people reach; signatures are checked against it, never against a forwarded header."""
    trusted_proxies: int = Field(default=0, ge=0, le=10)
    """How many proxies of your own stand in front, each adding the address it was called from (X-Forwarded-For). With fewer
    than there are, all of a council's sign-ins seem to come from one place; with more, anybody can write their own."""
    secret_key: SecretStr = SecretStr("")
    metrics_token: SecretStr = SecretStr("")
    """The bearer token with which a monitoring system may read ``/metrics``; empty: nobody may."""
    web_workers: int = 2
    web_threads: int = 64

    council_name: str = "Your council"
    council_phone: str = ""
    """The published number that every message offers."""
    easy_read_signed_by: str = ""
    """The named worker who answers for the wording of the Easy Read pages that anyone can read; in production they are not
    shown before somebody does."""
    easy_read_checked_by_people: bool = False
    """People with learning disabilities checked those pages."""
    picture_pack: Path | None = None
    """A folder with the council's own pictures for Easy Read, which come before ours (docs/pictures.md)."""
    confirm_with_draft_languages: bool = False
    send_draft_languages: bool | None = None
    """Whether our own phrases go out, and pages are offered, in a language that no named translator approved. Unset:
    not in production."""
    send_to_imported_points: Annotated[tuple[Literal["appointment", "decision", "urgent", "general"], ...], NoDecode] = ()
    """Purposes, divided by commas: what may go to numbers and addresses of an import that nobody asked about yet."""

    slips_need_a_look: bool = True
    """A worker looks at every scanned slip before its answer counts. Without, one that is plain in every box is recorded
    by itself; anything that could mean two things is still shown to a worker."""
    links_in_emails: bool = True
    """Emails offer a link to answer by, where the person said that the address is safe and nobody else reads it."""
    links_in_texts: bool = False
    """Texts do too. A link in a text looks like a scam, and scams imitate it: only where people were told to expect it."""
    links_in_letters: bool = True
    """Letters bear such a link as a code for a phone's camera, where the person said that nobody else opens their post."""
    link_days: int = Field(default=28, ge=1, le=365)
    """How long such a link opens anything."""

    twilio_account_sid: str = ""
    twilio_auth_token: SecretStr = SecretStr("")
    twilio_sender: str = ""
    """E.164 of the number that people reply to; an alphanumeric sender can't receive a reply and is refused."""
    twilio_api_url: str = ""
    """Another address for Twilio's API, for the simulator. Refused in production."""
    twilio_timeout_seconds: float = 10.0
    carrier_answers_neutral: bool = False
    """Somebody confirmed that what the carrier itself answers to HELP, INFO, STOP and START gives nothing away."""

    smtp_host: str = ""
    smtp_port: int = 587
    smtp_username: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_starttls: bool = True
    smtp_timeout_seconds: float = 10.0
    email_sender: str = ""
    email_reply_codes: bool = False
    """Each mail asks for its answer at ``name+code@…``: only where the mailbox takes mail with a plus in its address."""
    mail_webhook_secret: SecretStr = SecretStr("")

    imap_host: str = ""
    """Of the mailbox that people answer to; empty: mail comes by the webhook alone."""
    imap_port: int = 993
    imap_username: str = ""
    imap_password: SecretStr = SecretStr("")
    imap_folder: str = "INBOX"
    imap_tls: Literal["tls", "starttls", "none"] = "tls"
    imap_sender_checked: bool = False
    """Its server checks senders and strips every ``Authentication-Results`` field that isn't its own (RFC 8601)."""
    imap_seconds: int = Field(default=60, ge=10)
    """How often the mailbox is read."""

    texts_by: str = "twilio,notify"
    """Carriers in order of preference, of those that are set up; the next is asked where one certainly took nothing."""
    emails_by: str = "smtp,notify"
    letters_by: str = "print_room"
    """``print_room``: a print file for people; ``notify``: GOV.UK Notify prints and posts what was released."""
    notify_api_key: SecretStr = SecretStr("")
    notify_callback_token: SecretStr = SecretStr("")
    """The bearer token that was entered at Notify for its callbacks."""
    notify_text_template_id: str = ""
    """A text template whose whole text is ``((body))``."""
    notify_sms_sender_id: str = ""
    notify_email_template_id: str = ""
    """An email template with the subject ``((subject))`` and the text ``((body))``."""
    notify_email_reply_to_id: str = ""
    notify_api_url: str = ""
    """Another address for Notify's API, for tests. Refused in production."""
    notify_timeout_seconds: float = 10.0

    printer_dir: Path | None = None
    """Where released print files are put. Empty: ``data_dir``/printer."""

    clock_file: Path | None = None
    """Holds the simulator's offset in seconds. Refused in production."""
    trust_this_clock: bool = False
    """Start though the database holds rows newer than this machine's clock: a machine whose clock was ahead wrote them."""
    worker_threads: int = Field(default=8, ge=1, le=64)
    lease_seconds: int = Field(default=120, ge=5)
    texts_a_second: int = Field(default=10, ge=0)
    """The most texts a second of all hosts together: what the provider carries for one number. 0 sets no limit."""
    emails_a_second: int = Field(default=20, ge=0)
    sweep_seconds: int = Field(default=15, ge=1)
    """How often a worker looks by itself for what a lost job left behind."""

    @field_validator("send_to_imported_points", mode="before")
    @classmethod
    def _divided(cls, given: Any) -> Any:
        return given.replace(",", " ").casefold().split() if isinstance(given, str) else given

    @model_validator(mode="after")
    def _production_is_strict(self) -> Self:
        if self.mode is Mode.PRODUCTION:
            faults = [
                name
                for name, bad in (
                    ("BOTHWAYS_SECRET_KEY", len(self.secret_key.get_secret_value()) < _SHORTEST_SECRET),
                    ("BOTHWAYS_PUBLIC_URL", not self.public_url.startswith("https://")),
                    ("BOTHWAYS_METRICS_TOKEN", 0 < len(self.metrics_token.get_secret_value()) < _SHORTEST_SECRET),
                    ("BOTHWAYS_TWILIO_API_URL", bool(self.twilio_api_url)),
                    ("BOTHWAYS_NOTIFY_API_URL", bool(self.notify_api_url)),
                    ("BOTHWAYS_NOTIFY_CALLBACK_TOKEN", self._notify_token_too_short),
                    ("BOTHWAYS_CLOCK_FILE", self.clock_file is not None),
                    ("BOTHWAYS_SMTP_STARTTLS", bool(self.smtp_host) and not self.smtp_starttls),
                    ("BOTHWAYS_IMAP_TLS", bool(self.imap_host) and self.imap_tls == "none"),
                )
                if bad
            ]
            if faults:
                raise ValueError("not safe for production: " + ", ".join(faults) + ". See docs/settings.md")
        return self

    @property
    def _notify_token_too_short(self) -> bool:
        token = self.notify_callback_token.get_secret_value()
        return bool(self.notify_api_key.get_secret_value()) and len(token) < _SHORTEST_SECRET

    @property
    def drafts_allowed(self) -> bool:
        return self.mode is not Mode.PRODUCTION if self.send_draft_languages is None else self.send_draft_languages

    @property
    def checks_clock(self) -> bool:
        """Whether rows newer than our clock stop us. The simulator's clock may be set back."""
        return self.clock_file is None and not self.trust_this_clock

    @property
    def print_folder(self) -> Path:
        return self.printer_dir or self.data_dir / "printer"
