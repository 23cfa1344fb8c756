from __future__ import annotations

import io
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pytest
import soundfile

from easyread.document import Contact
from easyread.errors import NotInstalled, Unmakeable, Unreadable
from easyread.formats.audio import AudioKind, audio, script_of
from easyread.formats.voice import Utterance
from tests.easyread.formats.documents import a_document

SHORT = a_document("Hello Sam.", question=None, reference="")


class Tone:
    """An engine for tests: a second of one tone for each utterance."""

    rate = 8000

    def __init__(self) -> None:
        self.said: list[Utterance] = []

    def speak(self, language: str, utterances: Sequence[Utterance]) -> Iterator[bytes]:  # noqa: ARG002
        for utterance in utterances:
            self.said.append(utterance)
            wave = np.sin(np.arange(self.rate) * 2 * np.pi * 440 / self.rate) * 8000
            yield wave.astype(np.int16).tobytes()


def test_what_is_spoken_in_full() -> None:
    contact = (
        "How to contact us.\nNorthmoor\nPhone: oh one six three two, nine six oh, oh oh two\n1 Town Square\n"
        "L, S, 1, 1, A, A\nYour reference is K, T, 4, H, W, N.\n"
    )
    assert audio(a_document(), engine=Tone()).spoken == (
        "Your visit\nDear Mr. O'Neil,\n"
        "Ana Reid will visit you on the 3rd of May 2026 at 2 30 in the afternoon.\n"
        "Please have your letter with you.\nIt costs 12 pounds 50.\n"
        "If you can't be there, ring oh one six three two, nine six oh, one two three.\n"
        "When: Sunday the 3rd of May 2026\nWho: Ana Reid\n"
        "What day is the visit?\nReply 1 for Saturday.\nReply 2 for Sunday.\nReply 0 or CALL to talk to someone.\n"
        + contact
        + "I will say that again.\n"
        + contact
    )


def test_whom_to_contact_is_said_slowly_and_twice() -> None:
    slow = [utterance.text for utterance in script_of(a_document()) if utterance.slow]
    assert len(slow) == 10
    assert slow[:5] == slow[5:]


def test_nothing_is_said_again_where_there_is_nobody_to_contact() -> None:
    assert [said.text for said in script_of(replace(SHORT, contact=Contact(""), facts=()))] == ["Your visit", "Hello Sam."]


@pytest.mark.parametrize(("kind", "head"), [(AudioKind.OGG, b"OggS"), (AudioKind.MP3, b"")])
def test_the_file_decoded_again_lasts_as_long_as_it_says(kind: AudioKind, head: bytes) -> None:
    made = audio(SHORT, kind)
    heard, rate = soundfile.read(io.BytesIO(made.data))
    assert made.data.startswith(head)
    assert len(heard) / rate == pytest.approx(made.seconds, abs=0.1)
    assert made.seconds > 10
    assert np.abs(heard).max() > 0.1


def test_opus_keeps_the_pitch() -> None:
    heard, rate = soundfile.read(io.BytesIO(audio(SHORT, engine=Tone()).data))
    spectrum = np.abs(np.fft.rfft(heard[:rate]))
    assert np.argmax(spectrum) == pytest.approx(440, abs=2)


@pytest.mark.parametrize(
    ("language", "text"),
    [("cy", "Bydd Ana yn ymweld."), ("ar", "اتصل على 01632 960123"), ("zh-Hans", "今天见面。"), ("gu", "ફોન 01632 960123.")],
)
def test_other_languages_are_spoken(language: str, text: str) -> None:
    made = audio(replace(a_document(text, language=language, question=None), facts=()), AudioKind.MP3)
    assert made.seconds > 10


def test_what_cannot_be_spoken_is_refused() -> None:
    with pytest.raises(Unmakeable, match="audio_no_voice"):
        audio(replace(SHORT, language="so"))
    with pytest.raises(Unreadable, match="character_not_text at contact 0"):
        audio(replace(SHORT, contact=Contact("\ud83d")))


def test_a_missing_encoder_names_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "easyread.formats.encoding", raising=False)
    monkeypatch.setitem(sys.modules, "soundfile", None)
    with pytest.raises(NotInstalled) as caught:
        audio(SHORT)
    assert (caught.value.code, caught.value.package) == ("audio_not_installed", "soundfile")


def test_a_long_text_comes_out_whole() -> None:
    made = audio(a_document("Ana will visit you on 3 May 2026. " * 1400), AudioKind.MP3, engine=Tone())
    assert made.spoken.count("Ana will visit you") == 1400
    assert made.seconds > 1400
