"""A row of a file of people, from another system: the columns, and what one row says. Nothing in it is a choice.

Another system's word on what a person wants is hearsay here: it steers, and "not yet asked directly" stays (DOMAIN §3).
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from service.domain.contact_points import PointKind, PointValue, normalise
from service.domain.errors import Invalid, InvalidFields
from service.domain.names import LONGEST_NAME
from service.domain.preferences import Format, Medium, MediumChoice, Source, Strength, choice_faults
from service.domain.safe_contact import SafeStatus

PHONES = ("mobile", "phone", "phone_2", "phone_3")
EMAILS = ("email", "email_2", "email_3")
ADDRESS_LINES = tuple(f"address_line_{number}" for number in range(1, 8))
COLUMNS = (
    "case_reference",
    "old_reference",
    "name",
    "team",
    "owner",
    *PHONES,
    *EMAILS,
    "address",
    *ADDRESS_LINES,
    "postcode",
    "medium",
    "never",
    "said_by",
    "format",
    "spoken_language",
    "written_language",
    "restricted",
    "do_not_contact",
)
REQUIRED = ("name",)
LONGEST_REFERENCE = 100
NO_FIXED_ABODE = "row_no_fixed_abode"
"""A remark, no fault: such a person is never left out (DOMAIN §5)."""

Word = TypeVar("Word")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What may stand in a cell, folded, and what it means: our own words, and those that the pages show."""

    media: Mapping[str, Medium]
    formats: Mapping[str, Format]
    sources: Mapping[str, Source]
    spoken: Mapping[str, str]
    written: Mapping[str, str]

    @classmethod
    def of(
        cls,
        *,
        media: Mapping[Medium, str],
        formats: Mapping[Format, str],
        sources: Mapping[Source, str],
        spoken: Mapping[str, str],
        written: Mapping[str, str],
    ) -> Vocabulary:
        """From the labels of the pages; the keys are taken as they are too."""
        also = {"sms": Medium.TEXT, "e mail": Medium.EMAIL, "post": Medium.LETTER, "phone": Medium.PHONE_CALL}
        return cls({**_words(media), **also}, _words(formats), _words(sources), _words(spoken), _words(written))


def _words(labels: Mapping[Word, str]) -> dict[str, Word]:
    return {fold(str(spelled)): word for word, label in labels.items() for spelled in (word, label)}


def fold(cell: str) -> str:
    """Case, hyphens and underscores say nothing: "Large_print 18" is "large print 18"."""
    return " ".join(re.sub(r"[-_]", " ", cell).casefold().split())


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person as the file has them. ``team`` and ``owner`` are names that nobody looked up yet; ``None``: not said.

    ``remarks`` are codes of what was left out though the row is taken.
    """

    name: str
    case_reference: str | None
    old_reference: str | None
    team: str | None
    owner: str | None
    restricted: bool
    safe_status: SafeStatus
    choices: tuple[MediumChoice, ...]
    format: Format | None
    spoken_language: str | None
    written_language: str | None
    source: Source
    points: tuple[PointValue, ...]
    columns: tuple[str, ...] = ()
    """Names of the columns that say something, for the record of who wrote what."""
    remarks: tuple[Invalid, ...] = ()

    @property
    def identity(self) -> str:
        """By which the same row is known again: the old system's reference, else all that it says, in normal form."""
        if self.old_reference is not None:
            return json.dumps(["old", self.old_reference.casefold()])
        said = [
            (self.case_reference or "").casefold(),
            self.name,
            (self.team or "").casefold(),
            (self.owner or "").casefold(),
            self.restricted,
            self.safe_status,
            [[choice.medium, choice.strength] for choice in self.choices],
            self.format,
            self.spoken_language,
            self.written_language,
            self.source,
            sorted([point.kind, point.value] for point in self.points),
        ]
        return json.dumps(["row", *said])


@dataclass(slots=True)
class _Reading:
    """The cells of one row, and every fault met while they are read."""

    cells: Mapping[str, str]
    faults: list[Invalid] = field(default_factory=list)

    def fault(self, code: str, column: str) -> None:
        self.faults.append(Invalid(code, field=column))

    def text(self, column: str) -> str | None:
        """In one line, single-spaced; ``None`` where nothing stands."""
        cell = " ".join(self.cells.get(column, "").split())
        if any(unicodedata.category(character) == "Cc" for character in cell):
            self.fault("cell_unprintable", column)
            return None
        if cell.startswith(("=", "@")):
            self.fault("cell_formula", column)
            return None
        return cell or None

    def word(self, column: str, known: Mapping[str, Word], code: str) -> Word | None:
        cell = self.text(column)
        if cell is None:
            return None
        found = known.get(fold(cell))
        if found is None:
            self.fault(code, column)
        return found

    def words(self, column: str, known: Mapping[str, Word], code: str) -> Iterator[Word]:
        """Several in one cell, in order."""
        for part in re.split(r"[;|]", self.text(column) or ""):
            if part.strip():
                found = known.get(fold(part))
                if found is None:
                    self.fault(code, column)
                else:
                    yield found

    def yes(self, column: str) -> bool:
        """Empty is no; what is neither yes nor no is a fault, since a wrong "no" here can hurt."""
        return bool(self.word(column, _YES_NO, "cell_not_yes_or_no"))

    def point(self, kind: PointKind, column: str, typed: str) -> PointValue | None:
        try:
            return normalise(kind, typed)
        except Invalid as fault:
            self.fault(fault.code, column)
            return None


