from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html
from playwright.sync_api import Browser

from easyread.compose import sentence_of
from easyread.document import Contact, Document, Heading
from easyread.errors import Unreadable
from easyread.formats.plain import plain_html, plain_text
from tests.easyread.formats.documents import a_document

AXE = Path(__file__).parents[3] / "node_modules" / "axe-core" / "axe.min.js"
HOSTILE = '<script>alert(1)</script> #read("/etc/passwd") {{7*7}} {% raw %} & 😀\nName\tDay\nSam\tMonday'


def test_plain_text_in_full() -> None:
    assert plain_text(a_document()) == (
        "Your visit\n\n"
        "Dear Mr. O'Neil,\n\n"
        "Ana Reid will visit you on 3 May 2026 at 2:30pm.\nPlease have your letter with you. It costs £12.50.\n\n"
        "If you can't be there, ring 01632 960123.\n\n"
        "When: Sunday 3 May 2026\nWho: Ana Reid\n\n"
        "What day is the visit?\nReply 1 for Saturday.\nReply 2 for Sunday.\nReply 0 or CALL to talk to someone.\n\n"
        "How to contact us\nNorthmoor\nPhone: 01632 960002\n1 Town Square\nLS1 1AA\n\n"
        "Ref KT4H-WN\n"
    )


def test_chinese_has_no_spaces_after_its_stops() -> None:
    assert "你好。今天见面。\n" in plain_text(a_document("你好。今天见面。", language="zh-Hans"))


def test_what_looks_like_markup_stays_text() -> None:
    document = a_document(HOSTILE, title="<b>Title</b>", contact=Contact("<i>Us</i>"))
    page = html.document_fromstring(plain_html(document))
    assert page.xpath("//script | //b | //i") == []
    assert [text.strip() for text in page.xpath("//main/p//text()")[:3]] == HOSTILE.split("\n")
    assert HOSTILE in plain_text(document)


def test_the_page_says_its_language_and_direction_and_what_can_be_dialled() -> None:
    page = html.document_fromstring(plain_html(a_document("اتصل على 01632 960123", language="ur", title="آپ کا دورہ")))
    assert (page.get("lang"), page.get("dir")) == ("ur", "rtl")
    assert page.xpath("//bdi[@dir='ltr']/a/@href") == ["tel:+441632960123", "tel:+441632960002"]
    assert "\u2066" not in page.text_content()
    assert len(page.xpath("//h1")) == 1
    assert page.xpath("//time/@datetime") == ["2026-05-03"]


def test_a_document_without_question_facts_or_reference_has_no_empty_parts() -> None:
    document = replace(a_document("Hello.", question=None, reference=""), facts=())
    assert plain_text(document).split("\n\n")[:3] == [
        "Your visit", "Hello.", "How to contact us\nNorthmoor\nPhone: 01632 960002\n1 Town Square\nLS1 1AA\n",
    ]  # fmt: skip
    assert html.document_fromstring(plain_html(document)).xpath("//section | //*[@class='reference']") == []


def test_what_is_no_text_is_refused() -> None:
    broken = replace(a_document(), title="\ud83d")
    for make in (plain_text, plain_html):
        with pytest.raises(Unreadable, match="character_not_text"):
            make(broken)


@pytest.mark.browser
def test_axe_finds_nothing_and_the_page_fits_a_small_phone(browser: Browser) -> None:
    headed = a_document()
    headed = replace(headed, blocks=(Heading(sentence_of("About it", "en")), *headed.blocks))
    documents: list[Document] = [
        headed,
        a_document("اتصل على 01632 960123 الآن", language="ar", title="زيارتك"),
        a_document(HOSTILE + " https://example.org/" + "a" * 90, question=None),
    ]
    page = browser.new_page(viewport={"width": 320, "height": 640})
    for document in documents:
        page.set_content(plain_html(document))
        page.evaluate(AXE.read_text())
        found = page.evaluate("axe.run().then(result => result.violations.map(each => each.id + ': ' + each.nodes[0].html))")
        assert found == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.close()


def test_a_crisis_line_is_isolated_in_a_page_from_right_to_left() -> None:
    page = plain_html(a_document("اتصل على 0800 1111 أو 116 123 <b>", language="ar"))
    assert '<bdi dir="ltr">0800 1111</bdi>' in page
    assert '<bdi dir="ltr">116 123</bdi>' in page
    assert "&lt;b&gt;" in page
    assert "\u2066" not in page
