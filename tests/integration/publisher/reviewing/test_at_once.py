"""Two people, or a person and the bus, at the same moment: one after the other, whichever was first."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from services.publisher.drafting.drafting import Drafting
from services.publisher.drafting.platforms import PLATFORMS
from services.publisher.feed.item import ItemStatus
from services.publisher.feed.read_feed import Gone
from services.publisher.reviewing.edit_draft import EditDraft
from services.publisher.stories.finding import Finding
from services.publisher.stories.refusal import Kind, Refused
from shared.contracts.stories import DraftReleased, DraftReviewed, StoryDrafted
from shared.contracts.submissions import SubmissionReceived
from shared.contracts.words import DraftState
from tests.conftest import OpenDatabase
from tests.fakes import FixedClock
from tests.integration.publisher.desk_scene import CHIEF, EDITOR1, FIRST, WRITER, Desk, open_desk
from tests.integration.publisher.newsroom import CAMPAIGN, Newsroom
from tests.sites import sample_site
from tests.unit.publisher.scenes import submission

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


async def test_ten_reviews_at_once_have_one_winner(desk: Desk):
    draft = await desk.draft(await desk.receive())
    await desk.proof(draft, CHIEF, FIRST)
    answers = await asyncio.gather(*(desk.review(draft, token, FIRST) for token in (CHIEF, EDITOR1) * 5))
    assert sorted(status for status, _ in answers) == [200] + [412] * 9
    assert len(await desk.said(DraftReviewed)) == 1


async def test_ten_passes_of_a_whole_story_at_once_have_one_winner(desk: Desk):
    story = await desk.story(await desk.receive())
    answers = await asyncio.gather(*(desk.review_story(story, token, FIRST) for token in (CHIEF, EDITOR1) * 5))
    assert sorted(status for status, _ in answers) == [200] + [412] * 9
    (event,) = await desk.said(DraftReviewed)
    assert len(event.drafts) == 4


async def test_an_edit_and_a_review_at_once_never_sign_what_was_not_read(desk: Desk):
    for _ in range(3):
        draft = await desk.draft(await desk.receive())
        await desk.proof(draft, EDITOR1, FIRST)
        (edited, _), (reviewed, _) = await asyncio.gather(
            desk.edit(draft, WRITER, text="改过。"), desk.review(draft, EDITOR1, FIRST)
        )
        assert sorted((edited, reviewed)) == [200, 412]
        after = await desk.get(f"/api/v1/drafts/{draft['id']}")
        assert after["state"] == ("awaiting_first_review" if edited == 200 else "awaiting_second_review")


async def test_two_deliveries_of_one_report_at_once_make_one_story(desk: Desk):
    late = submission(number="LB2022-370100-0098")
    event = SubmissionReceived(submission=late, occurred_at=desk.clock.now())
    outcomes = await asyncio.gather(*(desk.hand(event) for _ in range(4)), return_exceptions=True)
    assert None in outcomes, "the others find it there, or fail and are delivered again"
    await desk.hand(event)
    story = await desk.story(late)
    assert (len(story["drafts"]), story["version"]) == (4, 1)
    assert len(await desk.said(StoryDrafted)) == 1
