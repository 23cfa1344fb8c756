"""Rules of the house that no linter knows."""

from __future__ import annotations

import ast
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("service", "channels", "easyread")
SOURCES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
MODULES = [path for path in SOURCES if "versions" not in path.parts]
ONLY_MAKER_OF_CLEARANCES = ROOT / "service/domain/safe_contact.py"


def _named(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_only_may_leave_makes_a_clearance(path: Path) -> None:
    made = [
        node.lineno
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and _named(node) == "Clearance"
    ]
    assert bool(made) == (path == ONLY_MAKER_OF_CLEARANCES)


def test_a_clearance_is_not_copied_with_another_destination() -> None:
    for path in SOURCES:
        tree = ast.parse(path.read_text())
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and _named(node) == "replace"]
        assert not any("clearance" in ast.unparse(call).lower() for call in calls), path


def test_no_module_is_longer_than_three_hundred_lines() -> None:
    long = {str(path.relative_to(ROOT)): lines for path in MODULES if (lines := len(path.read_text().splitlines())) > 300}
    assert long == {}


def test_no_room_for_odds_and_ends() -> None:
    odd = [path for path in SOURCES if path.stem in {"utils", "util", "helpers", "helper", "common", "misc"}]
    assert odd == []


def test_every_package_says_what_it_is() -> None:
    for path in MODULES:
        tree = ast.parse(path.read_text())
        assert ast.get_docstring(tree) or not tree.body, f"{path.relative_to(ROOT)} has no docstring"


_TRANSLATES = {"gettext", "ngettext", "pgettext", "lazy", "_", "translate"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_is_translated_inside_an_f_string(path: Path) -> None:
    """What reads the texts of the source sees none there, and so no catalogue would ever hold it."""
    strings = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.JoinedStr)]
    inside = [node for string in strings for node in ast.walk(string) if isinstance(node, ast.Call)]
    assert [node.lineno for node in inside if _named(node) in _TRANSLATES] == []


def test_nothing_is_kept_outside_the_named_folders() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    folders = {name.split("/", 1)[0] for name in tracked if "/" in name}
    assert folders <= {"service", "channels", "templates", "easyread", "tests", "docs", ".ci"}


def test_no_test_clicks_without_waiting_for_the_page_it_leads_to() -> None:
    """A click alone returns before the next page has come: what a test reads then is chance (tests/pressing.py)."""
    clicks = {"click", "dblclick", "tap"}
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sorted((ROOT / "tests").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in clicks
    ]
    assert {place.split(":")[0] for place in found} <= {"tests/pressing.py"}, found
