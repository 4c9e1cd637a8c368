"""Alerts: incidents that a rule asks for, each once however it is linked, merged or split later.

A rule remembers the mentions of every incident for which it fired, and those that joined such an
incident since. An incident that holds one of them is known; so is one that holds what became of one
in a later version or reading of the same report.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import datetime, timedelta

from hudhud import judging
from hudhud.codebook import load as load_codebook
from hudhud.configuration import AlertRule, Configuration
from hudhud.errors import ConfigurationError, SendingError
from hudhud.ledger import Board, Ledger, Linkage, Outbox
from hudhud.model.alerts import told_again
from hudhud.model.filters import Filter
from hudhud.pipeline.incidents import view_of
from hudhud.pipeline.sending import send
from hudhud.pipeline.watching_hands import Hands
from hudhud.publish.alerts import alert_of

_FIRST_WAIT = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(hours=6)


def wanted(rule: AlertRule) -> Filter:
    """The rule as `hudhud incidents` would be asked."""
    return Filter(
        place=rule.place,
        actor=rule.actor,
        event_type=rule.event_type,
        harm="killed" if rule.killed_at_least else None,
        at_least=rule.killed_at_least,
        aggregate=None if rule.sums else False,
    )


class Alerts:
    """The rules of a configuration over one ledger."""

    def __init__(
        self,
        ledger: Ledger,
        configuration: Configuration,
        hands: Hands,
        now: Callable[[], datetime],
        chance: Callable[[], float],
    ) -> None:
        """Raises ConfigurationError for a rule that asks for a kind of incident that the codebook has not."""
        kinds = load_codebook()["event_types"].codes
        for rule in configuration.alert:
            if rule.event_type is not None and rule.event_type not in kinds:
                raise ConfigurationError(
                    f"alert {rule.name!r}: {rule.event_type!r} is no event type; take one of {', '.join(kinds)}"
                )
        self._ledger, self._configuration, self._hands = ledger, configuration, hands
        self._now, self._chance = now, chance
        self._outbox = Outbox(ledger)
        self._seen = ""
        # A rule counts from now on, and not from the first report that it is looked at with.
        self._horizons = {
            rule.name: self._outbox.see(rule.name, rule.model_dump_json(exclude={"name", "to"}))
            for rule in configuration.alert
        }

    def told(self) -> Iterator[tuple[str, str]]:
        """Fire what is to be fired, and give out what goes to standard output: a rule's name and a line."""
        state = Board(self._ledger).state()
        if state != self._seen:
            for rule in self._configuration.alert:
                self._look(rule)
            self._seen = state
        for delivery in self._outbox.due(self._now()):
            if delivery.channel == "stdout":
                yield delivery.alert.rule, delivery.alert.line
                self._outbox.sent(delivery, self._now())

    def sent(self) -> Iterator[tuple[str, str]]:
        """Send what goes elsewhere; what could not be sent comes out as channel and reason, and is tried again."""
        for delivery in self._outbox.due(self._now()):
            if delivery.channel == "stdout":
                continue
            try:
                remark = send(delivery, self._configuration, self._hands)
            except SendingError as error:
                wait = min(_FIRST_WAIT * 2 ** min(delivery.tries, 20), _LONGEST_WAIT) * (1 - self._chance() / 4)
                self._outbox.failed(delivery, str(error), self._now() + wait)
                yield delivery.channel, str(error)
            else:
                self._outbox.sent(delivery, self._now(), remark)
                if remark is not None:
                    yield delivery.channel, remark

    def next_time(self) -> datetime | None:
        """When an alert is to be sent again."""
        return self._outbox.next_time()

    def _look(self, rule: AlertRule) -> None:
        names = Board(self._ledger).ids(wanted(rule), "opened")
        for incident, own in self._outbox.fresh(names, self._horizons[rule.name]).items():
            fired = self._outbox.fired(rule.name, own)
            if fired or self._heirs(rule.name, own):
                if own != fired:
                    self._outbox.remember(rule.name, own)
            else:
                self._fire(rule, incident, own)

    def _heirs(self, rule: str, own: Collection[str]) -> bool:
        """Whether one of these mentions is what became of one for whose incident the rule fired."""
        linkage = Linkage(self._ledger)
        doc_ids = set(linkage.doc_ids_of(own).values())
        gone = self._outbox.gone(rule, doc_ids)
        if not gone:
            return False
        members = linkage.members_in(doc_ids)
        here = [member for member in members if member.mention.id in own]
        for name in gone:
            old = self._ledger.mention(name)
            if old is None:
                continue
            heir = judging.resolve(judging.anchor(old), [m for m in members if m.doc_id == old.doc_id])
            if heir is not None and heir.mention.id in own:
                return True
            if heir is None and any(told_again(old, member) for member in here):
                return True
        return False

    def _fire(self, rule: AlertRule, incident: str, own: Collection[str]) -> None:
        one = view_of(self._ledger, incident, sums=False).incidents[0]
        row = next(iter(Board(self._ledger).named_rows([incident])), None)
        links = self._outbox.addresses({member.document_id for member in one.members})
        listed = list(dict.fromkeys(links[m.document_id] for m in one.members if m.document_id in links))
        alert = alert_of(rule.name, one, row.review if row else "waiting", listed, self._now())
        self._outbox.fire(alert, own, dict.fromkeys(rule.to))
