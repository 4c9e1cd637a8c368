"""The command line: one verb a stage, each a twin of a function in `hudhud.pipeline`."""

from hudhud.cli.main import cli, main

__all__ = ["cli", "main"]
