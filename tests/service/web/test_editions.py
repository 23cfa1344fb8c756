"""Easy Read pages that anyone can read, signed in or not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pydantic import SecretStr

from easyread import gate
from easyread.document import Contact
from easyread.editions import edition, editions
from service.app import create_app
from service.container import Container
from service.settings import Mode
from tests.service.web.visitor import Visitor


def test_anyone_finds_them_from_any_page(new_visitor: Callable[[], Visitor]) -> None:
    visitor = new_visitor()
    assert 'href="/easy-read/"' in visitor.get("/sign-in", follow_redirects=True).text
    page = visitor.get("/easy-read/").text
    assert page.count('lang="en">') >= len(editions())
    assert "/easy-read/your-choices" in page


@pytest.mark.parametrize("name", editions())
def test_each_is_a_page_and_a_print_that_passes_the_gate(
    new_visitor: Callable[[], Visitor], container: Container, name: str
) -> None:
    slug = name.replace("_", "-")
    page = new_visitor().get(f"/easy-read/{slug}")
    assert page.status_code == 200
    assert "<img" in page.text
    assert "<script" not in page.text
    pdf = new_visitor().get(f"/easy-read/{slug}.pdf").data
    settings = container.settings
    shown = edition(name, Contact(settings.council_name, settings.council_phone))
    assert gate.failures(shown, pdf, most_pages=24) == ()


def test_a_name_that_is_none_is_not_found(new_visitor: Callable[[], Visitor]) -> None:
    assert new_visitor().get("/easy-read/nonsense").status_code == 404
    assert new_visitor().get("/easy-read/..%2f..%2fetc.pdf").status_code == 404


@pytest.mark.parametrize(("signed_by", "status"), [("", 404), ("Ana Reid", 200)])
def test_in_production_nothing_is_published_that_nobody_answers_for(
    container: Container, signed_by: str, status: int
) -> None:
    settings = container.settings.model_copy(
        update={"mode": Mode.PRODUCTION, "secret_key": SecretStr("s" * 40), "easy_read_signed_by": signed_by}
    )
    visitor = Visitor(create_app(Container(**{**vars(container), "settings": settings})))
    page = visitor.get("/easy-read/your-rights")
    assert page.status_code == status
    assert ("Signed off by Ana Reid." in page.text) is (status == 200)
