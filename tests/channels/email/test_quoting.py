from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.email.quoting import own_words


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("1", "1"),
        ("1\r\n", "1"),
        ("1\n\nOn Thu, 5 Mar 2026 at 09:30, Duty <duty@council.example> wrote:\n> Reply 1 if clear\n> Ref", "1"),
        ("1\n\nOn Thu, 5 Mar 2026 at 09:30, Duty Team of the\nCouncil <duty@council.example>\nwrote:\n> Reply 1", "1"),
        ("Tak\n\nW dniu 5.03.2026 o 09:30, duty@council.example pisze:\n> Reply 1", "Tak"),
        ("Iawn\n\nAr 5 Maw 2026 09:30, ysgrifennodd Duty:\n>\n> Reply 1\n\n", "Iawn"),
        ("1\n> Reply 1 if clear", "1"),
        ("1\n\n-----Original Message-----\nFrom: Duty\nReply 1", "1"),
        ("1\n\n________________________________\nFrom: Duty\nSent: Thursday\n\nReply 1", "1"),
        ("1\n\nFrom: Duty <duty@council.example>\nSent: 05 March 2026 09:30\nTo: Ann\nSubject: A message\n\nReply 1", "1"),
        ("1\n\nOn Thu, 5 Mar 2026, Duty wrote:\n\nReply 1 if this is clear", "1"),
        ("Tak\n\nOd: Duty <duty@council.example>\nWysłano: 5 marca 2026 09:30\nDo: Ann\nTemat: x\n\nReply 1", "Tak"),
        ("Sí\n\nDe: Duty <d@c.example>\nEnviado: jueves, 5 de marzo de 2026 9:30\nPara: Ann\n\nReply 1", "Sí"),
        ("Oui\n\nDe : Duty <d@c.example>\nEnvoyé : jeudi 5 mars 2026 09:30\nÀ : Ann\n\nReply 1", "Oui"),
        ("是\n\n发件人: Duty <d@c.example>\n发送时间: 2026年3月5日 9:30\n收件人: Ann\n\nReply 1", "是"),
        ("Evet\n\n-----Orijinal Mesaj-----\nReply 1", "Evet"),
        # What stays whole, because words of the person's own could be lost.
        ("> Which day?\nThursday\n> What time?\nTen", "> Which day?\nThursday\n> What time?\nTen"),
        ("See below\n> Which day?\nThursday", "See below\n> Which day?\nThursday"),
        ("> Which day?\n> What time?", "> Which day?\n> What time?"),
        ("I asked two things:\n> one\n> two", "I asked two things:"),
        ("On Thursday I can't come", "On Thursday I can't come"),
        ("From: the kitchen\nLove, Ann", "From: the kitchen\nLove, Ann"),
        ("De: la cocina\nPara: mi madre\nData: no sé", "De: la cocina\nPara: mi madre\nData: no sé"),
        ("Od: mnie\nDo: was\nData: nie wiem", "Od: mnie\nDo: was\nData: nie wiem"),
        ("__________\nplease sign above", "__________\nplease sign above"),
        ("", ""),
    ],
)
def test_known_replies(text: str, own: str) -> None:
    assert own_words(text) == own


_any_line = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        ["", "> quoted", ">", "yes", "On 5 March 2026 x wrote:", "From: a", "Sent: b", "To: c", "----", "_" * 12]
    ),
)


@given(st.lists(_any_line, max_size=12))
def test_something_is_kept_of_whatever_was_written(lines: list[str]) -> None:
    text = "\n".join(lines)
    kept = own_words(text)
    assert bool(kept.strip()) == bool(text.strip())
    assert kept in text.replace("\r\n", "\n").replace("\r", "\n")


@given(st.lists(st.sampled_from(["> quoted", "mine 1", "mine 2", ""]), max_size=10))
def test_words_between_or_below_quoted_lines_are_never_lost(lines: list[str]) -> None:
    kept = own_words("\n".join(lines))
    assert [line for line in kept.split("\n") if line.startswith("mine")] == [
        line for line in lines if line.startswith("mine")
    ]


def test_a_long_mail_takes_no_long_time() -> None:
    text = "On " + "a " * 50_000 + "\n" + "On Thursday Ann wrote:\n" * 20_000 + "> q\n"
    started = time.process_time()
    assert own_words(text).startswith("On a a")
    assert time.process_time() - started < 2
