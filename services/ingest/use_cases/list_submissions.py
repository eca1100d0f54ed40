"""Lists what somebody may see of the submissions, the newest first, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from services.ingest.domain.records import Submissions
from services.ingest.domain.sender import sight
from services.ingest.domain.submission import Recorded
from shared.campaign import Campaign
from shared.database import Database
from shared.identity import Account
from shared.ids import SubmissionId

PAGE = 50


@dataclass(frozen=True)
class Page:
    items: Sequence[Recorded]
    next: str | None


class ListSubmissions:
    def __init__(self, database: Database, submissions: Submissions, campaign: Campaign) -> None:
        self.database = database
        self.submissions = submissions
        self.campaign = campaign

    async def __call__(self, account: Account, cursor: str | None = None, unit: str | None = None) -> Page:
        """`unit` narrows it for those who see several; a unit's own account sees its own whatever it asks."""
        visible = sight(account, self.campaign)
        seen = replace(visible, unit=visible.unit or unit)
        before = SubmissionId(cursor) if cursor else None
        async with self.database.reading() as view:
            found = await self.submissions.newest_first(seen, before, PAGE + 1, view)
        more = len(found) > PAGE
        return Page(found[:PAGE], found[PAGE - 1].submission.id if more else None)
