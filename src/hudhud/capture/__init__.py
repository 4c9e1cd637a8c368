"""Taking reports in: bytes kept as they are, text decoded, and a clean copy to read with a map back."""

from hudhud.capture.clean import reading_copy
from hudhud.capture.columns import parse_columns
from hudhud.capture.document import capture_bytes, capture_source
from hudhud.capture.files import Captured, capture, sources, take_in
from hudhud.capture.pdf import page_of
from hudhud.capture.source import Capture, Failure, Source

__all__ = [
    "Capture",
    "Captured",
    "Failure",
    "Source",
    "capture",
    "capture_bytes",
    "capture_source",
    "page_of",
    "parse_columns",
    "reading_copy",
    "sources",
    "take_in",
]
