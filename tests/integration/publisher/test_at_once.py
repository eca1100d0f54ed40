"""Two people, or a person and the bus, at the same moment: one after the other, whichever was first."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from services.publisher.domain.feed import ItemStatus
from services.publisher.domain.finding import Finding
from services.publisher.domain.refusal import Kind, Refused
from services.publisher.platforms import PLATFORMS
from services.publisher.use_cases.drafting import Drafting
from services.publisher.use_cases.edit_draft import EditDraft
from services.publisher.use_cases.read_feed import Gone
from shared.contracts.stories import DraftReleased
from shared.contracts.submissions import SubmissionReceived
from shared.contracts.words import DraftState
from tests.conftest import OpenDatabase
from tests.fakes import FixedClock
from tests.integration.publisher.desk_scene import EDITOR1, FIRST, Desk, open_desk
from tests.integration.publisher.newsroom import CAMPAIGN, Newsroom
from tests.sites import sample_site

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


async def test_while_one_edit_is_being_compared_others_save_and_theirs_is_not_overwritten(
    newsroom: Newsroom, open_database: OpenDatabase
):
    identity = (await sample_site(await open_database("identity"), newsroom.clock)).identity
    writer = next(account for account in await identity.accounts() if account.login == "writer1")
    story = await newsroom.report(pictures=0)
    mine, other = (draft for draft in story.open if draft.content_type in {"weibo.status", "toutiao.micro"})
    loop, meanwhile = asyncio.get_running_loop(), [mine, other]

    def check(*_: object) -> list[Finding]:
        """Each time that my edit is checked, somebody else saves one first."""
        if meanwhile:
            draft = meanwhile.pop()
            saving = quick(draft.id, draft.version, {**draft.content, "text": "他人改的。"}, writer)
            asyncio.run_coroutine_threadsafe(saving, loop).result(timeout=30)
        return []

    def editing(check: object) -> EditDraft:
        drafting = Drafting(PLATFORMS, newsroom.renditions, CAMPAIGN, check)
        return EditDraft(newsroom.database, newsroom.records, drafting, identity, newsroom.clock)

    quick, slow = editing(lambda *_: []), editing(check)
    with pytest.raises(Refused) as refused:
        await slow(mine.id, mine.version, {**mine.content, "text": "我改的。"}, writer)
    assert refused.value.refusal.kind is Kind.STALE
    after = await newsroom.story(story.id)
    assert [after.draft(draft.id).content["text"] for draft in (mine, other)] == ["他人改的。"] * 2
