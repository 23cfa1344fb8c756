"""The file of one message, as ``bothways render`` reads it: JSON with keys that are named, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from channels.letter.address import AddressError, parse_address
from easyread.characters import is_seen, tidied
from service.domain.messages import LONGEST_OPTION, MOST_OPTIONS, CheckKind
from service.formats import Words

__all__ = ["KEYS", "LARGEST", "MessageFault", "MessageFile", "read_message"]

LARGEST: Final = 1_000_000
"""Bytes."""
_TEXTS = ("body", "title", "question", "sender", "phone", "reference", "date", "signed_off_by")
_LISTS = ("options", "address", "to")
_YES_OR_NO = "checked_by_people"
KEYS: Final = (*_TEXTS, *_LISTS, _YES_OR_NO)
_WORDS: Final[Mapping[str, str]] = {
    "message_too_large": "The file is larger than 1 MB. Give one message.",
    "message_not_utf8": "The file is not UTF-8. Save it as UTF-8.",
    "message_not_json": 'The file is not JSON. Write it as {"body": "…"}.',
    "message_not_an_object": 'The file is JSON, but no message. Write it as {"body": "…"}.',
    "message_key_unknown": f"There is no such key. Use {', '.join(KEYS)}.",
    "message_text_expected": "Its value must be text, in quotes.",
    "message_list_expected": "Its value must be a list of texts, a line each.",
    "message_true_or_false_expected": "Its value must be true or false, without quotes.",
    "body_missing": "There are no words to send. Write them under body.",
    "date_not_a_day": "Write the date as year, month and day: 2026-11-23.",
    "question_missing": "There are options and no question. Write what is asked under question.",
    "options_number": f"Give 2 to {MOST_OPTIONS} options, or none.",
    "options_alike": "Two options are alike. Make each different.",
    "option_long": f"An option is too long. Use at most {LONGEST_OPTION} characters.",
    "sign_off_missing": "Somebody must answer for it. Give a name under signed_off_by.",
}


class MessageFault(Exception):
    """What is wrong with the file. ``key`` is where, ``words`` say what to do next; neither quotes the message."""

    def __init__(self, code: str, key: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.key = key
        self.words = _WORDS[code]


@dataclass(frozen=True, slots=True)
class MessageFile:
    """``to`` are the lines of the window; empty is a letter that the person collects."""

    words: Words
    to: tuple[str, ...] = ()
    signed_off_by: str = ""
    checked_by_people: bool = False

    @property
    def check_kind(self) -> CheckKind:
        if self.words.options:
            return CheckKind.CHOICE
        return CheckKind.OPEN if self.words.question else CheckKind.NONE


def read_message(data: bytes, language: str) -> MessageFile:
    """Raises ``MessageFault``, and ``AddressError`` for a ``to`` that no envelope can show."""
    given = _object(data)
    for key in given:
        if key not in KEYS:
            raise MessageFault("message_key_unknown", ascii(key)[:40])
    texts = {key: _text(given, key) for key in _TEXTS}
    lists = {key: _lines(given, key) for key in _LISTS}
    checked = given.get(_YES_OR_NO, False)
    if not isinstance(checked, bool):
        raise MessageFault("message_true_or_false_expected", _YES_OR_NO)
    body = tidied(texts["body"] or "")
    if not is_seen(body):
        raise MessageFault("body_missing", "body")
    signed = (texts["signed_off_by"] or "").strip()
    if checked and not signed:
        raise MessageFault("sign_off_missing", "signed_off_by")
    options = tuple(tidied(option).strip() for option in lists["options"])
    _require_choice(texts["question"], options)
    return MessageFile(
        Words(
            body.strip(),
            language=language,
            title=(texts["title"] or "").strip(),
            question=None if texts["question"] is None else tidied(texts["question"]).strip(),
            options=options,
            sender=(texts["sender"] or "").strip(),
            phone=(texts["phone"] or "").strip(),
            address=lists["address"],
            reference=(texts["reference"] or "").strip(),
            dated=_day(texts["date"]),
        ),
        to=_window(lists["to"]),
        signed_off_by=signed,
        checked_by_people=checked,
    )


def _object(data: bytes) -> Mapping[str, Any]:
    if len(data) > LARGEST:
        raise MessageFault("message_too_large")
    try:
        given = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise MessageFault("message_not_utf8") from None
    except (ValueError, RecursionError):
        raise MessageFault("message_not_json") from None
    if not isinstance(given, dict):
        raise MessageFault("message_not_an_object")
    return given


def _text(given: Mapping[str, Any], key: str) -> str | None:
    value = given.get(key)
    if value is not None and not isinstance(value, str):
        raise MessageFault("message_text_expected", key)
    return value


def _lines(given: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = given.get(key)
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(line, str) for line in value):
        raise MessageFault("message_list_expected", key)
    return tuple(value)


def _require_choice(question: str | None, options: tuple[str, ...]) -> None:
    if not options:
        return
    if not (question or "").strip():
        raise MessageFault("question_missing", "question")
    if not 2 <= len(options) <= MOST_OPTIONS or not all(options):
        raise MessageFault("options_number", "options")
    if len({option.casefold() for option in options}) != len(options):
        raise MessageFault("options_alike", "options")
    if any(len(option) > LONGEST_OPTION for option in options):
        raise MessageFault("option_long", "options")


def _day(typed: str | None) -> date | None:
    if typed is None:
        return None
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise MessageFault("date_not_a_day", "date") from None


def _window(lines: tuple[str, ...]) -> tuple[str, ...]:
    if not lines:
        return ()
    try:
        return parse_address("\n".join(lines))
    except AddressError as error:
        # The code as pages word it; the lines that were refused must not ride along.
        raise AddressError(f"address_{error.code}") from None
