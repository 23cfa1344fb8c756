"""Texts in the languages that people read: found by the tags that browsers and records use, and whole."""

from __future__ import annotations

import re

import pytest
from babel.messages.catalog import Message

from service.translations import DEFAULT, available, catalogue, negotiate, translations_for

LANGUAGES = ("ar", "bn", "cy", "es", "fr", "gu", "lt", "pa_Guru", "pl", "pt", "ro", "so", "tr", "ur", "zh_Hans")
_PLACES = re.compile(r"%\(\w+\)[sd]|\{\w+\}|</?\w+[^>]*>")


def test_every_promised_language_is_there() -> None:
    assert set(available()) == {DEFAULT, *LANGUAGES}


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (["cy-GB", "en"], "cy"),
        (["en-GB", "cy"], "en"),
        (["pa"], "pa_Guru"),
        (["pa-Guru"], "pa_Guru"),
        (["pa-Arab"], "en"),
        (["zh-CN"], "zh_Hans"),
        (["zh"], "zh_Hans"),
        (["zh-TW", "fr-CA"], "fr"),
        (["pt-BR"], "pt"),
        (["xx", "*", "not a tag", ""], "en"),
        ([], "en"),
    ],
)
def test_a_tag_finds_the_script_that_its_readers_use(wanted: list[str], found: str) -> None:
    assert negotiate(wanted) == found


def test_only_what_is_offered_is_found() -> None:
    assert negotiate(["cy", "fr"], ("en", "fr")) == "fr"


@pytest.mark.parametrize("locale", LANGUAGES)
def test_every_text_keeps_its_placeholders_and_plural_forms(locale: str) -> None:
    texts = catalogue(locale)
    assert len(texts) > 1400
    for message in texts:
        if not message.id or not any(_forms(message)):
            continue
        wanted = sorted(_PLACES.findall(message.id if isinstance(message.id, str) else message.id[1]))
        forms = _forms(message)
        assert sorted(_PLACES.findall(forms[-1])) == wanted, message.id
        if not isinstance(message.id, str):
            assert len(forms) == texts.num_plurals, message.id
            assert all(set(_PLACES.findall(form)) <= set(wanted) for form in forms), message.id


def _forms(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


def test_what_has_no_text_stays_english() -> None:
    assert translations_for("xx").gettext("Ref") == "Ref"
    assert translations_for("cy").gettext("No such text") == "No such text"
    assert translations_for("cy").gettext("Ref") == "Cyf"
    assert (
        translations_for("pl").ungettext("%(num)s letter is on its way.", "%(num)s letters are on their way.", 5)
        % {"num": 5}
        == "5 listów jest w drodze."
    )
