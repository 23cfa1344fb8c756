"""Words to start from, made into words for one person."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from service.domain.errors import Invalid

_PLACEHOLDER: Final = re.compile(r"\(\(([^()]*)\)\)")


def fill(body: str, values: Mapping[str, str]) -> str:
    """Put each value where its ``((name))`` stands; one that has none stays, for ``require_sound`` to refuse.

    Raises ``Invalid`` for a value that no placeholder asks for: a mistyped name must not leave words out in silence.
    """
    if set(values) - {name.strip() for name in _PLACEHOLDER.findall(body)}:
        raise Invalid("value_not_in_template", field="values")
    # In one pass: what stands in a value is that person's, and no placeholder.
    return _PLACEHOLDER.sub(lambda place: values.get(place[1].strip(), place[0]), body)
