"""A further reader adds no line to the stages after reading: they import nothing of it and know nobody's name."""

from __future__ import annotations

import ast
import re
from importlib.metadata import entry_points
from pathlib import Path

import pytest

import hudhud

PACKAGE = Path(hudhud.__file__).parent
AFTER = ("linking", "reconcile", "judging", "ledger", "publish", "analysis", "web", "compare", "tables")


def code_of(stage: str) -> list[Path]:
    found = [path for path in (PACKAGE / stage).rglob("*") if path.suffix in {".py", ".html", ".yaml", ".js"}]
    assert found, stage
    return found


def without_comments(path: Path) -> str:
    """A docstring may give a reader as an example; code may not know one."""
    text = path.read_text("utf-8")
    if path.suffix != ".py":
        return text
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            node.value = ast.Constant(value=None)
    return ast.unparse(tree)


@pytest.mark.parametrize("stage", AFTER)
def test_a_stage_after_reading_names_no_reader(stage: str) -> None:
    names = {point.name for point in entry_points(group="hudhud.readers")}
    assert "rules-en" in names
    named = re.compile(r"\b(?:" + "|".join(map(re.escape, sorted(names))) + r")\b")
    for path in code_of(stage):
        found = named.search(without_comments(path))
        assert found is None, f"{path}: {found}"


@pytest.mark.parametrize("stage", AFTER)
def test_a_stage_after_reading_imports_nothing_of_it(stage: str) -> None:
    for path in code_of(stage):
        if path.suffix == ".py":
            assert not re.search(r"^\s*(?:from|import) hudhud\.reading\b", path.read_text("utf-8"), re.M), path
