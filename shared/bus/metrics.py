"""What a chart shows of the bus: how old events are when they are handled, and what became of them."""

from prometheus_client import Counter, Histogram

AGE_SECONDS = Histogram(
    "lianbo_event_age_seconds",
    "Age of an event when its handling begins",
    ["service", "consumer"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 14400, 86400),
)
HANDLED = Counter("lianbo_events_total", "Deliveries by what became of them", ["service", "consumer", "outcome"])
"""Outcomes: handled, seen_before, failed, refused (permanently)."""
DEAD = Counter("lianbo_dead_letters_total", "Messages that became dead letters", ["service", "consumer"])
PUBLISHED = Counter("lianbo_outbox_published_total", "Events carried from the outbox to the bus", ["service"])
PUBLISH_FAILURES = Counter("lianbo_outbox_failures_total", "Batches the bus did not take", ["service"])
