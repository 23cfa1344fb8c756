"""The voice, in a process of its own: eSpeak NG keeps its state in globals, and what kills it must not kill us.

Run as a script, with nothing but the standard library: library, data folder and voice as arguments. Standard input is one
JSON list of ``[text, words a minute]``. Standard output begins with the sample rate, then has blocks of 16-bit samples, each
after its length in bytes (4 bytes, big-endian); a length of 0 ends a text. Exit 3: no such voice.
"""

from __future__ import annotations

import ctypes
import json
import struct
import sys

_SYNCHRONOUS = 2
_BUFFER_MS = 500
_DO_NOT_EXIT = 0x8000
_UTF_8 = 1
_BY_CHARACTER = 1
_RATE = 1
_LENGTH = struct.Struct(">I")
_CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


def main(library: str, data: str, voice: str) -> int:
    espeak = ctypes.CDLL(library)
    espeak.espeak_Initialize.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_char_p, ctypes.c_int]
    espeak.espeak_Synth.argtypes = [
        ctypes.c_char_p, ctypes.c_size_t, ctypes.c_uint, ctypes.c_int, ctypes.c_uint, ctypes.c_uint, ctypes.c_void_p,
        ctypes.c_void_p,
    ]  # fmt: skip
    rate = espeak.espeak_Initialize(_SYNCHRONOUS, _BUFFER_MS, data.encode(), _DO_NOT_EXIT)
    if rate <= 0:
        return 2
    if espeak.espeak_SetVoiceByName(voice.encode()) != 0:
        return 3
    out = sys.stdout.buffer
    out.write(_LENGTH.pack(rate))

    @_CALLBACK  # type: ignore[untyped-decorator]  # ctypes has no types for it
    def heard(samples: ctypes._Pointer[ctypes.c_short], count: int, _events: object) -> int:
        if samples and count > 0:
            out.write(_LENGTH.pack(count * 2) + ctypes.string_at(samples, count * 2))
        return 0

    espeak.espeak_SetSynthCallback(heard)
    for text, words_a_minute in json.loads(sys.stdin.buffer.read()):
        espeak.espeak_SetParameter(_RATE, words_a_minute, 0)
        raw = text.encode() + b"\0"
        espeak.espeak_Synth(raw, len(raw), 0, _BY_CHARACTER, 0, _UTF_8, None, None)
        out.write(_LENGTH.pack(0))
    out.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
