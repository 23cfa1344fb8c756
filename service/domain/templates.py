"""Words to start from, made into words for one person."""

from __future__ import annotations

from collections.abc import Mapping

from service.domain.errors import Invalid
from service.domain.messages import placeholders


def fill(body: str, values: Mapping[str, str]) -> str:
    """Put each value where its ``((name))`` stands; one that has none stays, for ``require_sound`` to refuse.

    Raises ``Invalid`` for a value that no placeholder asks for: a mistyped name must not leave words out in silence.
    """
    asked = {place: place.strip("()").strip() for place in placeholders(body)}
    if set(values) - set(asked.values()):
        raise Invalid("value_not_in_template", field="values")
    for place, name in asked.items():
        body = body.replace(place, values.get(name, place))
    return body
