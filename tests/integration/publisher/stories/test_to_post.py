"""What an office has to post is said once as a rule and once as a question to the database: they agree, on both."""

from collections.abc import AsyncIterator

import pytest

from services.publisher.stories.listing import Filters
from services.publisher.stories.posting import posts_of, waits_to_be_posted
from services.publisher.stories.storage.lists import SqlStoryLists
from services.publisher.stories.storage.stories import SqlStories
from tests.conftest import OpenDatabase
from tests.fakes import FixedClock
from tests.integration.publisher.desk_scene import CHIEF, Desk, open_desk
from tests.sites import CAMPAIGN


@pytest.fixture
async def desk(open_database: OpenDatabase, clock: FixedClock) -> AsyncIterator[Desk]:
    async with open_desk(open_database, clock) as opened:
        yield opened


async def test_the_list_and_the_rule_agree_on_what_waits_to_be_posted(desk: Desk):
    """By every report that the desk has, in whatever state."""
    for number in range(6):
        sent = await desk.receive()
        if number:
            await desk.signed(sent, channels=["weibo.status"])
            await desk.release()
        draft = await desk.draft(sent)
        acts = {2: ("holds", {"reason": "待核实"}), 3: ("withdrawals", {"reason": "有误"}),
                4: ("publications", {"url": "https://weibo.com/1/abc"})}  # fmt: skip
        if number in acts:
            call, said = acts[number]
            desk.clock.advance(seconds=5)
            await desk.post(f"/api/v1/drafts/{draft['id']}/{call}", CHIEF, said)
        if number == 5:
            await desk.withdraw(sent)
    async with desk.database.reading() as view:
        everything = (await SqlStoryLists().newest(Filters(), "", 99, view)).items
        stories = [await SqlStories().look(row.id, view) for row in everything]
        listed = (await SqlStoryLists().newest(Filters(to_post=posts_of("zhidao", CAMPAIGN)), "", 99, view)).items
    expected = {story.id for story in stories if story and any(map(waits_to_be_posted, story.current))}
    assert {row.id for row in listed} == expected
    assert len(expected) == 1
    for row in listed:
        assert [draft.unposted for draft in row.drafts if draft.content_type == "weibo.status"] == [True]
