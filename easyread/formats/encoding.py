"""Samples made into a file, block by block: an hour takes no more memory than a minute, but for the file itself."""

from __future__ import annotations

import io
from collections.abc import Iterable

import numpy as np
import soundfile
import soxr

__all__ = ["encoded"]

_FORMATS = {"ogg": ("OGG", "OPUS"), "mp3": ("MP3", "MPEG_LAYER_III")}
# Opus knows a few rates only; this one is above what a voice has.
_OPUS_RATE = 24_000


def encoded(blocks: Iterable[bytes], rate: int, kind: str, out: io.BytesIO) -> float:
    """Write ``blocks`` (16-bit samples of one channel) to ``out`` as ``ogg`` or ``mp3``; their length in seconds."""
    container, codec = _FORMATS[kind]
    target = _OPUS_RATE if kind == "ogg" else rate
    resampling = soxr.ResampleStream(rate, target, 1, dtype="int16")
    samples = 0
    with soundfile.SoundFile(out, "w", target, 1, format=container, subtype=codec) as file:
        for block in blocks:
            samples += len(block) // 2
            heard = np.frombuffer(block, dtype=np.int16)
            file.write(heard if target == rate else resampling.resample_chunk(heard))
        if target != rate:
            file.write(resampling.resample_chunk(np.zeros(0, dtype=np.int16), last=True))
    return samples / rate
