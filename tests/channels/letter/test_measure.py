from __future__ import annotations

import pytest

from channels.letter.document import Image, Row, SenderBlock
from channels.letter.measure import WINDOW, Box, measure_letter
from channels.letter.render import render_letter
from tests.channels.letter import broken
from tests.channels.letter.paper import ADDRESS, a_letter
from tests.channels.letter.test_letterhead import DRAWING, photograph
from tests.channels.letter.test_scripts import ENGLISH, URDU, WELSH

LONG = ("A page of words. " * 60,) * 4
ARABIC = {"language": "ar", "paragraphs": ("أَهْلًا وَسَهْلًا",), "greeting": "أَهْلًا"}


def codes(pdf: bytes, **options: object) -> list[str]:
    return [fault.code for fault in measure_letter(pdf, **options)]  # type: ignore[arg-type]


@pytest.mark.parametrize("size", [12, 14, 16, 20, 28])
@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"neutral": True},
        {"paragraphs": LONG},
        URDU,
        ARABIC,
        {**WELSH, "second": ENGLISH},
        {
            "sender": SenderBlock(
                "Adult social care", "01632 960 100", ("Town Hall", "RV1 2AB"), Image(photograph(), "Riverside")
            )
        },
        {"question": None, "options": ()},
    ],
)
def test_our_own_letters_keep_every_rule(changes: dict[str, object], size: int) -> None:
    pdf = render_letter(a_letter(**{**changes, "font_size": size})).pdf

    assert measure_letter(pdf, address=ADDRESS, neutral="neutral" in changes) == ()


def test_an_easy_read_letter_keeps_every_rule() -> None:
    rows = tuple(Row(f"We say one thing, number {number}.", Image(DRAWING, "A thing")) for number in range(12))

    assert measure_letter(render_letter(a_letter(rows=rows, font_size=18)).pdf, address=ADDRESS) == ()


@pytest.mark.parametrize(
    ("x", "y", "code"),
    [
        (12, 150, "margin_left"),
        (193, 150, "margin_right"),
        (100, 3, "margin_top"),
        (100, 290, "margin_bottom"),
        (-2, 150, "outside_page"),
        (208, 150, "outside_page"),
        (100, 295, "outside_page"),
        (60, 80, "body_too_high"),
        (115, 60, "window_not_alone"),
        (60, 37, "window_not_alone"),
    ],
)
def test_what_stands_where_nothing_may_is_found_with_its_page_and_place(x: float, y: float, code: str) -> None:
    pdf = broken.with_square(render_letter(a_letter()).pdf, x, y)

    (fault,) = measure_letter(pdf, address=ADDRESS)

    assert (fault.code, fault.page) == (code, 1)
    assert fault.place is not None
    assert [fault.place.left, fault.place.top] == pytest.approx([x, y], abs=0.1)


def test_a_fault_on_a_later_page_names_that_page() -> None:
    pdf = broken.with_square(render_letter(a_letter(paragraphs=LONG)).pdf, 100, 3, page=3)

    assert [(fault.code, fault.page) for fault in measure_letter(pdf)] == [("margin_top", 3)]


def test_the_way_around_the_window_is_kept_clear_for_a_plain_envelope_alone() -> None:
    pdf = broken.with_square(render_letter(a_letter(neutral=True)).pdf, 60, 35, side=2)

    assert codes(pdf, address=ADDRESS) == []
    assert codes(pdf, address=ADDRESS, neutral=True) == ["window_not_clear"]


def test_other_words_in_the_window_are_found_and_so_is_a_font_that_is_not_in_the_file() -> None:
    pdf = broken.with_words(render_letter(a_letter()).pdf, 80, 45, "Adult social care")

    assert sorted(codes(pdf, address=ADDRESS)) == ["font_not_embedded", "window_not_alone"]


def test_words_across_the_edge_of_the_window_are_not_read_by_the_post() -> None:
    pdf = broken.with_words(render_letter(a_letter(address=("x", "y", "LS1 4AP"))).pdf, 110, 60, "Riverside RV1 2AB")

    assert "address_outside_window" in codes(pdf)


@pytest.mark.parametrize(
    ("address", "code"),
    [
        (("Mrs Lee", "CF10 3AT"), "address_too_few_lines"),
        (("Mrs Lee", "1 The Road", "Cardiff"), "address_no_postcode_or_country"),
    ],
)
def test_an_address_that_the_post_does_not_take_is_found_by_its_rule(address: tuple[str, ...], code: str) -> None:
    pdf = render_letter(a_letter(address=address)).pdf

    assert [(fault.code, fault.page, fault.place) for fault in measure_letter(pdf, address=address)] == [(code, 1, WINDOW)]
    assert codes(pdf) == [code]


@pytest.mark.parametrize("country", ["France", "Ffrainc"])
def test_a_letter_abroad_ends_with_its_country(country: str) -> None:
    address = ("Mme Roux", "3 rue du Port", "56100 Lorient", country)

    assert codes(render_letter(a_letter(address=address)).pdf, address=address) == []


def test_more_than_seven_lines_are_too_many() -> None:
    pdf = broken.blank()
    for number in range(8):
        pdf = broken.with_words(pdf, 30, 43.5 + 3 * number, f"Line {number}")

    assert "address_too_many_lines" in codes(pdf)


def test_a_window_without_an_address_is_found() -> None:
    assert codes(broken.blank()) == ["address_missing"]


def test_more_than_ten_pages_are_too_many() -> None:
    pdf = render_letter(a_letter()).pdf

    assert "too_many_pages" not in codes(broken.repeated(pdf, 10))
    assert codes(broken.repeated(pdf, 11))[0] == "too_many_pages"


@pytest.mark.parametrize(
    ("width", "height", "sound"), [(210, 297, True), (211.9, 295.1, True), (212.5, 297, False), (216, 279, False)]
)
def test_paper_is_a4_within_two_millimetres(width: float, height: float, sound: bool) -> None:
    found = codes(broken.resized(render_letter(a_letter()).pdf, width, height))

    assert ("paper_size_wrong" not in found) is sound


def test_a_page_that_lies_on_its_side_is_not_a4() -> None:
    assert codes(broken.turned(render_letter(a_letter()).pdf)) == ["paper_size_wrong"]


@pytest.mark.parametrize("pdf", [b"", b"no PDF", b"%PDF-1.7\n%%EOF"])
def test_what_is_no_pdf_is_told(pdf: bytes) -> None:
    assert codes(pdf) == ["pdf_unreadable"]


def test_a_pdf_behind_a_password_is_told() -> None:
    assert codes(broken.locked(render_letter(a_letter()).pdf)) == ["pdf_unreadable"]


def test_boxes_that_only_touch_do_not_meet() -> None:
    assert not Box(0, 0, 10, 10).meets(Box(10, 0, 20, 10))
    assert Box(0, 0, 10, 10).meets(Box(9, 9, 20, 20))
