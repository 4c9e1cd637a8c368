"""The README's pictures: four of `make screenshots`, made small. `python docs/pictures.py build/screenshots`."""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image

_CHOSEN = {
    "review": "review-1280-light-ltr",
    "incidents": "incidents-1280-light-ltr",
    "incident": "incident-1280-light-ltr",
    "report": "report-inner-1000-light-ltr",
}
_COLOURS = 240


def main(folder: Path) -> None:
    """Write docs/pictures anew."""
    out = Path(__file__).with_name("pictures")
    out.mkdir(exist_ok=True)
    for name, source in _CHOSEN.items():
        path = out / f"{name}.png"
        with Image.open(folder / f"{source}.png") as whole:
            # The palette that covers most keeps the few dots of a colour that has a meaning.
            small = whole.convert("RGB").quantize(_COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
        small.save(path, optimize=True)
        print(f"{path}: {path.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
