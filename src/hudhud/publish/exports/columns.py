"""Columns of tables: one row an incident, with what each column means and how it is typed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from hudhud import codebook
from hudhud.model import Assessment, Claim, HarmValue, Incident
from hudhud.model.claims import HARM_FIELDS
from hudhud.model.exports import Header, Item, Reference
from hudhud.publish.exports.profile import Column

Cell = str | int | float | bool | date | None
BETWEEN = "; "
"""Between the parts of a cell that holds several."""
_CIVILIANS = "civilians"


def _column(vocabulary: str, measure: str) -> str:
    return f"{measure}; a code of the codebook's {codebook.load()[vocabulary].title.lower()}"


_INCIDENT = (
    Column("id", "text", "The incident, by the name that it keeps.", "#meta+id"),
    Column("permalink", "text", "Where the incident stands with every word behind it.", "#meta+permalink"),
    Column("types", "text", _column("event_types", "What happened") + ", several between semicolons.", "#event+type"),
    Column("status", "text", _column("statuses", "Whether it took place") + ".", "#status"),
    Column("aggregate", "truth", "A sum over several incidents, never to be added to them.", "#meta+aggregate"),
    Column("covers", "text", "Of a sum, the ids of the incidents that it holds.", "#meta+covers"),
    Column("covered_by", "text", "The ids of the sums that hold it; add up either alone.", "#meta+covered_by"),
    Column("date_start", "date", "First day of the interval in which it lies; empty if none is told.", "#date+start"),
    Column("date_end", "date", "Last day of that interval.", "#date+end"),
    Column("date_precision", "text", _column("date_precisions", "How much of it is told") + ".", "#date+precision"),
    Column("country", "text", "ISO 3166-1 alpha-2.", "#country+code+v_iso2"),
    Column("admin1", "text", "First-order division.", "#adm1+name"),
    Column("admin2", "text", "Second-order division: the place, where it is a district.", "#adm2+name"),
    Column("place", "text", "The place as it is named.", "#loc+name"),
    Column("place_relation", "text", "How the incident lies to the place, in the report's words.", "#loc+relation"),
    Column("latitude", "number", "Degrees; of the place, not of the incident, where it is not exact.", "#geo+lat"),
    Column("longitude", "number", "Degrees.", "#geo+lon"),
    Column("place_precision", "text", _column("place_precisions", "How closely the place is fixed") + ".",
           "#geo+precision"),
    Column("perpetrators", "text", "Who is said to have done it, or the sides of a fight.", "#group+perp+name"),
)  # fmt: skip
_MEASURES = (
    ("low", "whole", "at least, by the smallest bound that anyone gave; empty where it is open", "+min"),
    ("best", "whole", "the figure that is preferred; empty where no report gives a number", ""),
    ("high", "whole", "at most, by the largest bound that anyone gave; empty where it is open", "+max"),
    ("interval_low", "whole", "lower end of where the true number lies nine times in ten", "+interval+min"),
    ("interval_high", "whole", "upper end of where the true number lies nine times in ten", "+interval+max"),
    ("words", "text", "quantities that are told in words without a number", "+words"),
    ("by", "text", "who gave the figures, copies of one story once", "+source"),
)  # fmt: skip
_SOURCES = (
    Column("conflicts", "text", "What the reports disagree on, in sentences.", "#description+conflicts"),
    Column("reports", "whole", "How many reports tell of it.", "#meta+reports+num"),
    Column("sources", "text", "The outlets of its reports.", "#meta+source"),
    Column("published", "date", "The first day of publication that a report gives.", "#date+published"),
    Column("urls", "text", "The addresses of its reports.", "#meta+url"),
)
_EXPORT = (
    Column("export_state", "text", "The ledger's state: number and hash of its newest decision.", "#meta+state"),
    Column("export_version", "text", "The version of hudhud that wrote it.", "#meta+version"),
    Column("export_filter", "text", "Which incidents were asked for; empty for all.", "#meta+filter"),
    Column("export_policy", "text", "The do-no-harm policy and its hash; empty where the file is not public.",
           "#meta+policy"),
)  # fmt: skip


def _harm_columns() -> Iterator[Column]:
    for harm in codebook.load()["harms"].entries:
        tag = harm.maps_to["hxl"]
        for group, plus in (("", ""), (_CIVILIANS, "+civilians")):
            name, people = (f"{harm.code}_{group}", group) if group else (harm.code, "people of all groups")
            for measure, kind, about, attribute in _MEASURES:
                text = f"{people.capitalize()} {harm.label}: {about}."
                yield Column(f"{name}_{measure}", kind, text, tag + plus + attribute)  # type: ignore[arg-type]


COLUMNS = (*_INCIDENT, *_harm_columns(), *_SOURCES, *_EXPORT)
"""Of the table of incidents, in the order of `row`."""
_NOTHING: tuple[Cell, ...] = (None,) * len(_MEASURES)


def row(item: Item, shared: tuple[Cell, ...]) -> list[Cell]:
    """The cells of one incident under `COLUMNS`; `shared` are those of the header."""
    one = item.incident
    cells: list[Cell] = [
        one.id, item.permalink, BETWEEN.join(one.types), one.status, one.aggregate,
        BETWEEN.join(item.covers), BETWEEN.join(item.covered_by),
    ]  # fmt: skip
    cells += (one.when.start, one.when.end, one.when.precision) if one.when else (None, None, None)
    cells += _place(one)
    cells.append(BETWEEN.join(one.perpetrators))
    totals = {total.harm: total for total in one.totals}
    civilians = {harm.harm: harm for harm in one.harms if harm.group == _CIVILIANS}
    for harm in HARM_FIELDS:
        cells += _figures(totals[harm]) if harm in totals else _NOTHING
        cells += _figures(civilians[harm]) if harm in civilians else _NOTHING
    cells += _sources(one, item.references)
    cells += shared
    return cells


def shared_cells(header: Header) -> tuple[Cell, ...]:
    """What every row says of the export."""
    return header.state, header.version, header.filter, header.policy


def _place(one: Incident) -> tuple[Cell, ...]:
    place = one.place
    if place is None:
        return (None,) * 8
    district = place.name if place.precision == "district" else None
    return (place.country, place.admin1, district, place.name, place.relation, place.lat, place.lon, place.precision)


def _figures(one: Assessment) -> tuple[Cell, ...]:
    lower, upper = one.interval or (None, None)
    return one.low, one.best, one.high, lower, upper, BETWEEN.join(one.words), BETWEEN.join(one.by)


def _sources(one: Incident, references: Sequence[Reference]) -> tuple[Cell, ...]:
    days = [r.published for r in references if r.published]
    return (
        BETWEEN.join(one.conflicts),
        len(references),
        BETWEEN.join(outlets(references)),
        min(days) if days else None,
        BETWEEN.join(dict.fromkeys(r.url for r in references if r.url)),
    )


def outlets(references: Iterable[Reference]) -> tuple[str, ...]:
    """Who published, each once; the report's own name where its outlet is not known."""
    return tuple(dict.fromkeys(r.publisher or r.doc_id for r in references))


