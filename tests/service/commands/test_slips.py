"""``bothways slips``: samples that can be read back, and files that can't."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from channels.slips.layout import layout_for
from service.commands.slips import slips_group
from tests.channels.letter.paper import image_of
from tests.channels.slips.filling import TOOLS, Hand

DPI = 200


@pytest.fixture
def samples(tmp_path: Path) -> tuple[bytes, dict[str, Any]]:
    given = ["sample", "--out", str(tmp_path / "slip.pdf"), "--fields", str(tmp_path / "fields.json"), "--count", "2"]
    done = CliRunner().invoke(slips_group, given)
    assert done.exit_code == 0, done.output
    return (tmp_path / "slip.pdf").read_bytes(), json.loads((tmp_path / "fields.json").read_text())


def read(tmp_path: Path, *names: str) -> dict[str, Any]:
    out = tmp_path / "out.json"
    done = CliRunner().invoke(slips_group, ["read", *(str(tmp_path / name) for name in names), "--json", str(out)])
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(out.read_text())["files"]
    return found


def test_a_sample_is_what_its_fields_say(samples: tuple[bytes, dict[str, Any]], tmp_path: Path) -> None:
    pdf, fields = samples
    assert fields["page_mm"] == [210, 297]
    groups = fields["groups"]
    assert [group["id"] for group in groups] == ["answer", "request", "filled_in_by"] * 2
    page = np.array(image_of(pdf, 2, DPI), dtype=np.uint8)
    for group in groups[3:]:
        for box in group["boxes"]:
            assert box["page"] == 1
            x, y, side = (round(box[key] / 25.4 * DPI) for key in ("x", "y", "w"))
            assert page[y + 1, x : x + side].max() < 128
            assert page[y + side // 2, x + side // 2] > 200
    found = read(tmp_path, "slip.pdf")["slip.pdf"]
    assert [slip["code"] for slip in found["slips"]] == fields["codes"]


def test_a_marked_slip_is_read_and_what_is_none_is_named(samples: tuple[bytes, dict[str, Any]], tmp_path: Path) -> None:
    pdf, fields = samples
    page = np.array(image_of(pdf, 1, DPI), dtype=np.uint8)
    layout = layout_for(3)
    hand = Hand(page, layout.page_top / 100, DPI / 25.4, Random(3))
    hand.mark(layout.box("option_2"), "tick", TOOLS[0])
    Image.fromarray(page).save(tmp_path / "marked.jpg", quality=80)
    (tmp_path / "words.pdf").write_text("hello")
    found = read(tmp_path, "marked.jpg", "words.pdf", "missing.tif")
    (slip,) = found["marked.jpg"]["slips"]
    assert slip["code"] == fields["codes"][0]
    assert slip["groups"]["answer"] == {
        "answer": "option_2",
        "automatic": True,
        "confidence": 1.0,
        "why": "one_plain_mark",
    } | {"confidence": slip["groups"]["answer"]["confidence"]}
    assert slip["groups"]["request"]["automatic"] is False
    assert found["words.pdf"] == {
        "pages": 0,
        "slips": [],
        "unread_pages": [{"page": 0, "why": "not_a_scan"}],
        "error": "not_a_scan",
    }
    assert found["missing.tif"]["error"] == "not_found"
