from __future__ import annotations

import io
import re
from contextlib import closing
from dataclasses import replace
from datetime import date

import pypdfium2
import pytest
import soundfile
from PIL import Image

from channels.base import EnclosureKind
from channels.errors import Uncarriable
from channels.slips.payload import parse_payload
from easyread.errors import EasyReadError
from service.domain.messages import CheckKind
from service.domain.preferences import Format
from service.domain.understanding import Proof
from service.format_rendering import easy_read_document, email_in, letter_in, spoken_document
from service.rendering import LetterParts, MessageParts, render_email, render_paper
from service.renditions import restored, stored
from tests.channels.letter.paper import codes_on, image_of, text_of
from tests.reading_order import aloud, untagged

CODE = "KT4HWN"
PARTS = MessageParts(
    body="Ana Reid will visit you on Thursday 26 November. You can choose another place to meet.",
    check_kind=CheckKind.CHOICE,
    question="What day is the visit?",
    options=("Monday", "Thursday"),
    proof=Proof.SHOWN,
    sender="Northmoor",
    phone="01632 960002",
    signed_by="Casey Lund",
)
PAPER = LetterParts(
    address="Flat 2\n7 Mill Lane\nLS1 1AA", return_address="1 Town Square\nLS1 1AA", dated=date(2026, 11, 23)
)
SHORT = replace(PARTS, body="Hello.", check_kind=CheckKind.NONE, question="", options=(), quiz=False, phone="")


def test_an_easy_read_email_brings_every_picture_that_it_shows() -> None:
    content = email_in(Format.EASY_READ, PARTS, CODE, pixels=18)
    assert content.subject == "A message for you"
    wanted = set(re.findall(r'src="cid:([^"]+)"', content.html))
    assert wanted == {file.inline_id for file in content.attachments}
    assert len(wanted) >= 4
    for file in content.attachments:
        assert file.name.startswith("picture-")
        with Image.open(io.BytesIO(file.data)) as picture:
            assert file.media_type == f"image/{(picture.format or '').lower()}"
    assert "data:image" not in content.html
    for words in (content.text, re.sub("<[^>]+>", " ", content.html)):
        assert "Ana Reid will visit you on Thursday 26 November" in " ".join(words.split())
        assert "KT4H-WN" in words
    assert "Signed off by Casey Lund" in content.html


def test_a_worker_s_picture_stands_in_place_of_the_suggested_one() -> None:
    chosen = easy_read_document(replace(PARTS, pictures=("bus", "")), CODE)
    suggested = easy_read_document(PARTS, CODE)
    pictures = [sentence.picture and sentence.picture.concept for sentence in chosen.sentences]
    assert pictures[0] == "bus"
    assert pictures[1:] == [sentence.picture and sentence.picture.concept for sentence in suggested.sentences][1:]


@pytest.mark.parametrize("make_it", [email_in, letter_in])
def test_a_picture_that_nobody_knows_stops_it(make_it: object) -> None:
    parts = replace(PARTS, pictures=("no such picture",))
    with pytest.raises(Uncarriable, match="picture_unknown"):
        _made(make_it, Format.EASY_READ, parts)


@pytest.mark.parametrize("make_it", [email_in, letter_in])
def test_easy_read_that_the_gate_holds_goes_nowhere(make_it: object) -> None:
    with pytest.raises(Uncarriable, match="easy_read_not_ready"):
        _made(make_it, Format.EASY_READ, replace(PARTS, phone="", sender=""))


def _made(make_it: object, form: Format, parts: MessageParts) -> object:
    if make_it is email_in:
        return email_in(form, parts, CODE, pixels=18)
    return letter_in(form, parts, PAPER, CODE)


def test_a_recording_comes_beside_the_same_email() -> None:
    content = email_in(Format.AUDIO_DOWNLOAD, SHORT, CODE, pixels=20)
    recording = content.attachments[0]
    assert (recording.name, recording.media_type, recording.inline_id) == ("message.mp3", "audio/mpeg", "")
    assert soundfile.info(io.BytesIO(recording.data)).duration > 2
    assert replace(content, attachments=()) == render_email(SHORT, CODE, pixels=20)


@pytest.mark.parametrize("form", [Format.BRAILLE_1, Format.BRAILLE_2])
def test_braille_comes_by_email_and_in_an_envelope_as_the_same_file(form: Format) -> None:
    content = email_in(form, PARTS, CODE, pixels=18)
    letter = letter_in(form, PARTS, PAPER, CODE)
    assert [(file.name, file.media_type) for file in content.attachments] == [("message.brf", "application/x-brf")]
    enclosed = letter.enclosed[0]
    assert (enclosed.kind, enclosed.suffix, enclosed.amount) == (EnclosureKind.BRAILLE, "brf", 1)
    assert enclosed.data == content.attachments[0].data
    assert letter.pdf == render_paper(PARTS, PAPER, CODE).pdf


