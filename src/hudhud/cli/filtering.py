"""Which incidents are meant: the same options for every command that lists, writes out or reports."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from hudhud.cli.shared import Day
from hudhud.codebook import load as load_codebook

F = TypeVar("F", bound=Callable[..., Any])

_OPTIONS = (
    click.option("--since", type=Day(), metavar="DATE", help="Ending on or after this day."),
    click.option("--until", type=Day(), metavar="DATE", help="Starting on or before this day."),
    click.option("--place", help="Part of the name of the place, its admin-1, or the country's code."),
    click.option("--actor", help="Part of a perpetrator's name."),
    click.option("--type", "event_type", type=click.Choice(load_codebook()["event_types"].codes), help="Event type."),
    click.option("--harm", type=click.Choice(load_codebook()["harms"].codes), help="With this harm."),
    click.option("--status", type=click.Choice(load_codebook()["statuses"].codes), help="Status."),
    click.option(
        "--group", type=click.Choice(load_codebook()["groups"].codes), help="With people of this group harmed."
    ),
    click.option("--at-least", type=int, metavar="N", help="With at least N people of the harm, by the best figure."),
    click.option("--sources", type=int, metavar="N", help="Told by at least N sources."),
    click.option("--conflict/--no-conflict", default=None, help="Whose reports contradict each other, or do not."),
    click.option("--review", type=click.Choice(["waiting", "accepted", "changed"]), help="By where its review stands."),
    click.option("--words", help="With these words in names and titles."),
)


def filter_options(command: F) -> F:
    """The fields of `Filter`, each an option of its name."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command
