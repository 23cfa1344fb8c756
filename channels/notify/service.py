"""One council's service at Notify: what its texts, emails and letters have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from channels.base import Inbound, Progress, Receipt, SendResult, Sought, Webhook
from channels.errors import Ambiguous, ChannelError, Malformed, Permanent
from channels.notify import webhook as webhooks
from channels.notify.client import PROVIDER, NotifyClient, asked


class NotifyService:
    """Raises ``ValueError`` for an API key that can't be one.

    ``callback_token`` is the bearer token that the council entered at Notify for its callbacks; without one nothing that
    comes in is believed.
    """

    provider = PROVIDER

    def __init__(self, *, api_key: str, callback_token: str = "", api_url: str = "", timeout_seconds: float = 10.0) -> None:
        self._client = NotifyClient(api_key, api_url=api_url, timeout_seconds=timeout_seconds)
        self._callback_token = callback_token

    def look_up(self, sought: Sought, now: datetime) -> tuple[Receipt, ...]:  # noqa: ARG002  # the contract's
        """Every message with this attempt as its reference: the search is exact, and Notify keeps 7 days by default.

        Raises ``Permanent`` where the attempt's id was lost: that nothing bears another one proves nothing.
        """
        if sought.attempt_lost:
            raise Permanent("no_look_up")
        reference = str(sought.attempt_id)
        found = _or_raise(asked(lambda: self._client.get_all_notifications(reference=reference)))
        try:
            receipts = tuple(webhooks.receipt(one) for one in found["notifications"])
        except (KeyError, TypeError, AttributeError, Malformed):
            raise Ambiguous("answer_unreadable") from None
        return tuple(one for one in receipts if one.attempt_id == sought.attempt_id)

    def parse_receipt(self, webhook: Webhook) -> Receipt:
        """Raises ``Unverified``, or ``Malformed`` for a report without id or status."""
        return webhooks.receipt(webhooks.verified(webhook, self._callback_token))

    def parse_inbound(self, webhook: Webhook) -> Inbound:
        """Raises ``Unverified``, or ``Malformed`` for a text without id, sender or words."""
        return webhooks.inbound(webhooks.verified(webhook, self._callback_token))

    def _taken(self, send: Callable[[], Mapping[str, Any]]) -> SendResult:
        answer = _or_raise(asked(send))
        provider_id = answer.get("id") if isinstance(answer, dict) else None
        if not isinstance(provider_id, str) or not _is_uuid(provider_id):
            raise Ambiguous("answer_unreadable")
        # Notify answers a send without a status; "created" is the one that it lists it with from this moment.
        return SendResult(self.provider, provider_id, "created", Progress.ACCEPTED)

    def _answers(self) -> str | None:
        """``None`` where Notify accepts our key; else a code."""
        answer = asked(self._client.get_all_templates)
        return answer.code if isinstance(answer, ChannelError) else None

    def _shows(self, template_id: str, personalisation: Mapping[str, str]) -> str | None:
        """``None`` where Notify accepts our key and makes of this template exactly what is put into it; else a code."""
        shown = asked(lambda: self._client.post_template_preview(template_id, dict(personalisation)))
        if isinstance(shown, ChannelError):
            return shown.code
        same = isinstance(shown, dict) and all(shown.get(name) == words for name, words in personalisation.items())
        return None if same else "template_differs"


def _or_raise(answer: Any) -> Any:
    # Here, outside any handler: the client's own exceptions hold addresses and must not be chained.
    if isinstance(answer, ChannelError):
        raise answer
    return answer


def _is_uuid(word: str) -> bool:
    try:
        UUID(word)
    except ValueError:
        return False
    return True
