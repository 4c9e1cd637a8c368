"""Taking reports in: bytes kept as they are, text decoded, and a clean copy to read with a map back."""

from hudhud.capture.clean import reading_copy
from hudhud.capture.document import capture_bytes
from hudhud.capture.files import Captured, Failure, capture

__all__ = ["Captured", "Failure", "capture", "capture_bytes", "reading_copy"]
