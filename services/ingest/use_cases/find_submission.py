"""Finds a submission for somebody who may see it."""

from services.ingest.domain.records import Submissions
from services.ingest.domain.refusals import NotFound
from services.ingest.domain.sender import sight
from services.ingest.domain.submission import Recorded
from shared.campaign import Campaign
from shared.database import Database
from shared.identity import Account


class FindSubmission:
    def __init__(self, database: Database, submissions: Submissions, campaign: Campaign) -> None:
        self.database = database
        self.submissions = submissions
        self.campaign = campaign

    async def __call__(self, account: Account, number: str) -> Recorded:
        """NotFound for one that is not for the account as well: whether it exists is not for the asker to learn."""
        visible = sight(account, self.campaign)
        async with self.database.reading() as view:
            found = await self.submissions.find(number, view)
        if found is None or not visible.shows(found.submission):
            raise NotFound("没有这个编号的稿件，请核对编号。")
        return found
