"""Our incidents against others' records: which are the same one, and on what they differ."""

from hudhud.compare.findings import by_chance, compared
from hudhud.compare.likeness import CUT, Kin
from hudhud.compare.scope import fits

__all__ = ["CUT", "Kin", "by_chance", "compared", "fits"]
