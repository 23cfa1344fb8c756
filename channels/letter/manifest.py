"""What lies in a batch, for the print room: ids, sheets and kinds of paper, without a name or an address."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from channels.base import BatchLetter, LetterContent
from channels.errors import Uncarriable
from channels.letter.postage import Postage

_COLUMNS = (
    "batch", "sequence", "reference", "attempt_id", "first_page", "pages", "sheets", "paper", "envelope", "enclosure",
    "postage", "files",
)  # fmt: skip
NOTHING_ENCLOSED = "none"
REPLY_ENVELOPE = "reply_envelope"


@dataclass(frozen=True, slots=True, order=True)
class Kind:
    """What must be the same for letters of one batch: nobody changes the paper in the middle of a pile.

    ``paper`` is the colour as the person's record names it, ``envelope`` is ``standard`` or ``plain``, ``enclosure`` is
    ``none``, or words of ``EnclosureKind`` and ``reply_envelope`` joined by ``+``.
    """

    paper: str
    envelope: str
    enclosure: str
    postage: str


@dataclass(frozen=True, slots=True)
class Sheets:
    """Where one letter lies in the file; pages count from 1."""

    first_page: int
    pages: int
    sheets: int


def kind_of(letter: BatchLetter) -> Kind:
    """Raises ``Uncarriable`` (``postage_unknown``)."""
    try:
        postage = Postage(letter.postage)
    except ValueError:
        raise Uncarriable("postage_unknown") from None
    content = letter.outgoing.content
    enclosed = {each.kind.value for each in content.enclosed} if isinstance(content, LetterContent) else set[str]()
    if letter.reply_envelope:
        enclosed.add(REPLY_ENVELOPE)
    envelope = "plain" if letter.plain_envelope else "standard"
    return Kind(letter.paper, envelope, "+".join(sorted(enclosed)) or NOTHING_ENCLOSED, postage.value)


def written(
    batch_id: UUID, letters: Sequence[BatchLetter], places: Sequence[Sheets], pdf: bytes, now: datetime, *, duplex: bool
) -> bytes:
    """The manifest as JSON. The letters are all of one kind."""
    kind = kind_of(letters[0])
    rows = [_row(batch_id, number, *told) for number, told in enumerate(zip(letters, places, strict=True), start=1)]
    manifest = {
        "batch": str(batch_id),
        "made_at": now.astimezone(UTC).isoformat(),
        "duplex": duplex,
        "pdf_sha256": hashlib.sha256(pdf).hexdigest(),
        "paper": kind.paper,
        "envelope": kind.envelope,
        "enclosure": kind.enclosure,
        "postage": kind.postage,
        "letters": rows,
        "totals": {
            "letters": len(rows),
            "pages": places[-1].first_page - 1 + places[-1].sheets * (2 if duplex else 1),
            "sheets": sum(place.sheets for place in places),
        },
    }
    return json.dumps(manifest, indent=1).encode()


def as_csv(manifest: bytes) -> bytes:
    """The same rows for a spreadsheet or a printer's own software: UTF-8, a header, one line a letter."""
    told = json.loads(manifest)
    text = io.StringIO(newline="")
    table = csv.DictWriter(text, _COLUMNS, extrasaction="ignore")
    table.writeheader()
    for row in told["letters"]:
        files = " ".join(file["file"] for file in row.get("files", ()))
        table.writerow({"enclosure": NOTHING_ENCLOSED, **row, "batch": told["batch"], "files": files})
    return text.getvalue().encode()


@dataclass(frozen=True, slots=True)
class Told:
    """What a manifest says of its batch; ``files`` counts what is enclosed, by letter."""

    kind: Kind
    files: Mapping[int, int]


def read(manifest: bytes) -> Told | None:
    """None for one that was written before batches were of one kind."""
    told = json.loads(manifest)
    if "enclosure" not in told:
        return None
    kind = Kind(told["paper"], told["envelope"], told["enclosure"], told["postage"])
    return Told(kind, {row["sequence"]: len(row.get("files", ())) for row in told["letters"]})


def place_in(manifest: bytes, sequence: int) -> Sheets | None:
    """Where a letter lies in the batch's file, by its number."""
    for row in json.loads(manifest)["letters"]:
        if row["sequence"] == sequence:
            return Sheets(row["first_page"], row["pages"], row["sheets"])
    return None


def enclosed_files(batch_id: UUID, sequence: int, content: LetterContent) -> Iterator[tuple[str, bytes]]:
    """What an embosser or a burner makes, by the names that the manifest gives them."""
    for number, each in enumerate(content.enclosed, start=1):
        yield f"{batch_id}-{sequence}-{number}.{each.suffix}", each.data


def _row(batch_id: UUID, sequence: int, letter: BatchLetter, place: Sheets) -> dict[str, Any]:
    kind = kind_of(letter)
    row: dict[str, Any] = {
        "sequence": sequence,
        "attempt_id": str(letter.outgoing.attempt_id),
        "reference": letter.outgoing.reference,
        "first_page": place.first_page,
        "pages": place.pages,
        "sheets": place.sheets,
        "paper": kind.paper,
        "envelope": kind.envelope,
        "enclosure": kind.enclosure,
        "postage": kind.postage,
    }
    content = letter.outgoing.content
    if isinstance(content, LetterContent) and content.enclosed:
        names = (name for name, _ in enclosed_files(batch_id, sequence, content))
        row["files"] = [
            {"kind": each.kind.value, "file": name, "amount": each.amount}
            for name, each in zip(names, content.enclosed, strict=True)
        ]
    return row
