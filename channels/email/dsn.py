"""Reading a bounce: a mail server's report on a mail of ours (RFC 3464), and the two older forms that are sure to be one.

Anybody can write a bounce. What is read here is a claim: believe it only if its Message-ID is one of ours, which nobody
but those who handled the mail can know, and if it names the address that the mail went to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import message_from_bytes, message_from_string
from email.message import Message
from uuid import UUID

from channels.base import Progress, Receipt
from channels.email import status_codes
from channels.email.address import same_mailbox
from channels.email.inbound import PROVIDER
from channels.email.parts import MESSAGE_ID, decoded, header, leaves
from channels.errors import Malformed

_OUR_ID = re.compile(r"(?<![^\s<])([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@[!-;=?A-~]{1,250}", re.IGNORECASE)
_ADDRESS = re.compile(r"<?([^\s<>@]{1,64}@[^\s<>@]{1,255})>?")
_TYPED_ADDRESS = re.compile(r"\s*rfc822\s*;\s*", re.IGNORECASE)
_XTEXT = re.compile(r"\+([0-9A-F]{2})")
_ACTION = re.compile(r"\s*([a-z]{1,20})\b", re.IGNORECASE)
_SMTP_ANSWER = re.compile(r"\s*smtp\s*;\s*\d{3}[ -]#?", re.IGNORECASE)
_NO_DETAIL = re.compile(r"[245]\.0\.\d{1,3}")

_LONGEST_TEXT = 256 * 1024
_QMAIL_START = "Hi. This is the"
_QMAIL_COPY = re.compile(r"^--- Below this line is", re.MULTILINE)
_QMAIL_RECIPIENT = re.compile(r"^<([^\s<>@]{1,64}@[^\s<>@]{1,255})>:[ \t\r]*$", re.MULTILINE)
_QMAIL_CODE = re.compile(r"\(#([245]\.\d{1,3}\.\d{1,3})\)")
_COPIED_ID = re.compile(r"^[ \t]{0,8}Message-ID:[ \t]{0,8}(<[!-;=?-~]{1,250}>)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Report:
    """``receipt.attempt_id`` is the try that its Message-ID names, ``None`` where no try of ours could bear that id.

    ``recipient`` is whom the report says that the mail was for, "" where it doesn't say.
    """

    receipt: Receipt
    recipient: str


@dataclass(frozen=True, slots=True)
class _Fate:
    """What became of the mail for one recipient."""

    action: str
    enhanced: str | None
    recipient: str
    forwarded: bool = False


def read_report(raw: bytes) -> Report | None:
    """The report that this mail is; ``None`` where it is none, or none that says for sure which mail it is about.

    Raises ``Malformed`` only for a mail that is nested beyond all reading.
    """
    try:
        mail = message_from_bytes(raw)
        return _delivery_status(mail) or _qmail(mail) or _failed_recipients(mail)
    except RecursionError:
        raise Malformed("nested_too_deep") from None


def _delivery_status(mail: Message) -> Report | None:
    if mail.get_content_type() != "multipart/report":
        return None
    parts = list(leaves(mail))
    blocks = [block for part in parts if part.get_content_type() == "message/delivery-status" for block in _blocks(part)]
    fates = [fate for fate in map(_fate, blocks) if fate]
    if not fates:
        return None
    envelope = next(
        (header(block, "Original-Envelope-Id").strip() for block in blocks if "Original-Envelope-Id" in block), ""
    )
    returned = next((found for part in parts if (found := _returned_id(part))), "")
    # An alias may stand for several mailboxes: the worst that befell one of them counts.
    fate = next((fate for fate in fates if fate.action == "failed"), fates[0])
    named = returned or header(mail, "In-Reply-To") or header(mail, "References")
    return _report(fate, named, envelope)


def _blocks(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [block for block in payload if isinstance(block, Message)] if isinstance(payload, list) else []


def _fate(block: Message) -> _Fate | None:
    action = _ACTION.match(header(block, "Action"))
    if action is None:
        return None
    final, original = _recipient(header(block, "Final-Recipient")), _recipient(header(block, "Original-Recipient"))
    unescaped = _XTEXT.sub(lambda found: chr(int(found.group(1), 16)), original)
    if not original or (final and same_mailbox(unescaped, final)):
        original = final
    return _Fate(
        action=action.group(1).lower(),
        enhanced=_enhanced(header(block, "Status").strip(), header(block, "Diagnostic-Code")),
        recipient=original,
        forwarded=bool(final) and not same_mailbox(original, final),
    )


def _enhanced(status: str, diagnostic: str) -> str | None:
    """The status; where it says no more than "failed", what the last server answered."""
    own = status_codes.find(status)
    if own is None or _NO_DETAIL.fullmatch(own):
        answer = _SMTP_ANSWER.match(diagnostic)
        theirs = status_codes.find(diagnostic[answer.end() :]) if answer else None
        if theirs is not None and (own is None or theirs[0] == own[0]):
            return theirs
    return own


def _recipient(value: str) -> str:
    kind = _TYPED_ADDRESS.match(value)
    found = _ADDRESS.fullmatch(value[kind.end() :].strip()) if kind else None
    return found.group(1) if found else ""


def _returned_id(part: Message) -> str:
    """The Message-ID of the mail, or of its headers alone, that the report brings back."""
    kind = part.get_content_type()
    returned: Message | None = None
    if kind in {"message/rfc822", "message/global"}:
        returned = next(iter(_blocks(part)), None)
    elif kind in {"text/rfc822-headers", "message/rfc822-headers"}:
        returned = message_from_string(decoded(part)[:_LONGEST_TEXT])
    found = MESSAGE_ID.search(header(returned, "Message-ID")) if returned is not None else None
    return found.group() if found else ""


def _qmail(mail: Message) -> Report | None:
    """The qmail-send bounce message format (QSBMF), which is for failures alone."""
    text = _text(mail)
    copy = _QMAIL_COPY.search(text)
    if not text.startswith(_QMAIL_START) or copy is None:
        return None
    told = text[: copy.start()]
    recipients = set(_QMAIL_RECIPIENT.findall(told))
    if len(recipients) != 1:
        return None
    codes = _QMAIL_CODE.findall(told)
    fate = _Fate("failed", codes[0] if len(codes) == 1 else None, recipients.pop())
    return _report(fate, _copied_id(text[copy.start() :]))


def _failed_recipients(mail: Message) -> Report | None:
    """Exim's before it wrote RFC 3464, and of others that took over its header: only failures bear it."""
    recipient = _ADDRESS.fullmatch(header(mail, "X-Failed-Recipients").strip())
    if recipient is None:
        return None
    returned = next((found for part in leaves(mail) if (found := _returned_id(part))), "")
    return _report(_Fate("failed", None, recipient.group(1)), returned or _copied_id(_text(mail)))


