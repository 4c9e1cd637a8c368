"""What hudhud speaks of: documents, mentions, claims, decisions, incidents. Stages import this alone."""

from hudhud.model.claims import (
    HARM_FIELDS,
    Beside,
    Claim,
    Count,
    EventKind,
    Evidence,
    HarmValue,
    Party,
    Place,
    StatusValue,
    Value,
    When,
)
from hudhud.model.custody import Fetch, WarcRecord
from hudhud.model.decisions import GENESIS, ClaimAnchor, Decision, Judgement, MentionAnchor, Ruling
from hudhud.model.documents import AboutField, Block, Document, Found, MediaType, ReadingCopy, Skipped, TextType
from hudhud.model.files import File, FileAnchor
from hudhud.model.incidents import Assessment, Incident, Member
from hudhud.model.mentions import Mention, Reading
from hudhud.model.readers import DocumentReader, Signature
from hudhud.model.records import Record, Toll
from hudhud.model.statements import Leadership, RecordClaim, Share, Standing, Statement, StatementValue, Told

__all__ = [
    "GENESIS",
    "HARM_FIELDS",
    "AboutField",
    "Assessment",
    "Beside",
    "Block",
    "Claim",
    "ClaimAnchor",
    "Count",
    "Decision",
    "Document",
    "DocumentReader",
    "EventKind",
    "Evidence",
    "Fetch",
    "File",
    "FileAnchor",
    "Found",
    "HarmValue",
    "Incident",
    "Judgement",
    "Leadership",
    "MediaType",
    "Member",
    "Mention",
    "MentionAnchor",
    "Party",
    "Place",
    "Reading",
    "ReadingCopy",
    "Record",
    "RecordClaim",
    "Ruling",
    "Share",
    "Signature",
    "Skipped",
    "Standing",
    "Statement",
    "StatementValue",
    "StatusValue",
    "TextType",
    "Told",
    "Toll",
    "Value",
    "WarcRecord",
    "When",
]
