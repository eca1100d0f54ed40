"""A service that nobody planned for: it counts what each unit sends. This file is all there is of it."""

from collections import Counter

from shared.bus import subscribe
from shared.contracts.submissions import SubmissionReceived
from shared.database import Database, Transaction
from shared.service import Service


class CountReports:
    def __init__(self) -> None:
        self.by_unit: Counter[str] = Counter()

    async def __call__(self, event: SubmissionReceived, tx: Transaction) -> None:
        """A second delivery does not come here: its inbox row is there."""
        tx.after_commit(lambda: self.by_unit.update([event.submission.unit.code]))


def build(database: Database, count: CountReports) -> Service:
    return Service("newcomer", database, subscriptions=[subscribe("newcomer.counts", SubmissionReceived, count)])
