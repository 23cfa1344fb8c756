"""Against Debian's own Dovecot, and lines to it that break."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from itertools import product

import pytest

from channels.email import mailbox
from channels.email.mailbox import BEGINNING, LARGEST_WHOLE, Cursor, ImapMailbox, NewMail
from channels.errors import Temporary
from tests.channels.contract.carriers import closed_port, silence
from tests.channels.email.bad_line import bad_line
from tests.channels.email.dovecot import PASSWORD, USERNAME, Dovecot, dovecot


@pytest.fixture(scope="module")
def _server() -> Iterator[Dovecot]:
    with dovecot() as server:
        yield server


@pytest.fixture
def server(_server: Dovecot) -> Dovecot:
    _server.empty()
    return _server


def _mail(words: str) -> bytes:
    return f"From: amina@mailbox.example\r\nTo: {USERNAME}\r\n\r\n{words}\r\n".encode()


def _words(mails: list[NewMail]) -> list[str]:
    return [mail.raw.decode().split("\r\n\r\n")[1].strip() for mail in mails]


def _read(reader: ImapMailbox, after: Cursor | None = None, most: int = 100) -> list[NewMail]:
    return list(reader.new(after, most))


def _flags(server: Dovecot) -> list[set[str]]:
    with server.as_colleague() as box:
        return [set(mail.flags) for mail in box.fetch(mark_seen=False)]


def test_what_is_new_comes_oldest_first_byte_for_byte(server: Dovecot) -> None:
    odd = b"From: a@b.example\r\nSubject: =?broken\r\n\r\n\xff\xfe.\r\n.\r\n\0 end"
    server.receive(_mail("one"), odd.replace(b"\0", b""), _mail("three"))
    mails = _read(server.mailbox())
    assert [mail.raw for mail in mails] == [_mail("one"), odd.replace(b"\0", b""), _mail("three")]
    assert [mail.whole for mail in mails] == [True] * 3
    assert len({mail.cursor.uid_validity for mail in mails}) == 1
    assert [mail.cursor.last_uid for mail in mails] == sorted({mail.cursor.last_uid for mail in mails})


def test_reading_goes_on_where_it_stopped(server: Dovecot) -> None:
    server.receive(*(_mail(str(number)) for number in range(5)))
    reader = server.mailbox()
    first = _read(reader, most=2)
    rest = _read(reader, first[-1].cursor)
    assert (_words(first), _words(rest)) == (["0", "1"], ["2", "3", "4"])
    assert _read(reader, rest[-1].cursor) == []
    server.receive(_mail("5"))
    assert _words(_read(reader, rest[-1].cursor)) == ["5"]


def test_nothing_in_the_mailbox_changes(server: Dovecot) -> None:
    server.receive(_mail("one"), _mail("two"))
    with server.as_colleague() as box:
        box.flag(box.uids()[0], r"\Answered", value=True)
    before = _flags(server)
    assert len(_read(server.mailbox())) == 2
    assert _flags(server) == before
    assert not any(r"\Seen" in flags for flags in before)


def test_a_folder_made_anew_is_read_from_its_start(server: Dovecot) -> None:
    reader = server.mailbox(folder="Atebion tŷ")
    with server.as_colleague() as box:
        box.folder.create("Atebion tŷ")
    server.receive(_mail("one"), _mail("two"), folder="Atebion tŷ")
    before = _read(reader)[-1].cursor
    with server.as_colleague() as box:
        box.folder.delete("Atebion tŷ")
        box.folder.create("Atebion tŷ")
    server.receive(_mail("again"), folder="Atebion tŷ")
    (mail,) = _read(reader, before)
    assert _words([mail]) == ["again"]
    assert mail.cursor.uid_validity != before.uid_validity
    with server.as_colleague() as box:
        box.folder.delete("Atebion tŷ")


def test_of_a_mail_too_large_only_the_beginning_comes(server: Dovecot) -> None:
    large = _mail("x" * LARGEST_WHOLE)
    server.receive(large, _mail("small"))
    cut, small = _read(server.mailbox())
    assert (cut.raw, cut.whole) == (large[:BEGINNING], False)
    assert (_words([small]), small.whole) == (["small"], True)


def test_a_mail_that_the_server_can_not_read_does_not_stop_the_others(server: Dovecot) -> None:
    server.receive(_mail("one"), _mail("two"), _mail("three"))
    server.spoil(1)
    mails = _read(server.mailbox())
    assert [(mail.raw, mail.whole) for mail in mails] == [(_mail("one"), True), (b"", False), (_mail("three"), True)]


def test_a_server_that_can_read_nothing_has_nothing_passed_over(server: Dovecot) -> None:
    server.receive(_mail("one"), _mail("two"))
    server.spoil(0)
    server.spoil(1)
    with pytest.raises(Temporary) as caught:
        _read(server.mailbox())
    assert caught.value.code == "connection_dropped"
    server.mend()
    server.spoil(0)
    assert [mail.raw for mail in _read(server.mailbox())] == [b"", _mail("two")]
    server.mend()
    assert _words(_read(server.mailbox())) == ["one", "two"]


def test_a_mail_that_went_away_meanwhile_is_passed(server: Dovecot) -> None:
    server.receive(_mail("one"), _mail("two"), _mail("three"))
    mails = server.mailbox().new(None, 10)
    first = next(mails)
    with server.as_colleague() as box:
        box.delete(box.uids()[1])
    assert _words([first, *mails]) == ["one", "three"]


@pytest.mark.parametrize("tls", ["tls", "starttls"])
def test_either_safe_line_will_do(server: Dovecot, tls: str) -> None:
    reader = server.mailbox(tls=tls, port=server.tls_port if tls == "tls" else server.port)
    assert reader.probe() is None
    server.receive(_mail("one"))
    assert _words(_read(reader)) == ["one"]


@pytest.mark.parametrize("tls", ["tls", "starttls"])
def test_a_certificate_that_nobody_vouches_for_is_refused(server: Dovecot, tls: str) -> None:
    with bad_line(server.tls_port if tls == "tls" else server.port, b"never") as line:
        reader = server.mailbox(tls=tls, port=line.port, tls_context=None)
        with pytest.raises(Temporary) as caught:
            _read(reader)
    assert (caught.value.code, reader.probe()) == ("tls_refused", "connection_refused")
    assert PASSWORD.encode() not in line.heard
    assert b"LOGIN" not in line.heard


def test_without_starttls_nothing_is_said_in_clear() -> None:
    with dovecot(ssl="no") as plain, bad_line(plain.port, b"never") as line:
        assert plain.mailbox(tls="starttls", port=line.port).probe() == "tls_refused"
    assert b"LOGIN" not in line.heard
    assert b"AUTHENTICATE" not in line.heard


def test_a_safe_line_that_breaks_as_it_begins_is_refused(server: Dovecot) -> None:
    with bad_line(server.port, b"Begin TLS") as line:
        assert server.mailbox(tls="starttls", port=line.port).probe() == "tls_refused"
    assert b"LOGIN" not in line.heard


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"password": "wrong"}, "account_refused"),
        ({"password": "wröng"}, "account_refused"),
        ({"username": "nobody@council.example"}, "account_refused"),
        ({"folder": "No such"}, "folder_missing"),
    ],
)
def test_what_stands_in_the_way_has_a_code(server: Dovecot, changed: dict[str, str], code: str) -> None:
    reader = server.mailbox(**changed)
    with pytest.raises(Temporary) as caught:
        _read(reader)
    assert (caught.value.code, reader.probe()) == (code, code)
    assert caught.value.__context__ is None
    assert USERNAME not in repr(caught.value)


def test_a_server_that_is_not_there_or_says_nothing_is_not_waited_for(server: Dovecot) -> None:
    assert server.mailbox(port=closed_port()).probe() == "connection_refused"
    for tls in ("tls", "starttls"):
        with silence() as port:
            assert server.mailbox(port=port, tls=tls, timeout_seconds=0.3).probe() == "connection_refused"


def test_a_line_that_breaks_once_loses_nothing(server: Dovecot) -> None:
    server.receive(_mail("one"), _mail("two"), _mail("three"))
    with bad_line(server.port, b"BODY[]", after=2) as line:
        mails = _read(server.mailbox(port=line.port, tls="none"))
    assert _words(mails) == ["one", "two", "three"]


@pytest.mark.parametrize("word", [b"EXISTS", b"* SEARCH"])
def test_a_line_that_breaks_before_a_mail_is_tried_in_the_next_round(server: Dovecot, word: bytes) -> None:
    server.receive(_mail("one"))
    with bad_line(server.port, word) as line:
        reader = server.mailbox(port=line.port, tls="none")
        with pytest.raises(Temporary) as caught:
            _read(reader)
        assert caught.value.code == "connection_dropped"
        assert caught.value.__context__ is None
        assert _words(_read(reader)) == ["one"]


def test_a_server_that_goes_away_in_the_middle_leaves_the_rest_for_the_next_round() -> None:
    with dovecot() as server:
        server.receive(_mail("one"), _mail("two"))
        with bad_line(server.port, b"BODY[]", after=2) as line:
            mails = server.mailbox(port=line.port, tls="none").new(None, 10)
            first = next(mails)
            line.target = closed_port()
            with pytest.raises(Temporary) as caught:
                next(mails)
        assert caught.value.code == "connection_refused"
        assert _words([first, *_read(server.mailbox(), first.cursor)]) == ["one", "two"]


def test_a_safe_line_that_breaks_in_the_middle_loses_nothing(server: Dovecot, monkeypatch: pytest.MonkeyPatch) -> None:
    server.receive(*(_mail(str(number) * 3000) for number in range(4)))
    monkeypatch.setattr(mailbox, "LARGEST_WHOLE", 2**30)
    with bad_line(server.tls_port, b"\x17\x03\x03", after=14) as line:
        mails = _read(server.mailbox(port=line.port))
    assert line.times == 0
    assert [words[0] for words in _words(mails)] == ["0", "1", "2", "3"]


def test_whoever_stops_early_leaves_nothing_open(server: Dovecot) -> None:
    server.receive(_mail("one"), _mail("two"))
    mails = server.mailbox().new(None, 10)
    first = next(mails)
    mails.close()
    assert _words([first]) == ["one"]


def test_a_name_tells_one_mailbox_from_every_other() -> None:
    trust = ssl.create_default_context()
    ways = product(("a.example", "b.example"), (993, 143), ("a", "b"), ("INBOX", "Replies"))
    names = {
        ImapMailbox(host=host, port=port, username=user, password="x", folder=folder, tls_context=trust).name
        for host, port, user, folder in ways
    }
    assert len(names) == 16
