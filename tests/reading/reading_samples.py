"""How the tests of the reading stage write a harm down."""

from collections.abc import Callable, Mapping

import pytest

from hudhud.model import Count, Reading
from hudhud.reading.harm_claims import Harm

HarmsOf = Callable[..., list[str]]
Read = Callable[..., Reading]


def bounds(count: Count) -> str:
    """7, >=7, >7, <=7, <7, ~7, 5..7, or the word itself."""
    signs = {"at_least": ">=", "more_than": ">", "at_most": "<=", "less_than": "<", "about": "~", "exact": ""}
    if count.qualifier == "word":
        return "some"
    if count.qualifier == "range":
        return f"{count.low}..{count.high}"
    return f"{signs[count.qualifier]}{count.low if count.low is not None else count.high}"


def shown(harm: Harm) -> str:
    """ "killed >=7 civilians"."""
    return f"{harm.harm} {bounds(harm.victims.count)} {harm.victims.group}"


def marked(table: Mapping[str, str | tuple[str, str]], defects: Mapping[str, str]) -> list[object]:
    """The cases of a table by name; those whose text is a known defect must fail, and say so when they pass."""
    out: list[object] = []
    for name, case in table.items():
        values = (case,) if isinstance(case, str) else case
        reason = defects.get(values[0])
        marks = [pytest.mark.xfail(strict=True, reason=reason)] if reason else []
        out.append(pytest.param(*values, id=name, marks=marks))
    return out
