"""`python -m hudhud.codebook` prints the codebook as the page docs/codebook.md."""

from __future__ import annotations

import sys

from hudhud.codebook.book import Codebook, Vocabulary, load

_ORDER = ("event_types", "harms", "groups", "statuses", "qualifiers", "date_precisions", "place_precisions",
          "actor_kinds", "standings", "leader_roles", "leader_changes", "record_kinds", "record_measures")  # fmt: skip


def page(book: Codebook) -> str:
    """The codebook as Markdown. A vocabulary that `_ORDER` does not know comes last."""
    names = sorted(book.vocabularies, key=lambda name: (_ORDER.index(name) if name in _ORDER else len(_ORDER), name))
    parts = [
        "# Codebook",
        "Printed from `src/hudhud/codebook/*.yaml` by `make docs`; change the data, not this page. "
        "The last column names the nearest code of other schemes; near is not equal.",
    ]
    return "\n\n".join(parts + [_section(book[name]) for name in names]) + "\n"


def _section(vocabulary: Vocabulary) -> str:
    lines = [f"## {vocabulary.title}", "", f"`{vocabulary.name}`. {vocabulary.definition}", ""]
    lines += ["| code | label | definition | elsewhere |", "| --- | --- | --- | --- |"]
    for entry in vocabulary.entries:
        maps = "; ".join(f"{scheme.upper()}: {code}" for scheme, code in sorted(entry.maps_to.items()))
        cells = (f"`{entry.code}`", entry.label, entry.definition, maps)
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(page(load()))
