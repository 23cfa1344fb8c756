from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.domain import code_words, passwords
from service.domain.code_words import MASK, MOST_COMPARED, Stored
from service.domain.errors import Invalid
from service.domain.replies import Question, interpret

ID, OTHER = uuid4(), uuid4()


def _stored(word: str, code_id: UUID = ID) -> Stored:
    return Stored(code_id, *code_words.new(word))


BLUEBELL, KETTLE = _stored("Bluebell"), _stored("blue kettle", OTHER)


def test_its_letters_are_kept_as_a_hash_and_compared_as_people_say_them() -> None:
    assert BLUEBELL.hash.startswith("$argon2id$")
    assert "bluebell" not in repr(BLUEBELL).lower()
    for said in ("bluebell", " BLUEBELL. ", "Blue bell", "blue-bell", "\uff42\uff4c\uff55\uff45bell"):
        assert code_words.matches(BLUEBELL, said)
    for said in ("", "bluebells", "blue", "x" * 500):
        assert not code_words.matches(BLUEBELL, said)
    assert code_words.matches(_stored("café au lait"), "Cafe au Lait")
    assert code_words.matches(_stored("নীলকণ্ঠ"), "নীলকণ্ঠ")


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("", "code_word_short"),
        ("blue", "code_word_short"),
        ("\U0001f642\U0001f642\U0001f642\U0001f642\U0001f642", "code_word_short"),
        ("a" * 41, "code_word_long"),
        ("one two three four", "code_word_long"),
        ("Tuesday", "code_word_easy"),
        ("thank you", None),
        ("please stop", "code_word_easy"),
        ("1234567", "code_word_easy"),
        ("aaaaaa", "code_word_easy"),
        ("Amina Yusuf", "code_word_easy"),
    ],
)
def test_a_word_that_could_be_found_out_is_refused(word: str, code: str | None) -> None:
    if code is None:
        assert code_words.new(word, "Amina Yusuf")[1] == 2
        return
    with pytest.raises(Invalid, match=code) as raised:
        code_words.new(word, "Amina Yusuf")
    assert raised.value.field == "code_word"


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("bluebell", MASK),
        ("Yes, Bluebell!", f"Yes, {MASK}!"),
        ("my word is blue bell ok", f"my word is {MASK} ok"),
        ("bluebell and again BLUEBELL", f"{MASK} and again {MASK}"),
        ("bluebells in the wood", "bluebells in the wood"),
        ("yes", "yes"),
        ("", ""),
    ],
)
def test_every_place_where_it_stands_is_hidden(written: str, left: str) -> None:
    looked = code_words.hide(written, [BLUEBELL])
    assert (looked.words, looked.found) == (left, {ID} if MASK in left else frozenset())


def test_a_code_of_several_words_and_those_of_two_people() -> None:
    looked = code_words.hide("It is Blue Kettle. Or bluekettle, or bluebell", [BLUEBELL, KETTLE])
    assert looked.found == {ID, OTHER}
    assert "ettle" not in looked.words.lower()
    assert "bell" not in looked.words.lower()


def test_a_long_letter_takes_bounded_work(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[str] = []

    def note(_hash: str, letters: str) -> bool:
        compared.append(letters)
        return False

    monkeypatch.setattr(passwords, "matches", note)
    written = " ".join(f"wordnumber{number}x" for number in range(5000))
    assert code_words.hide(written, [BLUEBELL, KETTLE]).words == written
    assert len(compared) == MOST_COMPARED


@settings(max_examples=20, deadline=None)
@given(st.text(max_size=60))
def test_no_text_makes_it_fail_and_what_is_no_code_word_stays(written: str) -> None:
    monkey = code_words.hide(written, [])
    assert (monkey.words, monkey.found) == (written, frozenset())


@pytest.mark.parametrize("written", ["1 {}", "yes {}", "{}", "{} yes", "I understand {}"])
def test_a_reply_that_gave_it_away_never_confirms(written: str) -> None:
    assert not interpret(written.format(MASK), "en", Question()).confirms
