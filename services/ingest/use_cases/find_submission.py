"""Finds a submission for somebody who may see it."""

from services.ingest.domain.records import Submissions
from services.ingest.domain.refusals import NotFound
from services.ingest.domain.sender import visible_unit
from services.ingest.domain.submission import Recorded
from shared.database import Database
from shared.identity import Account


class FindSubmission:
    def __init__(self, database: Database, submissions: Submissions) -> None:
        self.database = database
        self.submissions = submissions

    async def __call__(self, account: Account, number: str) -> Recorded:
        """NotFound for another unit's as well: whether it exists is not for the asker to learn."""
        unit = visible_unit(account)
        async with self.database.reading() as view:
            found = await self.submissions.find(number, view)
        if found is None or unit not in {None, found.submission.unit.code}:
            raise NotFound("没有这个编号的稿件，请核对编号。")
        return found
