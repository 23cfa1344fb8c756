"""JSON lines in, JSON lines out: each answered by itself, so that a bad one harms no other."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from typing import Any

import click

from service.domain.errors import Invalid

Answer = Callable[[Mapping[str, Any]], Mapping[str, object]]


def answer_lines(answer: Answer) -> None:
    """One line out for each line of standard input, in order. A line that can't be used gives ``{"error", "line"}``.

    Lines are numbered from 1 and end with a line feed alone: other breaks may stand inside JSON. ``answer`` raises
    ``Invalid`` for a line that it can't use.
    """
    for number, line in enumerate(sys.stdin.buffer, start=1):
        try:
            told = answer(_object(line.decode("utf-8-sig" if number == 1 else "utf-8")))
        except Invalid as refused:
            told = {"error": refused.code, "line": number}
        except UnicodeDecodeError:
            told = {"error": "line_not_utf8", "line": number}
        except (ValueError, RecursionError):
            told = {"error": "line_not_json", "line": number}
        click.echo(json.dumps(told))


def _object(line: str) -> Mapping[str, Any]:
    given = json.loads(line)
    if not isinstance(given, dict):
        raise Invalid("line_not_an_object")
    return given


def text_of(given: Mapping[str, Any], key: str) -> str:
    """The words under ``key``; ``Invalid`` where there are none."""
    value = given.get(key)
    if not isinstance(value, str):
        raise Invalid("line_text_missing", field=key)
    return value
