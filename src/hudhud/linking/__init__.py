"""Which mentions tell of the same incident: scored pairs with their reasons, and the clusters they make."""

from hudhud.linking.blocking import keys
from hudhud.linking.clustering import clusters, components
from hudhud.linking.exclusions import excluded
from hudhud.linking.profile import Profile, profiles
from hudhud.linking.scoring import Comparison, Link, score_all, score_new, version, weights

__all__ = [
    "Comparison",
    "Link",
    "Profile",
    "clusters",
    "components",
    "excluded",
    "keys",
    "profiles",
    "score_all",
    "score_new",
    "version",
    "weights",
]
