"""A story as its editors look at it: its people, its history, what its drafts said before, and whose turn it is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.publisher.desk.readings import DeskReadings, FindingCounts
from services.publisher.drafting.drafting import Drafting
from services.publisher.drafting.pictures.renditions import Rendition
from services.publisher.reviewing.turns import Turn, turns
from services.publisher.stories.content import Content, Picture
from services.publisher.stories.draft import Draft, Publication, Wording
from services.publisher.stories.ledger.agreement import contradiction
from services.publisher.stories.ledger.entry import Entry, History, entered_by
from services.publisher.stories.refusal import not_found
from services.publisher.stories.store import Stories
from services.publisher.stories.story import Story
from shared.aside import with_pages
from shared.contracts.submissions import Submission
from shared.database import Database
from shared.identity import Account, Identity, Person
from shared.ids import AccountId, DraftId, PersonId, Sha256, StoryId


@dataclass(frozen=True)
class Dossier:
    story: Story
    history: tuple[tuple[Entry, str], ...]
    """Each entry with its hash, empty while it is unsealed."""
    before: dict[DraftId, Wording]
    """What a draft said before its last edit."""
    renditions: dict[Sha256, Sha256]
    """Of the submission's pictures: original → what may be shown."""
    contradiction: str
    """What is stored of it and the ledger does not say; empty where both agree."""
    turns: tuple[Turn, ...]
    contact: Person | None
    approved_by: Person | None
    """本单位审核人."""
    publications: tuple[Publication, ...]
    """What was entered at 登记发布, oldest first."""
    entered_by: dict[AccountId, str]
    """The names of those who did something for the unit (代录), out of use or not."""


class ReadDesk:
    def __init__(
        self,
        database: Database,
        stories: Stories,
        history: History,
        desk: DeskReadings,
        drafting: Drafting,
        identity: Identity,
    ) -> None:
        self._database = database
        self._stories = stories
        self._history = history
        self._desk = desk
        self._drafting = drafting
        self._identity = identity

    async def dossier(self, story_id: StoryId, account: Account) -> Dossier:
        async with self._database.reading() as view:
            story = await self._stories.look(story_id, view)
            if story is None:
                raise not_found("这篇稿件")
            history = await self._history.of_story(story_id, view)
            edited = [draft.id for draft in story.drafts if draft.last_editor is not None]
            before = await self._desk.wordings_before(edited, view)
            renditions = await self._desk.renditions_of([file.sha256 for file in story.submission.files], view)
            publications = await self._stories.publications(story_id, view)
        return Dossier(
            story=story,
            history=tuple(history),
            before=before,
            renditions=renditions,
            contradiction=_said_otherwise(story, history),
            turns=turns(story, account, await self._identity.accounts()),
            contact=await self._person(story.submission.contact),
            approved_by=await self._person(story.submission.approved_by),
            publications=tuple(publications),
            entered_by=await self._names({who for line, _ in history if (who := entered_by(line))}),
        )

    async def findings(self, drafts: Sequence[DraftId]) -> dict[DraftId, FindingCounts]:
        async with self._database.reading() as view:
            return await self._desk.findings(drafts, view)

    async def wording_at(self, draft: DraftId, version: int) -> Wording | None:
        """What the draft said at a version that somebody had before them."""
        async with self._database.reading() as view:
            return await self._stories.wording_at(draft, version, view)

    async def stories(self, wanted: Sequence[StoryId]) -> list[Story]:
        """Whole, for pages that show their texts; those that are not there are left out."""
        async with self._database.reading() as view:
            found = [await self._stories.look(story, view) for story in wanted]
        return [story for story in found if story is not None]

    async def pictures(self, submission: Submission) -> tuple[tuple[Picture, ...], tuple[Picture, ...]]:
        """What an editor may put into a draft: the showable pictures, and those that are fit for a cover."""
        async with self._database.reading() as view:
            source = await self._drafting.source(submission, view)
        return source.pictures, source.covers

    async def tried(self, draft: Draft, submission: Submission, content: Content) -> Wording:
        """What saving this content would make of the draft; nothing is saved. ContentError as when it is."""
        async with self._database.reading() as view:
            source = await self._drafting.source(submission, view)
        return await with_pages(self._drafting.edited, draft, content, submission, source)

    async def rendition(self, sha256: Sha256) -> Rendition | None:
        async with self._database.reading() as view:
            return await self._desk.rendition(sha256, view)

    async def renditions_of(self, originals: Sequence[Sha256]) -> dict[Sha256, Sha256]:
        async with self._database.reading() as view:
            return await self._desk.renditions_of(originals, view)

    async def _names(self, accounts: Iterable[AccountId]) -> dict[AccountId, str]:
        found = [await self._identity.account(account) for account in accounts]
        return {account.id: account.name for account in found if account is not None}

    async def _person(self, person: PersonId | None) -> Person | None:
        return await self._identity.person(person) if person else None


def _said_otherwise(story: Story, history: Iterable[tuple[Entry, str]]) -> str:
    found = contradiction(story.drafts, [entry for entry, _ in history])
    return found.reason if found else ""
