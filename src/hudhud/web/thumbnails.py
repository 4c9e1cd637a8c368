"""Small pictures of attached ones, drawn anew: of the original's bytes, place and time of taking nothing is left."""

from __future__ import annotations

import io
import struct
import warnings
import zlib

from PIL import Image, ImageOps

from hudhud.model import File
from hudhud.model.files import PICTURES

_MOST_PIXELS = 64_000_000
"""A telephone's 50 megapixels are drawn; what unfolds to more may be made to fill the memory."""
_SIDE = 480
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
_DAMAGE = (OSError, SyntaxError, ValueError, EOFError, TypeError, IndexError, KeyError, struct.error, zlib.error,
           MemoryError, Image.DecompressionBombError, Image.DecompressionBombWarning)  # fmt: skip
"""What Pillow raises over pictures that are damaged or made to hurt."""


def thumbnail(file: File) -> bytes | None:
    """A picture in PNG whose longer side has at most 480 pixels; None where the file is none that can be drawn."""
    if file.anchor.media_type not in PICTURES:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(file.content), formats=_FORMATS) as opened:
                return _drawn(opened)
    except _DAMAGE:
        return None


def _drawn(opened: Image.Image) -> bytes | None:
    if opened.width * opened.height > _MOST_PIXELS or not min(opened.size):
        return None
    opened.draft("RGB", (2 * _SIDE, 2 * _SIDE))  # a JPEG is then unpacked no larger than needed
    small = opened.convert("RGBA" if opened.has_transparency_data else "RGB")
    small.thumbnail((_SIDE, _SIDE))
    turned = ImageOps.exif_transpose(small)
    # Only points are taken over: comments, profiles and places of taking would come along with the picture itself.
    clean = Image.new(turned.mode, turned.size)
    clean.paste(turned)
    written = io.BytesIO()
    clean.save(written, "PNG")
    return written.getvalue()
