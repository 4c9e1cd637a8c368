"""An actor on a terminal and as a record: what the registry knows, and what the ledger's reports say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from rich import box
from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from hudhud.model import Leadership, RecordClaim, Share, Standing, Statement, Told, When
from hudhud.publish.terminal import bounds, date_words, name_words, safe, said_once

_SIGN = {"more_than": ">", "less_than": "<", "about": "~"}
_STYLE = {"killed": "bold red", "captured": "magenta", "died": "red", "appointed": "green", "removed": "yellow"}


class Known(Protocol):
    """What an entry of the registry shows."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def country(self) -> str | None: ...
    @property
    def countries(self) -> tuple[str, ...]: ...
    @property
    def aliases(self) -> tuple[str, ...]: ...
    @property
    def years(self) -> str: ...


class Page(Protocol):
    """An actor with those around it, and what is said of it; `told` is None where there is no ledger."""

    @property
    def actor(self) -> Known: ...
    @property
    def parents(self) -> Sequence[Known]: ...
    @property
    def branches(self) -> Sequence[Known]: ...
    @property
    def namesakes(self) -> Sequence[Known]: ...
    @property
    def told(self) -> Sequence[Told] | None: ...


def actor_page(page: Page, ledger: str) -> Group:
    """Everything about an actor. `ledger` is the name of the ledger that was asked."""
    actor = page.actor
    where = ", ".join(actor.countries or ((actor.country,) if actor.country else ()))
    head = Text(actor.name, style="bold")
    head.append(f"\n{actor.kind.replace('_', ' ')}{f' · {where}' if where else ''}", style="not bold")
    head.append(f" · active {years_words(actor.years)}" if actor.years else " · years not known", style="not bold")
    for label, others in (("part of", page.parents), ("branches", page.branches), ("same name", page.namesakes)):
        if others:
            head.append(f"\n{label}: {', '.join(_named(o) for o in others)}", style="not bold")
    if actor.aliases:
        head.append(f"\nalso: {', '.join(actor.aliases)}", style="not bold dim")
    parts: list[RenderableType] = [Panel(head, title=Text(actor.id), title_align="left", expand=False)]
    if page.told is None:
        parts.append(Text(f"No ledger at {safe(ledger)}; this is what the registry knows.", style="yellow"))
    elif not page.told:
        parts.append(Text(f"Looked; nothing in {safe(ledger)} gives a figure, a leader or a claim for this actor."))
    else:
        parts.append(_timeline(page.told))
    return Group(*parts)


def _named(other: Known) -> str:
    return f"{other.name} ({years_words(other.years)})" if other.years else other.name


def years_words(years: str) -> str:
    """ "2012–2017", "since 2013", "2001"."""
    first, _, last = years.partition("-")
    if not last:
        return f"since {first}"
    return first if first == last else f"{first}–{last}"


def _timeline(told: Sequence[Told]) -> Table:
    table = Table(title="What reports say, by the time that they tell of", title_justify="left", show_lines=True,
                  box=box.HORIZONTALS, pad_edge=False)  # fmt: skip
    table.add_column("when", width=15)
    table.add_column("what", ratio=2)
    table.add_column("words · who says so · report", ratio=3)
    for one in told:
        statement = one.statement
        own = _own_time(statement)
        when = Text(date_words(own or statement.said))
        if own is None and statement.said is not None:
            when = Text(f"said {when.plain}", style="dim")
        line = Text(f"“{safe(statement.evidence.verbatim)}”")
        line.append(
            f" · {safe(statement.attributed_to) if statement.attributed_to else 'in its own voice'}", style="cyan"
        )
        title = said_once(safe(one.title)) if one.title else name_words(one.doc_id, one.document_id)
        line.append(f" · {title}, {date_words(one.published)}", style="dim")
        change = statement.value.change if isinstance(statement.value, Leadership) else ""
        table.add_row(when, Text(statement_words(statement), style=_STYLE.get(change, "")), line)
    return table


def _own_time(statement: Statement) -> When | None:
    value = statement.value
    return None if isinstance(value, RecordClaim) else value.when


