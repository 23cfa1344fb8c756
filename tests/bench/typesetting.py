"""What one document costs in the formats that Typst makes, and at the Easy Read gate."""

from __future__ import annotations

from collections.abc import Iterator

from easyread.document import Document
from easyread.formats.easy_read import SignOff, easy_read_pdf
from easyread.formats.easy_read_page import easy_read_html
from easyread.formats.large_print import large_print_pdf
from easyread.formats.screen import screen_pdf
from easyread.gate import release
from easyread.measuring import shown_pages
from tests.bench.machine import Figure, measure
from tests.easyread.sheets import VISIT, a_document

_SIGNED = SignOff("Ana Reid", checked_by_people=False)


def figures() -> Iterator[Figure]:
    """Each time with words that were not there before: Typst remembers what it has set."""
    documents = [_document(number) for number in range(-20, 100)]
    pages = len(shown_pages(easy_read_pdf(a_document(), sign_off=_SIGNED)))
    yield measure(
        f"Easy Read print, {pages} pages",
        lambda n: easy_read_pdf(documents[n], sign_off=_SIGNED),
        times=60,
        promised="≤ 20 CPU ms",
    )
    document = a_document()
    pdf = easy_read_pdf(document, sign_off=_SIGNED)
    yield measure(
        f"the Easy Read gate, {pages} pages",
        lambda _: release(document, pdf, signed_off_by="Ana Reid", checked_by_people=False),
        times=30,
    )
    yield measure("Easy Read as a page (HTML)", lambda n: easy_read_html(documents[n], sign_off=_SIGNED), times=100)
    yield measure("large print, 20 pt", lambda n: large_print_pdf(documents[n], size=20), times=60)
    yield measure("a PDF for screens", lambda n: screen_pdf(documents[n]), times=60)


def _document(number: int) -> Document:
    return a_document(
        VISIT.replace("Ana is", f"Ana {number} is").replace("The visit is free", f"The visit {number} is free")
    )


if __name__ == "__main__":
    for figure in figures():
        print(figure.row(), flush=True)
