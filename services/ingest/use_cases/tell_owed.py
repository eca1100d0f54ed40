"""Tells a unit what it still has to send."""

from services.ingest.domain.quota import Owed, owed
from services.ingest.domain.records import Submissions
from shared.campaign import Campaign
from shared.database import Database


class TellOwed:
    def __init__(self, database: Database, submissions: Submissions, campaign: Campaign) -> None:
        self.database = database
        self.submissions = submissions
        self.campaign = campaign

    async def __call__(self, code: str) -> list[Owed]:
        unit = self.campaign.unit(code)
        if unit is None:
            return []
        async with self.database.reading() as view:
            counted = await self.submissions.counted(code, view)
        return owed(unit.type, counted, self.campaign)
