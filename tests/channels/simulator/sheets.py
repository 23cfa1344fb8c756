"""A batch in the printer's folder: letters by the real renderer, the manifest as the print queue writes it."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from pathlib import Path

import pikepdf

from channels.letter.document import LetterDocument, SenderBlock
from channels.letter.render import render_letter


def a_letter(reference: str, options: Sequence[str], **more: object) -> LetterDocument:
    values: dict[str, object] = {
        "address": ("Sam Reed", "1 High Street", "Sometown", "SW1A 1AA"),
        "date": "5 March 2026",
        "reference": reference,
        "sender": SenderBlock("Adult social care", "0117 496 0000", ("Freepost", "Sometown")),
        "greeting": "Dear Sam",
        "paragraphs": ("Ann will visit you. Please tell us that the day is clear.",),
        "contact_line": "You can call us on 0117 496 0000.",
        "question": "What day will Ann visit?" if options else None,
        "options": tuple(options),
    }
    return LetterDocument(**(values | more))  # type: ignore[arg-type]


def print_batch(folder: Path, name: str, letters: Sequence[LetterDocument]) -> None:
    """Write ``name``.pdf and ``name``.json."""
    manifest: list[dict[str, object]] = []
    with pikepdf.new() as batch:
        for place, letter in enumerate(letters, start=1):
            content = render_letter(letter)
            manifest.append(
                {
                    "sequence": place,
                    "attempt_id": f"01930000-0000-7000-8000-{place:012}",
                    "reference": letter.reference,
                    "first_page": len(batch.pages) + 1,
                    "pages": content.pages,
                    "sheets": (content.pages + 1) // 2,
                    "paper": letter.paper,
                    "envelope": "window",
                    "postage": "second",
                }
            )
            with pikepdf.open(io.BytesIO(content.pdf)) as document:
                batch.pages.extend(document.pages)
        batch.save(folder / f"{name}.pdf")
    (folder / f"{name}.json").write_text(json.dumps({"batch_id": name, "letters": manifest}))
