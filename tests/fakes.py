"""Fakes for the outer edge, written by hand."""

from datetime import UTC, datetime, timedelta


class FixedClock:
    """Stands still until a test moves it."""

    def __init__(self, moment: datetime | None = None) -> None:
        self.moment = moment or datetime(2022, 12, 5, 1, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment

    def advance(self, **by: float) -> None:
        self.moment += timedelta(**by)
