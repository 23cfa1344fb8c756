from __future__ import annotations

import pytest

from easyread.compose import sentence_of
from easyread.document import Heading
from easyread.errors import Unmakeable
from easyread.formats.large_print import large_print_pdf
from easyread.measuring import shown_pages
from tests.easyread.sheets import VISIT, a_document, text_of

LONG = "The council's team will look at your needs and talk to you about the help that you could get at home. " * 12


@pytest.mark.parametrize("size", [16, 18, 20, 24, 28])
def test_every_word_is_as_large_as_asked_for_and_lines_are_short(size: int) -> None:
    pages = shown_pages(large_print_pdf(a_document(f"{VISIT}\n\n{LONG}"), size=size))
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in page.untagged_text
        for run in page.runs:
            assert run.size >= size - 0.05
            assert len(run.text) <= 70
            assert run.embedded
            assert not run.slanted
            assert not run.serif
            assert 50 < run.box.left < run.box.right < page.width - 50
    lefts = {round(words.box.left) for page in pages for words in page.paragraphs}
    assert max(lefts) - min(lefts) <= 4


def test_it_is_reflowed_and_not_a_copy_enlarged() -> None:
    small, large = (shown_pages(large_print_pdf(a_document(LONG), size=size)) for size in (16, 28))
    assert len(large) > len(small)
    assert large[0].width == small[0].width


def test_it_tells_all_in_order() -> None:
    document = a_document(pictured=False)
    told = " ".join(text_of(large_print_pdf(document, size=24)).split())
    order = [
        "Your visit from Ana",
        "23 November 2026",
        "KT4H-WN",
        "What A visit",
        "Ana is a social worker.",
        "right to complain",
    ]
    order += ["What day is the visit? Tick one answer.", "Tuesday", "How to contact us", "Northmoor LS1 1AA"]
    places = [told.find(words) for words in order]
    assert -1 not in places
    assert places == sorted(places)


@pytest.mark.parametrize("size", [12, 15, 29])
def test_other_sizes_are_refused(size: int) -> None:
    with pytest.raises(Unmakeable, match="size_not_large_print"):
        large_print_pdf(a_document(), size=size)


def test_a_word_too_wide_for_its_line_is_refused_and_never_split() -> None:
    document = a_document("Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch")
    with pytest.raises(Unmakeable, match="word_too_wide at sentence 0"):
        large_print_pdf(document, size=28)


def test_a_heading_keeps_its_level() -> None:
    document = a_document()
    headed = type(document)(
        document.language, document.title, (Heading(sentence_of("About you", "en"), 3), *document.blocks), document.contact
    )
    assert "About you" in text_of(large_print_pdf(headed, size=18))
