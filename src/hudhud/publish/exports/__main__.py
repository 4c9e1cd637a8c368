"""`python -m hudhud.publish.exports` prints what every profile holds and loses as the page docs/exports.md."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from hudhud.publish.exports.profile import Column, Profile
from hudhud.publish.exports.profiles import PROFILES

_KINDS = {"text": "text", "whole": "whole number", "number": "number", "date": "date", "truth": "true or false"}


def page(profiles: Iterable[Profile]) -> str:
    """The profiles as Markdown, in the order given. A table that two profiles share is printed once."""
    parts = [
        "# Exports",
        "Printed from the profiles by `make docs`; change them, not this page. `hudhud export --profile NAME --out "
        "FILE` writes the incidents that the filters ask for; every row or the file's header carries the permalink, "
        "the ledger's state, the filter and, where it is public, the policy.",
    ]
    printed: dict[tuple[Column, ...], str] = {}
    for one in profiles:
        parts += _section(one)
        for sheet, columns in one.tables.items():
            parts.append(f"Columns of the sheet `{sheet}`:" if sheet else "Columns:")
            if columns in printed:
                parts[-1] = f"{parts[-1]} those of `{printed[columns]}`."
            else:
                printed[columns] = one.name
                parts.append(_table(columns))
    return "\n\n".join(parts) + "\n"


def _section(one: Profile) -> list[str]:
    parts = [f"## `{one.name}`", f"Files end in `{one.suffix}`: {one.about}."]
    if one.rules:
        parts += ["Rules:", _listed(one.rules)]
    parts += ["Not in it:", _listed(one.loses)] if one.loses else ["It loses nothing."]
    return parts


def _listed(sentences: Iterable[str]) -> str:
    return "\n".join(f"- {sentence}" for sentence in sentences)


def _table(columns: Iterable[Column]) -> str:
    tagged = any(column.tag for column in columns)
    lines = ["| column | type | HXL | meaning |" if tagged else "| column | type | meaning |"]
    lines.append("| --- | --- | --- | --- |" if tagged else "| --- | --- | --- |")
    for column in columns:
        cells = [f"`{column.name}`", _KINDS[column.kind], *([f"`{column.tag}`"] if tagged else []), column.about]
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(page(PROFILES.values()))
