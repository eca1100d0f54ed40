"""A draft that was set aside comes back into the reviews; what was pulled is out again. Where both happened to one, its
correction comes back first. Also of a report that its unit took back: to keep it out is for a person on duty to decide.
"""

import structlog

from services.publisher.feed.item import Feed
from services.publisher.releasing.delivery import not_on_duty
from services.publisher.releasing.packages.renumber_package import RenumberPackage
from services.publisher.reviewing.may_review import stale
from services.publisher.reviewing.planning import placed
from services.publisher.stories.approvals import signers_voided
from services.publisher.stories.draft import Draft
from services.publisher.stories.keeping import Records
from services.publisher.stories.ledger.entry import Action, Actor, entry
from services.publisher.stories.pulling import resumed
from services.publisher.stories.refusal import Kind, Refusal, Refused, not_found
from services.publisher.stories.stages import STAGE_OF
from shared.clock import Clock
from shared.contracts.stories import DraftResumed, DraftSignedOff, StoryEvent
from shared.contracts.words import DraftState
from shared.database import Database
from shared.identity import Account, Role
from shared.ids import DraftId

log = structlog.get_logger(__name__)


class ResumeDraft:
    def __init__(
        self, database: Database, records: Records, feed: Feed, package: RenumberPackage, clock: Clock
    ) -> None:
        self._database = database
        self._records = records
        self._feed = feed
        self._package = package
        self._clock = clock

    async def __call__(self, draft_id: DraftId, version: int | None, person: Account) -> Draft:
        await self._package.prepare(draft_id)
        async with self._database.transaction() as tx:
            story = await self._records.stories.by_draft(draft_id, tx)
            if story is None:
                raise not_found("这份平台稿")
            draft = story.draft(draft_id)
            if refusal := may_resume(draft, version, person):
                raise Refused(refusal)
            now = self._clock.now()
            back = placed(resumed(draft, story.first_state), story.stages, now)
            if not draft.is_set_aside:
                back = back.known_as(await self._feed.restore(back, await self._package.ready(draft, tx), tx))
            after = story.with_drafts(back)
            by = Actor.of(person)
            if draft.is_set_aside:
                written = entry(Action.RESUMED, after, at=now, by=by, draft=back, stage=back.stage)
            else:
                written = entry(Action.RESUMED, after, at=now, by=by, draft=back.as_out)
            said: StoryEvent = DraftResumed(
                story=after.status(), drafts=(draft.id,), by=person.id,
                restored=() if draft.is_set_aside else (draft.id,),
                signers=signers_voided(draft, back), occurred_at=now,
            )  # fmt: skip
            if back.state is DraftState.SIGNED_OFF:
                # It was signed and had not gone out yet: what releases it waits for this event.
                said = DraftSignedOff(story=after.status(), drafts=(draft.id,), by=person.id, occurred_at=now)
            await self._records.keep(after, [written], said, tx)
        log.info("draft.resumed", draft=draft_id, state=back.state)
        return back


def may_resume(draft: Draft, version: int | None, person: Account) -> Refusal | None:
    if version is not None and (refusal := stale(draft, version)):
        return refusal
    if draft.state is not DraftState.HELD and not draft.is_pulled:
        return Refusal(Kind.WRONG_STAGE, f"稿件当前状态为“{draft.state_name}”，不在备用中，无需恢复。")
    if draft.is_pulled and draft.held_from not in STAGE_OF:  # it would be out again: a signed correction, too
        return not_on_duty(person, "恢复已暂缓的稿件")
    if person.role is not Role.EDITOR:
        return Refusal(Kind.NOT_ALLOWED, f"{person.name}没有审核权限，不能恢复备用稿件。")
    return None
