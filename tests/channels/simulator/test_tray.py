"""The printer's tray, with letters from the real renderer."""

from __future__ import annotations

import io

import pytest
import requests
from PIL import Image

from channels.simulator.server import SimulatorConfig, SimulatorServer
from tests.channels.simulator.sheets import a_letter, print_batch

TWO_LETTERS = [
    a_letter("KT4H-WN", ["Tuesday", "Thursday"]),
    a_letter("BCDF-GH", [], paragraphs=("A long letter.",) * 60, address=("Alex Roe", "2 Low Road", "SW1A 2AA")),
]


def test_letters_are_in_the_journal_once_however_often_one_looks(
    simulator: SimulatorServer, config: SimulatorConfig
) -> None:
    print_batch(config.printer_dir, "batch-1", TWO_LETTERS)
    simulator.journal()
    first, second = simulator.journal()
    assert first.kind == "letter"
    assert first.provider_id == "01930000-0000-7000-8000-000000000001"
    assert first.to == "Sam Reed\n1 High Street\nSometown\nSW1A 1AA"
    assert "Ann will visit you." in first.body
    assert second.to.startswith("Alex Roe")
    assert (first.subject, first.callback_url) == ("", "")


def test_a_batch_is_listed_and_each_page_shown(simulator: SimulatorServer, config: SimulatorConfig) -> None:
    print_batch(config.printer_dir, "batch-1", TWO_LETTERS)
    tray = requests.get(f"{simulator.http_url}/printer", timeout=20).text
    assert "reference KT4H-WN" in tray
    letter = requests.get(f"{simulator.http_url}/printer/batch-1/2", timeout=20).text
    assert "A long letter." in letter
    for _ in range(2):
        answer = requests.get(f"{simulator.http_url}/printer/batch-1/pages/2.png", timeout=20)
        image = Image.open(io.BytesIO(answer.content))
        assert (image.format, image.size) == ("PNG", (827, 1170))
    assert len(list((config.data_dir / "pages").iterdir())) == 1
    assert requests.get(f"{simulator.http_url}/printer/batch-1/pages/99.png", timeout=20).status_code == 404


@pytest.mark.parametrize(("manifest", "words"), [("{", "can&#39;t be read"), ('{"letters": []}', "not the PDF")])
def test_a_batch_that_is_half_written_is_told_and_breaks_nothing(
    simulator: SimulatorServer, config: SimulatorConfig, manifest: str, words: str
) -> None:
    (config.printer_dir / "batch-1.json").write_text(manifest)
    answer = requests.get(f"{simulator.http_url}/printer", timeout=30)
    assert answer.status_code == 200
    assert words in answer.text
    assert simulator.journal() == []


def test_a_pdf_that_is_none_breaks_nothing(simulator: SimulatorServer, config: SimulatorConfig) -> None:
    print_batch(config.printer_dir, "batch-1", TWO_LETTERS[:1])
    (config.printer_dir / "batch-1.pdf").write_bytes(b"half a P")
    assert requests.get(f"{simulator.http_url}/printer", timeout=30).status_code == 200
    assert requests.get(f"{simulator.http_url}/printer/batch-1/1", timeout=30).status_code == 404
    assert simulator.journal() == []
