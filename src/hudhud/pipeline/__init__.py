"""The one place that calls the stages in order. Every command of `hudhud` is a function here.

    capture → read (asks places and actors) → ledger → link → reconcile → publish

1. capture: a path to documents, or failures that spoil nobody else.
2. read: each document to mentions whose claims carry their words.
3. ledger: document, reading and decisions, each document whole or not at all.
4. link: new mentions against all; links are decisions of the machine.
5. judge: what persons decided takes effect; undone, everything is as before.
6. reconcile: clusters of mentions to incidents, whenever somebody looks.
"""

from hudhud.model.filters import Filter
from hudhud.pipeline.actors import ActorPage, actor
from hudhud.pipeline.attachments import attached_as, attached_file, file_at
from hudhud.pipeline.blindness import look, sealed, sealed_among, without_sealed
from hudhud.pipeline.coding import (
    FieldAgreement,
    agreements,
    differing,
    drawn,
    keep_coding,
    take_second,
    to_code,
)
from hudhud.pipeline.comparing import Comparison, compare
from hudhud.pipeline.comparing_readers import compare_readers
from hudhud.pipeline.custody import changes, held, poster, timestamp, verify, warc_of
from hudhud.pipeline.decisions import Wish, decide, decided_on, judged, log, verdicts
from hudhud.pipeline.exports import Exported, export
from hudhud.pipeline.hands import open_hands
from hudhud.pipeline.imports import import_table
from hudhud.pipeline.incidents import (
    View,
    incidents,
    revisions,
    search,
    show,
    told_in,
    unlinked,
    view,
    view_of,
    why,
)
from hudhud.pipeline.intake import Given
from hudhud.pipeline.links import link_new, members_of, profiles_of, relink
from hudhud.pipeline.progress import MACHINE, Progress
from hudhud.pipeline.reporting import Asked, Reported, report
from hudhud.pipeline.reports import (
    Outcome,
    add,
    add_at,
    demo,
    example_reports,
    gazetteer_build,
    open_default_reader,
    read,
    readers,
)
from hudhud.pipeline.site import SiteBuilt, site
from hudhud.pipeline.watching import Clock, Event, watch
from hudhud.pipeline.watching_hands import Fetched, Hands
from hudhud.reconcile import Revision

__all__ = [
    "MACHINE",
    "ActorPage",
    "Asked",
    "Clock",
    "Comparison",
    "Event",
    "Exported",
    "Fetched",
    "FieldAgreement",
    "Filter",
    "Given",
    "Hands",
    "Outcome",
    "Progress",
    "Reported",
    "Revision",
    "SiteBuilt",
    "View",
    "Wish",
    "actor",
    "add",
    "add_at",
    "agreements",
    "attached_as",
    "attached_file",
    "changes",
    "compare",
    "compare_readers",
    "decide",
    "decided_on",
    "demo",
    "differing",
    "drawn",
    "example_reports",
    "export",
    "file_at",
    "gazetteer_build",
    "held",
    "import_table",
    "incidents",
    "judged",
    "keep_coding",
    "link_new",
    "log",
    "look",
    "members_of",
    "open_default_reader",
    "open_hands",
    "poster",
    "profiles_of",
    "read",
    "readers",
    "relink",
    "report",
    "revisions",
    "sealed",
    "sealed_among",
    "search",
    "show",
    "site",
    "take_second",
    "timestamp",
    "to_code",
    "told_in",
    "unlinked",
    "verdicts",
    "verify",
    "view",
    "view_of",
    "warc_of",
    "watch",
    "why",
    "without_sealed",
]
