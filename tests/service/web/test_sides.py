"""The style sheet of right-to-left pages: nothing in it speaks of left and right any more."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from service.web import assets, sides
from tests.service.web.visitor import Visitor

_PHYSICAL = re.compile(r"(?<=[{;])(?:(?:margin|padding|border)-(?:left|right)[\w-]*|left|right):|:(?:left|right)(?=[;}!])")


def test_no_side_is_left_in_the_sheet_of_the_house() -> None:
    assert _PHYSICAL.search(assets.stylesheet().decode())
    assert _PHYSICAL.search(assets.mirrored_stylesheet().decode()) is None


def test_our_own_sheet_speaks_of_starts_and_ends() -> None:
    css = re.sub(r"\s*([{};:])\s*", r"\1", (assets.ROOT / "templates/static/bothways.css").read_text())
    assert _PHYSICAL.findall(css.replace("float:left;float:inline-start", "")) == []


def test_arrows_point_the_other_way_and_a_tick_stays_a_tick() -> None:
    css = assets.mirrored_stylesheet().decode()
    back = re.search(r"(?<=\})\.govuk-back-link:before\{[^}]*", css)
    tick = re.search(r"(?<=\})\.govuk-checkboxes__label:after\{[^}]*", css)
    assert back is not None
    assert tick is not None
    assert "rotate(45deg)" in back[0]
    assert "rotate(-45deg)" in tick[0]
    assert "border-width:0 0 5px 5px" in tick[0]


def test_a_padding_in_one_word_is_mirrored() -> None:
    arrows = "".join(f"}}{selector}{{{before}" for before, _after, selector in sides._ARROWS)
    assert "a{padding:1px 4px 3px 2px}" in sides.logical("a{padding:1px 2px 3px 4px}" + arrows + "}")


def test_an_arrow_that_is_no_longer_there_is_told() -> None:
    with pytest.raises(sides.NothingToMirror):
        sides.logical("a{color:red}")


def test_the_sheet_is_served_under_an_address_that_changes_with_it(app: Flask) -> None:
    answer = Visitor(app).get("/assets/govuk-rtl.css")
    assert answer.status_code == 200
    assert answer.mimetype == "text/css"
    assert "inset-inline-start" in answer.text
