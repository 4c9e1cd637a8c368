"""Which mentions tell of the same incident: scored pairs with their reasons, and the clusters they make."""

from hudhud.linking.clusters import clusters
from hudhud.linking.pairs import Link, link

__all__ = ["Link", "clusters", "link"]
