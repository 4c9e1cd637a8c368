"""The door for readers: which there are, which were chosen, and which of them read a document.

A package adds a reader through an entry point of the group `hudhud.readers`: a function that is given `Tools`
and returns a `DocumentReader`. hudhud's own come in by the same door. Those that start without being asked for
are named here; a package that happens to be installed changes no reading.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import EntryPoint, entry_points
from typing import Any, TypeVar

from hudhud.actors import Registry
from hudhud.errors import HudhudError, LanguageError, ReaderError
from hudhud.model import Document, DocumentReader, Reading, ReadingCopy, Signature
from hudhud.model.readers import ANY_LANGUAGE, Offer
from hudhud.places import Gazetteer
from hudhud.reading.agreement import combine, combined_signature

T = TypeVar("T")

GROUP = "hudhud.readers"
DEFAULT = ("rules-en", "rules-ar")
"""What reads where nobody says otherwise, the most trusted first: rules alone, which ask nobody outside."""


@dataclass(frozen=True)
class Tools:
    """What a reader may use."""

    gazetteer: Gazetteer
    registry: Registry
    settings: Mapping[str, Any] = field(default_factory=dict)
    """Its own part of hudhud.toml: the table `[reader.NAME]`."""


Opening = Callable[[Tools], DocumentReader]


def offered() -> dict[str, EntryPoint]:
    """The readers that installed packages offer, by name, in the order of their names."""
    found: dict[str, EntryPoint] = {}
    for point in sorted(entry_points(group=GROUP), key=lambda each: each.name):
        twice = found.setdefault(point.name, point)
        if twice.value != point.value:
            raise ReaderError(f"two packages offer a reader {point.name!r}: {_package(twice)} and {_package(point)}; "
                              "uninstall one of them")  # fmt: skip
    return found


def chosen(names: Sequence[str]) -> tuple[str, ...]:
    """The names to open: those asked for, else the default ones that are installed.

    Raises:
        ReaderError: no package offers one of the names, or none is offered at all.
    """
    there = offered()
    for name in names:
        if name not in there:
            raise ReaderError(f"no reader {name!r} is installed; there are: {', '.join(there) or 'none'}")
    wanted = tuple(dict.fromkeys(names)) or tuple(name for name in DEFAULT if name in there)
    if not wanted:
        raise ReaderError("no reader is installed; install hudhud itself: python -m pip install hudhud")
    return wanted


def open_reader(name: str, tools: Tools) -> DocumentReader:
    """Open one reader that `chosen` found.

    Raises:
        ReaderError: it cannot be loaded, or is none.
        HudhudError: it says itself what is missing.
    """
    point = offered()[name]
    opening: Opening = _guarded(point, point.load)
    reader = _guarded(point, lambda: opening(tools))
    if reader.name != name or any(mark.isspace() or mark == "+" for mark in name):
        raise ReaderError(
            f"{_package(point)} offers a reader as {name!r} that signs as {reader.name!r}; tell its makers"
        )
    return reader


def offers(tools: Tools, settings: Mapping[str, Mapping[str, Any]]) -> list[Offer]:
    """Every reader that is offered, started to be asked; one that cannot start says why."""
    found = []
    for name, point in offered().items():
        offer = Offer(name, _package(point), name in DEFAULT)
        try:
            one = open_reader(name, Tools(tools.gazetteer, tools.registry, settings.get(name, {})))
        except HudhudError as error:
            found.append(offer._replace(problem=str(error)))
        else:
            found.append(offer._replace(languages=tuple(one.languages), version=one.version, figures=one.figures))
    return found


def _guarded(point: EntryPoint, doing: Callable[[], T]) -> T:
    """Others' code may fail in any way; the person is told whose it is."""
    try:
        return doing()
    except HudhudError:
        raise
    except Exception as error:
        raise ReaderError(f"reader {point.name!r} of {_package(point)} did not start: {type(error).__name__}: {error}"
                          ) from error  # fmt: skip


def _package(point: EntryPoint) -> str:
    return f"{point.dist.name} {point.dist.version}" if point.dist is not None else point.value


