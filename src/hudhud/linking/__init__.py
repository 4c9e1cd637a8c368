"""Which mentions tell of the same incident: scored pairs with their reasons, and the clusters they make."""

from hudhud.linking.blocking import keys
from hudhud.linking.clustering import clusters, components
from hudhud.linking.copies import Copy, Issue, alike, bands, copied, may_copy, may_copy_any, signature, stories
from hudhud.linking.covers import Covered, covers
from hudhud.linking.exclusions import excluded
from hudhud.linking.packing import packed, unpacked
from hudhud.linking.profile import Profile, profiles
from hudhud.linking.scoring import Comparison, Link, score_all, score_new, version, weights

__all__ = [
    "Comparison",
    "Copy",
    "Covered",
    "Issue",
    "Link",
    "Profile",
    "alike",
    "bands",
    "clusters",
    "components",
    "copied",
    "covers",
    "excluded",
    "keys",
    "may_copy",
    "may_copy_any",
    "packed",
    "profiles",
    "score_all",
    "score_new",
    "signature",
    "stories",
    "unpacked",
    "version",
    "weights",
]
