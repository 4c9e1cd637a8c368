"""Fetching reports from the open web: politely, within limits, and with a record of every exchange."""

from hudhud.capture.fetching.addresses import normalised
from hudhud.capture.fetching.fetcher import REPORTS, Fetched, Fetcher, source_of
from hudhud.capture.fetching.line import Wiring

__all__ = ["REPORTS", "Fetched", "Fetcher", "Wiring", "normalised", "source_of"]
