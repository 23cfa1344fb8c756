"""Signing in through the pages: who gets in, who waits, and what the cookie survives."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pyotp
import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from service.domain.actors import Role
from service.domain.passwords import hash_password
from service.models import AuditEntry, Staff
from service.web.sign_in import own_path
from tests.service.web.conftest import HandClock
from tests.service.web.visitor import Visitor, add_staff, inputs

PASSWORD = "three quiet herons"
HASH = hash_password(PASSWORD)


@pytest.fixture
def duty(sessions: sessionmaker[Session], hand_clock: HandClock) -> Staff:
    return add_staff(sessions, hand_clock.at, Role.DUTY, username="dana", password_hash=HASH)


def _sign_in(visitor: Visitor, username: str = "dana", password: str = PASSWORD, **more: str) -> int:
    return visitor.submit("/sign-in", {"username": username, "password": password, **more}).status_code


def test_a_page_asks_for_sign_in_and_then_opens(visitor: Visitor, duty: Staff) -> None:
    refused = visitor.get("/account/password")
    assert refused.status_code == 302
    assert refused.location == "/sign-in?next=/account/password"

    entered = visitor.submit("/sign-in", {"username": " DANA ", "password": PASSWORD, "next": "/account/password"})

    assert (entered.status_code, entered.location) == (303, "/account/password")
    page = visitor.get("/account/password")
    assert page.status_code == 200
    assert duty.name in page.text


def test_unknown_name_wrong_password_and_closed_account_are_told_alike(
    visitor: Visitor, duty: Staff, sessions: sessionmaker[Session], hand_clock: HandClock
) -> None:
    add_staff(sessions, hand_clock.at, Role.DUTY, username="gone", password_hash=HASH)
    with sessions.begin() as session:
        session.scalars(select(Staff).where(Staff.username == "gone")).one().active = False

    pages = [
        visitor.submit("/sign-in", {"username": name, "password": password})
        for name, password in ((duty.username, "wrong wrong wrong"), ("nobody", PASSWORD), ("gone", PASSWORD))
    ]

    assert {page.status_code for page in pages} == {422}
    texts = {page.text.split("<main")[1].split("</form>")[0] for page in pages}
    without_what_differs = {
        "".join(line for line in text.splitlines() if "csrf_token" not in line and 'name="username"' not in line)
        for text in texts
    }
    assert len(without_what_differs) == 1
    assert "The username or the password is wrong" in without_what_differs.pop()


def test_what_was_typed_stays_but_never_the_password(visitor: Visitor, duty: Staff) -> None:
    page = visitor.submit("/sign-in", {"username": duty.username, "password": "wrong wrong wrong"})
    assert ("username", "dana") in inputs(page)
    assert ("password", "") in inputs(page)
    assert "<title>Error: Sign in" in page.text


def test_five_wrong_tries_wait_and_a_right_password_does_not_get_in_meanwhile(
    visitor: Visitor, duty: Staff, hand_clock: HandClock
) -> None:
    for _ in range(5):
        assert _sign_in(visitor, duty.username, "wrong wrong wrong") == 422

    waiting = visitor.submit("/sign-in", {"username": duty.username, "password": PASSWORD})

    assert waiting.status_code == 422
    assert "Too many wrong tries. Wait until 09:46, then try again." in waiting.text
    hand_clock.forward(timedelta(minutes=15, seconds=1))
    assert _sign_in(visitor) == 303


@pytest.mark.usefixtures("duty")
def test_the_cookie_of_before_does_not_become_the_session(visitor: Visitor, app: Flask) -> None:
    with visitor.client.session_transaction() as cookie:
        cookie["planted"] = "by somebody else"
        cookie["csrf_token"] = "known to somebody else"
    assert _sign_in(visitor) == 303
    with visitor.client.session_transaction() as cookie:
        assert "planted" not in cookie
        assert cookie.get("csrf_token") != "known to somebody else"
    assert app.config["SESSION_COOKIE_HTTPONLY"] is True


@pytest.mark.usefixtures("duty")
@pytest.mark.parametrize("used_every", [timedelta(minutes=59), None])
def test_a_session_ends_after_eight_hours_and_when_idle(
    visitor: Visitor, hand_clock: HandClock, used_every: timedelta | None
) -> None:
    _sign_in(visitor)
    if used_every is None:
        hand_clock.forward(timedelta(minutes=61))
    else:
        for _ in range(8):
            hand_clock.forward(used_every)
            assert visitor.get("/account/password").status_code == 200
        hand_clock.forward(timedelta(minutes=30))
    assert visitor.get("/account/password").status_code == 302


def test_signing_out_ends_the_session_also_for_a_stolen_cookie(new_visitor: Callable[[], Visitor], duty: Staff) -> None:
    visitor, thief = new_visitor(), new_visitor()
    _sign_in(visitor)
    with visitor.client.session_transaction() as cookie, thief.client.session_transaction() as stolen:
        stolen.update(cookie)
    assert duty.name in thief.get("/account/password").text

    token = dict(inputs(visitor.get("/account/password")))["csrf_token"]
    left = visitor.client.post("/sign-in/out", data={"csrf_token": token})

    assert left.location == "/sign-in"
    assert "You are signed out." in visitor.get("/sign-in").text
    assert thief.get("/account/password").status_code == 302


@pytest.fixture
def manager(sessions: sessionmaker[Session], hand_clock: HandClock) -> Staff:
    return add_staff(
        sessions, hand_clock.at, Role.MANAGER, username="mina", password_hash=HASH, totp_secret=pyotp.random_base32()
    )


def test_a_manager_needs_a_code_and_each_code_counts_once(
    new_visitor: Callable[[], Visitor], manager: Staff, hand_clock: HandClock
) -> None:
    code = pyotp.TOTP(manager.totp_secret or "").at(hand_clock.at)
    visitor = new_visitor()
    first = visitor.submit("/sign-in", {"username": "mina", "password": PASSWORD, "next": "/account/password"})
    assert first.location == "/sign-in/code"
    assert visitor.get("/account/password").status_code == 302

    second = visitor.submit("/sign-in/code", {"one_time_code": f"{code[:3]} {code[3:]}"})

    assert second.location == "/account/password"
    assert visitor.get("/account/password").status_code == 200
    again = new_visitor()
    _sign_in(again, "mina")
    replayed = again.submit("/sign-in/code", {"one_time_code": code})
    assert replayed.status_code == 422
    assert "That code was used already" in replayed.text


def test_codes_are_guessed_five_times_at_most(visitor: Visitor, manager: Staff, hand_clock: HandClock) -> None:
    right = pyotp.TOTP(manager.totp_secret or "").at(hand_clock.at)
    wrong = "000000" if right != "000000" else "111111"
    _sign_in(visitor, "mina")
    for _ in range(5):
        assert "That is not the code" in visitor.submit("/sign-in/code", {"one_time_code": wrong}).text
    waiting = visitor.submit("/sign-in/code", {"one_time_code": right})
    assert "Too many wrong tries" in waiting.text
    # A right password begins the second step anew, and must not begin its count anew.
    _sign_in(visitor, "mina")
    assert "Too many wrong tries" in visitor.submit("/sign-in/code", {"one_time_code": right}).text


def test_the_step_between_password_and_code_ends_after_ten_minutes(
    visitor: Visitor, manager: Staff, hand_clock: HandClock
) -> None:
    _sign_in(visitor, manager.username)
    hand_clock.forward(timedelta(minutes=11))
    assert visitor.get("/sign-in/code").location == "/sign-in"


def test_an_admin_without_an_app_sets_one_up_and_gets_in(
    visitor: Visitor, sessions: sessionmaker[Session], hand_clock: HandClock
) -> None:
    admin = add_staff(sessions, hand_clock.at, Role.ADMIN, username="ada", password_hash=HASH)
    answer = visitor.submit("/sign-in", {"username": "ada", "password": PASSWORD})
    assert answer.location == "/sign-in/set-up-app"
    page = visitor.get("/sign-in/set-up-app")
    assert 'src="data:image/png;base64,' in page.text
    secret = page.text.split('class="bw-secret">')[1].split("<")[0].replace(" ", "")

    assert visitor.submit("/sign-in/set-up-app", {"one_time_code": "nonsense"}).status_code == 422
    entered = visitor.submit("/sign-in/set-up-app", {"one_time_code": pyotp.TOTP(secret).at(hand_clock.at)})

    assert entered.location == "/"
    assert visitor.get("/").location == "/staff"
    with sessions() as session:
        assert session.get_one(Staff, admin.id).totp_secret == secret
        actions = set(session.scalars(select(AuditEntry.action).where(AuditEntry.subject_id == admin.id)))
    assert actions == {"second_factor_set", "signed_in"}


def test_a_session_without_the_second_factor_is_worth_nothing_once_the_role_needs_it(
    visitor: Visitor, duty: Staff, sessions: sessionmaker[Session]
) -> None:
    _sign_in(visitor)
    with sessions.begin() as session:
        session.get_one(Staff, duty.id).roles = ["duty", "manager"]
    assert visitor.get("/account/password").status_code == 302


@pytest.mark.usefixtures("duty")
@pytest.mark.parametrize(
    "elsewhere",
    ["https://example.com/", "//example.com/", "/\\example.com", "\\/example.com", "javascript:alert(1)", "/\t/example.com"],
)
def test_sign_in_leads_to_no_other_site(visitor: Visitor, elsewhere: str) -> None:
    answer = visitor.submit("/sign-in", {"username": "dana", "password": PASSWORD, "next": elsewhere})
    assert answer.location == "/"
    assert own_path(elsewhere) is None


def test_own_paths_are_kept_with_their_query() -> None:
    assert own_path("/people/1?tab=history") == "/people/1?tab=history"


def test_a_password_can_be_changed_and_ends_other_sessions(new_visitor: Callable[[], Visitor], duty: Staff) -> None:
    here, elsewhere = new_visitor(), new_visitor()
    _sign_in(here)
    _sign_in(elsewhere)
    token = dict(inputs(here.get("/account/password")))["csrf_token"]
    wrong = here.client.post(
        "/account/password",
        data={
            "csrf_token": token,
            "password": "not it at all",
            "new_password": "four slow green snails",
            "again": "four slow",
        },
    )
    assert wrong.status_code == 422
    assert "The two new passwords differ" in wrong.text

    changed = here.client.post(
        "/account/password",
        data={
            "csrf_token": token,
            "password": PASSWORD,
            "new_password": "four slow green snails",
            "again": "four slow green snails",
        },
    )

    assert changed.status_code == 303
    assert "Your password is changed" in here.get("/account/password").text
    assert elsewhere.get("/account/password").status_code == 302
    assert _sign_in(new_visitor(), duty.username, "four slow green snails") == 303


def test_a_page_left_open_overnight_leads_to_a_fresh_sign_in(visitor: Visitor) -> None:
    visitor.get("/sign-in")
    answer = visitor.client.post("/sign-in", data={"username": "dana", "password": PASSWORD, "csrf_token": "old"})
    assert answer.location == "/sign-in"
    assert "The page was open for too long" in visitor.get("/sign-in").text
