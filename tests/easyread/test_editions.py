from __future__ import annotations

import re

import pytest

from easyread.document import Heading
from easyread.editions import edition, editions
from easyread.errors import Unmakeable
from easyread.formats.easy_read import SignOff, easy_read_pdf
from easyread.gate import PUBLICATION_PAGES, release
from easyread.pictures import concept_named
from easyread.plain_language import Rule, Severity, Target, check
from tests.easyread.sheets import CONTACT

NAMES = ["a_person_reads_your_reply", "how_to_complain", "how_we_keep_your_information", "your_choices", "your_rights"]


def test_the_editions_are_there() -> None:
    assert list(editions()) == NAMES
    with pytest.raises(Unmakeable, match="edition_unknown"):
        edition("../words/pictures", CONTACT)


@pytest.mark.parametrize("name", NAMES)
def test_each_edition_passes_the_gate(name: str) -> None:
    document = edition(name, CONTACT)
    for checked in (True, False):
        pdf = easy_read_pdf(document, sign_off=SignOff("Ana Reid", checked))
        released = release(document, pdf, signed_off_by="Ana Reid", checked_by_people=checked, most_pages=PUBLICATION_PAGES)
        assert released.pages <= 12


@pytest.mark.parametrize("name", NAMES)
def test_each_sentence_is_short_pictured_and_plain(name: str) -> None:
    for block in edition(name, CONTACT).blocks:
        if isinstance(block, Heading):
            continue
        for sentence in block.sentences:
            assert len(sentence.text.split()) <= 15, sentence.text
            assert re.search(r"[.?]$", sentence.text), sentence.text
            assert "%" not in sentence.text
            assert sentence.picture is not None
            assert not concept_named(sentence.picture.concept).childish


# Hard words that have no easy one: the sentence beside them says what they mean.
EXPLAINED = {"advocate", "advocates", "ombudsman", "commissioner", "care plan", "carer's assessment", "ai", "call"}


@pytest.mark.parametrize("name", NAMES)
def test_the_plain_language_check_finds_no_word_that_is_not_explained(name: str) -> None:
    text = "\n".join(sentence.text for sentence in edition(name, CONTACT).sentences)
    found = [
        (finding.rule, text[finding.start : finding.end])
        for finding in check(text, target=Target.EASY_READ)
        # What a right does not allow can only be said by "not" and "no".
        if finding.severity is not Severity.NOTE and finding.rule is not Rule.NEGATIVE
    ]
    assert [(rule, words) for rule, words in found if words.lower() not in EXPLAINED] == []
