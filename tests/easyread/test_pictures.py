from __future__ import annotations

import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from PIL import Image

from easyread.document import Contact, Document, Fact, FactKind, Heading, Kind, Paragraph, Picture, Sentence, Span
from easyread.errors import Unmakeable
from easyread.pictures import (
    OPENMOJI_CREDIT,
    Concept,
    Pack,
    concept_named,
    concepts,
    extract,
    illustrated,
    illustrated_like,
    picture,
    suggest,
)
from easyread.svg import unsafe_part
from easyread.typesetting import picture_png

ALL = concepts().concepts
ASKED_FOR = (
    "safe carer choice visit interpreter court rent bills abuse home letter phone email doctor nurse hospital "
    "medicine money benefits food bath bed sleep school child baby family meeting advocate police key form sign yes "
    "no question help stop wait today tomorrow morning afternoon evening week calendar clock bus taxi wheelchair "
    "hearing sight talk listen read write private share complaint rights plan review assessment heating electricity "
    "water cleaning cooking shopping pet friend sad worried happy angry pain fall memory tenancy landlord job "
    "volunteer danger "
).split()


def said(text: str, kind: Kind = Kind.WORDS) -> Sentence:
    return Sentence((Span(text, kind),))


def test_there_is_a_picture_for_what_social_care_tells_of() -> None:
    assert len(ALL) >= 250
    asked = [*ASKED_FOR, "text message", "social worker", "money worries", "moving house", "direct payment", "day centre"]
    assert [name for name in asked if concepts().named(name) is None] == []


@pytest.mark.parametrize("concept", ALL, ids=lambda concept: concept.name)
def test_each_concept_is_drawn_harmless_and_found_by_each_of_its_words(concept: Concept) -> None:
    drawn = picture(concept)
    assert etree.fromstring(drawn.image).tag.endswith("svg")
    assert unsafe_part(drawn.image) == ""
    assert drawn.alternative == concept.alternative != ""
    assert drawn.credit == OPENMOJI_CREDIT
    if not concept.childish:
        missed = [words for words in concept.words if concept not in suggest(said(words.removeprefix("~")), "en")]
        assert missed == []


def test_no_two_pictures_look_or_sound_the_same() -> None:
    assert len({concept.name for concept in ALL}) == len(ALL)
    assert len({concept.alternative.lower() for concept in ALL}) == len(ALL)
    assert len({concept.files for concept in ALL}) == len(ALL)


def test_childish_pictures_are_there_to_be_chosen_and_never_suggested() -> None:
    childish = [concept for concept in ALL if concept.childish]
    assert childish
    for concept in childish:
        assert concept_named(concept.name) is concept
        for words in concept.words:
            assert concept not in suggest(said(words), "en")


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Ana Reid will visit you on Thursday 26 November.", "visit"),
        ("You can ask for a carer's assessment.", "hand up"),
        ("A carer’s assessment is free.", "carer's assessment"),
        ("Do you have money worries?", "money worries"),
        ("An advocate can speak up for you.", "advocate"),
        ("Your tenancy agreement ends.", "tenancy"),
        ("This is about your direct payment.", "direct payment"),
    ],
)
def test_the_most_telling_words_come_first(text: str, first: str) -> None:
    assert suggest(said(text), "en")[0].name == first


def test_what_was_recognised_suggests_in_every_language() -> None:
    sentence = Sentence((Span("Zadzwoń "), Span("01632 960123", Kind.PHONE, "+441632960123")))
    assert [concept.name for concept in suggest(sentence, "pl")] == ["phone"]
    assert suggest(said("rent"), "pl") == ()


@given(st.text(max_size=200))
def test_any_text_can_be_asked_about(text: str) -> None:
    assert len(suggest(said(text), "en")) <= len(ALL)


def test_the_councils_own_come_first_and_take_the_place_of_ours() -> None:
    own = Concept("ana reid", "Ana Reid, social worker", ("Ana", "Ana Reid", "visit"), ALL[0].files)
    pack = Pack((own,))
    assert suggest(said("A nurse and Ana will visit"), "en", [pack])[0] is own
    assert suggest(said("Ana Reid przyjdzie"), "pl", [pack]) == (own,)
    assert concept_named("ana reid", [pack]) is own
    with pytest.raises(Unmakeable, match="picture_unknown"):
        concept_named("ana reid")


def test_an_alternative_is_in_the_documents_language() -> None:
    assert picture(concept_named("home"), {"A house": "Tŷ"}.__getitem__).alternative == "Tŷ"


def test_what_a_worker_chose_stays_and_the_rest_is_suggested() -> None:
    chosen = picture(concept_named("nurse"))
    paragraph = Paragraph((Sentence((Span("Your rent is late."),), chosen), said("Call us."), said("Xyzzy.")))
    document = Document(
        "en", "Rent", (Heading(said("Money")), paragraph), Contact("Northmoor"), (Fact(FactKind.WHAT, said("Your rent")),)
    )
    drawn = illustrated(document)
    assert [sentence.picture and sentence.picture.concept for sentence in drawn.sentences] == [None, "nurse", "phone", None]
    assert [fact.sentence.picture and fact.sentence.picture.concept for fact in drawn.facts] == ["rent"]


def test_the_alternatives_can_be_collected_for_translators() -> None:
    found = list(extract(io.BytesIO(b"concept\tcode points\talternative\twords\nhome\t1F3E0\tA house\thome\n"), (), (), {}))
    assert found == [(2, "_", "A house", [])]


def test_a_translation_takes_over_the_pictures_of_its_original_with_its_own_words() -> None:
    def document(language: str, *sentences: Sentence) -> Document:
        return Document(language, "x", (Heading(said("x")), Paragraph(sentences)), Contact("Northmoor"))

    own = Picture("ana", "Ana Reid", b"\xff\xd8\xff")
    original = document(
        "en", replace(said("Home."), picture=picture(concept_named("home"))), replace(said("Ana."), picture=own)
    )
    welsh = illustrated_like(
        document("cy", said("Gartref."), said("Ana.")), original, translate=lambda text: {"A house": "Tŷ"}.get(text, text)
    )
    assert [shown.picture and shown.picture.alternative for shown in welsh.sentences] == [None, "Tŷ", "Ana Reid"]
    shorter = document("cy", said("Gartref."))
    assert illustrated_like(shorter, original) is shorter


def test_mail_programs_get_pixels() -> None:
    with Image.open(io.BytesIO(picture_png(picture(concept_named("advocate"))))) as image:
        assert image.size == (600, 300)
        assert image.convert("RGB").getpixel((1, 1)) == (255, 255, 255)
    photograph = Picture("ana", "Ana", b"\xff\xd8\xff")
    assert picture_png(photograph) is photograph.image
    with pytest.raises(Unmakeable, match="picture_unreadable"):
        picture_png(Picture("x", "x", b"<svg"))
