"""暂缓 of what is out: pulled for now, withheld in the feed, whatever a correction of it is doing. Else 备用 of a draft
that waits for a review.
"""

import structlog

from services.publisher.feed.item import Feed
from services.publisher.releasing.delivery import not_on_duty
from services.publisher.reviewing.may_review import stale
from services.publisher.reviewing.verdicts import held
from services.publisher.stories.draft import Draft
from services.publisher.stories.keeping import Records
from services.publisher.stories.ledger.entry import Action, Actor, entry
from services.publisher.stories.pulling import withheld
from services.publisher.stories.refusal import Kind, Refusal, Refused, not_found
from shared.clock import Clock
from shared.contracts.stories import DraftReviewed
from shared.contracts.words import DraftState, Stage, Verdict
from shared.database import Database
from shared.identity import Account, Role
from shared.ids import DraftId

log = structlog.get_logger(__name__)


class HoldDraft:
    def __init__(self, database: Database, records: Records, feed: Feed, clock: Clock) -> None:
        self._database = database
        self._records = records
        self._feed = feed
        self._clock = clock

    async def __call__(self, draft_id: DraftId, version: int | None, reason: str, person: Account) -> Draft:
        async with self._database.transaction() as tx:
            story = await self._records.stories.by_draft(draft_id, tx)
            if story is None:
                raise not_found("这份平台稿")
            draft = story.draft(draft_id)
            if refusal := may_hold(draft, version, person):
                raise Refused(refusal)
            now = self._clock.now()
            pulled = draft.is_usable
            aside = withheld(draft) if pulled else held(draft)
            if pulled:
                aside = aside.known_as(await self._feed.withhold(aside, tx))
            after = story.with_drafts(aside)
            by = Actor.of(person)
            if pulled:
                written = entry(Action.WITHHELD, after, at=now, by=by, draft=aside.as_out, opinion=reason)
            else:
                written = entry(Action.HELD, after, at=now, by=by, draft=aside, stage=draft.stage, opinion=reason)
            event = DraftReviewed(
                story=after.status(), drafts=(draft.id,), stage=draft.stage or Stage.FINAL,
                verdict=Verdict.HOLD, opinion=reason, by=person.id, signers=draft.signers,
                corrections=(draft.id,) if not pulled and story.corrects(draft) else (),
                withheld=(draft.id,) if pulled else (), occurred_at=now,
            )  # fmt: skip
            await self._records.keep(after, [written], event, tx)
        log.info("draft.held", draft=draft_id, withheld=pulled)
        return aside


def may_hold(draft: Draft, version: int | None, person: Account) -> Refusal | None:
    """What is out is pulled by a person on duty; where nothing is, or it is pulled already, anybody who reviews may set
    the draft aside.
    """
    if version is not None and (refusal := stale(draft, version)):
        return refusal
    if draft.is_usable:
        return not_on_duty(person, "暂缓已发布的稿件")
    if not draft.is_open and draft.state is not DraftState.SIGNED_OFF:
        return Refusal(Kind.WRONG_STAGE, f"稿件当前状态为“{draft.state_name}”，不能转为备用。")
    if person.role is not Role.EDITOR:
        return Refusal(Kind.NOT_ALLOWED, f"{person.name}没有审核权限，不能将稿件转为备用。")
    return None
