"""What `hudhud readers` says was measured is what the bench holds."""

import json
from pathlib import Path

from hudhud.reading.figures import figures_of, table

FLOORS = Path(__file__).parents[2] / "bench" / "floors.json"


def test_every_figure_is_one_that_the_bench_holds() -> None:
    floors = json.loads(FLOORS.read_text("utf-8"))["whole"]
    for reader, figures in table().items():
        assert figures_of(reader)
        for each in figures:
            assert each["value"] == floors[each["bench"]]["floors"][each["measure"]], each
