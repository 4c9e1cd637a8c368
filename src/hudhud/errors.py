"""What can go wrong, said so that a tired person knows what to do next.

Every error that reaches the command line is a `HudhudError`: its message is one line that says
what is wrong and what to do. Anything else that escapes is a defect of ours.
"""

from __future__ import annotations

from collections.abc import Iterable


class HudhudError(Exception):
    """A failure that the user can act on. The message is one line."""

    def __init__(self, message: str) -> None:
        super().__init__(" ".join(message.split()))


class CaptureError(HudhudError):
    """A report could not be taken in: missing, empty, binary, badly encoded, without text."""


class FetchError(CaptureError):
    """An address could not be fetched: refused, unreachable, too large, too slow, forbidden by robots.txt."""


class ConfigurationError(HudhudError):
    """What the user set cannot be understood."""


class LanguageError(HudhudError):
    """No reader understands the document's language. Different from having read and found nothing."""

    def __init__(self, name: str, language: str, readable: Iterable[str]) -> None:
        self.name = name
        self.language = language
        super().__init__(
            f"{name}: cannot read language {language!r}; the readers in use read {', '.join(readable) or 'nothing'}. "
            "See 'hudhud readers', or pass --language if the language was guessed wrongly."
        )


class ReaderError(HudhudError):
    """A reader is not installed, did not start, or failed on a document."""


class ModelError(HudhudError):
    """The language model is missing or its files differ from the manifest."""


class GazetteerError(HudhudError):
    """The gazetteer could not be built, opened or extended."""


class CodebookError(HudhudError):
    """A codebook file is malformed, or a code is not in it."""


class ActorError(HudhudError):
    """The registry knows no actor of this name."""


class LedgerError(HudhudError):
    """The ledger cannot be opened or written: locked, read-only, newer, damaged, disk full."""


class UnknownNameError(LedgerError):
    """A name or the beginning of an id leads to nothing in the ledger, or to several things."""


class DecisionError(HudhudError):
    """A person's decision cannot be taken as given: no such subject, no such value, or it contradicts another."""


class OvertakenError(LedgerError):
    """Another decision reached the ledger between looking and writing; nothing was written."""


class FilterError(HudhudError):
    """What is asked for cannot be a filter of incidents."""


class PeopleError(HudhudError):
    """Something about the people at work is refused. The code leads to the words that the workbench shows."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(f"refused: {code.replace('_', ' ')}")


class ServingError(HudhudError):
    """The workbench cannot be started: parts missing, port in use, an address that everybody could reach."""


class TableError(HudhudError):
    """A table cannot be read: missing, of an unknown kind, or with rows that cannot be understood."""


class AnalysisError(HudhudError):
    """The records cannot answer the question: too few, undated, or not of the kind that the method needs."""


class SendingError(HudhudError):
    """An alert could not be sent: no answer, refused, or the password is missing. It is tried again."""


class PolicyError(HudhudError):
    """A do-no-harm policy or its key cannot be used: unreadable, a rule missing or wrong, too short."""


class ExportError(HudhudError):
    """Incidents cannot leave as asked: no such profile, a file in the way, or a line that is none of an export."""


class SiteError(HudhudError):
    """A site cannot be built as asked: a folder with others' files in it, another key, an address that is none."""


class ScaleError(HudhudError):
    """Work on many processes could not start, could not go on, or found a folder that is not its own."""
