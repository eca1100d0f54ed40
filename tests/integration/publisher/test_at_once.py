"""Two people, or a person and the bus, at the same moment: one after the other, whichever was first."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from services.publisher.domain.feed import ItemStatus
from services.publisher.use_cases.read_feed import Gone
from shared.contracts.stories import DraftReleased
from shared.contracts.submissions import SubmissionReceived
from shared.contracts.words import DraftState
from tests.conftest import OpenDatabase
from tests.fakes import FixedClock
from tests.integration.publisher.desk_scene import EDITOR1, FIRST, Desk, open_desk
from tests.integration.publisher.newsroom import Newsroom

ROUNDS = 3


@pytest.fixture
async def newsroom(open_database: OpenDatabase) -> Newsroom:
    return Newsroom(await open_database("publisher"))


@pytest.fixture
async def desk(open_database: OpenDatabase, clock: FixedClock) -> AsyncIterator[Desk]:
    async with open_desk(open_database, clock) as opened:
        yield opened


async def test_a_withdrawal_and_a_release_at_once_end_withdrawn_in_the_draft_and_in_the_feed(newsroom: Newsroom):
    for number in range(ROUNDS):
        signed = await newsroom.signed(f"370100-{number:04}", pictures=0)
        item = await newsroom.draft(signed.story.id)
        await asyncio.gather(newsroom.release(signed), newsroom.withdraw(item.id))
        await newsroom.release(signed)  # brought once more: nothing of it comes back
        assert (await newsroom.draft(signed.story.id)).state is DraftState.WITHDRAWN
        released = {one.draft for said in await newsroom.said(DraftReleased) for one in said.items}
        changes = [change.type for change in (await newsroom.read_feed.changes(0, 50)).items]
        if item.id in released:
            assert (await newsroom.read_feed.item(f"370100-{number:04}", None)).item.status is ItemStatus.CANCELED
            with pytest.raises(Gone):
                await newsroom.read_feed.package(f"370100-{number:04}")
        assert changes.count("released") == changes.count("withdrawn")


async def test_a_new_revision_and_a_review_at_once_sign_the_old_words_never_the_new(desk: Desk):
    for _ in range(ROUNDS):
        sent = await desk.receive()
        story = await desk.story(sent)
        newer = sent.model_copy(update={"revision": 2, "title": "改过的标题"})
        event = SubmissionReceived(submission=newer, occurred_at=desk.clock.now())
        _, (status, _) = await asyncio.gather(desk.hand(event), desk.review_story(story, EDITOR1, FIRST))
        assert status in {200, 409, 412}
        await desk.hand(event)  # where it lost and was brought again
        after = await desk.story(sent)
        assert after["revision"] == 2
        assert {draft["state"] for draft in after["drafts"]} == {"awaiting_first_review"}
        assert not [approval for draft in after["drafts"] for approval in draft["approvals"]]
        assert {draft["state"] for draft in after["earlier_drafts"]} == {"superseded"}
