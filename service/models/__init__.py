"""Every table, by noun. Importing this package is enough for Alembic to see them all."""

from service.models.deliveries import Attempt, Delivery, PrintBatch, ReceiptRow, Rendition
from service.models.messages import Closing, FlagAction, Message, SavedTemplate
from service.models.people import (
    ContactPoint,
    ContactRecord,
    MediumChoiceRow,
    Person,
    PointEvent,
    PointSafety,
    RestrictedReader,
)
from service.models.replies import Alert, Judgement, Reply, ReplyOpening
from service.models.staff import AuditEntry, Membership, SignInTry, Staff, Team, UsedCode

__all__ = [
    "Alert",
    "Attempt",
    "AuditEntry",
    "Closing",
    "ContactPoint",
    "ContactRecord",
    "Delivery",
    "FlagAction",
    "Judgement",
    "MediumChoiceRow",
    "Membership",
    "Message",
    "Person",
    "PointEvent",
    "PointSafety",
    "PrintBatch",
    "ReceiptRow",
    "Rendition",
    "Reply",
    "ReplyOpening",
    "RestrictedReader",
    "SavedTemplate",
    "SignInTry",
    "Staff",
    "Team",
    "UsedCode",
]
