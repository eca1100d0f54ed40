"""One reviewer decides on one draft."""

import structlog

from services.publisher.reviewing.decide import decide
from services.publisher.reviewing.decision import Decision, Reviewer
from services.publisher.reviewing.incomplete import complete
from services.publisher.reviewing.may_review import may_act, may_pass
from services.publisher.reviewing.verdicts import proofread
from services.publisher.stories.draft import Draft
from services.publisher.stories.keeping import Records
from services.publisher.stories.refusal import Refused, not_found
from shared.clock import Clock
from shared.contracts.words import Verdict
from shared.database import Database
from shared.ids import DraftId

log = structlog.get_logger(__name__)


class ReviewDraft:
    def __init__(self, database: Database, records: Records, clock: Clock) -> None:
        self._database = database
        self._records = records
        self._clock = clock

    async def __call__(self, draft_id: DraftId, version: int, decision: Decision, reviewer: Reviewer) -> Draft:
        """The draft after it. Refused, in this order: stale, wrong-stage, not-allowed, separation-of-duties,
        proof-missing, blocked.
        """
        async with self._database.transaction() as tx:
            story = await self._records.stories.by_draft(draft_id, tx)
            if story is None:
                raise not_found("这份平台稿")
            complete(decision, story.stages)
            now = self._clock.now()
            draft = story.draft(draft_id)
            refusal = may_act(story, draft, version, decision.stage, reviewer)
            if refusal is None and decision.verdict is Verdict.PASS:
                read = proofread(draft, decision.stage, reviewer, now) if decision.proof else draft
                refusal = may_pass(read, decision.stage, decision.overrides)
            if refusal is not None:
                raise Refused(refusal)
            decided = decide(story, (draft,), decision, reviewer, now)
            await self._records.keep(decided.story, decided.entries, decided.event, tx)
        log.info("draft.reviewed", draft=draft_id, stage=decision.stage, verdict=decision.verdict)
        return decided.story.draft(draft_id)
