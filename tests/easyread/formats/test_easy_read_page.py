from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html
from playwright.sync_api import Browser

from easyread.document import Document, Paragraph, Picture, Sentence, Span
from easyread.errors import Unreadable
from easyread.formats.easy_read_page import easy_read_html
from easyread.formats.easy_read_rows import SignOff
from tests.easyread.sheets import a_document

AXE = (Path(__file__).resolve().parents[3] / "node_modules/axe-core/axe.min.js").read_text()
SIGNED = SignOff("Ana Reid", checked_by_people=True)
ARABIC = "ستزورك آنا ريد يوم الخميس. اتصل بنا على الرقم 01632 960123 إذا أردت."


def drawn(document: Document) -> Document:
    """Every sentence with a picture, whatever its language."""
    shown = next(fact.sentence.picture for fact in a_document().facts)
    return replace(
        document,
        blocks=tuple(
            replace(block, sentences=tuple(replace(sentence, picture=shown) for sentence in block.sentences))
            for block in document.blocks
            if isinstance(block, Paragraph)
        ),
    )


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize(
    "document",
    [
        a_document(),
        drawn(a_document(ARABIC, "ar", title="زيارتك")),
        a_document("We will visit you.", reference="", question=None),
    ],
    ids=["english", "arabic", "short"],
)
def test_each_picture_stands_where_readers_begin_and_nothing_is_lost_on_a_phone(
    browser: Browser, document: Document, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.set_content(easy_read_html(document, sign_off=SIGNED))
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate(AXE)
    found = page.evaluate("axe.run().then(r => r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html).join(' | ')))")
    assert found == []
    rows = page.evaluate(
        """[...document.querySelectorAll('tr')].map(row => {
            const picture = row.querySelector('img').getBoundingClientRect(), words = row.cells[1].getBoundingClientRect()
            return [picture.left, picture.right, words.left, words.right]
        })"""
    )
    assert rows
    for left, right, words_left, words_right in rows:
        assert left >= words_right if document.language == "ar" else right <= words_left
    sizes = page.evaluate(
        "[...document.querySelectorAll('p, li, h1, h2')].map(e => parseFloat(getComputedStyle(e).fontSize))"
    )
    # 16 points.
    assert min(sizes) >= 16 * 96 / 72
    assert page.evaluate("[...document.images].every(image => image.naturalWidth > 0)")
    page.close()


def test_words_are_text_and_pictures_never_run() -> None:
    evil = '<script>alert(1)</script> "onload="x {{7*7}}'
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    sentence = Sentence((Span(evil),), Picture("x", evil, svg))
    page = html.fromstring(
        easy_read_html(replace(a_document(title=evil), blocks=(Paragraph((sentence,)),)), sign_off=SIGNED)
    )
    assert page.xpath("//script | //svg | //@onload") == []
    assert evil in [image.get("alt") for image in page.xpath("//img")]
    assert page.xpath("//h1")[0].text_content() == evil


def test_an_email_names_its_pictures_instead_of_holding_them() -> None:
    page = html.fromstring(easy_read_html(a_document(), sign_off=SIGNED, address=lambda picture: f"cid:{picture.concept}@b"))
    sources = page.xpath("//img/@src")
    assert sources
    assert all(source.startswith("cid:") for source in sources)


def test_it_tells_how_to_answer_and_who_checked_it() -> None:
    told = " ".join(html.fromstring(easy_read_html(a_document(), sign_off=SIGNED)).text_content().split())
    assert "Reply 1 for Tuesday. Reply 2 for Wednesday. Reply 3 for Thursday. Reply 0 or CALL to talk to someone." in told
    assert "Signed off by Ana Reid. People with learning disabilities checked this page. Pictures: OpenMoji" in told
    assert "Not signed off yet." in easy_read_html(a_document())


def test_what_is_no_text_is_refused() -> None:
    document = replace(a_document(), title="a\x00b")
    with pytest.raises(Unreadable, match="character_not_text"):
        easy_read_html(document)
