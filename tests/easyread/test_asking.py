from __future__ import annotations

from easyread.asking import ask_of, contact_of, reference_of
from easyread.document import Contact, Document, Question


def _document(question: Question | None, reference: str = "KT4H-WN") -> Document:
    return Document("en", "Your visit", (), Contact("Northmoor", "01632 960002"), question=question, reference=reference)


def test_a_choice_an_open_question_and_a_plain_one() -> None:
    choice = ask_of(_document(Question("Which day?", ("Monday", "Tuesday"))))
    assert choice.options == ("Reply 1 for Monday.", "Reply 2 for Tuesday.")
    assert choice.how == ("Reply 0 or CALL to talk to someone.",)
    assert ask_of(_document(Question("Which day?"))).how[0] == "Please reply in your own words."
    assert ask_of(_document(Question())).how == ("Reply 1 if this is clear, 2 if not, 0 or CALL to talk to someone.",)
    assert not ask_of(_document(None))


def test_nothing_says_reply_where_nobody_can() -> None:
    ask = ask_of(_document(Question("Which day?", ("Monday",)), reference=""))
    assert (ask.question, ask.options, ask.how) == ("Which day?", ("1. Monday",), ())
    assert ask_of(_document(Question("Which day?"), reference="")).how == ()


def test_every_word_added_can_be_translated() -> None:
    document = _document(Question("Which day?", ("Monday",)))
    assert ask_of(document, lambda text: "cy " + text).options == ("cy Reply 1 for Monday.",)
    assert contact_of(document, lambda text: "cy " + text) == ("Northmoor", "cy Phone: 01632 960002")
    assert reference_of(document, lambda text: "cy " + text) == "cy Ref KT4H-WN"


def test_a_percent_sign_that_was_typed_is_a_percent_sign() -> None:
    assert ask_of(_document(Question("How much?", ("50%(s", "%d")))).options == ("Reply 1 for 50%(s.", "Reply 2 for %d.")
