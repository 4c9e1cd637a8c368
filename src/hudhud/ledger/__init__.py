"""The ledger keeps documents, readings and decisions, append-only and chained by hash."""

from hudhud.ledger.chain import Draft
from hudhud.ledger.linkage import Change, Linkage, StoredLink, StoredProfile, StoredSignature, Waiting
from hudhud.ledger.opening import exists
from hudhud.ledger.search import Hit
from hudhud.ledger.store import Counts, Ledger
from hudhud.ledger.verify import Verification, verify

__all__ = [
    "Change",
    "Counts",
    "Draft",
    "Hit",
    "Ledger",
    "Linkage",
    "StoredLink",
    "StoredProfile",
    "StoredSignature",
    "Verification",
    "Waiting",
    "exists",
    "verify",
]
