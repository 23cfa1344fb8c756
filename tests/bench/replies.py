"""What it costs to read a reply: the sets of the evaluation, long ones and traps among them."""

from __future__ import annotations

from collections.abc import Iterator

from service.domain.replies import Question, interpret
from tests.bench.machine import Figure, measure
from tests.evaluation.replies import cases, read

_LANGUAGES = ("en", "pl", "ur", "zh")


def figures() -> Iterator[Figure]:
    yield measure("read a reply", lambda n: interpret("yes i understand thanks", "en", Question()), times=3000)
    for language in _LANGUAGES:
        listed = cases(language)
        # Patterns are compiled when a word is first met: once a process, and not what a reply costs.
        for case in listed:
            read(case)
        name = f"read a reply of the evaluation set ({language})"
        yield measure(name, lambda n, listed=listed: read(listed[n % len(listed)]), times=3000, promised="≤ 0.3 CPU ms")  # type: ignore[misc]
