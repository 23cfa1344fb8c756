from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from easyread.errors import NotInstalled, Unmakeable
from easyread.formats import espeak
from easyread.formats.espeak import VOICES, Espeak
from easyread.formats.voice import Utterance


@pytest.fixture
def fresh() -> Iterator[None]:
    espeak._installed.cache_clear()
    yield
    espeak._installed.cache_clear()


def _seconds(language: str, *utterances: Utterance) -> float:
    return sum(map(len, Espeak().speak(language, utterances))) / 2 / Espeak.rate


@pytest.mark.parametrize("language", sorted(VOICES))
def test_every_voice_speaks(language: str) -> None:
    assert _seconds(language, Utterance("1 2 3", pause=0)) > 0.5


def test_silence_follows_and_slow_is_slower() -> None:
    said = _seconds("en", Utterance("The visit is on Sunday", pause=0))
    assert _seconds("en", Utterance("The visit is on Sunday", pause=2)) == pytest.approx(said + 2, abs=0.01)
    assert _seconds("en", Utterance("The visit is on Sunday", pause=0, slow=True)) > said * 1.2


@pytest.mark.parametrize("language", ["so", "pa-Arab", "bfi", "ckb"])
def test_a_language_without_a_voice_is_refused(language: str) -> None:
    with pytest.raises(Unmakeable, match="audio_no_voice"):
        _seconds(language, Utterance("Hello"))


def test_threads_do_not_disturb_each_other() -> None:
    alone = [_seconds(language, Utterance("1 2 3 4 5")) for language in ("en", "pl")]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda language: _seconds(language, Utterance("1 2 3 4 5")), ["en", "pl"] * 3))
    assert together == alone * 3


@pytest.mark.parametrize("text", ["😀", "<speak>&amp;[[h@'loU]]", "ਮਈ 你好", "…", "x" * 5000, "\u202e\u2066"])
def test_anything_can_be_given_to_a_voice(text: str) -> None:
    assert _seconds("en", Utterance(text, pause=0.5)) >= 0.5


def test_a_voice_that_dies_is_an_error_and_takes_nobody_with_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    dying = tmp_path / "dying.py"
    for script in ("import os; os.abort()", "import os; os.write(1, bytes([0, 0, 86, 34, 0, 0, 0, 9, 1])); os.abort()"):
        dying.write_text(script)
        monkeypatch.setattr(espeak, "_PROCESS", dying)
        with pytest.raises(Unmakeable, match="audio_engine_failed"):
            _seconds("en", Utterance("Hello"))


def test_a_missing_package_names_itself(fresh: None, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001
    monkeypatch.setitem(sys.modules, "espeakng_loader", None)
    with pytest.raises(NotInstalled) as caught:
        _seconds("en", Utterance("Hello"))
    assert (caught.value.code, caught.value.package) == ("audio_not_installed", "espeakng-loader")
