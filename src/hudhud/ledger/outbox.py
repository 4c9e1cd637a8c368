"""Rules as they were first seen, what they have fired for, and alerts until they are sent."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select, update

from hudhud.ledger.batches import batches
from hudhud.ledger.derived import memberships
from hudhud.ledger.store import Ledger
from hudhud.ledger.tables import documents, mentions, readings
from hudhud.ledger.watched import alert_rules, alerted, alerts, deliveries
from hudhud.model.alerts import Alert, Delivery, Undelivered

_OUT = deliveries.c


class Outbox:
    """The alerts of one ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def see(self, rule: str, conditions: str) -> int:
        """The number of the ledger's last document when this rule was first seen with these conditions."""
        here = alert_rules.c.name == rule
        with self.ledger.writing() as connection:
            row = connection.execute(select(alert_rules).where(here)).first()
            if row is not None and row.conditions == conditions:
                return int(row.horizon)
            horizon = connection.scalar(select(func.max(documents.c.seq))) or 0
            connection.execute(delete(alert_rules).where(here))
            connection.execute(insert(alert_rules), {"name": rule, "conditions": conditions, "horizon": horizon})
            return horizon

    def fresh(self, incidents: Collection[str], horizon: int) -> dict[str, set[str]]:
        """The mentions of those of these incidents that a later document than the horizon tells of."""
        found: dict[str, set[str]] = {}
        with self.ledger.snapshot() as connection:
            newest = (
                select(memberships.c.incident)
                .join_from(memberships, mentions, mentions.c.id == memberships.c.mention)
                .join(readings, readings.c.seq == mentions.c.reading)
                .join(documents, documents.c.id == readings.c.document_id)
                .where(documents.c.seq > horizon)
            )
            recent = set(connection.scalars(newest)).intersection(incidents)
            for some in batches(sorted(recent)):
                query = select(memberships.c.incident, memberships.c.mention).where(memberships.c.incident.in_(some))
                for incident, mention in connection.execute(query):
                    found.setdefault(incident, set()).add(mention)
        return found

    def fired(self, rule: str, names: Collection[str]) -> set[str]:
        """Those of these mentions that were in an incident for which the rule fired."""
        with self.ledger.snapshot() as connection:
            return _fired(connection, rule, names)

    def gone(self, rule: str, doc_ids: Collection[str]) -> set[str]:
        """Such mentions of these reports that are in no incident any more: of older versions or readings."""
        found: set[str] = set()
        with self.ledger.snapshot() as connection:
            for some in batches(sorted(doc_ids)):
                query = (
                    select(alerted.c.mention)
                    .join_from(alerted, mentions, mentions.c.id == alerted.c.mention)
                    .join(readings, readings.c.seq == mentions.c.reading)
                    .join(documents, documents.c.id == readings.c.document_id)
                    .outerjoin(memberships, memberships.c.mention == alerted.c.mention)
                    .where(alerted.c.rule == rule, documents.c.doc_id.in_(some), memberships.c.mention.is_(None))
                )
                found |= set(connection.scalars(query))
        return found

    def fire(self, alert: Alert, names: Iterable[str], channels: Iterable[str]) -> bool:
        """Put an alert into the outbox, once; False where another process was first."""
        names = set(names)
        with self.ledger.writing() as connection:
            if _fired(connection, alert.rule, names):
                return False
            row = {"key": alert.key, "rule": alert.rule, "incident": alert.incident, "at": alert.at,
                   "body": alert.model_dump_json()}  # fmt: skip
            made = connection.execute(insert(alerts), row).inserted_primary_key
            assert made is not None
            _remember(connection, alert.rule, names)
            rows = [{"alert": made.id, "channel": one, "next_at": alert.at, "tries": 0} for one in channels]
            if rows:
                connection.execute(insert(deliveries), rows)
        return True

    def remember(self, rule: str, names: Collection[str]) -> None:
        """Note further mentions of an incident for which the rule has fired."""
        with self.ledger.writing() as connection:
            _remember(connection, rule, set(names) - _fired(connection, rule, names))

    def due(self, now: datetime) -> list[Delivery]:
        """What is to be sent by now, the oldest first."""
        query = (
            select(_OUT.id, _OUT.channel, _OUT.tries, alerts.c.body)
            .join_from(deliveries, alerts, alerts.c.id == _OUT.alert)
            .where(_OUT.sent.is_(None), _OUT.next_at <= now)
            .order_by(_OUT.id)
        )
        with self.ledger.rebuilding() as connection:
            return [
                Delivery(row.id, row.channel, row.tries, Alert.model_validate_json(row.body))
                for row in connection.execute(query)
            ]

    def sent(self, delivery: Delivery, now: datetime, remark: str | None = None) -> None:
        """Note that an alert went out; a remark says what was not quite right."""
        values = {"sent": now, "tries": delivery.tries + 1, "error": remark}
        with self.ledger.writing() as connection:
            connection.execute(update(deliveries).where(_OUT.id == delivery.id).values(values))

    def failed(self, delivery: Delivery, error: str, next_at: datetime) -> None:
        """Note that an alert did not go out, and when it is tried again."""
        values = {"tries": delivery.tries + 1, "error": error, "next_at": next_at}
        with self.ledger.writing() as connection:
            connection.execute(update(deliveries).where(_OUT.id == delivery.id).values(values))

    def next_time(self) -> datetime | None:
        """When the next alert is to be sent."""
        with self.ledger.snapshot() as connection:
            return connection.scalar(select(_OUT.next_at).where(_OUT.sent.is_(None)).order_by(_OUT.next_at).limit(1))

    def undelivered(self) -> list[Undelivered]:
        """What could not be sent so far, the oldest first."""
        query = (
            select(alerts.c.rule, alerts.c.incident, _OUT.channel, _OUT.tries, _OUT.next_at, _OUT.error)
            .join_from(deliveries, alerts, alerts.c.id == _OUT.alert)
            .where(_OUT.sent.is_(None), _OUT.error.is_not(None))
            .order_by(_OUT.id)
        )
        with self.ledger.snapshot() as connection:
            return [Undelivered(*row) for row in connection.execute(query)]

    def addresses(self, document_ids: Collection[str]) -> dict[str, str]:
        """Where documents can be looked up: the address they give themselves, else the one they were taken from."""
        found: dict[str, str] = {}
        with self.ledger.snapshot() as connection:
            for some in batches(sorted(document_ids)):
                query = select(documents.c.id, documents.c.about, documents.c.origin, documents.c.doc_id)
                for row in connection.execute(query.where(documents.c.id.in_(some))):
                    about: Mapping[str, Mapping[str, str]] = json.loads(row.about or "{}")
                    given = ((about.get("url") or {}).get("value", ""), row.origin, row.doc_id)
                    address = next((one for one in given if one.startswith(("http://", "https://"))), None)
                    if address is not None:
                        found[row.id] = address
        return found


def _fired(connection: Connection, rule: str, names: Collection[str]) -> set[str]:
    found: set[str] = set()
    for some in batches(sorted(names)):
        query = select(alerted.c.mention).where(alerted.c.rule == rule, alerted.c.mention.in_(some))
        found |= set(connection.scalars(query))
    return found


def _remember(connection: Connection, rule: str, names: Collection[str]) -> None:
    if names:
        connection.execute(insert(alerted), [{"rule": rule, "mention": name} for name in sorted(names)])
