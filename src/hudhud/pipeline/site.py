"""Incidents out to a folder of pages that any file host serves: whole or not at all, as far as a folder allows."""

from __future__ import annotations

import hashlib
import hmac
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from hudhud.errors import OvertakenError, SiteError
from hudhud.ledger import Board, Ledger
from hudhud.model.exports import Header, Item
from hudhud.model.filters import Filter
from hudhud.model.records import EVERYBODY
from hudhud.pipeline.exports import header_of, items
from hudhud.pipeline.progress import Progress, silent
from hudhud.publish.exports import json_lines
from hudhud.publish.policy import Passage, Public
from hudhud.publish.site import INCIDENTS, Counts, Manifest, Site, build, foreign, manifest_at
from hudhud.publish.site.cards import Card, Line
from hudhud.publish.site.rendering import INCIDENT_PAGE
from hudhud.reconcile import account

TITLE = "Incidents of armed violence"
_ATTEMPTS = 3


@dataclass(frozen=True)
class SiteBuilt:
    """What was built."""

    path: Path
    counts: Counts
    header: Header
    passage: Passage | None
    """Through which policy it went, and what that held back; None where it is not for the public."""


def site(
    ledger: Ledger,
    out: Path,
    wanted: Filter | None = None,
    *,
    public: Public | None,
    title: str = TITLE,
    url: str = "",
    progress: Progress = silent,
) -> SiteBuilt:
    """Build the site of the incidents that are wanted into a folder of its own; one that is there is replaced.

    It is built beside the folder and takes its place in the end. Of the site before, its manifest alone is read:
    what is new, changed and withdrawn since.

    Args:
        ledger: the ledger.
        out: the folder.
        wanted: which incidents; all where None.
        public: the do-no-harm policy that everything goes through, with the key that makes ids; where None the
            site holds everything.
        title: over every page.
        url: where it will stand; "" where that is not known, and there is no feed.
        progress: told what is being done.

    Raises:
        SiteError: the folder holds what is not of a site, or a site with other ids.
        OvertakenError: the ledger, or the folder, kept changing meanwhile.
    """
    out, url = _folder(out), url.rstrip("/")
    previous = _previous(out, public)
    out.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
    try:
        if public:
            # Made for its owner alone; a host must be able to read it.
            made.chmod(0o755)
        header, passage = _gather(ledger, made, wanted or Filter(), public, url, progress)
        day = public.today if public else datetime.now(UTC).date()
        asked = Site(title, url, header, public.policy if public else None, _fingerprint(public), day, added_up)
        counts = build(made, asked, previous, progress)
        if manifest_at(out) != previous:
            raise OvertakenError(f"{out}: another build took its place meanwhile; try again")
        _swap(made, out)
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return SiteBuilt(out, counts, header, passage)


def _folder(out: Path) -> Path:
    out = out.expanduser().resolve()
    here = Path.cwd().resolve()
    if out in {here, *here.parents}:
        raise SiteError(f"{out}: is where you are, or above it; name a folder of the site's own")
    # A build that was ended between the two steps of `_swap` left the site under this name.
    if not out.exists() and (before := _before(out)).is_dir():
        before.rename(out)
    return out


def _before(out: Path) -> Path:
    return out.with_name(f".{out.name}.before")


def _previous(out: Path, public: Public | None) -> Manifest | None:
    """The manifest of the site that stands there, if its ids are those that this build would give."""
    found = manifest_at(out)
    if found is None:
        return None
    if name := foreign(out, found, INCIDENT_PAGE):
        raise SiteError(f"{out}: holds {name}, which hudhud did not make; move it away, or build into another folder")
    if found.public != (public is not None):
        kind = "for the public" if found.public else "with everything in it"
        raise SiteError(f"{out}: holds a site {kind}; build this one into another folder")
    if found.key != _fingerprint(public):
        raise SiteError(f"{out}: the site in it was made with another key, and every link to it would break; "
                        "give that key with --key, or build into another folder")  # fmt: skip
    return found


def _fingerprint(public: Public | None) -> str:
    return hmac.new(public.key, b"hudhud site", hashlib.sha256).hexdigest()[:16] if public else ""


def _gather(
    ledger: Ledger, made: Path, wanted: Filter, public: Public | None, url: str, progress: Progress
) -> tuple[Header, Passage | None]:
    """The file that the site is built from: what the policy lets out, and nothing else reaches the pages."""
    path = made / INCIDENTS
    path.parent.mkdir()
    for _ in range(_ATTEMPTS):
        header = header_of(ledger, wanted, public.policy if public else None)
        passage = Passage(public) if public else None
        found = items(ledger, wanted, "", lambda _, done, all_: progress("reading the ledger", done, all_), moved=True)
        json_lines.write(_with_links(passage(found) if passage else found, url), header, path)
        if Board(ledger).state() == header.state:
            return header, passage
    raise OvertakenError("the ledger changed while it was written out; wait until nothing is added, and try again")


def _with_links(found: Iterator[Item], url: str) -> Iterator[Item]:
    for one in found:
        yield replace(one, permalink=f"{url}/{INCIDENT_PAGE.format(id=one.incident.id)}") if url else one


def added_up(cards: Sequence[Card]) -> list[Line]:
    """The sums over everybody, a line a harm, nobody counted twice."""
    among = {one.id: one for one in cards}
    covers = {one.id: [part for part in one.covers if part in among] for one in cards if one.covers}
    found = []
    for total in account([one.incident for one in cards], covers):
        if total.group == EVERYBODY:
            told = [row for name in total.incidents if (row := among[name].total(total.harm))]
            without = sum(row.low is None and row.high is None for row in told)
            found.append(Line(total.harm, total.low, total.best, total.high, len(told) - without, without))
    return found


def _swap(made: Path, out: Path) -> None:
    """Put the new folder into the old one's place; between the two steps the old one is beside it."""
    before = _before(out)
    shutil.rmtree(before, ignore_errors=True)
    if out.exists():
        out.rename(before)
    try:
        made.rename(out)
    except OSError:
        if before.exists():
            before.rename(out)
        raise
    shutil.rmtree(before, ignore_errors=True)
