@dataclass(frozen=True)
class Filter:
    """Which incidents to give. Everything that is set must hold."""

    since: date | None = None
    until: date | None = None
    place: str | None = None
    actor: str | None = None
    event_type: str | None = None
    harm: str | None = None
    status: str | None = None
    at_least: int | None = None
    """Of any one harm and group, by its best figure."""
    documents: frozenset[str] = field(default_factory=frozenset)

    def holds(self, one: Incident) -> bool:
        when = one.when
        if (self.since or self.until) and when is None:
            return False
        if when is not None and ((self.since and when.end < self.since) or (self.until and when.start > self.until)):
            return False
        if self.place and not _names_place(one, self.place):
            return False
        if self.actor and not any(self.actor.casefold() in p.casefold() for p in one.perpetrators):
            return False
        if self.event_type and self.event_type not in one.types:
            return False
        if self.status and one.status != self.status:
            return False
        if self.documents and not self.documents & set(one.documents):
            return False
        harms = [h for h in one.harms if self.harm in (None, h.harm)]
        if self.harm and not harms:
            return False
        return self.at_least is None or any((h.best or h.low or 0) >= self.at_least for h in harms)


def _names_place(one: Incident, wanted: str) -> bool:
    place = one.place
    if place is None:
        return False
    names = (place.name, place.admin1, place.country)
    return any(wanted.casefold() in name.casefold() for name in names if name)


def incidents(ledger: Ledger, wanted: Filter | None = None) -> list[Incident]:
    """The incidents of the ledger, the latest first, those without a date last."""
    found = [incident(group) for group in clusters(list(ledger.members()), links(ledger))]
    chosen = [one for one in found if wanted is None or wanted.holds(one)]
    return sorted(chosen, key=lambda one: (one.when is None, -(one.when.start.toordinal() if one.when else 0), one.id))


def show(ledger: Ledger, name: str) -> Incident:
    """The incident by its id or the beginning of it, or by the id of one of its mentions.

    Raises:
        LedgerError: none or several have it.
    """
    found = [one for one in incidents(ledger) if _goes_by(one, name)]
    if not found:
        raise LedgerError(f"no incident {name!r} in this ledger; run: hudhud incidents")
    if len(found) > 1:
        raise LedgerError(f"{name!r} is the beginning of {len(found)} incident ids; give more of it")
    return found[0]


def _goes_by(one: Incident, name: str) -> bool:
    return bool(name) and (one.id.startswith(name) or any(m.mention.id == name for m in one.members))


def why(ledger: Ledger, one: Incident) -> list[Stored]:
    """The links that hold an incident together, the strongest first."""
    ids = {m.mention.id for m in one.members}
    return sorted((x for x in links(ledger) if {x.one, x.other} <= ids), key=lambda x: -x.score)


def search(ledger: Ledger, words: str, limit: int = 20) -> list[Hit]:
    """Documents that contain the words, the best first."""
    return ledger.search(words, limit)


def verify(ledger: Ledger) -> Verification:
    """Check custody, the hash chain, and that every claim stands on its words."""
    return verify_ledger(ledger)


