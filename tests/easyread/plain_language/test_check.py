from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from easyread.plain_language import Finding, Rule, Severity, Source, Target, check, grade

_LANGUAGES = "en en-GB cy pl ro pa-Guru ur pt es ar bn gu fr so tr lt zh-Hans bfi xx".split()


def _found(text: str, language: str = "en", target: Target = Target.STANDARD) -> list[tuple[str, str]]:
    return [(finding.rule.value, finding.words) for finding in check(text, language, target=target)]


def test_the_text_that_formulas_call_very_easy_is_hard_on_each_hard_term() -> None:
    text = "Your Section 42 enquiry ends on 3 May. The IMCA will act. We defer the DoL."
    for target in Target:
        assert _found(text, target=target) == [
            ("hard_word", "Section 42"),
            ("hard_word", "enquiry"),
            ("hard_word", "IMCA"),
            ("hard_word", "defer"),
            ("hard_word", "DoL"),
        ]
    grade_of_it = grade(text)
    assert grade_of_it is not None
    assert grade_of_it < 4


def test_a_plain_message_has_no_finding() -> None:
    text = (
        "Hello Sam.\n\nAna Reid will visit you on Thursday 26 November at 10am. Please have your letter with you.\n"
        "To change the day, ring 01632 960123. Our email is care@northmoor.example.\nRef KT4H-WN"
    )
    assert check(text) == ()
    assert check(text.replace("\n", "\r\n"), target=Target.EASY_READ) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Siobhan Nwachukwu and Dr Przybylski will come to Llanfairpwll.",
        "Your dentist, your carer and your optician know.",
        "Bring your hearing aid and your wheelchair.",
        "See www.example.gov.uk/reablement or ask reablement@example.org.",
        "It costs \u00a31,250.00. Ring 0808 157 0123.",
        "We meet on Monday 3 May 2027 at 2:30pm in room 12.",
        "Is it 3.5 miles? Bring 3-5 pictures. The tune is in 6/8.",
        "Your GP works for the NHS in the UK.",
    ],
)
def test_names_places_dates_numbers_and_everyday_things_are_not_accused(text: str) -> None:
    assert [found for found in _found(text) if found[0] != "fraction"] == []


@pytest.mark.parametrize(
    ("text", "rule", "words"),
    [
        ("We carry out reassessments.", "hard_word", "reassessments"),
        ("You were being safeguarded.", "hard_word", "safeguarded"),
        ("She is Eligible.", "hard_word", "Eligible"),
        ("He has no mental-capacity assessment.", "hard_word", "mental-capacity assessment"),
        ("The DoLS team met the IMCAs.", "hard_word", "IMCAs"),
        ("The carer\u2019s assessment of your domiciliary care.", "hard_word", "domiciliary care"),
        ("The Section 117A meeting.", "hard_word", "Section 117A"),
        ("Her sesquipedalian letter.", "rare_word", "sesquipedalian"),
        ("Let us touch base and think outside the box.", "idiom", "think outside the box"),
        ("The ball is in your court now.", "idiom", "ball is in your court"),
        ("We reply in due course.", "vague_time", "in due course"),
        ("Please ring ASAP.", "vague_time", "ASAP"),
        ("Bring a card, e.g. a bus pass.", "latin", "e.g"),
        ("Bring cups, plates, etc.", "latin", "etc"),
        ("The CAB can help.", "acronym", "CAB"),
        ("PLEASE READ THIS now.", "capitals", "PLEASE READ THIS"),
        ("This is IMPORTANT for you.", "capitals", "IMPORTANT"),
        ("The form was not yet sent by us.", "passive", "was not yet sent"),
        ("You will be visited at home.", "passive", "be visited"),
        ("It is not unlikely.", "double_negative", "not unlikely"),
        ("You can't go without nobody.", "double_negative", "can't go without"),
        ("We can't come.", "negative_contraction", "can't"),
        ("About 25 % of people.", "percentage", "25 %"),
        ("Ten per cent of people.", "percentage", "per cent"),
        ("Two thirds of people.", "fraction", "Two thirds"),
        ("Half is \u00bd and 3/4 more.", "fraction", "3/4"),
        ("There are 2,500,000 of them.", "large_number", "2,500,000"),
        ("Come on 03/05.", "ambiguous_date", "03/05"),
        ("Come on 03-05-26.", "ambiguous_date", "03-05-26"),
        ("Come on 3.5.2026!", "ambiguous_date", "3.5.2026"),
        ("Come on 25/12/2026.", "date_in_figures", "25/12/2026"),
        ("Come on 2026-05-03.", "date_in_figures", "2026-05-03"),
        ("Come on Thurs 3 May.", "short_date", "Thurs"),
        ("Tea & cake.", "symbol", "&"),
        ("Tea and/or cake.", "symbol", "and/or"),
        ("A\x00B", "not_text", "\x00"),
        ("A \ud83d B", "not_text", "\ud83d"),
        ("A\u200bB", "hidden_character", "\u200b"),
        ("\U0001d5db\U0001d5f6 Sam", "styled_letters", "\U0001d5db\U0001d5f6"),
    ],
)
def test_what_is_hard_is_found_in_its_place(text: str, rule: str, words: str) -> None:
    assert (rule, words) in _found(text)


