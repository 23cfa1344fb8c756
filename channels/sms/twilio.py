"""Text messages by Twilio's Messages resource, through its own SDK."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from twilio.base.exceptions import TwilioException
from twilio.base.version import Version
from twilio.http.response import Response
from twilio.request_validator import RequestValidator
from twilio.rest import Client
from urllib3.exceptions import HTTPError

from channels.base import Clearance, Content, Inbound, Outgoing, Progress, Receipt, SendResult, Sought, TextContent, Webhook
from channels.errors import Ambiguous, ChannelError, Permanent, Uncarriable
from channels.sms import twilio_search, twilio_webhook
from channels.sms.code_table import ask_error, refused_at_once, send_error
from channels.sms.gsm import MAX_CHARACTERS, characters
from channels.sms.twilio_http import PooledHttpClient, connection_error

STATUS_PATH = "/webhooks/twilio/status/"
INBOUND_PATH = "/webhooks/twilio/inbound"

_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
# Control characters but for tab and line breaks, and halves of characters: no phone shows them.
_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_LONGEST_VALIDITY_SECONDS = 14_400
_NO_SUCH_MESSAGE = "20404"
_ACTIVE = "active"
_Answer = TypeVar("_Answer")


class TwilioSms:
    """One Twilio account with one number that people reply to.

    ``sender`` is E.164: an alphanumeric sender can't receive a reply, so it is refused with ``ValueError``. ``public_url``
    is the base that Twilio reaches; ``api_url`` another address for its API, for the simulator. A send may take
    ``timeout_seconds`` to connect and as long again between two bytes of the answer.
    """

    name = "sms"
    provider = twilio_webhook.PROVIDER

    def __init__(
        self,
        *,
        account_sid: str,
        auth_token: str,
        sender: str,
        public_url: str,
        api_url: str = "",
        timeout_seconds: float = 10.0,
    ) -> None:
        if not (account_sid and auth_token):
            raise ValueError("twilio_credentials_missing")
        if not _E164.fullmatch(sender):
            raise ValueError("twilio_sender_not_e164")
        self._sender = sender
        self._public_url = public_url.rstrip("/")
        self._validator = RequestValidator(auth_token)
        client = Client(
            account_sid,
            auth_token,
            http_client=PooledHttpClient(timeout_seconds),
            # An empty mapping would make the SDK read the process's environment, which may name another region.
            environment={"TWILIO_REGION": ""},
        )
        if api_url:
            client.api.base_url = api_url.rstrip("/")
        self._account = client.api.v2010.accounts(account_sid)
        self._messages = self._account.messages

    def check(self, content: Content) -> None:
        """Raise ``Uncarriable`` unless this is text that arrives as it stands, within Twilio's length."""
        self._text(content)

    def send(self, outgoing: Outgoing, clearance: Clearance, now: datetime) -> SendResult:
        """Create the message once. Twilio drops it when it couldn't leave before the clearance ends, or within 4 hours."""
        clearance.require(outgoing, now)
        body = self._text(outgoing.content)
        if not _E164.fullmatch(outgoing.destination):
            raise Permanent("address_invalid")
        leave_seconds = int((clearance.expires_at - now).total_seconds())
        fields = {
            "to": outgoing.destination,
            "from_": self._sender,
            "body": body,
            "status_callback": f"{self._public_url}{STATUS_PATH}{outgoing.attempt_id}",
            "validity_period": max(1, min(leave_seconds, _LONGEST_VALIDITY_SECONDS)),
            # Twilio would otherwise be free to exchange quotes and dashes for cheaper ones.
            "smart_encoded": False,
        }
        return _raised(_answered(lambda: _taken(self._messages.create(**fields)), send_error))

    def look_up(self, sought: Sought, now: datetime) -> tuple[Receipt, ...]:  # noqa: ARG002 - the contract's
        """Fetch the message whose id is known, else look through what went to the destination for the code.

        Raises ``Permanent`` where Twilio refuses who asks, ``Temporary`` or ``Ambiguous`` where it gave no answer.
        """
        if sought.provider_id is None:
            return _raised(_answered(lambda: twilio_search.by_code(self._messages, self._sender, sought), ask_error))
        answer = _answered(lambda: twilio_search.by_id(self._messages, sought), ask_error)
        if isinstance(answer, ChannelError) and answer.provider_code == _NO_SUCH_MESSAGE:
            return ()
        return _raised(answer)

    def probe(self) -> str | None:
        """Whether Twilio knows this account and lets it send: our code for what is wrong, ``None`` when nothing is."""
        account = _answered(self._account.fetch, ask_error)
        if isinstance(account, ChannelError):
            return account.code
        return None if account.status == _ACTIVE else "account_refused"

    def parse_receipt(self, webhook: Webhook) -> Receipt:
        """Raises ``Unverified``, or ``Malformed`` for a report without sid, status or a callback URL of ours."""
        return twilio_webhook.receipt(twilio_webhook.verified(webhook, self._validator), webhook.url)

    def parse_inbound(self, webhook: Webhook) -> Inbound:
        """Raises ``Unverified``, or ``Malformed`` for a text without sid, sender or body."""
        return twilio_webhook.inbound(twilio_webhook.verified(webhook, self._validator))

    @staticmethod
    def _text(content: Content) -> str:
        if not isinstance(content, TextContent):
            raise Uncarriable("content_not_a_text")
        if not content.body.strip():
            raise Uncarriable("content_empty")
        if _NOT_TEXT.search(content.body):
            raise Uncarriable("content_not_characters")
        if characters(content.body) > MAX_CHARACTERS:
            raise Uncarriable("content_too_long")
        return content.body


def _taken(message: Any) -> SendResult | ChannelError:
    if not message.sid or not message.status:
        return Ambiguous("answer_unreadable")
    progress = twilio_webhook.progress_of(message.status)
    if progress is Progress.FAILED:
        return refused_at_once(str(message.error_code) if message.error_code else None)
    return SendResult(twilio_webhook.PROVIDER, message.sid, message.status, progress)


def _answered(
    ask: Callable[[], _Answer | ChannelError], meaning: Callable[[int, str | None], ChannelError]
) -> _Answer | ChannelError:
    """What came back, or what its absence means. Returned, not raised: the SDK's own exceptions hold the number."""
    try:
        return ask()
    except TwilioException as error:
        return _refusal(error, meaning)
    except HTTPError as error:
        return connection_error(error)
    except (ValueError, TypeError, KeyError, AttributeError):
        # Twilio answered success, with something that the SDK can't read.
        return Ambiguous("answer_unreadable")


def _raised(answer: _Answer | ChannelError) -> _Answer:
    # Raised here, outside any handler, so that the SDK's own exception is not chained to it.
    if isinstance(answer, ChannelError):
        raise answer
    return answer


def _refusal(error: Any, meaning: Callable[[int, str | None], ChannelError]) -> ChannelError:
    # The SDK has two unrelated exceptions, for its old and its newer form of error, both with these two; a page of a
    # list that it can't fetch is neither, and carries the answer itself.
    page = error.args[1] if len(error.args) == 2 else None
    if isinstance(page, Response):
        error = Version.exception("GET", "", page, "")
    status, code = getattr(error, "status", None), getattr(error, "code", None)
    if not isinstance(status, int):
        return Ambiguous("answer_unreadable")
    return meaning(status, str(code) if code else None)
