"""Typed, coded errors of the service. ``service.web.errors`` alone turns a code into words."""

from __future__ import annotations


class DomainError(Exception):
    """Something that the rules of the house refuse. ``code`` is stable; ``field`` names the form field at fault.

    ``place`` is where in it, from and to which character; the words themselves are in no error.
    """

    def __init__(self, code: str, *, field: str | None = None, place: tuple[int, int] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.place = place


class Invalid(DomainError):
    """What was typed can't be taken as it is."""


class NotAllowed(DomainError):
    """The actor's roles, teams or a restriction forbid it."""


class NotFound(DomainError):
    """No such thing, or none that this actor may know of: the two are told alike on purpose."""


class Conflict(DomainError):
    """Somebody else changed it first; what was typed is kept and shown beside the newer version."""


class InvalidFields(DomainError):
    """Several fields at fault at once."""

    def __init__(self, faults: tuple[Invalid, ...]) -> None:
        super().__init__("invalid_fields")
        self.faults = faults
