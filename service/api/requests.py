"""What a program may send, as pydantic reads it and as the description of the API shows it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Strict,
    StringConstraints,
    Tag,
    WithJsonSchema,
)
from pydantic.functional_validators import AfterValidator
from pydantic_core import PydanticCustomError

from service.domain.messages import LONGEST_OPTION, MOST_OPTIONS
from service.domain.preferences import WRITTEN_LANGUAGES

_RFC_3339: Final = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
_LAST_YEAR: Final = 2200
NO_NUL: Final = r"^[^\x00]*$"
"""PostgreSQL can't hold NUL, and no keyboard types it."""


class Shape(BaseModel):
    """No field that we don't know, and no value of another kind: a mistyped name must not be a message without it."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, use_attribute_docstrings=True)


def _written_moment(value: Any) -> Any:
    if not isinstance(value, str) or not _RFC_3339.fullmatch(value):
        raise PydanticCustomError("moment_not_valid", "Write the moment with its offset, as in 2026-11-26T10:00:00Z.")
    return value


def _in_utc(value: datetime) -> datetime:
    if not 1970 < value.year < _LAST_YEAR:
        raise PydanticCustomError("moment_not_valid", "The year is out of range.")
    return value.astimezone(UTC)


Moment = Annotated[AwareDatetime, Strict(strict=False), BeforeValidator(_written_moment), AfterValidator(_in_utc)]
"""RFC 3339 with an offset; UTC from here on."""


def _one_of_languages(value: str) -> str:
    if value not in WRITTEN_LANGUAGES:
        raise PydanticCustomError("language_unknown", "Choose one of the languages that the description lists.")
    return value


Language = Annotated[
    str, AfterValidator(_one_of_languages), WithJsonSchema({"type": "string", "enum": list(WRITTEN_LANGUAGES)})
]


def _text(most: int, *, least: int = 1) -> Any:
    return StringConstraints(min_length=least, max_length=most, pattern=NO_NUL)


class PersonById(Shape):
    """Somebody by the id that an answer of this API gave."""

    id: UUID


class PersonByReference(Shape):
    """Somebody by the case reference on their record."""

    case_reference: Annotated[str, _text(100)]


class WordsOfText(Shape):
    """The words as they will be read."""

    text: Annotated[str, _text(20_000)]


class WordsOfTemplate(Shape):
    """A saved template. Its own check belongs to it, unless the request names another."""

    template: Annotated[str, _text(200)]
    """The template's name, as the list of templates shows it."""
    values: dict[Annotated[str, _text(100)], Annotated[str, _text(1000)]] = Field(default={}, max_length=50)
    """What stands in place of each ``((name))``. Every placeholder needs one, and every value its placeholder."""


def _either(first: str, second: str) -> Discriminator:
    """Two shapes, told apart by the field that they don't share. The tags are no field names: see ``problems.pointer``."""

    def tag(value: Any) -> str | None:
        if isinstance(value, dict) and (first in value) is not (second in value):
            return f"by {first}" if first in value else f"by {second}"
        return None

    words = f"Give either {first} or {second}."
    return Discriminator(tag, custom_error_type="one_of_two", custom_error_message=words)


Who = Annotated[
    Annotated[PersonById, Tag("by id")] | Annotated[PersonByReference, Tag("by case_reference")],
    _either("id", "case_reference"),
]
Words = Annotated[
    Annotated[WordsOfText, Tag("by text")] | Annotated[WordsOfTemplate, Tag("by template")],
    _either("text", "template"),
]


class NoCheck(Shape):
    """Nothing is asked beyond whether the message is clear."""

    kind: Literal["none"]


class ChoiceCheck(Shape):
    """A question with answers to choose from: the right one confirms."""

    kind: Literal["choice"]
    question: Annotated[str, _text(500)]
    options: list[Annotated[str, _text(LONGEST_OPTION)]] = Field(min_length=2, max_length=MOST_OPTIONS)
    right_option: int = Field(ge=1, le=MOST_OPTIONS)
    """Counted from 1."""


class OpenCheck(Shape):
    """A question that people answer in their own words; a worker judges the answer."""

    kind: Literal["open"]
    question: Annotated[str, _text(500)]
    expected_answer: Annotated[str, _text(500, least=0)] = ""
    """For the worker who judges; it is never sent."""


Check = Annotated[NoCheck | ChoiceCheck | OpenCheck, Discriminator("kind")]


class NewMessage(Shape):
    """One message to one person, the way that they chose."""

    person: Who
    purpose: Literal["appointment", "decision", "urgent", "general"]
    words: Words
    check: Check | None = None
    """How the message finds out whether it was understood. Left out: the template's own check, or none."""
    event_at: Moment | None = None
    """The moment of what the message is about: an answer is needed before it."""
    language: Language = "en"
    """The language that the words are written in (BCP 47). We translate nothing."""
    override_reason: Annotated[str, _text(500, least=0)] = ""
    """Why a member of staff wants it sent although its format or language is not the one on record."""


class NewPlan(Shape):
    """A question: which way would this go? Without ``words`` it is answered by what is on record alone."""

    person: Who
    purpose: Literal["appointment", "decision", "urgent", "general"]
    words: Words | None = None
    check: Check | None = None
    event_at: Moment | None = None
    language: Language = "en"
    override_reason: Annotated[str, _text(500, least=0)] = ""


def _written_number(value: str) -> int:
    if not re.fullmatch(r"-?[0-9]{1,9}", value):
        raise PydanticCustomError("int_parsing", "Write a whole number.")
    return int(value)


def _written_truth(value: str) -> bool:
    if value not in {"true", "false"}:
        raise PydanticCustomError("bool_parsing", "Write true or false.")
    return value == "true"


Truth = Annotated[bool, BeforeValidator(_written_truth)]


class ListQuery(Shape):
    """What to list. Nothing personal can be asked for here: addresses end up in logs."""

    cursor: Annotated[str, _text(100)] | None = None
    """``following`` of the page before."""
    limit: Annotated[int, BeforeValidator(_written_number)] = Field(default=50, ge=1, le=100)
    open: Truth | None = None
    """Whether an answer is still looked for."""
    flagged: Truth = False
    """Only messages that ask something of somebody."""
    changed_since: Moment | None = None
    """Only messages about which something changed since this moment, a passed deadline included."""
