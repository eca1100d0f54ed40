"""备用 of a draft that waits for a review; 暂缓 of one that is out: pulled for now, withheld in the feed."""

import structlog

from services.publisher.domain.delivery import not_on_duty
from services.publisher.domain.draft import OUT, Draft
from services.publisher.domain.feed import Feed
from services.publisher.domain.ledger import Action, Actor, entry
from services.publisher.domain.may_review import stale
from services.publisher.domain.refusal import Kind, Refusal, Refused, not_found
from services.publisher.domain.verdicts import held
from services.publisher.use_cases.records import Records
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
            aside = held(draft)
            after = story.with_drafts(aside)
            if aside.is_withheld:
                await self._feed.withhold(aside, tx)
            action = Action.WITHHELD if aside.is_withheld else Action.HELD
            written = entry(action, after, at=now, by=Actor.of(person), draft=aside, stage=draft.stage, opinion=reason)
            event = DraftReviewed(
                story=after.status(), drafts=(draft.id,), stage=draft.stage or Stage.FINAL,
                verdict=Verdict.HOLD, opinion=reason, by=person.id, signers=draft.signers, occurred_at=now,
            )  # fmt: skip
            await self._records.keep(after, [written], event, tx)
        log.info("draft.held", draft=draft_id, withheld=aside.is_withheld)
        return aside


def may_hold(draft: Draft, version: int | None, person: Account) -> Refusal | None:
    """Anybody who reviews may set a draft aside; what is out is pulled by a person on duty."""
    if version is not None and (refusal := stale(draft, version)):
        return refusal
    if draft.state in OUT - {DraftState.DELIVERING}:
        return not_on_duty(person, "暂缓已发布的稿件")
    if not draft.is_open and draft.state is not DraftState.SIGNED_OFF:
        return Refusal(Kind.WRONG_STAGE, f"稿件当前状态为“{draft.state_name}”，不能转为备用。")
    if person.role is not Role.EDITOR:
        return Refusal(Kind.NOT_ALLOWED, f"{person.name}没有审核权限，不能将稿件转为备用。")
    return None
