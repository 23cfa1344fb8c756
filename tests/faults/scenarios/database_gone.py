"""PostgreSQL is killed and stays away: pages and webhooks say 503 and when to come again, and everything is made good."""

from __future__ import annotations

import time
from collections.abc import Iterator

import urllib3
from pydantic import SecretStr
from sqlalchemy import select

from service.app import create_app
from service.bootstrap import build
from service.models import Staff
from service.settings import Mode, Settings
from tests.faults.council import CASEWORKER
from tests.faults.outcome import Outcome, Say, finish
from tests.faults.site import SECRET_KEY, Site
from tests.service.web.visitor import Visitor

_TIMES = 3
_AWAY_SECONDS = 4.0
_PATHS = ("/health/ready", "/work", "/sign-in")


def database_gone(site: Site, say: Say) -> Outcome:
    cookie = _signed_in(site)
    wrong: list[str] = []
    for _ in range(_TIMES):
        site.order(site.shape.messages // (_TIMES + 1))
        site.wait_for_traffic()
        with site.database.down():
            until = time.monotonic() + _AWAY_SECONDS
            while time.monotonic() < until:
                wrong.extend(_answers_away(site, cookie))
                time.sleep(0.5)
        say("the database was away")
    outcome = finish(site)
    if not outcome.met.get("webhook: 503"):
        outcome.wrong.append("no webhook met the missing database: nothing was proven")
    outcome.wrong.extend(sorted(set(wrong)))
    status = _get(site, "/work", cookie).status
    if status != 200:
        outcome.wrong.append(f"/work answers {status} after the database came back")
    return outcome


def _answers_away(site: Site, cookie: str) -> Iterator[str]:
    """What a page says wrongly while the database is away."""
    for path in _PATHS:
        try:
            answer = _get(site, path, cookie)
        except urllib3.exceptions.HTTPError as error:
            yield f"{path} does not answer without a database: {type(error).__name__}"
            continue
        if path == "/sign-in" and answer.status == 200:
            continue  # it shows a form and asks nothing of the database
        if answer.status != 503:
            yield f"{path} answers {answer.status} without a database"
        elif "Retry-After" not in answer.headers and not path.startswith("/health"):
            yield f"{path} does not say when to come again"


def _get(site: Site, path: str, cookie: str) -> urllib3.BaseHTTPResponse:
    return urllib3.request("GET", site.webs[0] + path, headers={"Cookie": cookie}, timeout=8, retries=False, redirect=False)


def _signed_in(site: Site) -> str:
    """The cookie of a worker, made with the service's own key."""
    settings = Settings(
        mode=Mode.DEMO, secret_key=SecretStr(SECRET_KEY), data_dir=site.folder, database_url=site.database.url
    )
    app = create_app(build(settings, site.database.url))
    with site.sessions() as session:
        staff = session.scalars(select(Staff).where(Staff.username == CASEWORKER)).one()
    visitor = Visitor(app).signed_in_as(staff, site.world.outside.clock())
    kept = visitor.client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert kept is not None
    return f"{kept.key}={kept.value}"
