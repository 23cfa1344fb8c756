"""Every table, by noun. Importing this package is enough for Alembic to see them all."""

from service.models.code_words import CodeWord
from service.models.deliveries import Attempt, Delivery, Halt, Mailbox, Pace, PrintBatch, ReceiptRow, Rendition
from service.models.digests import TeamDigest
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
from service.models.reply_links import ReplyLink
from service.models.risk import RiskAlert, RiskAlertTry, TeamCover
from service.models.runs import Broadcast, BroadcastRow, ImportRow, ImportRun
from service.models.scans import ScanFile, ScannedSlip
from service.models.staff import ApiKey, ApiUse, AuditEntry, Membership, SignInTry, Staff, Team, TeamLetterhead, UsedCode
from service.models.translations import PhraseApproval, TranslationDecision, TranslationRequest, TranslationText

__all__ = [
    "Alert",
    "ApiKey",
    "ApiUse",
    "Attempt",
    "AuditEntry",
    "Broadcast",
    "BroadcastRow",
    "Closing",
    "CodeWord",
    "ContactPoint",
    "ContactRecord",
    "Delivery",
    "FlagAction",
    "Halt",
    "ImportRow",
    "ImportRun",
    "Judgement",
    "Mailbox",
    "MediumChoiceRow",
    "Membership",
    "Message",
    "Pace",
    "Person",
    "PhraseApproval",
    "PointEvent",
    "PointSafety",
    "PrintBatch",
    "ReceiptRow",
    "Rendition",
    "Reply",
    "ReplyLink",
    "ReplyOpening",
    "RestrictedReader",
    "RiskAlert",
    "RiskAlertTry",
    "SavedTemplate",
    "ScanFile",
    "ScannedSlip",
    "SignInTry",
    "Staff",
    "Team",
    "TeamCover",
    "TeamDigest",
    "TeamLetterhead",
    "TranslationDecision",
    "TranslationRequest",
    "TranslationText",
    "UsedCode",
]
