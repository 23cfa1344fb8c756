from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pikepdf
import pytest

from channels import base
from channels.base import BatchLetter, Clearance, Content, Enclosure, EnclosureKind, LetterContent, Outgoing, TextContent
from channels.errors import ChannelError, NotCleared, Permanent, Uncarriable
from channels.letter.manifest import as_csv, enclosed_files
from channels.letter.measure import measure_letter
from channels.letter.print_queue import PrintQueue, one_letter, put
from channels.letter.render import render_letter
from tests.channels.letter.paper import a_letter, glyphs, page_count, text_of

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
BATCH = UUID("0197a000-0000-7000-8000-000000000001")
LONG = ("Words that need another page. " * 25,) * 4


def ready(
    name: str, paragraphs: tuple[str, ...] = ("Hello.",), content: Content | None = None, **changes: object
) -> BatchLetter:
    lines = (name, "1 High St", "CF10 3AT")
    content = content or render_letter(a_letter(address=lines, paragraphs=paragraphs))
    destination = "\n".join(lines)
    clearance = Clearance(uuid4(), destination, content.digest(), NOW - timedelta(minutes=1), NOW + timedelta(minutes=5))
    values: dict[str, object] = {"outgoing": Outgoing(uuid4(), "KT4HWN", destination, content), "clearance": clearance}
    return BatchLetter(**{**values, **changes})  # type: ignore[arg-type]


def test_it_keeps_the_contract_of_a_print_queue() -> None:
    queue: base.PrintQueue = PrintQueue()

    assert (queue.name, queue.provider) == ("letter", "print_room")


def test_letters_keep_their_order_and_each_begins_on_a_new_sheet() -> None:
    letters = [ready("Ann One"), ready("Bob Two", LONG), ready("Cat Three")]
    batch = PrintQueue().prepare_batch(BATCH, letters, NOW)
    manifest = json.loads(batch.manifest)

    rows = manifest["letters"]
    assert [row["sequence"] for row in rows] == [1, 2, 3]
    assert [row["attempt_id"] for row in rows] == [str(letter.outgoing.attempt_id) for letter in letters]
    assert [row["first_page"] % 2 for row in rows] == [1, 1, 1]
    assert rows[1]["pages"] > 1
    for row, name in zip(rows, ("Ann One", "Bob Two", "Cat Three"), strict=True):
        assert name in text_of(batch.pdf, row["first_page"])
        assert "Who filled this in?" in text_of(batch.pdf, row["first_page"] + row["pages"] - 1)
    assert manifest["totals"] == {"letters": 3, "pages": page_count(batch.pdf), "sheets": batch.sheets}
    assert batch.sheets == sum(row["sheets"] for row in rows) == page_count(batch.pdf) // 2


def test_printed_on_one_side_no_page_is_added() -> None:
    batch = PrintQueue(duplex=False).prepare_batch(BATCH, [ready("Ann One"), ready("Bob Two")], NOW)

    assert page_count(batch.pdf) == batch.sheets == 2
    assert [row["first_page"] for row in json.loads(batch.manifest)["letters"]] == [1, 2]


def test_the_manifest_tells_the_print_room_what_to_do_and_names_nobody() -> None:
    letter = ready("Ann One", paper="#ffffcc", plain_envelope=True, postage="first")
    batch = PrintQueue().prepare_batch(BATCH, [letter], NOW)
    manifest = json.loads(batch.manifest)

    assert manifest["batch"] == str(BATCH)
    assert manifest["made_at"] == "2026-11-22T10:00:00+00:00"
    assert manifest["letters"][0] == {
        "sequence": 1,
        "attempt_id": str(letter.outgoing.attempt_id),
        "reference": "KT4HWN",
        "first_page": 1,
        "pages": 1,
        "sheets": 1,
        "paper": "#ffffcc",
        "envelope": "plain",
        "enclosure": "none",
        "postage": "first",
    }
    assert [manifest[name] for name in ("paper", "envelope", "enclosure", "postage")] == [
        "#ffffcc",
        "plain",
        "none",
        "first",
    ]
    for private in (b"Ann", b"Bob", b"High St", b"CF10"):
        assert private not in batch.manifest


