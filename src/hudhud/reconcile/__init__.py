"""From the claims of one incident to what is reported, by whom, and where the reports conflict."""

from hudhud.reconcile.history import Revision, history
from hudhud.reconcile.incidents import disputed, incident, record
from hudhud.reconcile.stakes import stake
from hudhud.reconcile.sums import Sum, account

__all__ = ["Revision", "Sum", "account", "disputed", "history", "incident", "record", "stake"]
