"""``/metrics``: how the service fares, for the machine that watches it. Numbers and codes; whoever reads needs the token."""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from service.queries.measures import Measures, measures
from service.web.doors import container, now

blueprint = Blueprint("metrics", __name__)

_BEARER: Final = "Bearer "


@blueprint.get("/metrics")
def show() -> ResponseReturnValue:
    """What stands in the rows at this moment, alike on every host: watch one of them. 404 where no token is set."""
    token = container().settings.metrics_token.get_secret_value()
    if not token:
        abort(404)
    given = request.headers.get("Authorization", "")
    if not hmac.compare_digest(given.encode("utf-8", "replace"), (_BEARER + token).encode()):
        return Response("token_wrong\n", 401, {"WWW-Authenticate": "Bearer"}, mimetype="text/plain")
    with container().sessions() as session:
        found = measures(session, now())
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Read(found))
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


@dataclass(frozen=True, eq=False)
class _Read(Collector):
    """One reading in Prometheus's own terms. ``docs/observability.md`` has a line for each name."""

    found: Measures

    def collect(self) -> Iterator[GaugeMetricFamily]:
        found = self.found
        yield _by(("channel", "lane"), "bothways_due", "Deliveries that are due and wait.", found.due)
        yield _by("channel", "bothways_queue_age_seconds", "Age of the oldest due delivery.", found.queue_age)
        yield _by("channel", "bothways_unknown", "Deliveries of which nobody can tell.", found.unknown)
        yield _one("bothways_unknown_age_seconds", "Age of the oldest of them.", found.unknown_age)
        yield _one("bothways_expired_leases", "Deliveries whose worker lost them.", found.expired_leases)
        yield _one("bothways_flagged", "Open messages past their deadline.", found.flagged)
        yield _by(("channel", "result"), "bothways_sends_last_hour", "Tries of the last hour.", found.sends)
        yield _by(("channel", "reason"), "bothways_halted_seconds", "How long sending stands still.", found.halts)
        yield _by("kind", "bothways_unseen_alerts", "Alerts that nobody saw yet.", found.alerts)
        yield _one("bothways_unsealed_audit_age_seconds", "Age of the oldest unsealed audit row.", found.unsealed_age)
        yield _by("task", "bothways_waiting_jobs", "Jobs that no worker took yet.", found.waiting_jobs)
        yield _one("bothways_stalled_jobs", "Jobs of workers that gave no sign of life.", found.stalled_jobs)
        yield _one("bothways_workers", "Workers that gave a sign of life in the last minute.", found.workers)
        if found.mailbox_age is not None:
            yield _one("bothways_mailbox_age_seconds", "Time since the mailbox was last read.", found.mailbox_age)


def _one(name: str, words: str, value: int) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, words, value=value)


def _by(
    label: str | tuple[str, ...], name: str, words: str, values: Mapping[str, int] | Mapping[tuple[str, str], int]
) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, words, labels=(label,) if isinstance(label, str) else label)
    for key, value in sorted(values.items()):
        family.add_metric((key,) if isinstance(key, str) else key, value)
    return family
