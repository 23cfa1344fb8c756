"""Each provider by what it says when it is asked whether it would carry. Nothing is sent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from channels.base import Probes
from channels.failover import carriers
from service.container import Container
from service.doctor.finding import Finding, broken, look, ok

_NAMES: Final = {"sms": "Texts", "email": "Email", "letter": "Letters"}
_SETTINGS: Final = {"twilio": "BOTHWAYS_TWILIO_…", "smtp": "BOTHWAYS_SMTP_…", "notify": "BOTHWAYS_NOTIFY_…"}
_MAILBOX: Final = "BOTHWAYS_IMAP_…"
_WORDS: Final = {
    "account_refused": "It does not know us. Check the credentials in {settings}; what waits goes out by itself afterwards.",
    "connection_refused": "Nobody answers there. Check host and port in {settings}, the firewall, and its status page.",
    "connection_dropped": "It hung up on us. Try again in a minute, then ask whoever runs it.",
    "tls_refused": "Its certificate can't be trusted, or it has no TLS. Check the host in {settings}, and its certificate.",
    "timeout": "It took too long to answer. Try again, then look at its status page.",
    "rate_limited": "It is asked too often just now. Try again in a minute.",
    "template_differs": "Its template is not the one that we need. Set it up as docs/providers.md says.",
    "folder_missing": "The folder is not in the mailbox. Check BOTHWAYS_IMAP_FOLDER.",
}
_PASSING: Final = {"rate_limited", "connection_dropped", "timeout"}


def findings(container: Container) -> Iterator[Finding]:
    for name in ("sms", "email"):
        if name not in container.channels:
            yield look(name, f"{_NAMES[name]}: no provider is set up, so none go out. See docs/settings.md.")
    if "sms" in container.channels:
        yield _keywords(neutral=container.settings.carrier_answers_neutral)
    for carrier in carriers(container.channels.values()):
        yield _asked(carrier, carrier.name, f"{_NAMES[carrier.name]} by {carrier.provider}", _SETTINGS.get(carrier.provider))
    if container.mailbox is not None:
        yield _asked(container.mailbox, "mailbox", "The mailbox", _MAILBOX)


def _keywords(*, neutral: bool) -> Finding:
    """What the carrier answers by itself is set at the carrier: nobody can ask it from here."""
    if neutral:
        return ok("keywords", "The carrier's own answers: somebody confirmed that they give nothing away.")
    return look(
        "keywords",
        "The carrier's own answers to HELP, INFO, STOP and START reach phones that others read. Set them to neutral words at"
        " the carrier, send each word from a phone to see, then set BOTHWAYS_CARRIER_ANSWERS_NEUTRAL=true.",
    )


def _asked(provider: object, about: str, name: str, settings: str | None) -> Finding:
    if not isinstance(provider, Probes):
        return look(about, f"{name}: it can't be asked. Send yourself something.")
    code = provider.probe()
    if code is None:
        return ok(about, f"{name}: it answers, and knows us.")
    words = _WORDS.get(code, "It answers with a fault. Look at its status page, then try again.")
    told = f"{name} ({code}): {words.format(settings=settings or 'its settings')}"
    return look(about, told) if code in _PASSING else broken(about, told)