def _text(mail: Message) -> str:
    first = next((part for part in leaves(mail) if part.get_content_type() == "text/plain"), None)
    return decoded(first)[:_LONGEST_TEXT].lstrip() if first is not None else ""


def _copied_id(text: str) -> str:
    """The Message-ID among the headers of a copy in the text; of two that differ neither is sure."""
    found = set(_COPIED_ID.findall(text))
    return found.pop() if len(found) == 1 else ""


def _report(fate: _Fate, named: str, envelope: str = "") -> Report | None:
    """``named`` holds the Message-IDs that the report is about, ``envelope`` the id that our own request bore."""
    ours = {found.group().lower() for ids in (named, envelope) for found in _OUR_ID.finditer(ids)}
    foreign = MESSAGE_ID.search(named)
    if len(ours) > 1 or not (ours or foreign):
        return None
    own_id = next(iter(ours), "")
    # "Delivered" counts only from a server that we asked to report.
    asked = bool(own_id) and envelope.lower() == own_id
    known = "forwarding_failed" if fate.forwarded else status_codes.meaning(fate.enhanced)
    receipt = Receipt(
        provider=PROVIDER,
        provider_id=f"<{own_id}>" if own_id else str(foreign and foreign.group()),
        attempt_id=UUID(own_id.split("@")[0]) if own_id else None,
        status=f"{fate.action} {fate.enhanced}" if fate.enhanced else fate.action,
        progress=_progress(fate.action, asked=asked),
        provider_code=fate.enhanced,
        error_code=known if fate.action == "failed" else None,
    )
    return Report(receipt, fate.recipient)


def _progress(action: str, *, asked: bool) -> Progress:
    if action == "failed":
        return Progress.FAILED
    return Progress.DELIVERED if action == "delivered" and asked else Progress.UNRECOGNISED
