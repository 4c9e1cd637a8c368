"""From the claims of one incident to what is reported, by whom, and where the reports conflict."""

from hudhud.reconcile.incidents import incident

__all__ = ["incident"]
