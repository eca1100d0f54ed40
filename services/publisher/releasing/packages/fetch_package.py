"""The package of a draft, for the person who posts it by hand."""

from services.publisher.releasing.packages.package import Package, Packages
from services.publisher.stories.draft import Draft
from services.publisher.stories.posting import may_post
from services.publisher.stories.refusal import Refused
from services.publisher.stories.store import Stories
from shared.campaign import Campaign
from shared.contracts.words import DraftState
from shared.database import Database
from shared.identity import Account
from shared.ids import DraftId


class NotSigned(Exception):  # noqa: N818
    """Nothing of it has been signed: there is no package."""


class Withdrawn(Exception):  # noqa: N818
    """It was taken down, for good or for now: nobody may post it."""


class NotPackedYet(Exception):  # noqa: N818
    """It was signed a moment ago."""


class FetchPackage:
    def __init__(self, database: Database, stories: Stories, packages: Packages, campaign: Campaign) -> None:
        self._database = database
        self._stories = stories
        self._packages = packages
        self._campaign = campaign

    async def __call__(self, draft_id: DraftId, person: Account) -> tuple[Draft, Package]:
        """KeyError where there is no such draft; refused to an office that does not post it."""
        async with self._database.reading() as view:
            story = await self._stories.look_by_draft(draft_id, view)
            if story is None:
                raise KeyError(draft_id)
            draft = story.draft(draft_id)
            if refusal := may_post(story, draft, person, self._campaign):
                raise Refused(refusal)
            version = _version(draft)
            package = await self._packages.of(draft_id, version, view)
        if package is None:
            raise NotPackedYet
        return draft, package


def _version(draft: Draft) -> int:
    """What was signed last: while a correction is in review, that is what is out."""
    if draft.state is DraftState.SIGNED_OFF:
        return draft.version
    if draft.state is DraftState.WITHDRAWN or draft.is_pulled:
        raise Withdrawn
    if draft.is_out and draft.released is not None:
        return draft.released.version
    raise NotSigned
