"""Who acts. Every use case and query takes an ``Actor``; what it may do is decided here and in ``access``."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from service.domain.errors import NotAllowed


class Role(StrEnum):
    """The roles of DOMAIN §9. Nobody holds a right that no role gives."""

    DUTY = "duty"
    CASEWORKER = "caseworker"
    PRINT_CLERK = "print_clerk"
    MANAGER = "manager"
    AUDITOR = "auditor"
    INFORMATION_GOVERNANCE = "information_governance"
    ADMIN = "admin"


CASE_ROLES = frozenset({Role.DUTY, Role.CASEWORKER, Role.MANAGER})
"""Those who may read and write a person's record."""

PRINT_ROLES = frozenset({Role.PRINT_CLERK, Role.MANAGER})

SECOND_FACTOR_ROLES = frozenset({Role.MANAGER, Role.ADMIN})


@dataclass(frozen=True, slots=True)
class Actor:
    """A member of staff, or the system itself where a provider or a clock made the fact.

    ``via`` is the API key with which a program acts for the member of staff: it gives no right that they don't have.
    """

    id: UUID | None
    roles: frozenset[Role]
    teams: frozenset[UUID]
    via: UUID | None = None

    def require(self, roles: Collection[Role]) -> None:
        """Raise ``NotAllowed`` unless one of ``roles`` is held."""
        if not self.roles & frozenset(roles):
            raise NotAllowed("role_missing")

    @property
    def reads_people(self) -> bool:
        return bool(self.roles & CASE_ROLES)


SYSTEM = Actor(id=None, roles=frozenset(CASE_ROLES | {Role.PRINT_CLERK}), teams=frozenset())
"""The doors that no person stands at: webhooks and the worker."""