def statement_words(statement: Statement) -> str:
    """ "5,000–7,000 members", "Abu X, leader: killed", "deadliest attack since January 2022"."""
    match statement.value:
        case Standing() as value:
            return safe(_standing_words(value))
        case Leadership() as value:
            return safe(_leader_words(value))
        case RecordClaim() as value:
            return safe(_record_words(value))


def _standing_words(value: Standing) -> str:
    what = value.what.replace("_", " ")
    if value.count is not None:
        sign = _SIGN.get(value.count.qualifier, "")
        amount = bounds(value.count.low, value.count.high, [value.count.words] if value.count.words else ())
        figure = f"{sign}{amount.lstrip('≥≤') if sign in {'>', '<'} else amount}"
    else:
        figure = value.share.words if isinstance(value.share, Share) else "?"
    text = f"{what}: {figure}"
    if value.within:
        text += f", of the {value.within.replace('_', ' ')}"
    if value.holder:
        text += f"; held by {value.holder}"
    return text


def _leader_words(value: Leadership) -> str:
    text = f"{value.person or 'unnamed'}, {value.role}"
    if value.change == "pseudonym":
        text += f": also {value.pseudonym}" if value.pseudonym else ": a pseudonym"
    elif value.change != "named":
        text += f": {value.change}"
    if value.predecessor:
        text += f"; after {value.predecessor}"
    return text + (f"; followed by {value.successor}" if value.successor else "")


def _record_words(value: RecordClaim) -> str:
    parts = ["one of the" if value.one_of else "", value.predicate]
    if value.quantity is not None:
        words = [value.quantity.words] if value.quantity.words else ()
        parts.insert(0, bounds(value.quantity.low, value.quantity.high, words))
    if value.event and value.event not in value.predicate:
        parts.append(value.event)
    if value.percent is not None:
        parts.append(f"by {value.percent:g}%")
    parts += [(value.place and f"in {value.place}") or "", value.scope or ""]
    return f"{value.kind}: {' '.join(p for p in parts if p)}"


def statement_record(statement: Statement) -> dict[str, Any]:
    """One statement with its words, nothing left out but what is not said."""
    said = statement.said
    return {
        "kind": statement.kind,
        **{k: v for k, v in statement.value.model_dump(mode="json").items() if k not in {"type", "kind"}},
        **({"claim": statement.value.kind} if isinstance(statement.value, RecordClaim) else {}),
        "verbatim": statement.evidence.verbatim,
        "span_start": statement.evidence.span_start,
        "span_end": statement.evidence.span_end,
        "attributed_to": statement.attributed_to,
        "said": [said.start.isoformat(), said.end.isoformat()] if said else None,
        "confidence": statement.confidence,
        "reason": statement.reason,
    }


def told_record(told: Told) -> dict[str, Any]:
    """A statement with its document, and the time that it is ordered by."""
    when = told.statement.when
    return {
        "date_start": when.start.isoformat() if when else None,
        "date_end": when.end.isoformat() if when else None,
        "doc_id": told.doc_id,
        "title": told.title,
        **statement_record(told.statement),
    }


def actor_record(page: Page) -> dict[str, Any]:
    """One line of `hudhud actor --json`. `statements` is null where there is no ledger."""
    actor, told = page.actor, page.told
    return {
        "id": actor.id,
        "name": actor.name,
        "kind": actor.kind,
        "countries": list(actor.countries or ((actor.country,) if actor.country else ())),
        "years": actor.years or None,
        "aliases": list(actor.aliases),
        "parents": [p.id for p in page.parents],
        "branches": [b.id for b in page.branches],
        "namesakes": [n.id for n in page.namesakes],
        "statements": None if told is None else [told_record(t) for t in told],
    }


def actor_rows(page: Page) -> Iterator[dict[str, Any]]:
    """For CSV a row a statement; one row without, where nothing is said."""
    about = {"actor_id": page.actor.id, "actor": page.actor.name}
    columns = ("date_start", "date_end", "kind", "what", "verbatim", "attributed_to", "doc_id", "title")
    for told in page.told or ():
        record = told_record(told) | {"what": statement_words(told.statement)}
        yield about | {column: record[column] for column in columns}
    if not page.told:
        yield about | dict.fromkeys(columns)
