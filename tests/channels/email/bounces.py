"""Bounces as the world's mail servers write them, for a mail of ours."""

from __future__ import annotations

from uuid import UUID

ATTEMPT = UUID("0197a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b")
OTHER = UUID("0197a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5c")
OWN_ID = f"{ATTEMPT}@council.example"
RECIPIENT = "amina@mailbox.example"
RETURNED = f"From: duty@council.example\nTo: {RECIPIENT}\nSubject: A message for you\nMessage-ID: <{OWN_ID}>\n"

_POSTFIX = """\
Return-Path: <>
Date: Mon, 23 Nov 2026 09:31:00 +0000 (GMT)
From: MAILER-DAEMON@relay.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: duty@council.example
Auto-Submitted: auto-replied
MIME-Version: 1.0
Message-ID: <bounce-1@relay.example>
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

This is a MIME-encapsulated message.

--b1
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host relay.example.

--b1
Content-Description: Delivery report
Content-Type: message/delivery-status

{message_fields}

{recipient_fields}

--b1
Content-Description: Undelivered Message Headers
Content-Type: {returned_type}

{returned}
--b1--
"""


def report(
    action: str = "failed",
    status: str = "5.1.1",
    *,
    final: str | None = RECIPIENT,
    original: str | None = None,
    diagnostic: str = "",
    envelope: str = "",
    returned: str = RETURNED,
    returned_type: str = "text/rfc822-headers",
    more: str = "",
) -> bytes:
    """RFC 3464 as Postfix writes it, each field as wanted."""
    recipient = [
        f"Final-Recipient: rfc822; {final}" if final is not None else "",
        f"Original-Recipient: rfc822;{original}" if original is not None else "",
        f"Action: {action}",
        f"Status: {status}" if status else "",
        f"Diagnostic-Code: {diagnostic}" if diagnostic else "",
    ]
    mail = _POSTFIX.format(
        message_fields="\n".join(
            ["Reporting-MTA: dns; relay.example", *([f"Original-Envelope-Id: {envelope}"] if envelope else [])]
        ),
        recipient_fields="\n".join(line for line in recipient if line) + (f"\n\n{more}" if more else ""),
        returned=returned,
        returned_type=returned_type,
    )
    return mail.replace("\n", "\r\n").encode()


EXCHANGE = f"""\
From: Microsoft Outlook <postmaster@mailbox.example>
To: <duty@council.example>
Date: Mon, 23 Nov 2026 09:31:00 +0000
Content-Type: multipart/report; report-type=delivery-status; boundary="x2"
Content-Language: en-GB
Message-ID: <exchange-2@mailbox.example>
In-Reply-To: <{OWN_ID}>
References: <{OWN_ID}>
Subject: Undeliverable: A message for you
Auto-Submitted: auto-replied
MIME-Version: 1.0

--x2
Content-Type: multipart/alternative; differences=Content-Type; boundary="x3"

--x3
Content-Type: text/plain; charset="utf-8"

Delivery has failed to these recipients or groups.
--x3--

--x2
Content-Type: message/delivery-status

Reporting-MTA: dns;mail.mailbox.example
Received-From-MTA: dns;relay.example
Arrival-Date: Mon, 23 Nov 2026 09:30:59 +0000

Original-Recipient: rfc822;Amina@Mailbox.Example
Final-Recipient: rfc822;amina@mailbox.example
Action: failed
Status: 5.1.10
Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup

--x2
Content-Type: message/rfc822

Received: from relay.example by mail.mailbox.example
{RETURNED}
Words that nobody needs to see again.
--x2--
""".replace("\n", "\r\n").encode()

EXIM = f"""\
Return-path: <>
X-Failed-Recipients: {RECIPIENT}
Auto-Submitted: auto-replied
From: Mail Delivery System <Mailer-Daemon@relay.example>
To: duty@council.example
Subject: Mail delivery failed: returning message to sender
Message-Id: <E1exim-0001@relay.example>

This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  {RECIPIENT}
    all relevant MX records point to non-existent hosts

------ This is a copy of the message, including all the headers. ------

Return-path: <duty@council.example>
{RETURNED}
Ann will visit.
""".encode()

QMAIL = f"""\
Return-Path: <>
From: MAILER-DAEMON@relay.example
To: duty@council.example
Subject: failure notice

Hi. This is the qmail-send program at relay.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<{RECIPIENT}>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

Return-Path: <duty@council.example>
{RETURNED}
Ann will visit.
""".encode()
