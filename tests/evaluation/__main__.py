"""How well replies are read: ``python -m tests.evaluation [LANGUAGE …]`` prints a confusion matrix for each language."""

from __future__ import annotations

import sys
from collections import Counter

from tests.evaluation.replies import LANGUAGES, Score, cases, measure, read


def _matrix(language: str) -> None:
    counts: Counter[tuple[str, str]] = Counter()
    for case in cases(language):
        found = read(case)
        counts[case.category, found.category.value] += 1
    for (meant, said), number in sorted(counts.items()):
        mark = " " if meant == said else "!"
        print(f"    {mark} {meant:17} read as {said:17} {number:4}")


def _line(score: Score) -> str:
    return (
        f"{score.language}: {score.cases} replies, {score.false_confirmations} false confirmations, "
        f"{score.taken}/{score.clear} clear confirmations taken ({score.taken / max(score.clear, 1):.0%}), "
        f"{score.raised}/{score.dangers} dangers raised ({score.raised / max(score.dangers, 1):.0%})"
    )


def main(languages: list[str]) -> None:
    for language in languages or LANGUAGES:
        for blind in (False, True):
            score = measure(language, blind=blind)
            print("blind " if blind else "      ", _line(score))
            for wrong in score.wrong:
                print("    FALSE", wrong)
            if languages and not blind:
                _matrix(language)
                for missed in score.missed:
                    print("    missed", missed)


if __name__ == "__main__":
    main(sys.argv[1:])
