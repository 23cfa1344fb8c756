"""The page that a link opens: what stands on it, what it weighs, who it lets answer, and what it tells nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker
from structlog.testing import capture_logs
from werkzeug.test import TestResponse

from service.app import create_app
from service.container import Container
from service.domain.actors import Actor, Role
from service.domain.contact_points import PointKind
from service.domain.judgements import ClosingReason
from service.domain.preferences import Medium
from service.domain.reply_links import PATH, PLACE, new_token
from service.domain.safe_contact import SafeStatus
from service.domain.understanding import Understanding
from service.models import Staff
from service.queries.languages import DRAFTS_ALLOWED
from service.settings import Mode
from service.translations import available
from service.tries import FOR_ADDRESS
from service.use_cases.change_cover import ContactEntry, CoverEntry, change_cover
from service.use_cases.close_message import close_message
from service.use_cases.stop_link import stop_link
from service.web.doors import EXTENSION
from tests.service.use_cases.changes import say
from tests.service.use_cases.linking import links, links_on, replies, token_of
from tests.service.use_cases.stage import Stage, choice, plain, set_stage
from tests.service.web.conftest import HandClock
from tests.service.web.visitor import Visitor, inputs

MOST_BYTES = 50_000
BUTTON = re.compile(r'<button type="submit" name="answer" value="(\w+)">')
TELLING = ("Ann", "Lee", "Ellerton", "Bothways", "Adults", "Thursday 26 November", "visit you on", "ann@example.com")


@pytest.fixture
def stage(sessions: sessionmaker[Session], hand_clock: HandClock) -> Stage:
    stage = set_stage(sessions, hand_clock.at)
    links_on(stage)
    stage.sessions.kw["info"][DRAFTS_ALLOWED] = True
    return stage


@pytest.fixture
def app(container: Container, stage: Stage) -> Flask:
    settings = container.settings.model_copy(update={"council_phone": "01632 960000"})
    return create_app(replace(container, channels=stage.channels, settings=settings))


@pytest.fixture
def phone(app: Flask) -> Iterator[Visitor]:
    """Somebody with the link: no account, no cookie, no JavaScript."""
    visitor = Visitor(app)
    yield visitor
    assert visitor.client._cookies == {}, "the page set a cookie"


def _sent(stage: Stage, draft: object = None, **person: object) -> tuple[UUID, UUID, str]:
    person_id = stage.person(medium=Medium.EMAIL, **person)  # type: ignore[arg-type]
    message_id = stage.send(person_id, draft or choice())  # type: ignore[arg-type]
    return person_id, message_id, PATH + token_of(stage.email)


def _press(phone: Visitor, path: str, answer: str, page: TestResponse | None = None) -> TestResponse:
    form = dict(inputs(page or phone.get(path)))
    # Read for a while, as people do.
    phone.client.application.extensions[EXTENSION].clock.forward(timedelta(seconds=20))
    return phone.client.post(path, data={**form, "answer": answer})


def test_the_page_asks_the_check_question_and_offers_its_options_and_nothing_else(stage: Stage, phone: Visitor) -> None:
    _, _, path = _sent(stage)
    page = phone.get(path)
    assert page.status_code == 200
    assert "Which day will we visit?" in page.text
    assert BUTTON.findall(page.text) == ["option_1", "option_2", "not_clear", "call_me"]
    assert "<a " not in page.text
    assert "<script" not in page.text
    assert "<title>Your reply</title>" in page.text
    assert [word for word in TELLING if word in page.text] == []


def test_without_a_check_it_asks_only_if_it_is_clear(stage: Stage, phone: Visitor) -> None:
    _, _, path = _sent(stage, plain())
    page = phone.get(path).text
    assert "Is this clear?" in page
    assert BUTTON.findall(page) == ["clear", "not_clear", "call_me"]


def test_where_the_record_is_restricted_nothing_of_the_question_is_shown(stage: Stage, phone: Visitor) -> None:
    person_id = stage.person(medium=Medium.EMAIL)
    say(stage, person_id, kind=PointKind.EMAIL, safe_status=SafeStatus.RESTRICTED)
    stage.send(person_id)
    page = phone.get(PATH + token_of(stage.email)).text
    assert "visit" not in page
    assert "Monday" not in page
    assert BUTTON.findall(page) == ["clear", "not_clear", "call_me"]


def test_an_answer_is_taken_and_the_next_page_says_what_happens_and_whom_to_ring(stage: Stage, phone: Visitor) -> None:
    _, message_id, path = _sent(stage)
    answer = _press(phone, path, "option_2")
    assert answer.status_code == 200
    assert "We have your answer." in answer.text
    assert 'href="tel:01632960100"' in answer.text
    assert [word for word in TELLING if word in answer.text] == []
    assert stage.message(message_id).understanding is Understanding.UNDERSTOOD
    # Whoever opens it again is told the same, and is not asked twice.
    assert phone.get(path).text == answer.text


def test_opening_it_however_often_changes_nothing_but_when_it_was_first_opened(
    stage: Stage, phone: Visitor, hand_clock: HandClock
) -> None:
    _, message_id, path = _sent(stage)
    before = stage.message(message_id)
    phone.client.head(path)
    assert links(stage)[0].opened_at is None
    phone.get(path)
    first = hand_clock.at
    hand_clock.forward(timedelta(hours=1))
    for _ in range(3):
        phone.get(path)
    assert links(stage)[0].opened_at == first
    after = stage.message(message_id)
    assert replies(stage, message_id) == []
    assert (after.understanding, after.open, after.confirm_by) == (before.understanding, before.open, before.confirm_by)


@pytest.mark.parametrize("page", [None, "", "nonsense", str(UUID(int=7)), f"{UUID(int=7)}.{'0' * 32}"])
def test_a_program_that_posts_without_a_page_of_ours_answers_nothing(stage: Stage, phone: Visitor, page: str | None) -> None:
    _, message_id, path = _sent(stage)
    given = {"answer": "option_2"} if page is None else {"answer": "option_2", "page": page}
    answer = phone.client.post(path, data=given)
    assert answer.status_code == 200
    assert "Which day will we visit?" in answer.text
    assert replies(stage, message_id) == []
    assert links(stage)[0].opened_at is None


def test_a_page_of_one_link_answers_no_other(stage: Stage, phone: Visitor) -> None:
    _, message_id, path = _sent(stage)
    _, other_id, other = _sent(stage, name="Bo Lee", email="bo@example.com")
    _press(phone, path, "option_2", phone.get(other))
    assert replies(stage, message_id) == []
    assert replies(stage, other_id) == []


@pytest.mark.parametrize("answer", ["", "option_7", "yes"])
def test_an_answer_that_is_not_offered_shows_the_page_again(stage: Stage, phone: Visitor, answer: str) -> None:
    _, message_id, path = _sent(stage)
    page = _press(phone, path, answer)
    assert "Which day will we visit?" in page.text
    assert replies(stage, message_id) == []


def test_pressing_twice_is_one_reply_and_two_pages_are_two(stage: Stage, phone: Visitor) -> None:
    _, message_id, path = _sent(stage)
    page, other = phone.get(path), phone.get(path)
    pressed = [_press(phone, path, "option_2", page).text for _ in range(2)]
    assert pressed[0] == pressed[1]
    assert len(replies(stage, message_id)) == 1
    _press(phone, path, "option_2", other)
    assert [reply.open for reply in replies(stage, message_id)] == [False, True]


def _neutral(phone: Visitor, path: str) -> str:
    answer = phone.get(path)
    assert answer.status_code == 404
    assert answer.text == phone.get(PATH + new_token()).text
    return answer.text


def test_expired_unknown_stopped_and_closed_look_alike_and_name_the_councils_number(
    stage: Stage, phone: Visitor, hand_clock: HandClock
) -> None:
    _, first, stopped = _sent(stage)
    _, second, closed = _sent(stage, name="Bo Lee", email="bo@example.com")
    _, _, expired = _sent(stage, name="Cy Lee", email="cy@example.com")
    stop_link(stage.sessions, stage.worker, first, stage.at)
    close_message(stage.sessions, stage.worker, second, ClosingReason.NO_LONGER_NEEDED, "Rang", stage.at)
    page = _neutral(phone, stopped)
    assert page == _neutral(phone, closed)
    assert "We have your answer" not in page
    assert 'href="tel:01632960000"' in page
    assert phone.get(expired).status_code == 200
    hand_clock.forward(timedelta(days=28))
    assert page == _neutral(phone, expired)
    for path in (PATH, PATH + PLACE, PATH + "x/y", PATH + "%ff%00", PATH + "a" * 3000):
        answer = phone.get(path)
        assert (answer.status_code, answer.text) == (404, page), path
    assert [word for word in ("Ann", "Adults", "Bothways", "message", "service") if word in page] == []


def test_an_answer_from_a_page_that_was_open_when_the_link_ended_is_kept_for_a_person(stage: Stage, phone: Visitor) -> None:
    _, message_id, path = _sent(stage)
    page = phone.get(path)
    stop_link(stage.sessions, stage.worker, message_id, stage.at)
    answer = _press(phone, path, "call_me", page)
    assert (answer.status_code, answer.text) == (404, _neutral(phone, path))
    (reply,) = replies(stage, message_id)
    assert (reply.open, reply.identity_doubt) == (True, True)


@pytest.mark.parametrize("language", sorted({locale.replace("_", "-") for locale in available()}))
def test_every_page_is_in_the_persons_language_and_weighs_little(stage: Stage, app: Flask, language: str) -> None:
    stage.send(stage.person(medium=Medium.EMAIL), choice(language=language, override_reason="their language"))
    path, phone = PATH + token_of(stage.email), Visitor(app)
    pages = [
        phone.get(path),
        _press(phone, path, "option_2"),
        phone.get(PATH + new_token(), headers={"Accept-Language": language}),
    ]
    for page in pages:
        assert f'lang="{language}"' in page.text
        assert f'dir="{"rtl" if language in {"ar", "ur"} else "ltr"}"' in page.text
        # Nothing else is loaded: what stands in the page is the whole of it, headers and all.
        assert re.findall(r'(?:src|href)="(?!tel:|data:,")', page.text) == []
        assert "url(" not in page.text
        assert "@import" not in page.text
        assert len(page.data) + sum(len(name) + len(value) + 4 for name, value in page.headers) <= MOST_BYTES
    assert len(pages[0].data) < 6_000
    if language != "en":
        assert "Please call me" not in pages[0].text


def test_what_nobody_translated_yet_says_that_it_is_english(stage: Stage, phone: Visitor) -> None:
    stage.send(stage.person(medium=Medium.EMAIL), choice(language="ur", override_reason="their language"))
    path = PATH + token_of(stage.email)
    thanks = _press(phone, path, "option_2").text
    words = "Thank you. We have your answer."
    assert words not in thanks or f'<span lang="en" dir="ltr">{words}</span>' in thanks


def test_the_headers_keep_it_out_of_caches_indexes_frames_and_referrers(stage: Stage, phone: Visitor) -> None:
    _, _, path = _sent(stage)
    for page in (phone.get(path), _press(phone, path, "option_2"), phone.get(PATH + new_token()), phone.client.put(path)):
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert page.headers["X-Content-Type-Options"] == "nosniff"
        policy = page.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; style-src 'sha256-")
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert "Set-Cookie" not in page.headers


def test_in_production_it_is_never_asked_for_without_tls(container: Container, stage: Stage) -> None:
    strict = container.settings.model_copy(update={"mode": Mode.PRODUCTION})
    page = Visitor(create_app(replace(container, settings=strict, channels=stage.channels))).get(PATH + new_token())
    assert "max-age" in page.headers["Strict-Transport-Security"]


def test_no_log_holds_the_token(stage: Stage, phone: Visitor) -> None:
    _, _, path = _sent(stage)
    with capture_logs() as logs:
        _press(phone, path, "option_2")
    assert logs
    assert path.removeprefix(PATH) not in repr(logs)


def test_an_address_that_tries_many_is_sent_away_and_a_link_that_is_known_still_opens(stage: Stage, phone: Visitor) -> None:
    _, _, path = _sent(stage)
    for _ in range(FOR_ADDRESS):
        assert phone.get(PATH + new_token()).status_code == 404
    refused = phone.get(PATH + new_token())
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert "try again later" in refused.text
    assert phone.get(path).status_code == 200


def test_a_form_of_a_book_is_not_read(stage: Stage, phone: Visitor) -> None:
    _, message_id, path = _sent(stage)
    answer = phone.client.post(path, data={"answer": "option_2", "page": "x" * 10_000})
    assert answer.status_code == 413
    assert replies(stage, message_id) == []


def test_the_reply_stands_on_the_pages_of_workers_like_any_other_and_the_link_can_be_stopped(
    stage: Stage, app: Flask, phone: Visitor
) -> None:
    _, message_id, path = _sent(stage)
    phone.get(path)
    with stage.sessions() as session:
        staff = session.scalars(select(Staff).where(Staff.id == stage.worker.id)).one()
    casey = Visitor(app).signed_in_as(staff, stage.at)
    shown = casey.get(f"/messages/{message_id}").text
    assert "That proves nothing: mail programs open links too." in shown
    assert path.removeprefix(PATH) not in shown
    _press(phone, path, "not_clear")
    (reply,) = replies(stage, message_id)
    page = casey.get(f"/replies/{reply.id}").text
    assert "On the reply page" in page
    assert "No, this is not clear" in page
    assert "It came by the link that this message carried." in page
    assert "Pressed" in casey.get(f"/messages/{message_id}").text
    stopped = casey.submit(f"/messages/{message_id}/stop-link")
    assert stopped.status_code == 303
    assert phone.get(path).status_code == 404
    assert "A worker stopped its link" in casey.get(f"/messages/{message_id}").text


def test_bytes_that_are_no_text_are_no_answer(stage: Stage, phone: Visitor) -> None:
    _, message_id, path = _sent(stage)
    form = b"page=%FF%FE&page=\xff&answer=%FF"
    answer = phone.client.post(path, data=form, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 200
    assert replies(stage, message_id) == []


def test_it_says_when_replies_are_read_unless_somebody_covers_every_hour(stage: Stage, phone: Visitor) -> None:
    _, _, path = _sent(stage)
    line = "We do not read replies day and night. In an emergency, ring 999."
    assert line in phone.get(path).text
    always = ContactEntry("contacts-0", "Duty", PointKind.EMAIL, "duty@example.com")
    change_cover(
        stage.sessions, Actor(None, frozenset({Role.ADMIN}), frozenset()), stage.team.id, CoverEntry((always,)), stage.at
    )
    assert line not in phone.get(path).text
    assert line not in _press(phone, path, "option_2").text
