"""What the desk reads beside the stories, on both databases."""

from collections.abc import AsyncIterator

import pytest

from services.publisher.desk.readings import FindingCounts
from services.publisher.desk.storage.readings import SqlDeskReadings
from services.publisher.drafting.pictures.renditions import COVER_16_9, FULL, Rendition
from services.publisher.drafting.storage.renditions import SqlRenditions
from services.publisher.stories.listing import Filters
from services.publisher.stories.storage.lists import SqlStoryLists
from shared.contracts.words import ContentType, DraftState
from shared.ids import DraftId, Sha256
from tests.conftest import OpenDatabase
from tests.fakes import FixedClock
from tests.integration.publisher.desk_scene import WRITER, Desk, open_desk


@pytest.fixture
async def desk(open_database: OpenDatabase, clock: FixedClock) -> AsyncIterator[Desk]:
    async with open_desk(open_database, clock) as opened:
        yield opened


async def test_findings_are_counted_by_level(desk: Desk):
    draft = await desk.draft(await desk.receive(title="全省终生学习活动周开幕，请拨打13800138000"))
    levels = [finding["level"] for finding in draft["findings"]]
    assert "block" in levels
    async with desk.database.reading() as view:
        counted = await SqlDeskReadings().findings([DraftId(draft["id"]), DraftId("nobody")], view)
        assert await SqlDeskReadings().findings([], view) == {}
    assert counted == {draft["id"]: FindingCounts(*(levels.count(level) for level in ("block", "warn", "note")))}


async def test_the_wording_before_the_last_edit_is_found_and_only_for_what_was_edited(desk: Desk):
    sent = await desk.receive()
    weibo, article = await desk.draft(sent), await desk.draft(sent, ContentType.TOUTIAO_ARTICLE)
    await desk.edit(weibo, WRITER, text="第一次改的正文。")
    once = await desk.draft(sent)
    await desk.edit(once, WRITER, text="第二次改的正文。")
    async with desk.database.reading() as view:
        before = await SqlDeskReadings().wordings_before([DraftId(weibo["id"]), DraftId(article["id"])], view)
    assert {draft: wording.content["text"] for draft, wording in before.items()} == {weibo["id"]: "第一次改的正文。"}


async def test_a_rendition_is_found_by_its_own_content_and_by_its_original(desk: Desk):
    original, whole, cover = (Sha256(letter * 64) for letter in "abc")
    async with desk.database.transaction() as tx:
        await SqlRenditions().add(Rendition(original, FULL, whole, "image/jpeg", 800, 600, 4321), tx)
        await SqlRenditions().add(Rendition(original, COVER_16_9, cover, "image/jpeg", 640, 360, 1234), tx)
        await SqlRenditions().refuse(Sha256("d" * 64), FULL, "图片已损坏", tx)
    async with desk.database.reading() as view:
        found = await SqlDeskReadings().rendition(cover, view)
        assert await SqlDeskReadings().rendition(original, view) is None
        shown = await SqlDeskReadings().renditions_of([original, Sha256("d" * 64)], view)
    assert found is not None
    assert (found.profile, found.size) == (COVER_16_9, 1234)
    assert shown == {original: whole}


async def test_a_list_can_ask_for_any_of_several_states(desk: Desk):
    signed, waiting = await desk.receive(title="已签发的"), await desk.receive(title="待审的")
    await desk.signed(signed)
    wanted = Filters(draft_states=(DraftState.SIGNED_OFF, DraftState.DELIVERED))
    async with desk.database.reading() as view:
        page = await SqlStoryLists().newest(wanted, "", 10, view)
    assert [row.number for row in page.items] == [signed.number]
    assert waiting.number not in {row.number for row in page.items}