class Readers:
    """Several readers as one: all that know a document's language read it, and one reading is made of theirs."""

    def __init__(self, readers: Sequence[DocumentReader], tools: Tools) -> None:
        self.readers = tuple(readers)
        self.tools = tools

    @classmethod
    def open(cls, names: Sequence[str], tools: Tools, settings: Mapping[str, Mapping[str, Any]]) -> Readers:
        """Open these readers, the most trusted first, each with its own settings."""
        return cls(
            [open_reader(name, Tools(tools.gazetteer, tools.registry, settings.get(name, {}))) for name in names], tools
        )

    @property
    def notices(self) -> list[str]:
        """What the person should know before anything is read: what readers send where, each in one line."""
        return [str(said) for each in self.readers if (said := getattr(each, "notice", None))]

    @property
    def summaries(self) -> list[str]:
        """What readers tell of a run behind it, each in one line."""
        return [str(said) for each in self.readers if (said := getattr(each, "summary", None))]

    def reader(self, name: str) -> DocumentReader:
        """The one of this name, which must be among them."""
        return next(each for each in self.readers if each.name == name)

    @property
    def signatures(self) -> list[Signature]:
        """Every way in which a reading of theirs may be signed, whatever its document's language."""
        languages = {language for each in self.readers for language in each.languages}
        return list({tuple(r.name for r in some): combined_signature([_signature(r) for r in some])
                     for some in map(self._of, sorted(languages)) if some}.values())  # fmt: skip

    def read(self, document: Document, copy: ReadingCopy) -> Reading:
        """Read one document, of which `copy` is the reading copy.

        Raises:
            LanguageError: none of them reads its language.
            ReaderError: one of them failed; what the others made of it is not passed off as the whole.
        """
        readers = self._of(document.language)
        if not readers:
            raise LanguageError(_called(document), document.language, self._languages())
        return combine([_read(each, document, copy) for each in readers])

    def apart(self, document: Document, copy: ReadingCopy) -> dict[str, Reading | HudhudError]:
        """What each makes of one document, by its name; a failure, or a language it does not know, is its own."""
        made: dict[str, Reading | HudhudError] = {}
        for each in self.readers:
            if each not in self._of(document.language):
                made[each.name] = LanguageError(_called(document), document.language, sorted(each.languages))
                continue
            try:
                made[each.name] = _read(each, document, copy)
            except HudhudError as error:
                made[each.name] = error
        return made

    def _of(self, language: str) -> list[DocumentReader]:
        return [each for each in self.readers if not {language, ANY_LANGUAGE}.isdisjoint(each.languages)]

    def _languages(self) -> Iterable[str]:
        return sorted({code for each in self.readers for code in each.languages})


def _read(reader: DocumentReader, document: Document, copy: ReadingCopy) -> Reading:
    try:
        reading = reader.read(document, copy)
    except HudhudError:
        raise
    except Exception as error:  # a reader's defect is this document's failure, and is reported
        raise ReaderError(
            f"{_called(document)}: reader {reader.name} failed: {type(error).__name__}: {error}"
        ) from error
    wrong = _wrong(reading, reader, document)
    if wrong:
        raise ReaderError(f"{_called(document)}: reader {reader.name} {reader.version} {wrong}; tell its makers")
    return reading


def _wrong(reading: Reading, reader: DocumentReader, document: Document) -> str | None:
    """What a reading must not be, whoever made it: of another document, signed wrongly, or with words of its own."""
    if reading.document_id != document.id or _signature(reader) != Signature(
        reading.reader, reading.reader_version, reading.config_hash
    ):
        return "returned the reading of another document, or signed it as another"
    claimed = [claim.evidence for mention in reading.mentions for claim in mention.claims]
    for words in (*claimed, *(statement.evidence for statement in reading.statements)):
        if document.text[words.span_start : words.span_end] != words.verbatim:
            return f"quotes {words.verbatim[:60]!r} at {words.span_start}, where the text differs"
    return None


def _called(document: Document) -> str:
    """A report as the person knows it: a hash says nothing to anybody."""
    return document.origin if document.doc_id == document.id else document.doc_id


def _signature(reader: DocumentReader) -> Signature:
    return Signature(reader.name, reader.version, reader.config_hash)
