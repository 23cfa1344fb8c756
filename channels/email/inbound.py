"""Reading one mail that came in: RFC 5322 bytes to the values that matter, whatever state the mail is in."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses

from channels.attached import Attached
from channels.base import Inbound
from channels.email import reply_address, words
from channels.email.html_text import words_of
from channels.email.parts import MESSAGE_ID, decoded, header, leaves, storable
from channels.email.quoting import own_words
from channels.email.signatures import signed
from channels.errors import Malformed

PROVIDER = "smtp"

# RFC 8601: the topmost field is our own relay's, which adds it last and strips what claims its name.
_DMARC_PASSED = re.compile(r"\bdmarc=pass\b", re.IGNORECASE)
_MOST_REFERENCES = 100
_BULK = frozenset({"bulk", "junk", "list", "auto_reply"})
_AUTOMATIC_HEADERS = (
    "X-Autoreply",
    "X-Autorespond",
    "X-Auto-Response",
    "X-Autoreply-From",
    "X-Mail-Autoreply",
    "X-Vacation",
    "List-Id",
    "List-Unsubscribe",
)
_AUTOMATIC_SENDERS = re.compile(r"(mailer-daemon|postmaster|no-?reply|do-?not-?reply)[@+]")
# What programs without the header write; ours is no such subject, so nobody's answer to us begins like this.
_AUTOMATIC_SUBJECTS = re.compile(rf"\s*(?:{words.AUTOMATIC_SUBJECTS})", re.IGNORECASE)
_READ_SUBTYPES = frozenset({"plain", "html", "enriched", "richtext"})
_NOT_CONTENT = frozenset({"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"})
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]{0,40}/[a-z0-9][a-z0-9.+-]{0,60}")
_MOST_ATTACHED = 50


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
    parts = [part for part in leaves(mail) if part.get_content_type() not in _NOT_CONTENT]
    text_parts = [part for part in parts if not _is_attachment(part)]
    files = [part for part in parts if _is_attachment(part)]
    body = own_words(_words(text_parts))
    below = signed(body)
    return Inbound(
        provider=PROVIDER,
        provider_id=own_id.group() if own_id else f"sha256:{hashlib.sha256(raw).hexdigest()}",
        sender=sender,
        recipient=_first_address(mail, "Delivered-To", "X-Original-To", "To"),
        body=body,
        attachments=len(files),
        attached=tuple(_attached(part) for part in files[:_MOST_ATTACHED]),
        automatic=_is_automatic(mail, sender),
        authenticated=_DMARC_PASSED.search(header(mail, "Authentication-Results")) is not None,
        references=_references(mail),
        answer=below.answer if below else None,
        signed_by=below.names if below else "",
        code=reply_address.code_in(
            address for name in ("Delivered-To", "X-Original-To", "To") for address in _addresses(mail, name)
        ),
    )


def _attached(part: Message) -> Attached:
    """What is there, by what the mail says of it. It is measured and never opened; its name, which may tell, is not kept."""
    payload = part.get_payload(decode=True)
    kind = part.get_content_type()
    size = len(payload) if isinstance(payload, bytes) else len(part.as_bytes())
    return Attached(kind if _MEDIA_TYPE.fullmatch(kind) else "application/octet-stream", size)


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
        or _AUTOMATIC_SUBJECTS.match(_subject(mail)) is not None
    )


def _subject(mail: Message) -> str:
    try:
        return storable(str(make_header(decode_header(header(mail, "Subject")))))
    except (LookupError, ValueError, HeaderParseError):
        return header(mail, "Subject")


def _references(mail: Message) -> tuple[str, ...]:
    named = MESSAGE_ID.findall(f"{header(mail, 'In-Reply-To')} {header(mail, 'References')}")
    return tuple(dict.fromkeys(named))[:_MOST_REFERENCES]


def _first_address(mail: Message, *names: str) -> str:
    return next((address for name in names for address in _addresses(mail, name)), "")


def _addresses(mail: Message, name: str) -> Iterator[str]:
    for _, address in getaddresses([header(mail, name)]):
        if re.fullmatch(r"[^\s@<>]+@[^\s@<>]+", address):
            yield address.lower()


def _is_attachment(part: Message) -> bool:
    disposition = str(part.get("Content-Disposition", "")).lstrip().lower()
    readable = part.get_content_maintype() == "text" and part.get_content_subtype() in _READ_SUBTYPES
    return not readable or disposition.startswith("attachment") or "filename" in disposition


def _words(parts: list[Message]) -> str:
    plain = [decoded(part) for part in parts if part.get_content_subtype() != "html"]
    if any(text.strip() for text in plain):
        return "\n".join(plain)
    return "\n".join(words_of(decoded(part)) for part in parts if part.get_content_subtype() == "html")
