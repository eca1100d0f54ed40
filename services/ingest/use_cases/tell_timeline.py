"""Tells what has happened to a submission, in the order in which it happened."""

from collections.abc import Sequence

from services.ingest.domain.records import Timeline
from services.ingest.domain.submission import Happening, Recorded
from shared.database import Database


class TellTimeline:
    def __init__(self, database: Database, timeline: Timeline) -> None:
        self.database = database
        self.timeline = timeline

    async def __call__(self, recorded: Recorded) -> Sequence[Happening]:
        async with self.database.reading() as view:
            return await self.timeline.of(recorded.submission.id, view)
