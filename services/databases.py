"""Which owners there are, and which chains of migrations make up each one's tables."""

from pathlib import Path

from shared.database.migrate import Chain

_ROOT = Path(__file__).resolve().parent.parent
PLUMBING = Chain("plumbing", _ROOT / "shared/bus/migrations")
"""Outbox, inbox, dead letters, timers: in every service's own database, so that they share its transactions."""

CHAINS: dict[str, tuple[Chain, ...]] = {
    "ingest": (PLUMBING, Chain("ingest", _ROOT / "services/ingest/storage/migrations")),
    "publisher": (PLUMBING, Chain("publisher", _ROOT / "services/publisher/migrations")),
    "notifier": (PLUMBING, Chain("notifier", _ROOT / "services/notifier/storage/migrations")),
    "identity": (Chain("identity", _ROOT / "shared/identity/migrations"),),
    "bus": (Chain("bus", _ROOT / "shared/bus/queue/migrations"),),
}
