"""`python -m hudhud.cli.reference` prints all commands as the page docs/commands.md."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator

import click

from hudhud.cli.main import cli


def commands(group: click.Group, prefix: str) -> Iterator[tuple[str, click.Command]]:
    """Every command with the words it is called by; of a group, those below it."""
    for name, command in sorted(group.commands.items()):
        if isinstance(command, click.Group):
            yield from commands(command, f"{prefix} {name}")
        else:
            yield f"{prefix} {name}", command


def page() -> str:
    """The commands as Markdown."""
    parts = [
        "# Commands",
        "Printed from the commands by `make docs`; change them, not this page. Each has its twin in "
        "`hudhud.pipeline`. Tables go to standard output; progress and errors to standard error. The exit status is 0 "
        "where all went well, 2 where the command was called wrongly, 1 where anything else went wrong: then one line "
        "says what, and what to do. Colours follow `NO_COLOR`, the width `COLUMNS`.",
    ]
    return "\n\n".join(parts + [_section(name, command) for name, command in commands(cli, "hudhud")]) + "\n"


def _section(name: str, command: click.Command) -> str:
    context = click.Context(command, info_name=name)
    usage = " ".join(command.collect_usage_pieces(context))
    lines = [f"## {name}", "", f"    {name} {usage}", "", inspect.cleandoc(command.help or "")]
    options = [p for p in command.params if isinstance(p, click.Option)]
    if options:
        lines += ["", *(_line(option, context) for option in options)]
    return "\n".join(lines)


def _line(option: click.Option, context: click.Context) -> str:
    shown, text = option.get_help_record(context) or ("", "")
    return f"- `{shown}`: {' '.join(text.split())}"


if __name__ == "__main__":
    sys.stdout.write(page())
