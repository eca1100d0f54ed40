"""校对: one stage's proof of one draft."""

from services.publisher.reviewing.decision import Reviewer
from services.publisher.reviewing.may_review import may_act
from services.publisher.reviewing.verdicts import proofread
from services.publisher.stories.draft import Draft
from services.publisher.stories.keeping import Records
from services.publisher.stories.ledger.entry import Action, Actor, entry
from services.publisher.stories.refusal import Refused, not_found
from shared.clock import Clock
from shared.contracts.words import Stage
from shared.database import Database
from shared.ids import DraftId


class ProofreadDraft:
    def __init__(self, database: Database, records: Records, clock: Clock) -> None:
        self._database = database
        self._records = records
        self._clock = clock

    async def __call__(self, draft_id: DraftId, version: int, stage: Stage, note: str, reviewer: Reviewer) -> Draft:
        """The draft with the proof; its version stays, for neither wording nor state has changed.

        Nobody is told: a proof concerns only whoever reviews next, and stands in the ledger.
        """
        async with self._database.transaction() as tx:
            story = await self._records.stories.by_draft(draft_id, tx)
            if story is None:
                raise not_found("这份平台稿")
            draft = story.draft(draft_id)
            if refusal := may_act(story, draft, version, stage, reviewer):
                raise Refused(refusal)
            now = self._clock.now()
            read = proofread(draft, stage, reviewer, now, note)
            if read is draft:
                return draft
            by = Actor.of(reviewer.account, reviewer.principal)
            written = entry(Action.PROOFREAD, story, at=now, by=by, draft=read, stage=stage, opinion=note)
            await self._records.keep(story.with_drafts(read), [written], None, tx)
        return read
