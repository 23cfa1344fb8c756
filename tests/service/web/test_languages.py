"""The language of the pages, chosen and kept; and the page where a translator's approval is recorded."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker

from service.app import create_app
from service.container import Container
from service.database import new_id
from service.domain.actors import Role
from service.domain.languages import Part
from service.models import PhraseApproval, Staff
from service.queries import languages
from service.translations import available, phrases
from service.translations.phrases import Phrase
from tests.service.web.conftest import HandClock
from tests.service.web.visitor import Visitor, add_staff, inputs


@pytest.fixture
def admin(visitor: Visitor, sessions: sessionmaker[Session], hand_clock: HandClock) -> Staff:
    staff = add_staff(sessions, hand_clock.at, Role.ADMIN, username="ada")
    visitor.signed_in_as(staff, hand_clock.at)
    return staff


@pytest.fixture
def strict(container: Container) -> Flask:
    """Drafts are not used here."""
    settings = container.settings.model_copy(update={"send_draft_languages": False})
    return create_app(Container(**{**vars(container), "settings": settings}))


def _approve_pages(sessions: sessionmaker[Session], now: object, locale: str) -> None:
    with sessions.begin() as session:
        session.add(
            PhraseApproval(
                id=new_id(),
                locale=locale,
                part=Part.PAGES,
                digest=phrases.page_digest(locale),
                translator="Olwen Pritchard",
                recorded_at=now,
            )
        )


def test_the_browsers_language_is_answered_and_says_that_it_is_a_draft(visitor: Visitor) -> None:
    page = visitor.get("/sign-in", headers={"Accept-Language": "cy-GB, en;q=0.5"}).text
    assert '<html lang="cy" dir="ltr"' in page
    assert "Mewngofnodi" in page
    assert "These words are a draft translation" in page


@pytest.mark.parametrize(("tag", "direction"), [("ar", "rtl"), ("ur", "rtl"), ("cy", "ltr"), ("zh-Hans", "ltr")])
def test_each_language_names_itself_and_its_direction(visitor: Visitor, tag: str, direction: str) -> None:
    page = visitor.get("/sign-in", headers={"Accept-Language": tag}).text
    assert f'<html lang="{tag}" dir="{direction}"' in page
    assert ("govuk-rtl.css" in page) is (direction == "rtl")


def test_english_comes_first_where_it_is_asked_for_first(visitor: Visitor) -> None:
    page = visitor.get("/sign-in", headers={"Accept-Language": "en-GB, cy;q=0.9"}).text
    assert '<html lang="en" dir="ltr"' in page
    assert "draft translation" not in page


def test_a_choice_is_kept_comes_before_the_browser_and_leads_back(visitor: Visitor) -> None:
    answer = visitor.submit("/languages/choose", {"language": "pl", "back": "/sign-in?next=/work"})
    assert (answer.status_code, answer.location) == (303, "/sign-in?next=/work")
    cookie = visitor.client.get_cookie("bothways_language")
    assert cookie is not None
    assert (cookie.value, cookie.http_only, cookie.same_site) == ("pl", True, "Lax")
    assert '<html lang="pl"' in visitor.get("/sign-in", headers={"Accept-Language": "cy"}).text
    visitor.submit("/languages/choose", {"language": "en", "back": "/sign-in"})
    assert '<html lang="en"' in visitor.get("/sign-in", headers={"Accept-Language": "cy"}).text


@pytest.mark.parametrize("language", ["xx", "", "it", "../../en", "pl; Secure"])
def test_a_language_that_is_not_offered_sets_nothing(visitor: Visitor, language: str) -> None:
    assert visitor.submit("/languages/choose", {"language": language, "back": "//evil.example"}).location == "/"
    assert visitor.client.get_cookie("bothways_language") is None


def test_nobody_chooses_for_somebody_else(visitor: Visitor) -> None:
    assert visitor.client.post("/languages/choose", data={"language": "pl"}).status_code == 400


def test_what_was_typed_is_not_lost_by_a_choice(visitor: Visitor) -> None:
    assert 'name="language"' in visitor.get("/sign-in").text
    assert 'id="page-language"' not in visitor.submit("/sign-in", {"username": "x", "password": "y"}).text


def test_a_draft_is_not_offered_where_the_council_uses_none(
    strict: Flask, sessions: sessionmaker[Session], hand_clock: HandClock
) -> None:
    stranger = Visitor(strict)
    page = stranger.get("/sign-in", headers={"Accept-Language": "cy"}).text
    assert '<html lang="en"' in page
    assert 'id="page-language"' not in page
    assert stranger.submit("/languages/choose", {"language": "cy", "back": "/"}).headers.get("Set-Cookie") is None

    _approve_pages(sessions, hand_clock.at, "cy")
    strict.extensions.pop("bothways_approved_languages")
    page = stranger.get("/sign-in", headers={"Accept-Language": "pl, cy;q=0.8"}).text
    assert '<html lang="cy"' in page
    assert "These words are a draft" not in page
    assert page.count("<option") == 2


def test_pages_are_english_while_nobody_can_say_what_is_approved(strict: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_session: object) -> frozenset[str]:
        raise OperationalError("SELECT", {}, Exception("away"))

    monkeypatch.setattr(languages, "approved_for_pages", away)
    page = Visitor(strict).get("/sign-in", headers={"Accept-Language": "cy"})
    assert page.status_code == 200
    assert '<html lang="en"' in page.text


@pytest.mark.usefixtures("admin")
def test_every_language_is_listed_with_its_standing(
    visitor: Visitor, sessions: sessionmaker[Session], hand_clock: HandClock
) -> None:
    _approve_pages(sessions, hand_clock.at, "cy")
    page = visitor.get("/languages").text
    assert page.count("bw-row__title") == len(available()) - 1
    assert page.count(">Draft<") == 2 * (len(available()) - 1) - 1
    assert page.count(">Approved<") == 1
    assert "By Olwen Pritchard on Monday 23 November 2026" in page


@pytest.mark.usefixtures("admin")
def test_an_approval_is_recorded_beside_the_phrases(
    visitor: Visitor, sessions: sessionmaker[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = (Phrase(("Ref",), ("المرجع",)),)
    monkeypatch.setattr(phrases, "message_phrases", lambda _locale: whole)
    page = visitor.get("/languages/ar/messages")
    assert '<div lang="ar" dir="rtl"><p class="bw-plain">المرجع</p></div>' in page.text
    typed = dict(inputs(page))

    refused = visitor.submit("/languages/ar/messages", {"digest": typed["digest"], "translator": " "})
    assert refused.status_code == 422
    assert "Name the translator." in refused.text
    stale = visitor.submit("/languages/ar/messages", {"digest": "0" * 64, "translator": "Huda Saleh"})
    assert stale.status_code == 422
    assert "The phrases changed" in stale.text
    done = visitor.submit("/languages/ar/messages", {"digest": typed["digest"], "translator": "Huda Saleh"})
    assert done.location == "/languages"
    with sessions() as session:
        assert session.scalars(select(PhraseApproval.translator)).all() == ["Huda Saleh"]
    assert "By Huda Saleh" in visitor.get("/languages/ar/messages").text


@pytest.mark.usefixtures("admin")
def test_a_page_with_a_gap_offers_no_approval(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phrases, "message_phrases", lambda _locale: (Phrase(("Ref",), ()),))
    page = visitor.get("/languages/ar/messages").text
    assert "Not translated" in page
    assert 'name="translator"' not in page


@pytest.mark.usefixtures("admin")
@pytest.mark.parametrize("path", ["/languages/it/messages", "/languages/en/pages", "/languages/cy/nothing"])
def test_what_does_not_exist_is_not_found(visitor: Visitor, path: str) -> None:
    assert visitor.get(path).status_code == 404
