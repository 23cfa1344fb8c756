"""One name for a language on every page."""

from __future__ import annotations

from flask import Flask

from service.domain.preferences import WRITTEN_LANGUAGES
from service.web.message_words import language_name, written_languages
from service.web.person_labels import WRITTEN


def test_a_language_is_called_one_name_wherever_it_stands(app: Flask) -> None:
    with app.test_request_context():
        named = written_languages()
        assert named[0] == ("en", "English")
        assert [name for _, name in named[1:]] == sorted((name for _, name in named[1:]), key=str.casefold)
        assert {tag for tag, _ in named} == set(WRITTEN_LANGUAGES)
        assert dict(named) == {tag: str(WRITTEN[tag]) for tag in WRITTEN_LANGUAGES}
        assert language_name("prs") == "Dari"
        assert language_name("zxx") == "reads no language"
