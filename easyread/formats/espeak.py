"""eSpeak NG, with the voices that its package brings. Nothing of the system is needed."""

from __future__ import annotations

import json
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import IO

from easyread.errors import NotInstalled, Unmakeable
from easyread.formats.voice import Utterance
from easyread.locales import primary_subtag

__all__ = ["VOICES", "Espeak"]

VOICES = MappingProxyType({
    "en": "gmw/en", "cy": "cel/cy", "pl": "zlw/pl", "ro": "roa/ro", "pa": "inc/pa", "ur": "inc/ur", "pt": "roa/pt",
    "es": "roa/es", "ar": "sem/ar", "bn": "inc/bn", "gu": "inc/gu", "fr": "roa/fr", "tr": "trk/tr", "lt": "bat/lt",
    "zh": "sit/cmn", "it": "roa/it", "fa": "ira/fa", "ta": "dra/ta", "bg": "zls/bg", "uk": "zle/uk", "ru": "zle/ru",
    "sq": "ine/sq", "hi": "inc/hi", "am": "sem/am", "vi": "aav/vi",
})  # fmt: skip
"""By the language's first subtag. None for so, prs, ps, ckb, kmr, ti."""

_PACKAGE = "espeakng-loader"
_PROCESS = Path(__file__).with_name("espeak_process.py")
# espeak says 175; a listener who can't look back needs time.
_WORDS_A_MINUTE, _SLOWLY = 150, 110
_LENGTH = struct.Struct(">I")
_NO_SUCH_VOICE = 3
_LONGEST_SECONDS = 600


class Espeak:
    """An ``Engine``. Safe to share between threads: each call has a process of its own."""

    rate = 22050

    def speak(self, language: str, utterances: Sequence[Utterance]) -> Iterator[bytes]:
        """16-bit samples, block by block, with the silence after each utterance.

        Raises ``Unmakeable``: ``audio_no_voice``, ``audio_engine_failed``; ``NotInstalled`` (``audio_not_installed``).
        """
        voice = VOICES.get(primary_subtag(language))
        # Panjabi in Arabic letters is no text that its voice reads.
        if voice is None or (voice == "inc/pa" and "arab" in language.lower()):
            raise Unmakeable("audio_no_voice")
        command = [sys.executable, "-I", "-S", str(_PROCESS), *_installed(), voice]
        told = json.dumps([(utterance.text, _SLOWLY if utterance.slow else _WORDS_A_MINUTE) for utterance in utterances])
        with subprocess.Popen(  # noqa: S603 - our own script, the words on its standard input
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ) as process:
            stops = threading.Timer(_LONGEST_SECONDS, process.kill)
            stops.start()
            try:
                yield from self._heard(process, told, utterances)
            finally:
                stops.cancel()
                process.kill()

    def _heard(self, process: subprocess.Popen[bytes], told: str, utterances: Sequence[Utterance]) -> Iterator[bytes]:
        if process.stdin is None or process.stdout is None:
            raise TypeError("no pipes")
        try:
            process.stdin.write(told.encode())
            process.stdin.close()
        except BrokenPipeError:
            pass
        if _length(process.stdout) != self.rate:
            raise Unmakeable("audio_no_voice" if process.wait() == _NO_SUCH_VOICE else "audio_engine_failed")
        for utterance in utterances:
            while (length := _length(process.stdout)) != 0:
                block = process.stdout.read(length) if length > 0 else b""
                if len(block) != length:
                    raise Unmakeable("audio_engine_failed")
                yield block
            yield bytes(2 * int(utterance.pause * self.rate))


def _length(stream: IO[bytes]) -> int:
    """Of the block to come; -1: the process ended."""
    raw = stream.read(_LENGTH.size)
    return int(_LENGTH.unpack(raw)[0]) if len(raw) == _LENGTH.size else -1


@lru_cache(maxsize=1)
def _installed() -> tuple[str, str]:
    """Where library and data are."""
    try:
        # Here and not above: what never speaks doesn't need it.
        import espeakng_loader

        library, data = espeakng_loader.get_library_path(), espeakng_loader.get_data_path()
    except (ImportError, RuntimeError):
        raise NotInstalled("audio_not_installed", package=_PACKAGE) from None
    if not Path(library).exists():
        raise NotInstalled("audio_not_installed", package=_PACKAGE)
    return library, data
