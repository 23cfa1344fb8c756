"""Reading one mail that came in: RFC 5322 bytes to the values that matter, whatever state the mail is in."""

from __future__ import annotations

import hashlib
import re
from email import message_from_bytes
from email.message import Message
from email.utils import getaddresses

from channels.base import Inbound
from channels.email.html_text import words_of
from channels.email.parts import MESSAGE_ID, decoded, header, leaves
from channels.email.quoting import own_words
from channels.errors import Malformed

PROVIDER = "smtp"

# RFC 8601: the topmost field is our own relay's, which adds it last and strips what claims its name.
_DMARC_PASSED = re.compile(r"\bdmarc=pass\b", re.IGNORECASE)
_MOST_REFERENCES = 100
_BULK = frozenset({"bulk", "junk", "list", "auto_reply"})
_AUTOMATIC_HEADERS = ("X-Autoreply", "X-Autorespond", "X-Auto-Response", "X-Vacation", "List-Id")
_AUTOMATIC_SENDERS = re.compile(r"(mailer-daemon|postmaster)@")


def read_mail(raw: bytes) -> Inbound:
    """``body`` is what the person wrote above the quoted original; keep ``raw`` as well, it alone is the whole evidence.

    Addresses are in lower case. ``provider_id`` is the Message-ID, or a digest of the bytes where there is no usable one.
    Raises ``Malformed`` only for a mail that names no sender, or is nested beyond all reading.
    """
    try:
        return _read(raw)
    except RecursionError:
        raise Malformed("nested_too_deep") from None


def _read(raw: bytes) -> Inbound:
    # The older policy keeps headers as they came; the newer one raises on some of those that the world sends.
    mail = message_from_bytes(raw)
    sender = _first_address(mail, "From", "Sender", "Return-Path")
    if not sender:
        raise Malformed("sender_missing")
    own_id = MESSAGE_ID.search(header(mail, "Message-ID"))
    parts = list(leaves(mail))
    text_parts = [part for part in parts if not _is_attachment(part)]
    return Inbound(
        provider=PROVIDER,
        provider_id=own_id.group() if own_id else f"sha256:{hashlib.sha256(raw).hexdigest()}",
        sender=sender,
        recipient=_first_address(mail, "Delivered-To", "X-Original-To", "To"),
        body=own_words(_words(text_parts)),
        attachments=len(parts) - len(text_parts),
        automatic=_is_automatic(mail, sender),
        authenticated=_DMARC_PASSED.search(header(mail, "Authentication-Results")) is not None,
        references=_references(mail),
    )


def _is_automatic(mail: Message, sender: str) -> bool:
    """No person's words, by RFC 3834 and what older programs write instead; delivery reports and mailing lists too."""
    submitted = header(mail, "Auto-Submitted").split(";")[0].strip().lower()
    return (
        submitted not in {"", "no"}
        or header(mail, "Precedence").strip().lower() in _BULK
        or any(name in mail for name in _AUTOMATIC_HEADERS)
        or header(mail, "Return-Path").strip() == "<>"
        or mail.get_content_type() == "multipart/report"
        or _AUTOMATIC_SENDERS.match(sender) is not None
    )


def _references(mail: Message) -> tuple[str, ...]:
    named = MESSAGE_ID.findall(f"{header(mail, 'In-Reply-To')} {header(mail, 'References')}")
    return tuple(dict.fromkeys(named))[:_MOST_REFERENCES]


def _first_address(mail: Message, *names: str) -> str:
    for name in names:
        for _, address in getaddresses([header(mail, name)]):
            if re.fullmatch(r"[^\s@<>]+@[^\s@<>]+", address):
                return address.lower()
    return ""


def _is_attachment(part: Message) -> bool:
    disposition = str(part.get("Content-Disposition", "")).lstrip().lower()
    return part.get_content_maintype() != "text" or disposition.startswith("attachment") or "filename" in disposition


def _words(parts: list[Message]) -> str:
    plain = [decoded(part) for part in parts if part.get_content_subtype() != "html"]
    if any(text.strip() for text in plain):
        return "\n".join(plain)
    return "\n".join(words_of(decoded(part)) for part in parts if part.get_content_subtype() == "html")
