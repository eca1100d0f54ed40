"""An editor changes a draft: every proof and signature of it is void, and those who signed are told."""

from dataclasses import dataclass

import structlog

from services.publisher.drafting.drafting import Drafting
from services.publisher.drafting.platform import ContentError
from services.publisher.reviewing.duty import nobody_left, who_may_review
from services.publisher.reviewing.editing import edited, has_successor, may_be_sent_again, may_edit, taken_back
from services.publisher.stories.content import Content
from services.publisher.stories.draft import Draft, Wording
from services.publisher.stories.keeping import Records
from services.publisher.stories.ledger.entry import Action, Actor, entry
from services.publisher.stories.refusal import Refused, not_found
from services.publisher.stories.story import Story
from shared.aside import with_pages
from shared.clock import Clock
from shared.contracts.stories import DraftEdited
from shared.contracts.words import Stage
from shared.database import Database
from shared.identity import Account, Identity
from shared.ids import DraftId

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class AfterMyEdit:
    """What the desk says before the first keystroke: 修改后您不能审此稿；可审人：…"""

    reviewers: dict[Stage, tuple[Account, ...]]
    refusal: str
    """Why the edit would be refused; empty where it would not."""


class EditDraft:
    def __init__(
        self, database: Database, records: Records, drafting: Drafting, identity: Identity, clock: Clock
    ) -> None:
        self._database = database
        self._records = records
        self._drafting = drafting
        self._identity = identity
        self._clock = clock

    async def __call__(self, draft_id: DraftId, version: int, content: Content, editor: Account) -> Draft:
        """The draft after it, waiting for its first review. What changes nothing voids nothing.

        An answer that got lost may be asked for again: the wording that is there already is no second edit.
        Refused: stale, wrong-stage, not-allowed, nobody-left. ContentError where the content lacks its shape.
        """
        accounts = await self._identity.accounts()
        while True:  # again only where something happened to the story between reading and saving
            read, wording = await self._worded(draft_id, version, content, editor)
            if draft := await self._saved(read, draft_id, wording, accounts, editor):
                return draft

    async def _worded(
        self, draft_id: DraftId, version: int, content: Content, editor: Account
    ) -> tuple[Story, Wording]:
        """The new wording of a story as it was read. Comparing long texts takes a while: nobody waits for it."""
        async with self._database.reading() as view:
            story = await self._records.stories.look_by_draft(draft_id, view)
            if story is None:
                raise not_found("这份平台稿")
            draft = story.draft(draft_id)
            refusal = may_edit(draft, version, editor) or taken_back(story) or has_successor(story, draft)
            if refusal and not may_be_sent_again(draft, version, editor):
                raise Refused(refusal)
            source = await self._drafting.source(story.submission, view)
        try:
            wording = await with_pages(self._drafting.edited, draft, content, story.submission, source)
        except ContentError:
            if refusal:
                raise Refused(refusal) from None
            raise
        if refusal and wording.content_hash != draft.content_hash:
            raise Refused(refusal)
        return story, wording

    async def _saved(
        self, read: Story, draft_id: DraftId, wording: Wording, accounts: list[Account], editor: Account
    ) -> Draft | None:
        """None where the story is no longer the one that was read."""
        async with self._database.transaction() as tx:
            story = await self._records.stories.by_draft(draft_id, tx)
            if story is None or story.version != read.version:
                return None
            draft = story.draft(draft_id)
            if wording.content_hash == draft.content_hash:
                return draft
            if refusal := nobody_left(_reviewers_after(story, draft, accounts, editor)):
                raise Refused(refusal)
            now = self._clock.now()
            changed = edited(draft, wording, editor, story.first_state, now)
            after = story.with_drafts(changed)
            voided = tuple(draft.signers)
            written = entry(
                Action.EDITED, after, at=now, by=Actor.of(editor), draft=changed,
                details={"version": changed.version, "replaced": draft.content_hash, "voided": list(voided)},
            )  # fmt: skip
            event = DraftEdited(story=after.status(), drafts=(draft.id,), by=editor.id, signers=voided, occurred_at=now)
            await self._records.keep(after, [written], event, tx)
        log.info("draft.edited", draft=draft_id, version=changed.version, voided=len(voided))
        return changed

    async def outlook(self, draft_id: DraftId, editor: Account) -> AfterMyEdit:
        """Who could still review this draft, were the editor to change it now."""
        accounts = await self._identity.accounts()
        async with self._database.reading() as view:
            story = await self._records.stories.look_by_draft(draft_id, view)
        if story is None:
            raise not_found("这份平台稿")
        draft = story.draft(draft_id)
        reviewers = _reviewers_after(story, draft, accounts, editor)
        refusal = has_successor(story, draft) or nobody_left(reviewers)
        return AfterMyEdit(reviewers, refusal.detail if refusal else "")


def _reviewers_after(
    story: Story, draft: Draft, accounts: list[Account], editor: Account
) -> dict[Stage, tuple[Account, ...]]:
    barred = frozenset(person for person in (editor.id, draft.author) if person)
    return who_may_review(story.stages, accounts, barred | story.waived_by)