@pytest.mark.parametrize(
    "spoil",
    [
        lambda clearance: replace(clearance, destination="Ann One\n2 Other St\nCF10 3AT"),
        lambda clearance: replace(clearance, content_digest="0" * 64),
        lambda clearance: replace(clearance, expires_at=NOW - timedelta(seconds=1)),
        lambda clearance: replace(clearance, granted_at=NOW + timedelta(seconds=1)),
    ],
)
def test_one_letter_without_leave_and_nothing_is_printed(spoil: object, tmp_path: Path) -> None:
    good, bad = ready("Ann One"), ready("Bob Two")
    assert callable(spoil)
    bad = replace(bad, clearance=spoil(bad.clearance))

    with pytest.raises(NotCleared):
        put(PrintQueue().prepare_batch(BATCH, [good, bad], NOW), tmp_path, BATCH)

    assert list(tmp_path.iterdir()) == []


def test_what_is_no_letter_or_is_there_twice_makes_no_batch() -> None:
    once = ready("Ann One")
    whole = once.outgoing.content
    assert isinstance(whole, LetterContent)
    refused: list[tuple[list[BatchLetter], str]] = [
        ([], "batch_empty"),
        ([once, once], "letter_twice"),
        ([ready("Ann One", content=TextContent("Hello"))], "not_a_letter"),
        ([ready("Ann One", content=LetterContent(b"no pdf", 1))], "pdf_unreadable"),
        ([ready("Ann One", content=LetterContent(whole.pdf, whole.pages + 1))], "page_count_differs"),
        ([ready("Ann One", postage="pigeon")], "postage_unknown"),
    ]
    for letters, code in refused:
        with pytest.raises(Uncarriable) as caught:
            PrintQueue().prepare_batch(BATCH, letters, NOW)
        assert caught.value.code == code


def test_put_writes_both_files_and_leaves_nothing_else(tmp_path: Path) -> None:
    batch = PrintQueue().prepare_batch(BATCH, [ready("Ann One")], NOW)
    folder = tmp_path / "printer"

    path = put(batch, folder, BATCH)

    assert path.read_bytes() == batch.pdf
    assert sorted(file.name for file in folder.iterdir()) == [f"{BATCH}.csv", f"{BATCH}.json", f"{BATCH}.pdf"]
    assert (folder / f"{BATCH}.json").read_bytes() == batch.manifest


def test_putting_a_batch_again_changes_nothing_and_another_under_its_name_is_refused(tmp_path: Path) -> None:
    letters = [ready("Ann One"), ready("Bob Two")]
    first = PrintQueue().prepare_batch(BATCH, letters, NOW)
    put(first, tmp_path, BATCH)

    put(PrintQueue().prepare_batch(BATCH, letters, NOW + timedelta(minutes=1)), tmp_path, BATCH)
    with pytest.raises(Permanent) as caught:
        put(PrintQueue().prepare_batch(BATCH, letters[:1], NOW), tmp_path, BATCH)

    assert isinstance(caught.value, ChannelError)
    assert caught.value.code == "batch_differs"
    assert (tmp_path / f"{BATCH}.json").read_bytes() == first.manifest
    assert (tmp_path / f"{BATCH}.pdf").read_bytes() == first.pdf


def test_a_batch_cut_off_before_its_manifest_is_completed(tmp_path: Path) -> None:
    batch = PrintQueue().prepare_batch(BATCH, [ready("Ann One")], NOW)
    (tmp_path / f"{BATCH}.pdf").write_bytes(b"half")

    put(batch, tmp_path, BATCH)

    assert (tmp_path / f"{BATCH}.pdf").read_bytes() == batch.pdf
    assert (tmp_path / f"{BATCH}.json").exists()


def in_the_top_margin(pdf: bytes, page: int) -> str:
    seen = [glyph for glyph in glyphs(pdf, page) if glyph.top < 10 and 80 < glyph.left < 131]
    return "".join(glyph.character for glyph in sorted(seen, key=lambda glyph: glyph.left))


@pytest.mark.parametrize("size", [14, 28])
def test_every_sheet_is_marked_on_its_front_where_nothing_else_stands(size: int) -> None:
    letters = [ready("Ann One"), ready("Bob Two", content=render_letter(a_letter(paragraphs=LONG, font_size=size)))]
    batch = PrintQueue().prepare_batch(BATCH, letters, NOW)
    first, second = json.loads(batch.manifest)["letters"]

    assert in_the_top_margin(batch.pdf, 1) == "letter1,sheet1of1"
    sheets = second["sheets"]
    for sheet in range(sheets):
        front = second["first_page"] + 2 * sheet
        assert in_the_top_margin(batch.pdf, front) == f"letter2,sheet{sheet + 1}of{sheets}"
        assert in_the_top_margin(batch.pdf, front + 1) == ""
    with pikepdf.open(io.BytesIO(batch.pdf)) as whole, pikepdf.new() as alone:
        alone.pages.append(whole.pages[first["first_page"] - 1])
        written = io.BytesIO()
        alone.save(written)
    assert measure_letter(written.getvalue(), address=("Ann One", "1 High St", "CF10 3AT"), neutral=True) == ()


