"""When something is due, and whether it came too late. A day ends in Asia/Shanghai."""

from datetime import date, datetime, time, timedelta

from shared.campaign import Campaign
from shared.clock import SHANGHAI
from shared.contracts.words import Kind


def end_of(day: date) -> datetime:
    return datetime.combine(day, time(23, 59, 59), SHANGHAI)


def due(kind: Kind, event_date: date | None, campaign: Campaign) -> datetime | None:
    """The campaign's deadline; for a kind without one, the day on which its news is stale."""
    if deadline := campaign.deadline_of(kind):
        return end_of(deadline.on)
    freshness = campaign.rules(kind).freshness_days
    if freshness is None or event_date is None:
        return None
    return end_of(event_date + timedelta(days=freshness))


def is_late(kind: Kind, first_sent: datetime, campaign: Campaign) -> bool:
    """Decided by the first complete sending; no later revision makes it late, or good again."""
    deadline = campaign.deadline_of(kind)
    return deadline is not None and first_sent.astimezone(SHANGHAI).date() > deadline.on
