"""An incident x source table of 0 and 1: who is reported by whom, in the form that 'hudhud undercount' reads.

Multiple systems estimation wants a row for each victim by name. The ledger holds no names of persons, so a row
is an incident, and what is estimated from it are incidents that nobody reports, not people.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryFile

from hudhud.model.exports import Header, Item
from hudhud.publish.cells import safe_cell
from hudhud.publish.exports.profile import Profile

MOST = 50
"""Sources that get a column: those that tell of most incidents."""
_COPIES = re.compile(r" \(also in \d+ cop(?:y|ies)\)$")


def write(items: Iterable[Item], header: Header, path: Path) -> int:
    """A first column with the incident's id, then one a source, the commonest first. Returns the rows.

    Which columns there are is known only at the end, so who tells of what waits in a file of its own.
    """
    told: Counter[str] = Counter()
    with TemporaryFile("w+", encoding="utf-8", dir=path.parent) as waiting:
        for item in items:
            found = sources(item)
            told.update(found)
            waiting.write(json.dumps([item.incident.id, found]) + "\n")
        columns = [name for name, _ in sorted(told.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST]]
        waiting.seek(0)
        policy = f", policy {header.policy}" if header.policy else ""
        written = 0
        with path.open("w", encoding="utf-8", newline="") as file:
            out = csv.writer(file, lineterminator="\n")
            out.writerow([f"incident (ledger state {header.state}{policy})", *map(safe_cell, columns)])
            for line in waiting:
                identity, found = json.loads(line)
                marks = [int(name in found) for name in columns]
                if any(marks):
                    out.writerow([safe_cell(identity), *marks])
                    written += 1
    return written


def sources(item: Item) -> list[str]:
    """Who tells of it by himself: the sources of its figures, else the publishers of reports that repeat no other.

    Of a sum, and of what did not happen, nobody.
    """
    one = item.incident
    if one.aggregate or item.covers or one.status != "occurred":
        return []
    # `by` counts the copies of one story as one.
    by = [_COPIES.sub("", name) for assessment in (*one.totals, *one.harms) for name in assessment.by]
    told = by or [r.publisher or r.doc_id for r in item.references if r.repeats is None]
    return list(dict.fromkeys(told))


PROFILE = Profile(
    "victims",
    ".csv",
    "an incident x source table of 0 and 1, for multiple systems estimation",
    (
        "Victims by name: the ledger holds no names of persons, so each row is an incident and not a person.",
        f"Sources beyond the {MOST} that tell of most incidents, and incidents that only those tell of.",
        "Sums over several incidents, and what was only attempted, threatened or denied.",
        "Everything else: when, where, who, how many. The id leads back to it.",
    ),
    write,
)
