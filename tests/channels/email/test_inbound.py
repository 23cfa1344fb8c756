from __future__ import annotations

from email import policy
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.attached import Attached
from channels.email.inbound import read_mail
from channels.errors import Malformed


def _mail(body: str = "1", **headers: str) -> EmailMessage:
    mail = EmailMessage(policy=policy.SMTP)
    for name, value in {"From": "Amina <Amina@Mailbox.Example>", "To": "duty@council.example", **headers}.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(body)
    return mail


def test_a_reply_names_what_it_answers() -> None:
    mail = _mail(
        "1\n\n> Reply 1",
        Message_ID="<own@mailbox.example>",
        In_Reply_To="<second@council.example>",
        References="<first@council.example> <second@council.example>",
    )
    received = read_mail(mail.as_bytes())
    assert (received.provider, received.provider_id) == ("smtp", "<own@mailbox.example>")
    assert (received.sender, received.recipient) == ("amina@mailbox.example", "duty@council.example")
    assert received.references == ("<second@council.example>", "<first@council.example>")
    assert (received.body, received.attachments, received.automatic) == ("1", 0, False)


def test_a_mail_without_an_id_is_known_by_its_bytes() -> None:
    raw = _mail().as_bytes()
    assert read_mail(raw).provider_id == read_mail(raw).provider_id
    assert read_mail(raw).provider_id.startswith("sha256:")
    assert read_mail(raw).provider_id != read_mail(raw + b" ").provider_id


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "Auto-Generated; x=y"},
        {"Precedence": "bulk"},
        {"Precedence": "Auto_Reply"},
        {"X_Autoreply": "yes"},
        {"List_Id": "<news.example>"},
        {"Return_Path": "<>"},
        {"From": "MAILER-DAEMON@relay.example"},
    ],
)
def test_no_persons_words(headers: dict[str, str]) -> None:
    assert read_mail(_mail(**headers).as_bytes()).automatic


@pytest.mark.parametrize("headers", [{"Auto_Submitted": "no"}, {"Precedence": "normal"}, {"Return_Path": "<a@b.example>"}])
def test_a_persons_words(headers: dict[str, str]) -> None:
    assert not read_mail(_mail(**headers).as_bytes()).automatic


def test_a_delivery_report_is_automatic_and_its_original_an_attachment() -> None:
    raw = (
        b"From: relay@relay.example\r\nContent-Type: multipart/report; boundary=b\r\n\r\n"
        b"--b\r\nContent-Type: text/plain\r\n\r\nNot delivered\r\n"
        b"--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: a@b.example\r\n\r\nReply 1\r\n--b--\r\n"
    )
    received = read_mail(raw)
    assert (received.automatic, received.attachments, received.body) == (True, 1, "Not delivered")


def test_attachments_are_counted_and_not_read() -> None:
    mail = _mail("See the photo")
    mail.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="a.png")
    mail.add_attachment("words of a file", filename="a.txt")
    received = read_mail(mail.as_bytes())
    assert (received.body, received.attachments) == ("See the photo", 2)


def test_html_is_read_where_there_is_nothing_else() -> None:
    mail = _mail()
    mail.set_content("<p>Yes, <b>Thursday</b></p><blockquote>Which day?</blockquote>", subtype="html")
    assert read_mail(mail.as_bytes()).body == "Yes, Thursday"


def test_plain_text_wins_over_html() -> None:
    mail = _mail("plain")
    mail.add_alternative("<p>html</p>", subtype="html")
    assert read_mail(mail.as_bytes()).body == "plain"


