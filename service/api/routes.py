"""Every path for programs, once: the app serves this table, and the description is made from it.

What a view takes is read from its own signature: ``body`` and ``query`` are shapes, anything else stands in the path.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, get_type_hints

from service.api import messages, plans
from service.api.answers import Answer, MessageAnswer, PageAnswer, PlanAnswer
from service.api.calls import Reply
from service.api.requests import Shape
from service.domain.api_keys import Scope


@dataclass(frozen=True)
class Route:
    """``answers`` and ``refusals`` are by status: what comes, and when. Those of every path are added by the description."""

    method: str
    path: str
    view: Callable[..., Reply]
    scope: Scope
    answers: Mapping[int, tuple[type[Answer], str]]
    refusals: Mapping[int, str] = field(default_factory=dict)
    keyed: bool = False
    """The caller names each request by the header ``Idempotency-Key``."""

    def shape(self, name: str) -> type[Shape] | None:
        """Of ``body`` or ``query``, where the view takes one."""
        found: type[Shape] | None = self._hints.get(name)
        return found

    @property
    def places(self) -> Mapping[str, Any]:
        """What stands in the path, by name and type."""
        return {name: kind for name, kind in self._hints.items() if name not in {"call", "body", "query", "return"}}

    @property
    def _hints(self) -> Mapping[str, Any]:
        return get_type_hints(self.view)


ROUTES: Final = (
    Route(
        "POST",
        messages.PATH,
        messages.send,
        Scope.MESSAGES_SEND,
        {201: (MessageAnswer, "Accepted."), 200: (MessageAnswer, "The message that this very request made before.")},
        {
            404: "No such person or template, or none that the key's member of staff may know of.",
            409: "The idempotency key was used for another request.",
        },
        keyed=True,
    ),
    Route(
        "GET",
        messages.PATH,
        messages.page,
        Scope.MESSAGES_READ,
        {200: (PageAnswer, "A page of messages.")},
    ),
    Route(
        "GET",
        f"{messages.PATH}/<uuid:message_id>",
        messages.show,
        Scope.MESSAGES_READ,
        {200: (MessageAnswer, "The message.")},
        {404: "No such message, or none that the key's member of staff may know of."},
    ),
    Route(
        "POST",
        plans.PATH,
        plans.plan,
        Scope.PLANS_READ,
        {200: (PlanAnswer, "The plan.")},
        {404: "No such person or template, or none that the key's member of staff may know of."},
    ),
)