_YES_NO = {"yes": True, "y": True, "true": True, "1": True, "no": False, "n": False, "false": False, "0": False}
_SPOILT = re.compile(r"\+?[0-9]+(?:[.,][0-9]+)?E\+?[0-9]+", re.IGNORECASE)
"""A long number after a spreadsheet took it for a quantity: digits are lost for good."""


def parse_row(cells: Mapping[str, str], words: Vocabulary) -> PersonRow:
    """What the row says. Raises ``InvalidFields`` with every fault, each naming its column; no fault holds a value."""
    reading = _Reading(cells)
    remarks: list[Invalid] = []
    name = reading.text("name") or ""
    if len(name) > LONGEST_NAME:
        reading.fault("name_long", "name")
    references = [_reference(reading, column) for column in ("case_reference", "old_reference")]
    if not name and not any(references) and not reading.faults:
        reading.fault("name_missing", "name")
    row = PersonRow(
        name=name,
        case_reference=references[0],
        old_reference=references[1],
        team=reading.text("team"),
        owner=reading.text("owner"),
        restricted=reading.yes("restricted"),
        safe_status=SafeStatus.DO_NOT_CONTACT if reading.yes("do_not_contact") else SafeStatus.NOT_ASKED,
        choices=_choices(reading, words),
        format=reading.word("format", words.formats, "cell_format_unknown"),
        spoken_language=reading.word("spoken_language", words.spoken, "cell_language_unknown"),
        written_language=reading.word("written_language", words.written, "cell_language_unknown"),
        source=_source(reading, words),
        points=tuple(dict.fromkeys(_points(reading, remarks.append))),
        columns=tuple(column for column in COLUMNS if cells.get(column, "").strip()),
        remarks=tuple(remarks),
    )
    if reading.faults:
        raise InvalidFields(tuple(reading.faults))
    return row


def _reference(reading: _Reading, column: str) -> str | None:
    reference = reading.text(column)
    if reference is not None and len(reference) > LONGEST_REFERENCE:
        reading.fault("reference_long", column)
    return reference


def _choices(reading: _Reading, words: Vocabulary) -> tuple[MediumChoice, ...]:
    wanted = reading.words("medium", words.media, "cell_medium_unknown")
    never = reading.words("never", words.media, "cell_medium_unknown")
    choices = (
        *(MediumChoice(medium, Strength.PREFERS, rank) for rank, medium in enumerate(wanted, start=1)),
        *(MediumChoice(medium, Strength.DECLINES) for medium in dict.fromkeys(never)),
    )
    for fault in choice_faults(choices):
        reading.fault(fault.code, "medium")
    return choices


def _source(reading: _Reading, words: Vocabulary) -> Source:
    """Somebody who spoke for the person stays named. That the person themselves spoke, nobody here heard."""
    told = reading.word("said_by", words.sources, "cell_said_by_unknown")
    return Source.IMPORT if told is None or told.is_the_person else told


def _points(reading: _Reading, remark: Callable[[Invalid], None]) -> Iterator[PointValue]:
    for kind, columns in ((PointKind.PHONE, PHONES), (PointKind.EMAIL, EMAILS)):
        for column in columns:
            typed = reading.text(column)
            if typed is None:
                continue
            if kind is PointKind.PHONE and _SPOILT.fullmatch(typed):
                reading.fault("phone_spoilt", column)
            elif (point := reading.point(kind, column, typed)) is not None:
                yield point
    yield from _address(reading, remark)


def _address(reading: _Reading, remark: Callable[[Invalid], None]) -> Iterator[PointValue]:
    whole = reading.cells.get("address", "").strip()
    parts = [part for column in (*ADDRESS_LINES, "postcode") if (part := reading.text(column)) is not None]
    column = "address" if whole else "address_line_1"
    if whole.startswith(("=", "@")):
        reading.fault("cell_formula", column)
        return
    lines = whole.splitlines()
    typed = "\n".join([*(whole.split(",") if len(lines) == 1 else lines), *parts])
    if not typed:
        return
    try:
        yield normalise(PointKind.ADDRESS, typed)
    except Invalid as fault:
        if fault.code == "address_no_fixed_abode":
            remark(Invalid(NO_FIXED_ABODE, field=column))
        else:
            reading.fault(fault.code, column)
