"""Slips filled in and posted back, from letters by the real renderer."""

from __future__ import annotations

import io
from html.parser import HTMLParser

import pytest
import requests
from PIL import Image

from channels.letter.document import LetterDocument
from channels.simulator.server import SimulatorConfig, SimulatorServer
from channels.simulator.slip_sheet import SCAN_DPI, layout_in
from channels.slips.layout import Box
from tests.channels.simulator.sheets import a_letter, print_batch

OPTIONS = ["On Tuesday morning", "Wednesday", "Żółty czwartek"]
URL = "/printer/batch-1/1"


class _Labels(HTMLParser):
    """Value of each checkbox and the words after it."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self._name = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "input" and dict(attrs).get("type") == "checkbox":
            self._name = dict(attrs)["value"] or ""
            self.found[self._name] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "label":
            self._name = ""

    def handle_data(self, data: str) -> None:
        if self._name:
            self.found[self._name] = (self.found[self._name] + data).strip()


def labels(page: str) -> dict[str, str]:
    reader = _Labels()
    reader.feed(page)
    return reader.found


def darkness(slip: Image.Image, box: Box) -> float:
    """The share of dark pixels in the inner 3.6 mm, as a slip reader measures it (DESIGN.md §1)."""
    middle_x, middle_y = (value / 100 / 25.4 * SCAN_DPI for value in box.centre)
    reach = 1.8 / 25.4 * SCAN_DPI
    inner = slip.convert("L").crop(
        (round(middle_x - reach), round(middle_y - reach), round(middle_x + reach), round(middle_y + reach))
    )
    pixels = inner.tobytes()
    return sum(value < 160 for value in pixels) / len(pixels)


def test_the_boxes_carry_the_words_printed_beside_them(simulator: SimulatorServer, config: SimulatorConfig) -> None:
    print_batch(config.printer_dir, "batch-1", [a_letter("KT4H-WN", OPTIONS)])
    page = requests.get(simulator.http_url + URL, timeout=20).text
    assert labels(page) == {
        "option_1": "On Tuesday morning",
        "option_2": "Wednesday",
        "option_3": "Żółty czwartek",
        "call_me": "Please call me",
        "visit_me": "Please visit me",
        "write_differently": "Write in a different way",
        "by_me": "Me",
        "with_help": "Me, with help",
        "by_someone_else": "Someone else for me",
    }
    assert "What day will Ann visit?" in page
    assert "Who filled this in?" in page
    assert "Anything you want to tell us:" in page


@pytest.mark.parametrize(
    "letter", [a_letter("KT4H-WN", OPTIONS), a_letter("KT4H-WN", OPTIONS, font_size=24)], ids=["standard", "large"]
)
def test_a_slip_posted_back_lies_at_the_office_as_a_scan_with_crosses(
    simulator: SimulatorServer, config: SimulatorConfig, letter: LetterDocument
) -> None:
    print_batch(config.printer_dir, "batch-1", [letter])
    form = {"box": ["option_2", "call_me", "with_help", "no_such_box"], "line": "No,  please call me"}
    office = requests.post(f"{simulator.http_url}{URL}/slip", data=form, timeout=20)
    assert office.url == f"{simulator.http_url}/office#newest"
    for words in ["Slip KT4H-WN", "Wednesday", "Please call me", "Me, with help", "No, please call me"]:
        assert words in office.text
    assert "On Tuesday morning" not in office.text
    scan = Image.open(io.BytesIO(requests.get(f"{simulator.http_url}/office/1.png", timeout=30).content))
    found = layout_in(scan)
    assert found is not None
    code, layout = found
    assert (code, layout.option_count) == ("KT4HWN", 3)
    assert abs(scan.height - layout.height / 100 / 25.4 * SCAN_DPI) < 2
    for box in layout.boxes:
        crossed = box.name in ("option_2", "call_me", "with_help")
        assert 0.18 < darkness(scan, box) < 0.7 if crossed else darkness(scan, box) < 0.06, box.name


def test_an_empty_slip_can_be_posted_and_a_second_one_too(simulator: SimulatorServer, config: SimulatorConfig) -> None:
    print_batch(config.printer_dir, "batch-1", [a_letter("KT4H-WN", [])])
    for _ in range(2):
        requests.post(f"{simulator.http_url}{URL}/slip", data={}, timeout=20)
    assert "posted back 2 times already" in requests.get(simulator.http_url + URL, timeout=20).text
    assert requests.get(f"{simulator.http_url}/office", timeout=30).text.count("<h2") == 2


def test_slips_survive_a_restart(config: SimulatorConfig) -> None:
    print_batch(config.printer_dir, "batch-1", [a_letter("KT4H-WN", OPTIONS)])
    with SimulatorServer(config) as first:
        requests.post(f"{first.http_url}{URL}/slip", data={"box": "call_me"}, timeout=20)
    with SimulatorServer(config) as second:
        assert "Please call me" in requests.get(f"{second.http_url}/office", timeout=30).text


def test_a_letter_that_is_not_there_has_no_slip(simulator: SimulatorServer) -> None:
    assert requests.post(f"{simulator.http_url}{URL}/slip", data={"box": "call_me"}, timeout=30).status_code == 404
