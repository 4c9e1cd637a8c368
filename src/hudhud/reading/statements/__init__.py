"""What a report says besides incidents: standing figures, leaders, claims about the record."""

from hudhud.reading.statements.reader import read

__all__ = ["read"]