CLAIM_COLUMNS = (
    Column("incident", "text", "The incident's id."),
    Column("report", "text", "The report's id."),
    Column("field", "text", "What it tells: a harm, the date, the place, who did it, the kind, whether it took place."),
    Column("value", "text", "What it tells, in short."),
    Column("group", "text", _column("groups", "Of a harm, whom it befell") + "."),
    Column("low", "whole", "Of a harm, the bound from below; empty where it is open."),
    Column("high", "whole", "Of a harm, the bound from above; empty where it is open."),
    Column("qualifier", "text", _column("qualifiers", "What the words say of the count") + "."),
    Column("derived", "truth", "No words state the figure; it follows from others."),
    Column("verbatim", "text", "The words that it rests on."),
    Column("span_start", "whole", "Where they begin in the report's text, in characters."),
    Column("span_end", "whole", "Where they end."),
    Column("attributed_to", "text", "Who is said to have said so; empty where the report speaks for itself."),
    Column("confidence", "number", "Of the reader, 0 to 1."),
    Column("reader", "text", "What read it, with its version."),
)
SOURCE_COLUMNS = (
    Column("incident", "text", "The incident's id."),
    Column("report", "text", "The report's id."),
    Column("sha256", "text", "Of the report's bytes."),
    Column("title", "text", "Its title."),
    Column("publisher", "text", "Its outlet."),
    Column("author", "text", "Its author."),
    Column("published", "date", "Its day, as it says itself; empty where it says nothing."),
    Column("url", "text", "Its address."),
    Column("language", "text", "ISO 639-1."),
    Column("captured_at", "text", "When it was captured."),
    Column("repeats", "text", "The report whose story it repeats."),
)


def claim_rows(item: Item) -> Iterator[list[Cell]]:
    """The claims of an incident under `CLAIM_COLUMNS`."""
    for member in item.incident.members:
        for claim in member.mention.claims:
            value = claim.value
            group, derived = (value.group, value.derived) if isinstance(value, HarmValue) else (None, None)
            words = claim.evidence
            yield [
                item.incident.id, member.doc_id, claim.field, told(claim), group, claim.low, claim.high,
                claim.qualifier, derived, words.verbatim, words.span_start, words.span_end,
                claim.attributed_to, claim.confidence, f"{claim.reader} {claim.reader_version}",
            ]  # fmt: skip


def told(claim: Claim) -> str:
    """What a claim tells, in short; a harm by its words where it has no number."""
    value = claim.value
    match value.type:
        case "harm":
            return value.count.words or f"{_end(value.count.low)}–{_end(value.count.high)}"
        case "when":
            return f"{value.start}/{value.end} ({value.precision})"
        case "place" | "party":
            return value.name
        case "kind":
            return value.event_type
        case "status":
            return value.status


def _end(number: int | None) -> str:
    return "?" if number is None else str(number)


def source_rows(item: Item) -> Iterator[list[Cell]]:
    """The reports of an incident under `SOURCE_COLUMNS`."""
    for one in item.references:
        yield [
            item.incident.id, one.doc_id, one.document_id, one.title, one.publisher, one.author, one.published,
            one.url, one.language, one.captured_at.isoformat(), one.repeats,
        ]  # fmt: skip