def test_printed_on_one_side_every_page_is_a_sheet() -> None:
    batch = PrintQueue(duplex=False).prepare_batch(BATCH, [ready("Bob Two", LONG)], NOW)
    pages = page_count(batch.pdf)

    assert pages > 1
    assert [in_the_top_margin(batch.pdf, page) for page in range(1, pages + 1)] == [
        f"letter1,sheet{page}of{pages}" for page in range(1, pages + 1)
    ]


def test_nothing_is_printed_on_the_back_of_a_slip() -> None:
    batch = PrintQueue().prepare_batch(BATCH, [ready("Ann One"), ready("Bob Two", LONG)], NOW)

    for row in json.loads(batch.manifest)["letters"]:
        slip = row["first_page"] + row["pages"] - 1
        assert slip % 2 == 1
        assert "Who filled this in?" in text_of(batch.pdf, slip)
        assert glyphs(batch.pdf, slip + 1) == []


@pytest.mark.parametrize(
    "other",
    [{"paper": "#ffffcc"}, {"plain_envelope": True}, {"postage": "first"}, {"reply_envelope": True}],
)
def test_letters_of_different_kinds_are_no_batch(other: dict[str, Any]) -> None:
    with pytest.raises(Uncarriable, match=r"^batch_mixed$"):
        PrintQueue().prepare_batch(BATCH, [ready("Ann One"), ready("Bob Two", **other)], NOW)


def test_what_is_enclosed_is_named_in_the_manifest_and_put_beside_it(tmp_path: Path) -> None:
    plain = render_letter(a_letter(address=("Ann One", "1 High St", "CF10 3AT")))
    content = replace(plain, enclosed=(Enclosure(EnclosureKind.BRAILLE, "brf", b",HELLO\r\n\f", 1),))
    batch = PrintQueue().prepare_batch(BATCH, [ready("Ann One", content=content, reply_envelope=True)], NOW)
    told = json.loads(batch.manifest)
    name = f"{BATCH}-1-1.brf"

    assert told["enclosure"] == "braille+reply_envelope"
    assert told["letters"][0]["files"] == [{"kind": "braille", "file": name, "amount": 1}]
    put(batch, tmp_path, BATCH, dict(enclosed_files(BATCH, 1, content)))
    assert (tmp_path / name).read_bytes() == b",HELLO\r\n\f"


def test_the_manifest_is_a_table_too() -> None:
    letters = [ready("Ann One", paper="#ffffcc"), ready("Bob Two", LONG, paper="#ffffcc")]
    batch = PrintQueue().prepare_batch(BATCH, letters, NOW)

    rows = list(csv.DictReader(io.StringIO(as_csv(batch.manifest).decode())))

    assert [(row["batch"], row["sequence"], row["paper"], row["enclosure"]) for row in rows] == [
        (str(BATCH), "1", "#ffffcc", "none"),
        (str(BATCH), "2", "#ffffcc", "none"),
    ]
    assert [int(row["first_page"]) for row in rows] == [row["first_page"] for row in json.loads(batch.manifest)["letters"]]


def test_one_letter_of_a_batch_is_printed_again_as_it_was() -> None:
    batch = PrintQueue().prepare_batch(BATCH, [ready("Ann One"), ready("Bob Two", LONG), ready("Cat Three")], NOW)
    again = one_letter(batch, 2)

    assert page_count(again) == json.loads(batch.manifest)["letters"][1]["pages"]
    assert in_the_top_margin(again, 1).startswith("letter2,sheet1of")
    words = "".join(text_of(again, page) for page in range(1, page_count(again) + 1))
    assert ("Bob Two" in words, "Ann One" in words, "Cat Three" in words) == (True, False, False)
    with pytest.raises(Permanent, match="letter_not_in_batch"):
        one_letter(batch, 4)


def test_the_letter_that_is_kept_bears_no_mark_and_keeps_its_tags() -> None:
    letter = ready("Ann One")
    content = letter.outgoing.content
    assert isinstance(content, LetterContent)
    before = content.pdf
    PrintQueue().prepare_batch(BATCH, [letter], NOW)

    assert content.pdf == before
    assert in_the_top_margin(content.pdf, 1) == ""
    with pikepdf.open(io.BytesIO(content.pdf)) as document:
        assert "/StructTreeRoot" in document.Root
