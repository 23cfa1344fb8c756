from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from channels import base
from channels.base import BatchLetter, Clearance, Content, LetterContent, Outgoing, TextContent
from channels.errors import ChannelError, NotCleared, Permanent, Uncarriable
from channels.letter.print_queue import PrintQueue, put
from channels.letter.render import render_letter
from tests.channels.letter.paper import a_letter, page_count, text_of

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
    batch = PrintQueue().prepare_batch(BATCH, [letter, ready("Bob Two")], NOW)
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
        "postage": "first",
    }
    assert (manifest["letters"][1]["envelope"], manifest["letters"][1]["postage"]) == ("standard", "second")
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
    assert sorted(file.name for file in folder.iterdir()) == [f"{BATCH}.json", f"{BATCH}.pdf"]
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