@pytest.mark.parametrize(
    ("text", "rule", "words"),
    [
        ("We have three rooms.", "number_in_words", "three"),
        ("See part IV.", "roman_numeral", "IV"),
        ("There are 1,200 homes.", "large_number", "1,200"),
        ("Do not come.", "negative", "not"),
        ("Your landlord wrote.", "hard_word", "landlord"),
        ("We will come if you ask and we will help.", "many_ideas", "We will come if you ask and we will help."),
        ("We will come; you stay.", "many_ideas", "We will come; you stay."),
    ],
)
def test_easy_read_asks_for_more(text: str, rule: str, words: str) -> None:
    assert (rule, words) in _found(text, target=Target.EASY_READ)
    assert rule == "many_ideas" or (rule, words) not in _found(text)


@pytest.mark.parametrize(
    ("count", "standard", "easy"), [(15, None, None), (16, None, "fault"), (21, "note", "fault"), (26, "fault", "fault")]
)
def test_a_sentence_has_a_most_number_of_words(count: int, standard: str | None, easy: str | None) -> None:
    text = "Hello Sam. " + " ".join(["Tea"] * count) + "."
    for target, severity in ((Target.STANDARD, standard), (Target.EASY_READ, easy)):
        long = [finding for finding in check(text, target=target) if finding.rule is Rule.LONG_SENTENCE]
        assert [finding.severity.value for finding in long] == ([severity] if severity else [])
        assert all((finding.start, finding.end) == (11, len(text)) for finding in long)


@pytest.mark.parametrize(
    "text",
    [
        "Safeguarding means keeping you safe. Safeguarding is for everyone.",
        "We do a safeguarding check. This means that we look if you are safe.",
        "This is about safeguarding (keeping you safe).",
        "You can have an advocate. An advocate is someone who speaks for you.",
        "The Citizens Advice Bureau (CAB) can help. Ring the CAB.",
        "The CAB (Citizens Advice Bureau) can help. Ring the CAB.",
    ],
)
def test_what_is_explained_is_let_pass(text: str) -> None:
    assert not {"hard_word", "acronym"} & {rule for rule, _ in _found(text)}


def test_a_date_that_means_two_days_is_a_fault_for_everyone() -> None:
    for language in ("en", "cy", "pl"):
        (finding,) = (found for found in check("a 03/05/2026 b", language) if found.rule is Rule.AMBIGUOUS_DATE)
        assert (finding.severity, finding.source, finding.words) == (Severity.FAULT, Source.GOV_UK, "03/05/2026")


@pytest.mark.parametrize("language", ["cy", "pl", "ar", "zh-Hans", "xx"])
def test_another_language_says_that_its_words_were_not_looked_at(language: str) -> None:
    findings = check("Reablement asap, 25% IMCA.", language)
    assert findings[0].rule is Rule.LANGUAGE_NOT_CHECKED
    assert [finding.rule for finding in findings[1:]] == [Rule.PERCENTAGE]
    assert check("", language)[0].rule is Rule.LANGUAGE_NOT_CHECKED


def test_advice_is_translated_by_its_message_and_values() -> None:
    (finding,) = check("We defer it.")
    assert finding.advice.text() == "\u201cdefer\u201d is a hard word. You could say: put off until later."
    assert finding.advice.text(lambda _: "%(plain)s < %(term)s") == "put off until later < defer"


@pytest.mark.parametrize(("text", "language"), [("", "en"), ("...", "en"), ("dzie\u0144 dobry", "pl")])
def test_no_grade_where_there_is_nothing_to_grade(text: str, language: str) -> None:
    assert grade(text, language) is None


def test_longer_words_and_sentences_have_a_higher_grade() -> None:
    easy, hard = grade("We will help you."), grade("Considerable administrative responsibilities necessitate deliberation.")
    assert easy is not None
    assert hard is not None
    assert easy < 3
    assert hard > 12


_PIECES = st.sampled_from(
    (
        "Section 42 |IMCA |direct payments |03/05 |3 May 2026 |25% |e.g. |asap |is |given |not |\u00a312.50 |01632 960123 |"
        ". |\n|\r\n|(|)|\x00|\ud800|\U0001f642|\u200b|\u2028|1/2 |KT4H-WN |a@b.org |safeguarding means |CAB |'|\u2019|"
        "\u0130|\u00df|1,000,000 |\t"
    ).split("|")
)


def _holds(text: str, findings: tuple[Finding, ...]) -> None:
    for finding in findings:
        assert 0 <= finding.start <= finding.end <= len(text)
        assert finding.words == text[finding.start : finding.end]
        assert finding.words or finding.rule is Rule.LANGUAGE_NOT_CHECKED
        assert not re.search(r"%\(\w+\)", finding.advice.text()) or "%(" in text
    places = [finding.start for finding in findings]
    assert places == sorted(places)


@settings(deadline=None, max_examples=250)
@given(
    st.one_of(st.lists(_PIECES, max_size=40).map("".join), st.text(st.characters(codec=None), max_size=200)),
    st.sampled_from(_LANGUAGES),
    st.sampled_from(Target),
)
@example("\ud800 \x00 \U0001f642", "en", Target.EASY_READ)
@example("\u0130" * 20 + " %(term)s 100%", "en", Target.EASY_READ)
def test_any_text_gives_findings_that_lie_inside_it(text: str, language: str, target: Target) -> None:
    _holds(text, check(text, language, target=target))
    _ = grade(text, language)


@pytest.mark.parametrize(
    "piece", ["a", "1", "1/", "%", ". ", "a@", "ABC ", "not ", "is given ", "section 42 ", "(", "\ud800", "'", "1,"]
)
def test_fifty_thousand_characters_of_anything_are_read(piece: str) -> None:
    text = (piece * 50_000)[:50_000]
    _holds(text, check(text, target=Target.EASY_READ))
