"""``bothways text count``: how many parts each text takes on the air, and how full each is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from channels.sms import gsm
from service.commands.json_lines import answer_lines, text_of


@click.group("text")
def text_group() -> None:
    """About text messages."""


@text_group.command("count")
def count_command() -> None:
    """Count texts. In: lines of {"text": …}. Out: lines of {"encoding", "units", "segments", "segment_units"}.

    Units are septets in GSM-7 and UTF-16 units in UCS-2. A character of two units is never cut. An empty text is one
    segment of 0 units.
    """
    answer_lines(_counted)


def _counted(given: Mapping[str, Any]) -> Mapping[str, object]:
    measured = gsm.measure(text_of(given, "text"))
    # Carriers send an empty text as one message; ``measure`` counts what there is to carry: none.
    filled = measured.part_units or (0,)
    return {
        "encoding": measured.encoding,
        "units": measured.units,
        "segments": len(filled),
        "segment_units": list(filled),
    }