@pytest.mark.parametrize(
    ("headers", "payload", "body"),
    [
        (b"Content-Type: text/plain; charset=windows-1252", b"\x80 5", "€ 5"),
        (b"Content-Type: text/plain; charset=no-such-thing", "tŷ".encode(), "tŷ"),
        (b"Content-Type: text/plain; charset=utf-8", b"bad \xff byte", "bad \ufffd byte"),
        (b"X-None: 1", b"nul \0 here", "nul \ufffd here"),
        (b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64", b"!!!not base64", "!!!not base64"),
        (b"Content-Type: multipart/mixed; boundary=b", b"no parts at all", ""),
    ],
)
def test_whatever_state_the_body_is_in(headers: bytes, payload: bytes, body: str) -> None:
    received = read_mail(b"From: a@b.example\r\n" + headers + b"\r\n\r\n" + payload)
    if b"base64" not in headers:
        assert received.body == body
    assert received.sender == "a@b.example"


@pytest.mark.parametrize(
    ("header", "sender"),
    [
        (b"From: a@b.example, c@d.example", "a@b.example"),
        (b"From: =?utf-8?q?J=C3=B3zef?= <Jozef@B.example>", "jozef@b.example"),
        (b'From: "a@b.example" <real@evil.example>', "real@evil.example"),
        (b"From: \xff\xfe <a@b.example>", "a@b.example"),
        (b"Sender: a@b.example", "a@b.example"),
        (b"From: nobody\r\nReturn-Path: <a@b.example>", "a@b.example"),
    ],
)
def test_whoever_sent_it(header: bytes, sender: str) -> None:
    assert read_mail(header + b"\r\n\r\nHello").sender == sender


@pytest.mark.parametrize("raw", [b"", b"\r\n\r\n", b"From: \r\n\r\nHello", b"From: nobody\r\n\r\nHello", b"\xff\0"])
def test_a_mail_from_nobody_is_malformed(raw: bytes) -> None:
    with pytest.raises(Malformed):
        read_mail(raw)


def _nested(depth: int) -> bytes:
    parts = [b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (level, level) for level in range(depth)]
    return b"From: a@b.example\r\n" + b"".join(parts) + b"\r\nHello"


@pytest.mark.parametrize("raw", [_nested(5000), b"From: " + b"(" * 30_000 + b"\r\n\r\nHello"])
def test_a_mail_nested_beyond_reading_is_malformed(raw: bytes) -> None:
    with pytest.raises(Malformed) as caught:
        read_mail(raw)
    # The standard library gives up on the second at another place before Python 3.11.3.
    assert caught.value.code in {"nested_too_deep", "sender_missing"}


def test_a_mail_nested_within_reason_is_read() -> None:
    assert read_mail(_nested(20)).body == "Hello"


_line = st.one_of(
    st.binary(max_size=30),
    st.sampled_from(
        [
            b"From: a@b.example",
            b'From: =?utf-8?b?//8=?= <a@b>, "x',
            b"To: :;,<<@",
            b"Message-ID: <a@[b]>",
            b"References: <a> <b> <<c>",
            b"Content-Type: multipart/mixed; boundary=b",
            b"Content-Type: text/html; charset*=utf-8''%ff",
            b"Content-Type: message/rfc822",
            b"Content-Transfer-Encoding: base64",
            b"Content-Transfer-Encoding: x-uuencode",
            b"Content-Disposition: attachment; filename*0=a; filename*1*=b''%00",
            b"--b",
            b"--b--",
            b"",
        ]
    ),
)


@given(st.lists(_line, max_size=14))
@settings(max_examples=400)
def test_any_bytes_are_read_or_malformed(lines: list[bytes]) -> None:
    try:
        received = read_mail(b"\r\n".join(lines))
    except Malformed:
        return
    for text in (received.body, received.sender, received.recipient, received.provider_id, *received.references):
        assert "\0" not in text
        assert text.encode().decode() == text


def test_what_is_attached_is_told_by_kind_and_size_and_its_name_is_not_kept() -> None:
    mail = _mail("Yes")
    mail.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="ann at the refuge.png")
    mail.add_attachment(b"BEGIN:VCALENDAR", maintype="text", subtype="calendar")
    received = read_mail(mail.as_bytes())
    assert received.attached == (Attached("image/png", 4), Attached("text/calendar", 15))
    assert received.body == "Yes"
    assert "refuge" not in repr(received)


def test_a_seal_on_a_mail_is_nothing_that_came_with_it() -> None:
    mail = _mail("Yes")
    mail.add_attachment(b"sealed", maintype="application", subtype="pgp-signature")
    assert read_mail(mail.as_bytes()).attachments == 0


def test_a_signature_is_told_from_the_answer_and_stays_in_the_body() -> None:
    received = read_mail(_mail("Yes\n\nKind regards\nAmina Yusuf\n\nSent from my iPhone\n\n> Reply 1").as_bytes())
    assert (received.answer, received.signed_by) == ("Yes", "Amina Yusuf")
    assert received.body == "Yes\n\nKind regards\nAmina Yusuf\n\nSent from my iPhone"


@pytest.mark.parametrize(
    "subject", ["Automatic reply: A message for you", "=?utf-8?q?R=C3=A9ponse_automatique?=: x", "Out of office"]
)
def test_programs_that_say_it_in_the_subject_alone(subject: str) -> None:
    raw = _mail("I am away until Monday").as_bytes().replace(b"\r\n\r\n", f"\r\nSubject: {subject}\r\n\r\n".encode(), 1)
    assert read_mail(raw).automatic


def test_the_address_that_it_came_to_may_name_the_message() -> None:
    assert read_mail(_mail(To="Duty <duty+KT4HWN@council.example>").as_bytes()).code == "KT4HWN"
    assert read_mail(_mail().as_bytes()).code == ""
