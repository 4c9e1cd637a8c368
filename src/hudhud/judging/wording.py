"""Values in a few plain words, for sentences about decisions."""

from __future__ import annotations

from hudhud.model import Count, EventKind, HarmValue, Party, Place, StatusValue, Value, When

_BOUND = {"at_least": "at least", "more_than": "more than", "at_most": "up to", "less_than": "fewer than",
          "about": "about"}  # fmt: skip


def count_words(count: Count) -> str:
    """ "16", "at least 16", "10–15", "dozens"."""
    if count.qualifier == "word":
        return count.words or "?"
    if count.low is not None and count.high is not None and count.low != count.high:
        return f"{count.low}–{count.high}"
    number = count.low if count.low is not None else count.high
    return f"{_BOUND.get(count.qualifier, '')} {number}".strip()


def value_words(value: Value) -> str:
    """ "at least 16 killed (civilians)", "2023-02-17", "Sukhna (34.885, 38.871)"."""
    match value:
        case HarmValue():
            return f"{count_words(value.count)} {value.harm} ({value.group.replace('_', ' ')})"
        case When():
            return value.start.isoformat() if value.start == value.end else f"{value.start} to {value.end}"
        case Place():
            point = f"{value.lat:.3f}, {value.lon:.3f}" if value.lat is not None and value.lon is not None else ""
            more = "; ".join(filter(None, (value.precision if value.precision != "exact" else "", point)))
            return f"{value.name} ({more})" if more else value.name
        case Party():
            more = ", ".join(word for word in (value.role, value.certainty) if word not in {"perpetrator", "said"})
            return f"{value.name} ({more})" if more else value.name
        case EventKind():
            return value.event_type.replace("_", " ")
        case StatusValue():
            return value.status
