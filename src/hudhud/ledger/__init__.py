"""The ledger keeps documents, readings and decisions, append-only and chained by hash."""

from hudhud.ledger.attachments import Attachments
from hudhud.ledger.board import ORDERS, Board, Order, Row, Week
from hudhud.ledger.chain import Draft
from hudhud.ledger.codings import Codings
from hudhud.ledger.copying import Copied, copy
from hudhud.ledger.custody import Custody
from hudhud.ledger.feeds import Feeds
from hudhud.ledger.imports import Arriving, Imports
from hudhud.ledger.intake import Arrival, Source, arrivals, intake
from hudhud.ledger.judgements import Judgements
from hudhud.ledger.linkage import Change, Linkage, StoredLink, StoredProfile, StoredSignature, Waiting
from hudhud.ledger.looks import Looks
from hudhud.ledger.opening import exists, name_of
from hudhud.ledger.outbox import Outbox
from hudhud.ledger.references import references
from hudhud.ledger.saved_views import SavedViews
from hudhud.ledger.search import Hit
from hudhud.ledger.still import StillLinkage
from hudhud.ledger.store import Counts, Ledger
from hudhud.ledger.verify import Verification, verify

__all__ = [
    "ORDERS",
    "Arrival",
    "Arriving",
    "Attachments",
    "Board",
    "Change",
    "Codings",
    "Copied",
    "Counts",
    "Custody",
    "Draft",
    "Feeds",
    "Hit",
    "Imports",
    "Judgements",
    "Ledger",
    "Linkage",
    "Looks",
    "Order",
    "Outbox",
    "Row",
    "SavedViews",
    "Source",
    "StillLinkage",
    "StoredLink",
    "StoredProfile",
    "StoredSignature",
    "Verification",
    "Waiting",
    "Week",
    "arrivals",
    "copy",
    "exists",
    "intake",
    "name_of",
    "references",
    "verify",
]