@pytest.mark.parametrize(
    ("form", "kind"), [(Format.AUDIO_CD, EnclosureKind.AUDIO_CD), (Format.AUDIO_USB, EnclosureKind.AUDIO_USB)]
)
def test_a_disc_s_recording_is_as_long_as_the_print_room_is_told(form: Format, kind: EnclosureKind) -> None:
    enclosed = letter_in(form, SHORT, PAPER, CODE).enclosed[0]
    assert (enclosed.kind, enclosed.suffix) == (kind, "mp3")
    assert abs(soundfile.info(io.BytesIO(enclosed.data)).duration - enclosed.amount) <= 1


@pytest.mark.parametrize("form", [Format.MOON, Format.MAKATON, Format.BSL_VIDEO, Format.READ_ALOUD])
def test_what_people_make_is_carried_by_nothing(form: Format) -> None:
    with pytest.raises(Uncarriable, match="format_not_by_email"):
        email_in(form, PARTS, CODE, pixels=18)
    with pytest.raises(Uncarriable, match="format_not_by_letter"):
        letter_in(form, PARTS, PAPER, CODE)


def test_a_format_that_a_language_lacks_says_so_without_the_words() -> None:
    with pytest.raises(Uncarriable, match="braille_no_table"):
        email_in(Format.BRAILLE_2, replace(PARTS, language="ur"), CODE, pixels=18)
    with pytest.raises(Uncarriable, match="audio_no_voice") as refused:
        letter_in(Format.AUDIO_CD, replace(PARTS, language="so"), PAPER, CODE)
    assert not isinstance(refused.value.__context__, EasyReadError) or refused.value.__suppress_context__


def test_an_easy_read_letter_has_a_window_the_pages_and_a_slip_on_a_front_of_its_own() -> None:
    letter = letter_in(Format.EASY_READ, PARTS, PAPER, CODE)
    with closing(pypdfium2.PdfDocument(letter.pdf)) as file:
        assert len(file) == letter.pages
    pages = [text_of(letter.pdf, page) for page in range(1, letter.pages + 1)]
    assert "7 Mill Lane" in pages[0]
    assert "It is in Easy Read" in " ".join(pages[0].split())
    assert not any("7 Mill Lane" in page for page in pages[1:])
    first = next(number for number, page in enumerate(pages, start=1) if "Signed off by Casey Lund" in page)
    found = [
        (number, parse_payload(code.text))
        for number in range(1, letter.pages + 1)
        for code in codes_on(image_of(letter.pdf, number, 200))
    ]
    assert len(found) == 1
    slip, payload = found[0]
    assert (payload.code, payload.options) == (CODE, 2)
    assert slip > first
    assert slip % 2 == 1
    # Nothing is printed on the back of what is torn off.
    assert slip == letter.pages


def test_an_easy_read_letter_is_read_aloud_from_its_window_to_its_slip() -> None:
    letter = letter_in(Format.EASY_READ, PARTS, PAPER, CODE)
    told = aloud(letter.pdf)
    at = 0
    for words in (
        "7 Mill Lane",
        "It is in Easy Read.",
        "A door",
        "Signed off by Casey Lund.",
        "Please call me",
        "Me, with help",
    ):
        at = told.index(words, at)
    # What repeats at the foot of each Easy Read page is said once, in its own row.
    assert {words for words in untagged(letter.pdf) if not words.startswith("Page ")} <= {
        "How to contact us",
        PARTS.sender,
        PARTS.phone,
    }


def test_who_is_not_asked_gets_no_question_in_any_format() -> None:
    document = spoken_document(replace(PARTS, quiz=False), CODE)
    assert document.question is None
    assert document.reference == "KT4H-WN"


@pytest.mark.parametrize("form", [Format.EASY_READ, Format.BRAILLE_2])
def test_what_is_kept_comes_back_whole(form: Format) -> None:
    email, letter = email_in(form, PARTS, CODE, pixels=18), letter_in(form, PARTS, PAPER, CODE)
    assert restored("email", stored(email), 0) == email
    kind = "letter_with_enclosure" if letter.enclosed else "letter"
    assert restored(kind, stored(letter), letter.pages) == letter
